package dev.signet.webhooks;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.webhooks.Delivery.Attempt;
import dev.signet.webhooks.Delivery.MessageSource;
import dev.signet.webhooks.Delivery.Status;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The SQL of deliveries.
final class DeliveryStore {
  /// How many attempts a row keeps.
  private static final int ATTEMPTS_KEPT = 10;

  private static final String COLUMNS =
      """
      delivery_id, webhook_id, message_id, event_type, chain_id, seq, last_seq, digest, replay_id,
        version, status, attempts, attempt_count, due_at, claim, created_at, finished_at
      """;

  /// Counts by the partial indexes, so the statuses are literals.
  private static final String FIGURES =
      """
      SELECT webhook_id, is_ordered,
        (SELECT COUNT(*) FROM (
          SELECT 1 FROM webhook_deliveries
          WHERE webhook_deliveries.webhook_id = webhooks.webhook_id AND status = 'pending'
          LIMIT :limit) AS counted) AS pending,
        (SELECT COUNT(*) FROM (
          SELECT 1 FROM webhook_deliveries
          WHERE webhook_deliveries.webhook_id = webhooks.webhook_id AND status = 'failed'
          LIMIT :limit) AS counted) AS failed,
        (SELECT attempt_count FROM webhook_deliveries
          WHERE webhook_deliveries.webhook_id = webhooks.webhook_id AND status = 'pending'
          ORDER BY delivery_id LIMIT 1) AS attempts_of_first,
        (SELECT created_at FROM webhook_secrets
          WHERE webhook_secrets.webhook_id = webhooks.webhook_id
            AND valid_until IS NULL) AS secret_created_at,
        (SELECT MAX(valid_until) FROM webhook_secrets
          WHERE webhook_secrets.webhook_id = webhooks.webhook_id
            AND valid_until > :now AND leaked_at IS NULL) AS previous_valid_until
      FROM webhooks WHERE webhook_id IN (<webhooks>)
      """;

  private final String claimDue;
  private final String claimFirst;

  DeliveryStore(Dialect dialect) {
    var lease =
        """
        UPDATE webhook_deliveries SET claim = claim + 1, leased_until = :leasedUntil
        WHERE delivery_id = (%s) AND status = 'pending' AND due_at <= :now
          AND leased_until <= :now
        RETURNING %s
        """;
    claimDue =
        lease.formatted(
            """
            SELECT delivery_id FROM webhook_deliveries
            WHERE webhook_id = :webhook AND status = 'pending' AND due_at <= :now
              AND leased_until <= :now
            ORDER BY due_at, delivery_id LIMIT 1
            """
                + (dialect.isShared() ? "FOR UPDATE SKIP LOCKED" : ""),
            COLUMNS);
    claimFirst =
        lease.formatted(
            """
            SELECT delivery_id FROM webhook_deliveries
            WHERE webhook_id = :webhook AND status = 'pending'
            ORDER BY delivery_id LIMIT 1
            """,
            COLUMNS);
  }

  /// A delivery to be added.
  record NewDelivery(DeliveryId id, MessageSource source, String replayId, String version) {}

  /// Adds deliveries of a webhook, except those that were added before.
  ///
  /// @return how many were added
  int add(Tx tx, WebhookId webhook, List<NewDelivery> deliveries, Instant now, Instant dueAt) {
    var activation = activation(tx, webhook);
    var batch =
        tx.batch(
            """
            INSERT INTO webhook_deliveries (
              delivery_id, webhook_id, message_id, event_type, chain_id, seq, last_seq, digest,
              replay_id, version, status, attempts, attempt_count, due_at, claim, leased_until,
              activation, created_at)
            VALUES (
              :delivery, :webhook, :message, :type, :chain, :seq, :lastSeq, :digest, :replay,
              :version, 'pending', '[]', 0, :dueAt, 0, 0, :activation, :now)
            ON CONFLICT (webhook_id, message_id, replay_id) DO NOTHING
            """);
    for (var one : deliveries) {
      batch
          .bind("delivery", one.id().value())
          .bind("webhook", webhook.value())
          .bind("activation", activation)
          .bind("message", one.source().messageId())
          .bind("type", one.source().type())
          .bind("chain", one.source().chainId())
          .bind("seq", one.source().seq())
          .bind("lastSeq", one.source().lastSeq())
          .bind("digest", one.source().digest())
          .bind("replay", one.replayId())
          .bind("version", one.version())
          .bind("dueAt", dueAt.toEpochMilli())
          .bind("now", now.toEpochMilli())
          .add();
    }
    var added = 0;
    for (var count : batch.execute()) {
      added += Math.max(count, 0);
    }
    return added;
  }

