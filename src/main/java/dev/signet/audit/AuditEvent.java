package dev.signet.audit;

import dev.signet.http.Json;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// What happens to the trail itself.
sealed interface AuditEvent extends Event {

  /// Events were deleted because they were older than they are kept.
  record Pruned(long events, int chains, Instant before) implements AuditEvent {
    @Override
    public String action() {
      return "audit.pruned";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("event_count", events)
          .put("chain_count", chains)
          .put("before", Json.time(before));
    }
  }
}
