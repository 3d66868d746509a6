/// Minting, refresh families, introspection, revocation.
@NullMarked
package dev.signet.tokens.issuing;

import org.jspecify.annotations.NullMarked;
