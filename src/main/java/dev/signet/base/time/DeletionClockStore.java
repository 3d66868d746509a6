package dev.signet.base.time;

import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The row with the latest time by which a node has deleted expired data.
final class DeletionClockStore {

  Optional<Instant> find(Handle handle) {
    return handle
        .createQuery("SELECT latest FROM expiry_clock WHERE id = 1")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /// Never lowers it: several nodes share the row.
  void raise(Tx tx, Instant latest) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO expiry_clock (id, latest) VALUES (1, :latest)
            ON CONFLICT (id) DO UPDATE SET latest = excluded.latest
            WHERE expiry_clock.latest < excluded.latest
            """)
        .bind("latest", latest.toEpochMilli())
        .execute();
  }
}
