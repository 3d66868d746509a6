package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// An exchanged token that has not expired.
///
/// @param metadata of the event, a JSON object as text: scopes, audience and the signing key
public record ExchangedToken(
    String id,
    String agentId,
    Instant issuedAt,
    long generation,
    Optional<TokenBinding> binding,
    TokenOrigin origin,
    String metadata) {

  /// Whether one of these keys signed it, as [UnexpiredToken#isSignedBy].
  public boolean isSignedBy(Set<String> kids) {
    return kids.stream().anyMatch(kid -> metadata.contains(UnexpiredToken.kidMember(kid)));
  }
}