  private static long activation(Tx tx, WebhookId webhook) {
    return tx.query("SELECT activation FROM webhooks WHERE webhook_id = :webhook")
        .bind("webhook", webhook.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /// Extends a pending digest that was not yet sent by a further event of its chain. What a webhook
  /// missed may be read again, so the event may also be before the digest, or within it.
  ///
  /// @param maxRange how many events of the chain it covers at most
  /// @param now it is still open when it is due later than this
  boolean extendDigest(
      Tx tx, WebhookId webhook, MessageSource source, String replayId, int maxRange, Instant now) {
    return tx.update(
                """
                UPDATE webhook_deliveries SET
                  seq = CASE WHEN :lastSeq < seq THEN :lastSeq ELSE seq END,
                  last_seq = CASE WHEN :lastSeq > last_seq THEN :lastSeq ELSE last_seq END
                WHERE webhook_id = :webhook AND status = 'pending' AND digest <> ''
                  AND digest = :digest AND chain_id = :chain AND replay_id = :replay
                  AND due_at > :now AND attempt_count = 0 AND leased_until = 0
                  AND :lastSeq - seq < :maxRange AND last_seq - :lastSeq < :maxRange
                """)
            .bind("webhook", webhook.value())
            .bind("now", now.toEpochMilli())
            .bind("chain", source.chainId())
            .bind("digest", source.digest())
            .bind("replay", replayId)
            .bind("maxRange", (long) maxRange)
            .bind("lastSeq", source.lastSeq())
            .execute()
        > 0;
  }

  /// The newest delivery of a webhook.
  Optional<String> newestId(Handle handle, WebhookId webhook) {
    return handle
        .createQuery(
            """
            SELECT delivery_id FROM webhook_deliveries
            WHERE webhook_id = :webhook ORDER BY delivery_id DESC LIMIT 1
            """)
        .bind("webhook", webhook.value())
        .mapTo(String.class)
        .findOne();
  }

  /// Takes the next due delivery of a webhook, for a node that shares the database with others. The
  /// lease keeps them from it; after its end another node may take it, and the result of this claim
  /// is not written.
  Optional<Delivery> claim(Tx tx, WebhookId webhook, boolean ordered, Instant now, Duration lease) {
    return tx.query(ordered ? claimFirst : claimDue)
        .bind("webhook", webhook.value())
        .bind("now", now.toEpochMilli())
        .bind("leasedUntil", now.plus(lease).toEpochMilli())
        .map((row, _) -> delivery(row))
        .findOne();
  }

  /// Gives back a delivery that was taken and not attempted, unless another node has taken it
  /// since.
  boolean release(Tx tx, Delivery delivery) {
    return tx.update(
                """
                UPDATE webhook_deliveries SET leased_until = 0
                WHERE delivery_id = :delivery AND claim = :claim
                """)
            .bind("delivery", delivery.id().value())
            .bind("claim", delivery.claim())
            .execute()
        == 1;
  }

  /// The next due delivery of a webhook, for the only node that there is.
  ///
  /// @param inProgress those that are being sent
  Optional<Delivery> due(
      Handle handle, WebhookId webhook, boolean ordered, Set<DeliveryId> inProgress, Instant now) {
    var found =
        ordered
            ? first(handle, webhook).stream().toList()
            : handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + """
                        FROM webhook_deliveries
                        WHERE webhook_id = :webhook AND status = 'pending' AND due_at <= :now
                        ORDER BY due_at, delivery_id LIMIT :limit
                        """)
                .bind("webhook", webhook.value())
                .bind("now", now.toEpochMilli())
                .bind("limit", inProgress.size() + 1)
                .map((row, _) -> delivery(row))
                .list();
    return found.stream()
        .filter(delivery -> !inProgress.contains(delivery.id()))
        .filter(delivery -> !delivery.dueAt().isAfter(now))
        .findFirst();
  }

  /// The pending delivery of a webhook with the smallest id.
  Optional<Delivery> first(Handle handle, WebhookId webhook) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                FROM webhook_deliveries WHERE webhook_id = :webhook AND status = 'pending'
                ORDER BY delivery_id LIMIT 1
                """)
        .bind("webhook", webhook.value())
        .map((row, _) -> delivery(row))
        .findOne();
  }

  /// When the next delivery of a webhook is due.
  ///
  /// @param leasedUntil until when the next delivery is leased; zero when it is not
  record NextDue(WebhookId webhook, long dueAt, long leasedUntil) {}

  Optional<NextDue> nextDue(Handle handle, WebhookId webhook, boolean ordered) {
    return handle
        .createQuery(
            "SELECT webhook_id, due_at, leased_until FROM webhook_deliveries"
                + " WHERE webhook_id = :webhook AND status = 'pending' ORDER BY "
                + (ordered ? "delivery_id" : "due_at, delivery_id")
                + " LIMIT 1")
        .bind("webhook", webhook.value())
        .map((row, _) ->
            new NextDue(
                new WebhookId(row.getString("webhook_id")),
                row.getLong("due_at"),
                row.getLong("leased_until")))
        .findOne();
  }

  /// When the next delivery of each active webhook is due, in epoch milliseconds, other than those
  /// that a node has taken. Webhooks without pending deliveries are missing.
  Map<WebhookId, Long> nextDues(Handle handle, Instant now) {
    var dues = new HashMap<WebhookId, Long>();
    handle
        .createQuery(
            """
            SELECT webhook_id, next_due FROM (
              SELECT webhook_id, CASE WHEN is_ordered = 1 THEN (
                  SELECT CASE WHEN leased_until > :now THEN leased_until ELSE due_at END
                  FROM webhook_deliveries
                  WHERE webhook_deliveries.webhook_id = webhooks.webhook_id
                    AND webhook_deliveries.status = 'pending'
                  ORDER BY delivery_id LIMIT 1)
                ELSE (
                  SELECT due_at FROM webhook_deliveries
                  WHERE webhook_deliveries.webhook_id = webhooks.webhook_id
                    AND webhook_deliveries.status = 'pending' AND leased_until <= :now
                  ORDER BY due_at, delivery_id LIMIT 1) END AS next_due
              FROM webhooks WHERE webhooks.status = 'active') AS dues
            WHERE next_due IS NOT NULL
            """)
        .bind("now", now.toEpochMilli())
        .map((row, _) ->
            Map.entry(new WebhookId(row.getString("webhook_id")), row.getLong("next_due")))
        .forEach(due -> dues.put(due.getKey(), due.getValue()));
    return dues;
  }

  /// How many deliveries of some webhooks are due, counted up to a limit.
  long countDue(Handle handle, List<WebhookId> webhooks, Instant now, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM webhook_deliveries
              WHERE webhook_id IN (<webhooks>) AND status = 'pending' AND due_at <= :now
              LIMIT :limit) AS counted
            """)
        .bindList("webhooks", webhooks.stream().limit(limit).map(WebhookId::value).toList())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// Writes the result of an attempt, unless the delivery was taken from this claim meanwhile.
  ///
  /// @param next when to try again; only for a pending one
  boolean saveAttempt(
      Tx tx, Delivery before, Attempt attempt, Status status, Optional<Instant> next) {
    var attempts = new ArrayList<>(before.attempts());
    attempts.add(attempt);
    var kept = attempts.subList(Math.max(0, attempts.size() - ATTEMPTS_KEPT), attempts.size());
    var finished = status == Status.PENDING ? null : attempt.at().toEpochMilli();
    return tx.update(
                """
                UPDATE webhook_deliveries SET
                  status = :status, attempts = :attempts, attempt_count = attempt_count + 1,
                  due_at = :dueAt, leased_until = 0, finished_at = :finished
                WHERE delivery_id = :delivery AND claim = :claim AND status = 'pending'
                """)
            .bind("delivery", before.id().value())
            .bind("claim", before.claim())
            .bind("status", status.wire())
            .bind("attempts", attemptsText(kept))
            .bind("dueAt", next.orElse(before.dueAt()).toEpochMilli())
            .bind("finished", finished)
            .execute()
        == 1;
  }

