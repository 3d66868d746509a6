package dev.signet.client;

import java.time.Instant;
import java.util.Set;

/**
 * A token to call an API with.
 *
 * @param isBound whether it is good only together with proofs by the agent's key
 * @param scopes what it is good for, which may be less than was asked for
 * @param expiresAt when it ends, by this machine's clock
 */
public record AccessToken(Secret value, boolean isBound, Set<String> scopes, Instant expiresAt) {
  public AccessToken {
    scopes = Set.copyOf(scopes);
  }

  /** The scheme of {@code Authorization} that it is sent under. */
  public String scheme() {
    return isBound ? "DPoP" : "Bearer";
  }
}
