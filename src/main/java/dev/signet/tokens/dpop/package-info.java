/// Proofs of possession: a client shows with each request that it holds the key that its token is
/// bound to.
@NullMarked
package dev.signet.tokens.dpop;

import org.jspecify.annotations.NullMarked;
