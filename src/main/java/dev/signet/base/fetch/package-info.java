/// Documents that others keep for us at a URL of theirs, such as an agent's keys: got without being
/// led astray.
@NullMarked
package dev.signet.base.fetch;

import org.jspecify.annotations.NullMarked;
