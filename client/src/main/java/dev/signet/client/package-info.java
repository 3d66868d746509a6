/**
 * The client library: for agents, it requests and renews tokens, creates DPoP proofs and rotates
 * credentials; for APIs, it verifies the tokens they receive.
 */
@NullMarked
package dev.signet.client;

import org.jspecify.annotations.NullMarked;
