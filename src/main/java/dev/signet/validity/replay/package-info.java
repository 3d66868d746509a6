/// What may be used once: whoever comes second is told so, on every node.
@NullMarked
package dev.signet.validity.replay;

import org.jspecify.annotations.NullMarked;
