/// One-time uses: a second use is refused, on every node.
@NullMarked
package dev.signet.validity.replay;

import org.jspecify.annotations.NullMarked;
