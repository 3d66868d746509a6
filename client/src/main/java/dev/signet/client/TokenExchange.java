package dev.signet.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A token that is exchanged for one of this client (<a
 * href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>), which allows no more than it, and
 * ends with it.
 *
 * @param subjectToken the token of the agent that lends its rights, or the client's own, for one
 *     that allows less
 * @param delegationId the delegation to use, where several allow the request
 * @param lifetime the longest lifetime of the new token, to the second; empty for the longest that
 *     is allowed
 */
public record TokenExchange(
    Secret subjectToken, Optional<String> delegationId, Optional<Duration> lifetime) {
  public TokenExchange {
    if (lifetime.filter(limit -> limit.toSeconds() < 1).isPresent()) {
      throw new IllegalArgumentException("A token lifetime is at least a second");
    }
  }

  public static TokenExchange of(Secret subjectToken) {
    return new TokenExchange(subjectToken, Optional.empty(), Optional.empty());
  }

  public TokenExchange withDelegation(String delegationId) {
    return new TokenExchange(subjectToken, Optional.of(delegationId), lifetime);
  }

  public TokenExchange withLifetime(Duration lifetime) {
    return new TokenExchange(subjectToken, delegationId, Optional.of(lifetime));
  }
}
