/// Minting, refresh families, introspection, revocation.
@NullMarked
package dev.signet.tokens;

import org.jspecify.annotations.NullMarked;
