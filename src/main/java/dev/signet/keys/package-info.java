/// The server's own signing keys: made, sealed, rotated, and shown as a key set.
@NullMarked
package dev.signet.keys;

import org.jspecify.annotations.NullMarked;
