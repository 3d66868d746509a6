package dev.signet.console.pages;

import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The SQL of the activity counters.
final class ActivityCounterStore {

  /// Adds a count of one node in one minute.
  record Row(Instant minute, String counter, long count) {}

  void add(Tx tx, Instant minute, String node, Map<String, Long> counts) {
    var batch =
        tx.batch(
            """
            INSERT INTO console_activity (minute, node, counter, counted)
            VALUES (:minute, :node, :counter, :counted)
            ON CONFLICT (minute, node, counter)
            DO UPDATE SET counted = console_activity.counted + excluded.counted
            """);
    counts.forEach((counter, counted) ->
        batch
            .bind("minute", minute.toEpochMilli())
            .bind("node", node)
            .bind("counter", counter)
            .bind("counted", counted)
            .add());
    batch.execute();
  }

  /// Deletes older counts.
  int forget(Tx tx, Instant before) {
    return tx.update("DELETE FROM console_activity WHERE minute < :before")
        .bind("before", before.toEpochMilli())
        .execute();
  }

  List<Row> since(Handle handle, Instant start) {
    return handle
        .createQuery(
            """
            SELECT minute, counter, SUM(counted) AS counted FROM console_activity
            WHERE minute >= :start GROUP BY minute, counter
            """)
        .bind("start", start.toEpochMilli())
        .map((row, _) ->
            new Row(
                Instant.ofEpochMilli(row.getLong("minute")),
                row.getString("counter"),
                row.getLong("counted")))
        .list();
  }
}
