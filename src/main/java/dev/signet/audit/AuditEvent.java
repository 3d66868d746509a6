package dev.signet.audit;

import dev.signet.http.Json;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// What happens to the trail itself.
sealed interface AuditEvent extends Event {

  /// Somebody had the whole trail checked, and this came of it.
  record Verified(Verification.Report report) implements AuditEvent {
    @Override
    public String action() {
      return "audit.verified";
    }

    @Override
    public Outcome outcome() {
      return report.valid() ? Outcome.SUCCESS : Outcome.FAILURE;
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object()
              .put("valid", report.valid())
              .put("event_count", report.events())
              .put("chain_count", report.chains())
              .put("checkpoint_count", report.checkpoints());
      var faults = metadata.putArray("faults");
      report
          .faults()
          .forEach(fault ->
              faults
                  .addObject()
                  .put("chain_id", fault.chainId())
                  .put("seq", fault.seq())
                  .put("event_id", fault.eventId())
                  .put("what", fault.what()));
      return metadata;
    }
  }

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
