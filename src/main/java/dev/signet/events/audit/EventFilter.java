package dev.signet.events.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The conditions on events. A condition that is null does not apply.
///
/// @param organizationId the one whose events the caller may see; null for an operator, who sees
///   all
/// @param from inclusive
/// @param to exclusive
/// @param actorId and the following: these have no index, so events are checked one by one
public record EventFilter(
    @Nullable String organizationId,
    @Nullable String agentId,
    @Nullable String action,
    @Nullable String outcome,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String actorId,
    @Nullable String requestId) {

  /// The same filter, limited to events before this time.
  EventFilter until(Instant end) {
    var nearer = to == null || to.isAfter(end) ? end : to;
    return new EventFilter(
        organizationId, agentId, action, outcome, from, nearer, actorId, requestId);
  }

  /// Whether it has conditions without an index.
  boolean isSearch() {
    return actorId != null || requestId != null;
  }

  /// Whether an event that was found by an index also meets the other conditions.
  boolean matches(AuditEntry entry) {
    return (actorId == null || actorId.equals(entry.actorId()))
        && (requestId == null || requestId.equals(entry.requestId()));
  }
}
