/// Tokens: issuance, refresh families, introspection and revocation.
@NullMarked
package dev.signet.tokens.issuing;

import org.jspecify.annotations.NullMarked;
