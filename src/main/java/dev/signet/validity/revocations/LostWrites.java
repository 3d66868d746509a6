package dev.signet.validity.revocations;

import dev.signet.base.db.Db;
import java.time.Instant;
import java.util.Optional;

/// What a database says of committed writes that it has lost.
///
/// @param occurrence when it was noticed, and by which audit event
/// @param advice what to do
public record LostWrites(String occurrence, String advice) {

  /// Empty where none were lost.
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
                    "A failover lost what was committed last; all tokens issued before it are"
                        + " refused. See which credentials were revoked just before it, revoke"
                        + " them again, and replicate synchronously."))
            .findOne());
  }
}
