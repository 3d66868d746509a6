package dev.signet.webhooks;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.webhooks.BulkChange.Kind;
import dev.signet.webhooks.BulkChange.Position;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of changes of many deliveries.
final class BulkChangeStore {
  private static final String COLUMNS =
      """
      webhook_id, kind, created_before, activation, requested_at, position_at, position_id,
        changed
      """;

  private final String lockOne;

  BulkChangeStore(Dialect dialect) {
    this.lockOne =
        "SELECT "
            + COLUMNS
            + " FROM webhook_bulk_changes WHERE webhook_id = :webhook AND kind = :kind"
            + dialect.forUpdate();
  }

  /// Begins to queue the failed deliveries of a time again, unless the webhook's last recovery has
  /// not finished.
  boolean recover(Tx tx, WebhookId webhook, Instant since, Instant until, Instant now) {
    return insert(
        tx,
        webhook,
        Kind.RECOVER,
        until,
        0,
        since,
        now,
        "ON CONFLICT (webhook_id, kind) DO NOTHING");
  }

  /// Begins to make pending deliveries due.
  ///
  /// @param activation those of earlier activations
  void makeDue(Tx tx, WebhookId webhook, long activation, Instant now) {
    restart(tx, webhook, Kind.MAKE_DUE, activation, now);
  }

  /// Begins to give up pending deliveries.
  ///
  /// @param activation those of earlier activations
  void abort(Tx tx, WebhookId webhook, long activation, Instant now) {
    delete(tx, webhook, Kind.MAKE_DUE);
    restart(tx, webhook, Kind.ABORT, activation, now);
  }

  /// Begins to delete the deliveries and replays of a webhook.
  void delete(Tx tx, WebhookId webhook, Instant now) {
    for (var kind : List.of(Kind.RECOVER, Kind.MAKE_DUE, Kind.ABORT)) {
      delete(tx, webhook, kind);
    }
    restart(tx, webhook, Kind.DELETE, 0, now);
  }

  private static void restart(Tx tx, WebhookId webhook, Kind kind, long activation, Instant now) {
    insert(
        tx,
        webhook,
        kind,
        now,
        activation,
        Instant.EPOCH,
        now,
        """
        ON CONFLICT (webhook_id, kind) DO UPDATE SET
          activation = excluded.activation, requested_at = excluded.requested_at,
          position_at = excluded.position_at, position_id = '',
          due_at = excluded.due_at
        """);
  }

  private static boolean insert(
      Tx tx,
      WebhookId webhook,
      Kind kind,
      Instant createdBefore,
      long activation,
      Instant from,
      Instant now,
      String onConflict) {
    return tx.update(
                """
                INSERT INTO webhook_bulk_changes (
                  webhook_id, kind, created_before, activation, requested_at, position_at,
                  position_id, changed, due_at)
                VALUES (
                  :webhook, :kind, :before, :activation, :now, :from, '', 0, :now)
                """
                    + onConflict)
            .bind("webhook", webhook.value())
            .bind("kind", kind.stored())
            .bind("before", createdBefore.toEpochMilli())
            .bind("activation", activation)
            .bind("now", now.toEpochMilli())
            .bind("from", from.toEpochMilli())
            .execute()
        == 1;
  }

