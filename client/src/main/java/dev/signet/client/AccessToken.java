package dev.signet.client;

import java.time.Instant;
import java.util.Set;

/**
 * An access token.
 *
 * @param isBound whether requests with it need proofs by the agent's DPoP key
 * @param scopes its scopes, which may be fewer than were requested
 * @param expiresAt when it expires, by this machine's clock
 */
public record AccessToken(Secret value, boolean isBound, Set<String> scopes, Instant expiresAt) {
  public AccessToken {
    scopes = Set.copyOf(scopes);
  }

  /** The {@code Authorization} scheme for requests with it. */
  public String scheme() {
    return isBound ? "DPoP" : "Bearer";
  }
}
