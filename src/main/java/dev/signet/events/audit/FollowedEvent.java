package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;

/// An event as a follower of a chain reads it.
///
/// @param seq its position in its chain
/// @param tokenExpiresAt when the token that it issued expires; empty when it issued none
/// @param metadata a JSON object, as text
public record FollowedEvent(
    String eventId,
    long seq,
    Instant at,
    String action,
    String outcome,
    Optional<String> agentId,
    Optional<String> organizationId,
    String actorType,
    String actorId,
    String ipAddress,
    String userAgent,
    Optional<Instant> tokenExpiresAt,
    String metadata) {

  /// Whether it issued a token.
  public boolean isToken() {
    return tokenExpiresAt.isPresent();
  }
}
