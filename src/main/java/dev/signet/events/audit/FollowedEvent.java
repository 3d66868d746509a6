package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;

/// An event as a follower of a chain reads it.
///
/// @param seq its position in its chain
/// @param isToken whether it issued a token
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
    boolean isToken,
    String metadata) {}
