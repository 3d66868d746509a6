package dev.signet.validity.revocations;

import dev.signet.base.db.Db;
import java.time.Instant;
import java.util.Optional;

/// A report that a database has lost committed writes.
///
/// @param occurrence when it was noticed, and in which audit event
/// @param advice what to do
public record LostWrites(String occurrence, String advice) {

  /// Empty if none were lost.
  public static Optional<LostWrites> warning(Db db) {
    return db.read(handle ->
        handle
            .createQuery("SELECT event_id, raised_at FROM revocation_floor WHERE id = 1")
            .map((row, _) ->
                new LostWrites(
                    "noticed at "
                        + Instant.ofEpochMilli(row.getLong("raised_at"))
                        + ", audit event "
                        + row.getString("event_id"),
                    "A failover lost the last committed writes; all tokens issued before it are"
                        + " refused. Check which credentials were revoked just before it, revoke"
                        + " them again, and replicate synchronously."))
            .findOne());
  }
}
