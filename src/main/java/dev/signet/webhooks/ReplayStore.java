package dev.signet.webhooks;

import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.webhooks.Replay.Progress;
import dev.signet.webhooks.Replay.Range;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of replays.
final class ReplayStore {
  private static final String COLUMNS =
      """
      replay_id, webhook_id, is_resume, events, positions, until_positions, status, queued,
        estimated, created_at, finished_at
      """;

  /// Adds a replay of what a webhook missed while it was disabled. Its end is not known before the
  /// commit; see [Replay#isEndKnown].
  void addResume(Tx tx, String id, Webhook webhook, Map<String, Long> from, Instant now) {
    // One that was interrupted by disabling again is continued by this one, from where it was.
    var interrupted =
        tx.query(
                "SELECT "
                    + COLUMNS
                    + """
                    FROM webhook_replays
                    WHERE webhook_id = :webhook AND is_resume = 1 AND status = 'running'
                    """)
            .bind("webhook", webhook.id().value())
            .map((row, _) -> replay(row))
            .findOne();
    cancelResume(tx, webhook.id(), now);
    add(
        tx,
        new Replay(
            id,
            webhook.id(),
            true,
            new Range(EventPatterns.of(EventPatterns.ALL), Map.of(), 0),
            Progress.at(interrupted.map(earlier -> earliest(earlier, from)).orElse(from)),
            now));
  }

  /// For each chain of the earlier one, how far that had read; for later chains the given position.
  private static Map<String, Long> earliest(Replay earlier, Map<String, Long> from) {
    if (!earlier.isEndKnown()) {
      return earlier.progress().positions();
    }
    var earliest = new HashMap<>(from);
    for (var chain : earlier.range().until().keySet()) {
      var read = earlier.progress().position(chain);
      earliest.put(chain, Math.min(read, from.getOrDefault(chain, 0L)));
    }
    return earliest;
  }

  /// Adds a replay, unless one of the webhook is running.
  boolean add(Tx tx, Replay replay) {
    return tx.update(
                """
                INSERT INTO webhook_replays (
                  replay_id, webhook_id, is_resume, events, positions, until_positions, status,
                  queued, estimated, created_at)
                VALUES (
                  :replay, :webhook, :resume, :events, :positions, :until, 'running', 0,
                  :estimated, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("replay", replay.id())
            .bind("webhook", replay.webhook().value())
            .bind("resume", replay.isResume() ? 1L : 0L)
            .bind("events", Json.toText(replay.range().events().patterns()))
            .bind("positions", WebhookStore.positionsText(replay.progress().positions()))
            .bind("until", WebhookStore.positionsText(replay.range().until()))
            .bind("estimated", replay.range().estimated())
            .bind("now", replay.createdAt().toEpochMilli())
            .execute()
        == 1;
  }

  /// Cancels the replay that a caller has started. What a webhook has missed stays to be sent.
  void cancelRunning(Tx tx, WebhookId webhook, Instant now) {
    cancel(tx, webhook, false, now);
  }

  void cancelResume(Tx tx, WebhookId webhook, Instant now) {
    cancel(tx, webhook, true, now);
  }

  private static void cancel(Tx tx, WebhookId webhook, boolean resume, Instant now) {
    tx.update(
            """
            UPDATE webhook_replays SET status = 'canceled', finished_at = :now
            WHERE webhook_id = :webhook AND is_resume = :resume AND status = 'running'
            """)
        .bind("webhook", webhook.value())
        .bind("resume", resume ? 1L : 0L)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Some running replays of active webhooks: first those after an id, then the others.
  List<Replay> running(Handle handle, String after, int limit) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                FROM webhook_replays
                WHERE status = 'running' AND EXISTS (
                  SELECT 1 FROM webhooks
                  WHERE webhooks.webhook_id = webhook_replays.webhook_id
                    AND webhooks.status = 'active')
                ORDER BY CASE WHEN replay_id > :after THEN 0 ELSE 1 END, replay_id LIMIT :limit
                """)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> replay(row))
        .list();
  }

  Optional<Replay> findRunning(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhook_replays WHERE replay_id = :id AND status = 'running'")
        .bind("id", id)
        .map((row, _) -> replay(row))
        .findOne();
  }

  Optional<Replay> find(Handle handle, WebhookId webhook, String id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhook_replays WHERE replay_id = :id AND webhook_id = :webhook"
                + " AND is_resume = 0")
        .bind("id", id)
        .bind("webhook", webhook.value())
        .map((row, _) -> replay(row))
        .findOne();
  }

  /// Moves a running replay on, unless another node has done so or it was canceled.
  boolean advance(Tx tx, Replay before, Map<String, Long> positions, Optional<Instant> finished) {
    return tx.update(
                """
                UPDATE webhook_replays SET
                  positions = :positions, status = :status, finished_at = :finished
                WHERE replay_id = :id AND status = 'running' AND positions = :before
                """)
            .bind("id", before.id())
            .bind("before", WebhookStore.positionsText(before.progress().positions()))
            .bind("positions", WebhookStore.positionsText(positions))
            .bind("status", finished.isPresent() ? "finished" : "running")
            .bind("finished", finished.map(Instant::toEpochMilli).orElse(null))
            .execute()
        == 1;
  }

  /// Sets the end of a replay whose end is not known.
  void setEnd(Tx tx, String id, Map<String, Long> until) {
    tx.update(
            """
            UPDATE webhook_replays SET until_positions = :until
            WHERE replay_id = :id AND until_positions = :unknown
            """)
        .bind("id", id)
        .bind("until", WebhookStore.positionsText(until))
        .bind("unknown", WebhookStore.positionsText(Map.of()))
        .execute();
  }

  void addQueued(Tx tx, String id, int queued) {
    tx.update("UPDATE webhook_replays SET queued = queued + :queued WHERE replay_id = :id")
        .bind("queued", queued)
        .bind("id", id)
        .execute();
  }

  /// Deletes replays that finished before a time.
  int deleteFinished(Tx tx, Instant before, int limit) {
    return tx.update(
            """
            DELETE FROM webhook_replays WHERE replay_id IN (
              SELECT replay_id FROM webhook_replays WHERE finished_at < :before LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  /// Deletes replays of a webhook.
  int deleteOf(Tx tx, WebhookId webhook, int limit) {
    return tx.update(
            """
            DELETE FROM webhook_replays WHERE replay_id IN (
              SELECT replay_id FROM webhook_replays WHERE webhook_id = :webhook LIMIT :limit)
            """)
        .bind("webhook", webhook.value())
        .bind("limit", limit)
        .execute();
  }

  private static Replay replay(ResultSet row) throws SQLException {
    var patterns = new ArrayList<String>();
    Json.parseOwn(row.getString("events")).forEach(text -> patterns.add(text.stringValue()));
    return new Replay(
        row.getString("replay_id"),
        new WebhookId(row.getString("webhook_id")),
        row.getLong("is_resume") == 1,
        new Range(
            new EventPatterns(patterns),
            WebhookStore.positions(row.getString("until_positions")),
            row.getLong("estimated")),
        new Progress(
            WebhookStore.positions(row.getString("positions")),
            Replay.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
            row.getLong("queued"),
            WebhookStore.instant(row, "finished_at")),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
