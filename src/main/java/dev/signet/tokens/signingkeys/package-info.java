/// The server's own signing keys: made, sealed, rotated, and shown as a key set.
@NullMarked
package dev.signet.tokens.signingkeys;

import org.jspecify.annotations.NullMarked;
