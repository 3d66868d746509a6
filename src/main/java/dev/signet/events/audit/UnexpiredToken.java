package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What the trail knows of a token that has not expired.
///
/// @param id the token's `jti`, which is its issuing event's id
/// @param metadata the issuing event's metadata, as JSON
public record UnexpiredToken(
    String id,
    Instant issuedAt,
    Instant expiresAt,
    Optional<String> family,
    Optional<TokenBinding> binding,
    String metadata) {

  /// Whether one of these keys signed it. Metadata is JSON that we wrote, in which this text stands
  /// for nothing else: quotes within its strings are escaped.
  public boolean isSignedBy(Set<String> kids) {
    return kids.stream().anyMatch(kid -> metadata.contains(kidMember(kid)));
  }

  static String kidMember(String kid) {
    return "\"kid\":\"" + kid + "\"";
  }
}