  /// Some changes that have not finished, first those that have waited longest.
  List<BulkChange> unfinished(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhook_bulk_changes WHERE due_at <= :now ORDER BY due_at LIMIT :limit")
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> change(row))
        .list();
  }

  /// A change that has not finished, locked until the end of the transaction.
  Optional<BulkChange> lock(Tx tx, WebhookId webhook, Kind kind) {
    return tx.query(lockOne)
        .bind("webhook", webhook.value())
        .bind("kind", kind.stored())
        .map((row, _) -> change(row))
        .findOne();
  }

  /// The next deliveries that a change looks at, in their order.
  List<Position> next(Tx tx, BulkChange change, int limit) {
    return tx.query(
            change.kind() == Kind.RECOVER
                ? """
                SELECT created_at, delivery_id FROM webhook_deliveries
                WHERE webhook_id = :webhook AND status = 'failed' AND created_at < :before
                  AND (created_at, delivery_id) > (:at, :id)
                ORDER BY created_at, delivery_id LIMIT :limit
                """
                : """
                SELECT created_at, delivery_id FROM webhook_deliveries
                WHERE webhook_id = :webhook AND status = 'pending' AND delivery_id > :id
                ORDER BY delivery_id LIMIT :limit
                """)
        .bind("webhook", change.webhook().value())
        .bind("before", change.createdBefore().toEpochMilli())
        .bind("at", change.position().createdAt().toEpochMilli())
        .bind("id", change.position().deliveryId())
        .bind("limit", limit)
        .map((row, _) ->
            new Position(
                Instant.ofEpochMilli(row.getLong("created_at")), row.getString("delivery_id")))
        .list();
  }

  /// Changes those of the deliveries that the change is for.
  ///
  /// @return how many
  int apply(Tx tx, BulkChange change, List<Position> deliveries, Instant now) {
    var statement =
        switch (change.kind()) {
          // What failed again since is not queued a second time.
          case RECOVER ->
              """
              UPDATE webhook_deliveries SET
                status = 'pending', attempt_count = 0, due_at = :now, leased_until = 0,
                claim = claim + 1, finished_at = NULL
              WHERE delivery_id IN (<ids>) AND status = 'failed' AND finished_at <= :requestedAt
              """;
          case MAKE_DUE ->
              """
              UPDATE webhook_deliveries SET due_at = :now, attempt_count = 0
              WHERE delivery_id IN (<ids>) AND status = 'pending' AND leased_until = 0
                AND activation < :activation AND (due_at > :now OR attempt_count > 0)
              """;
          case ABORT ->
              """
              UPDATE webhook_deliveries SET
                status = 'failed', leased_until = 0, finished_at = :now
              WHERE delivery_id IN (<ids>) AND status = 'pending' AND activation < :activation
              """;
          case DELETE ->
              throw new IllegalArgumentException("deliveries are not changed but deleted");
        };
    return tx.update(statement)
        .bindList("ids", deliveries.stream().map(Position::deliveryId).toList())
        .bind("now", now.toEpochMilli())
        .bind("requestedAt", change.requestedAt().toEpochMilli())
        .bind("activation", change.activation())
        .execute();
  }

  /// Deletes deliveries of a webhook.
  int deleteDeliveries(Tx tx, WebhookId webhook, int limit) {
    return tx.update(
            """
            DELETE FROM webhook_deliveries WHERE delivery_id IN (
              SELECT delivery_id FROM webhook_deliveries WHERE webhook_id = :webhook LIMIT :limit)
            """)
        .bind("webhook", webhook.value())
        .bind("limit", limit)
        .execute();
  }

  /// Stores how far a change is.
  ///
  /// @param dueAt when it is looked at again
  void advance(Tx tx, BulkChange change, Position to, int changed, Instant dueAt) {
    tx.update(
            """
            UPDATE webhook_bulk_changes SET
              position_at = :at, position_id = :id, changed = changed + :changed, due_at = :due
            WHERE webhook_id = :webhook AND kind = :kind
            """)
        .bind("webhook", change.webhook().value())
        .bind("kind", change.kind().stored())
        .bind("at", to.createdAt().toEpochMilli())
        .bind("id", to.deliveryId())
        .bind("changed", changed)
        .bind("due", dueAt.toEpochMilli())
        .execute();
  }

  /// A change has finished, or is superseded.
  void delete(Tx tx, WebhookId webhook, Kind kind) {
    tx.update("DELETE FROM webhook_bulk_changes WHERE webhook_id = :webhook AND kind = :kind")
        .bind("webhook", webhook.value())
        .bind("kind", kind.stored())
        .execute();
  }

  private static BulkChange change(ResultSet row) throws SQLException {
    return new BulkChange(
        new WebhookId(row.getString("webhook_id")),
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        Instant.ofEpochMilli(row.getLong("created_before")),
        row.getLong("activation"),
        Instant.ofEpochMilli(row.getLong("requested_at")),
        new Position(
            Instant.ofEpochMilli(row.getLong("position_at")), row.getString("position_id")),
        row.getLong("changed"));
  }
}