  private static String attemptsText(List<Attempt> attempts) {
    return Json.toText(
        attempts.stream()
            .map(attempt ->
                Json.object()
                    .put("at", attempt.at().toEpochMilli())
                    .put("status", attempt.statusCode())
                    .put("ms", attempt.durationMs())
                    .put("reason", attempt.reason()))
            .toList());
  }

  Optional<Delivery> find(Handle handle, WebhookId webhook, DeliveryId id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhook_deliveries WHERE delivery_id = :id AND webhook_id = :webhook")
        .bind("id", id.value())
        .bind("webhook", webhook.value())
        .map((row, _) -> delivery(row))
        .findOne();
  }

  /// A page of a webhook's deliveries, the newest first.
  List<Delivery> page(
      Handle handle, WebhookId webhook, DeliveryFilter filter, String before, int limit) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                FROM webhook_deliveries
                WHERE webhook_id = :webhook AND delivery_id < :before
                  AND (CAST(:status AS TEXT) IS NULL OR status = CAST(:status AS TEXT))
                  AND (CAST(:type AS TEXT) IS NULL OR event_type = CAST(:type AS TEXT))
                  AND created_at >= :since
                ORDER BY delivery_id DESC LIMIT :limit
                """)
        .bind("webhook", webhook.value())
        .bind("before", before)
        .bind("status", filter.status().map(Status::wire).orElse(null))
        .bind("type", filter.type().orElse(null))
        .bind("since", filter.since().map(Instant::toEpochMilli).orElse(0L))
        .bind("limit", limit)
        .map((row, _) -> delivery(row))
        .list();
  }

  /// How many webhooks within reach an event was queued for.
  long countWebhooksOf(Handle handle, String messageId, WebhookReach reach) {
    return handle
        .createQuery(
            """
            SELECT COUNT(DISTINCT webhook_deliveries.webhook_id) FROM webhook_deliveries
            JOIN webhooks ON webhooks.webhook_id = webhook_deliveries.webhook_id
            WHERE message_id = :message
              AND (CAST(:reach AS TEXT) IS NULL AND (organization_id IS NOT NULL OR :all = 1)
                OR organization_id = CAST(:reach AS TEXT))
            """)
        .bind("message", messageId)
        .bind("reach", reach.organizationOrNull())
        .bind("all", reach.includesServerWide() ? 1 : 0)
        .mapTo(Long.class)
        .one();
  }

  /// The figures of some webhooks; those that do not exist are missing.
  ///
  /// @param limit up to which deliveries are counted
  Map<WebhookId, WebhookFigures> figures(
      Handle handle, List<WebhookId> webhooks, Instant now, int limit) {
    if (webhooks.isEmpty()) {
      return Map.of();
    }
    return handle
        .createQuery(FIGURES)
        .bindList("webhooks", webhooks.stream().map(WebhookId::value).toList())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) ->
            Map.entry(
                new WebhookId(row.getString("webhook_id")),
                new WebhookFigures(
                    row.getLong("pending"),
                    row.getLong("failed"),
                    row.getLong("is_ordered") == 1 && row.getLong("attempts_of_first") > 0,
                    Instant.ofEpochMilli(row.getLong("secret_created_at")),
                    previousValidUntil(row.getLong("previous_valid_until")))))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Optional<Instant> previousValidUntil(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /// Makes a finished delivery pending again, with ten new attempts.
  boolean retry(Tx tx, WebhookId webhook, DeliveryId id, Instant now) {
    return tx.update(
                """
                UPDATE webhook_deliveries SET
                  status = 'pending', attempt_count = 0, due_at = :now, leased_until = 0,
                  claim = claim + 1, finished_at = NULL
                WHERE delivery_id = :id AND webhook_id = :webhook AND status <> 'pending'
                """)
            .bind("id", id.value())
            .bind("webhook", webhook.value())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// Ends a pending delivery. The result of an attempt that is in progress is not written.
  boolean abort(Tx tx, WebhookId webhook, DeliveryId id, Instant now) {
    return tx.update(
                """
                UPDATE webhook_deliveries SET
                  status = 'failed', leased_until = 0, finished_at = :now
                WHERE delivery_id = :id AND webhook_id = :webhook AND status = 'pending'
                """)
            .bind("id", id.value())
            .bind("webhook", webhook.value())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// How many failed deliveries of a time there are, counted up to a limit.
  long countFailed(Handle handle, WebhookId webhook, Instant since, Instant until, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM webhook_deliveries
              WHERE webhook_id = :webhook AND status = 'failed' AND created_at >= :since
                AND created_at < :until LIMIT :limit) AS counted
            """)
        .bind("webhook", webhook.value())
        .bind("since", since.toEpochMilli())
        .bind("until", until.toEpochMilli())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// Deletes deliveries that finished before a time.
  int deleteFinished(Tx tx, Status status, Instant before, int limit) {
    return tx.update(
            """
            DELETE FROM webhook_deliveries WHERE delivery_id IN (
              SELECT delivery_id FROM webhook_deliveries
              WHERE status = :status AND finished_at < :before LIMIT :limit)
            """)
        .bind("status", status.wire())
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    var attempts = new ArrayList<Attempt>();
    for (var attempt : Json.parseOwn(row.getString("attempts"))) {
      attempts.add(
          new Attempt(
              Instant.ofEpochMilli(attempt.path("at").longValue()),
              attempt.path("status").intValue(),
              attempt.path("ms").longValue(),
              attempt.path("reason").stringValue()));
    }
    return new Delivery(
        new DeliveryId(row.getString("delivery_id")),
        new WebhookId(row.getString("webhook_id")),
        new MessageSource(
            row.getString("message_id"),
            row.getString("event_type"),
            row.getString("chain_id"),
            row.getLong("seq"),
            row.getLong("last_seq"),
            row.getString("digest")),
        row.getString("replay_id"),
        row.getString("version"),
        Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        attempts,
        row.getLong("attempt_count"),
        Instant.ofEpochMilli(row.getLong("due_at")),
        row.getLong("claim"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        WebhookStore.instant(row, "finished_at"));
  }
}
