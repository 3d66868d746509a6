/// DPoP: with each request, a client proves possession of the key that its token is bound to.
@NullMarked
package dev.signet.tokens.dpop;

import org.jspecify.annotations.NullMarked;
