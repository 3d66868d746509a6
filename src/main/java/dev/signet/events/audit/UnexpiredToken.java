package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A token that has not expired, as recorded in the audit log.
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

  /// Whether one of these keys signed it. Metadata is JSON that we wrote, in which this text cannot
  /// have another meaning: quotes within its strings are escaped.
  public boolean isSignedBy(Set<String> kids) {
    return kids.stream().anyMatch(kid -> metadata.contains(kidMember(kid)));
  }

  static String kidMember(String kid) {
    return "\"kid\":\"" + kid + "\"";
  }
}
