package dev.signet.events.audit;

import dev.signet.base.db.Db;
import java.time.Instant;
import java.util.Optional;

/// The newest event of the audit log.
public final class NewestEvent {
  private NewestEvent() {}

  /// When it was recorded, by the clock of its node; empty when there are no events.
  public static Optional<Instant> time(Db db) {
    return db.read(handle ->
        handle
            .createQuery("SELECT occurred_at FROM audit_events ORDER BY event_id DESC LIMIT 1")
            .mapTo(Long.class)
            .findOne()
            .map(Instant::ofEpochMilli));
  }
}
