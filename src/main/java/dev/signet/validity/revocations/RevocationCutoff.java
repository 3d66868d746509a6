package dev.signet.validity.revocations;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.Optional;

/// Refuses all tokens that were issued before the database lost committed writes, because
/// revocations may be among the lost writes. Ids are increasing, so the id of the event that
/// records the loss separates earlier tokens and refresh families from later ones.
final class RevocationCutoff {
  private final Db db;
  private volatile Optional<String> eventId = Optional.empty();

  RevocationCutoff(Db db) {
    this.db = db;
  }

  /// Refuses everything with a smaller id than this event: on this node once the transaction has
  /// committed, and on other nodes when they [#refresh].
  void raise(Tx tx, String event, Instant now) {
    tx.update(
            """
            INSERT INTO revocation_floor (id, event_id, raised_at) VALUES (1, :event, :now)
            ON CONFLICT (id) DO UPDATE
            SET event_id = excluded.event_id, raised_at = excluded.raised_at
            WHERE revocation_floor.event_id < excluded.event_id
            """)
        .bind("event", event)
        .bind("now", now.toEpochMilli())
        .execute();
    tx.afterCommit(() -> eventId = Optional.of(event));
  }

  /// Reads the cutoff that other nodes have set.
  ///
  /// @return the event, if it is another one than before
  Optional<String> refresh() {
    var found =
        db.read(handle ->
            handle
                .createQuery("SELECT event_id FROM revocation_floor WHERE id = 1")
                .mapTo(String.class)
                .findOne());
    if (found.equals(eventId)) {
      return Optional.empty();
    }
    eventId = found;
    return found;
  }

  /// The event that explains why a token or a refresh family is refused, if it is older than the
  /// cutoff.
  Optional<String> eventCovering(String id) {
    var event = eventId;
    return event.isPresent() && id.compareTo(event.get()) < 0 ? event : Optional.empty();
  }
}
