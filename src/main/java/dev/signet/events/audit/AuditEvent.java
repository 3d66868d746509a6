package dev.signet.events.audit;

import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Events of the audit log itself.
sealed interface AuditEvent extends Event {

  /// The whole audit log was verified, with this result.
  record Verified(Verification.Report report) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.VERIFIED;
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
              .put("checkpoint_count", report.checkpoints())
              .put("unsigned_count", report.unsigned());
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

  /// The chains that are older than the audit key were signed for in their current state, once.
  record Adopted(int chains, String kid) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.ADOPTED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("chain_count", chains).put("kid", kid);
    }
  }

  /// A run of a node ended without signing for its chain, and the next run signed for it.
  ///
  /// @param seq the last event that the node knew outside the database
  /// @param behind how many events follow it in the database, which were signed for as found
  record Recovered(String chainId, long seq, long behind) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.RECOVERED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("chain_id", chainId)
          .put("seq", seq)
          .put("unwitnessed_event_count", behind);
    }
  }

  /// A caller exported events, or their signatures.
  ///
  /// @param organization of the caller; empty for an operator
  record Exported(String what, Optional<String> organization) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.EXPORTED;
    }

    @Override
    public Optional<String> organizationId() {
      return organization;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("what", what);
    }
  }

  /// The database contradicts what this node has written.
  record Contradicted(ChainMismatch mismatch) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.CONTRADICTED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("chain_id", mismatch.chainId())
          .put("seq", mismatch.seq())
          .put("what", mismatch.what());
    }
  }

  /// Events that this node had recorded and acknowledged are missing from the database: another
  /// server has replaced the one that had them.
  ///
  /// @param from the first missing position in the chain
  /// @param last the last event that this node had recorded
  record LostWrites(long from, Checkpoint.ChainHead last) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.LOST_WRITES;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("chain_id", last.chainId())
          .put("lost_from_seq", from)
          .put("lost_to_seq", last.seq())
          .put("lost_event_count", last.seq() - from + 1)
          .put("lost_head_hash", last.hash());
    }
  }

  /// Unauthenticated callers caused more events than the limit allows to record.
  ///
  /// @param counts how many were not recorded, by action
  record Suppressed(Map<String, Long> counts) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.SUPPRESSED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object().put("count", counts.values().stream().mapToLong(Long::longValue).sum());
      var actions = metadata.putObject("actions");
      counts.forEach(actions::put);
      return metadata;
    }
  }

  /// Events were deleted at the end of their retention period.
  record Pruned(long events, int chains, Instant before) implements AuditEvent {
    @Override
    public EventType type() {
      return AuditEvents.PRUNED;
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
