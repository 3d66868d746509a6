/// The server's signing keys: generated, sealed, rotated, and published as a key set.
@NullMarked
package dev.signet.tokens.signingkeys;

import org.jspecify.annotations.NullMarked;
