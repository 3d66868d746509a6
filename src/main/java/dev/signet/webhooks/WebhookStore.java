package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.fetch.PostUrl;
import dev.signet.base.fetch.PostUrl.ParsedUrl;
import dev.signet.base.json.Json;
import dev.signet.base.paging.Paging;
import dev.signet.webhooks.Subscription.Options;
import dev.signet.webhooks.Subscription.Spelling;
import dev.signet.webhooks.WebhookSecrets.SealedSecret;
import dev.signet.webhooks.WebhookStatus.Active;
import dev.signet.webhooks.WebhookStatus.Disabled;
import dev.signet.webhooks.WebhookStatus.DisabledReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// The SQL of webhooks and their secrets.
final class WebhookStore {
  private static final String COLUMNS =
      """
      webhook_id, organization_id, name, url, events, agent_ids, is_ordered, include_tokens,
        include_origin, spelling, version, status, disabled_reason, disabled_at, failing_since,
        failures, last_delivered_at, created_by, created_at, updated_at
      """;

  private static final String ONE =
      "SELECT " + COLUMNS + " FROM webhooks WHERE webhook_id = :webhook";

  private static final String WITHIN_REACH =
      """
      (CAST(:reach AS TEXT) IS NULL AND (organization_id IS NOT NULL OR :serverWide = 1)
        OR organization_id = CAST(:reach AS TEXT))
      """;

  private static final String NOT_ABORTING =
      """
      NOT EXISTS (
        SELECT 1 FROM webhook_bulk_changes
        WHERE webhook_bulk_changes.webhook_id = webhooks.webhook_id AND kind = 'abort')
      """;

  /// How many organizations one query names.
  private static final int QUERY_BATCH = 500;

  private final String lockOne;

  WebhookStore(Dialect dialect) {
    this.lockOne = ONE + dialect.forUpdate();
  }

  /// Counts a webhook that is to be added, unless its organization has the allowed number.
  boolean count(Tx tx, Optional<OrganizationId> organization, int limit) {
    return tx.query(
            """
            INSERT INTO webhook_counts (organization_id, webhooks) VALUES (:organization, 1)
            ON CONFLICT (organization_id) DO UPDATE SET webhooks = webhook_counts.webhooks + 1
            WHERE webhook_counts.webhooks < :limit
            RETURNING webhooks
            """)
        .bind("organization", organization.map(OrganizationId::value).orElse(""))
        .bind("limit", limit)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  /// How many webhooks an organization has, or how many there are of all organizations.
  long count(Handle handle, Optional<OrganizationId> organization) {
    return handle
        .createQuery("SELECT webhooks FROM webhook_counts WHERE organization_id = :organization")
        .bind("organization", organization.map(OrganizationId::value).orElse(""))
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  boolean isNameTaken(Handle handle, Optional<OrganizationId> organization, String name) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM webhooks
            WHERE COALESCE(organization_id, '') = :organization AND name = :name
            """)
        .bind("organization", organization.map(OrganizationId::value).orElse(""))
        .bind("name", name)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  /// Adds a webhook, unless its organization has one of this name.
  boolean add(Tx tx, Webhook webhook) {
    return tx.update(
                """
                INSERT INTO webhooks (
                  webhook_id, organization_id, name, url, events, agent_ids, is_ordered,
                  include_tokens, include_origin, spelling, version, status, created_by,
                  created_at, updated_at)
                VALUES (
                  :webhook, :organization, :name, :url, :events, :agents, :ordered, :tokens,
                  :origin, :spelling, :version, 'active', :createdBy, :createdAt, :updatedAt)
                ON CONFLICT DO NOTHING
                """)
            .bind("organization", webhook.organization().map(OrganizationId::value).orElse(null))
            .bind("spelling", spelling(webhook.subscription().options().spelling()))
            .bind("createdBy", webhook.createdBy())
            .bind("createdAt", webhook.createdAt().toEpochMilli())
            .bindMap(subscription(webhook))
            .execute()
        == 1;
  }

  private static Map<String, Object> subscription(Webhook webhook) {
    var subscription = webhook.subscription();
    var options = subscription.options();
    return Map.of(
        "webhook", webhook.id().value(),
        "name", subscription.name(),
        "url", subscription.url().toString(),
        "events", Json.toText(subscription.events().patterns()),
        "agents", Json.toText(subscription.agentIds()),
        "ordered", flag(options.ordered()),
        "tokens", flag(options.includeTokens()),
        "origin", flag(options.includeOrigin()),
        "version", options.version(),
        "updatedAt", webhook.updatedAt().toEpochMilli());
  }

  private static long flag(boolean value) {
    return value ? 1 : 0;
  }

  private static String spelling(Spelling spelling) {
    return spelling.name().toLowerCase(Locale.ROOT);
  }

  /// Saves the subscription of a webhook, unless another one of its organization has its name.
  boolean saveSubscription(Tx tx, Webhook webhook) {
    var isTaken =
        tx.query(
                """
                SELECT COUNT(*) FROM webhooks
                WHERE COALESCE(organization_id, '') = :owner AND name = :name
                  AND webhook_id <> :webhook
                """)
            .bind("owner", webhook.organization().map(OrganizationId::value).orElse(""))
            .bind("name", webhook.subscription().name())
            .bind("webhook", webhook.id().value())
            .mapTo(Long.class)
            .one();
    if (isTaken > 0) {
      return false;
    }
    tx.update(
            """
            UPDATE webhooks SET
              name = :name, url = :url, events = :events, agent_ids = :agents,
              is_ordered = :ordered, include_tokens = :tokens, include_origin = :origin,
              version = :version, updated_at = :updatedAt
            WHERE webhook_id = :webhook
            """)
        .bindMap(subscription(webhook))
        .execute();
    return true;
  }

  /// Enables a webhook.
  ///
  /// @return the number of its activation
  long enable(Tx tx, WebhookId webhook, Instant now) {
    return tx.query(
            """
            UPDATE webhooks SET
              status = 'active', activation = activation + 1, disabled_reason = NULL,
              disabled_at = NULL, disabled_positions = NULL, failing_since = NULL, failures = 0,
              updated_at = :now
            WHERE webhook_id = :webhook
            RETURNING activation
            """)
        .bind("webhook", webhook.value())
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  void disable(Tx tx, WebhookId webhook, Disabled status, Map<String, Long> positions) {
    tx.update(
            """
            UPDATE webhooks SET
              status = 'disabled', disabled_reason = :reason, disabled_at = :now,
              disabled_positions = :positions, updated_at = :now
            WHERE webhook_id = :webhook
            """)
        .bind("webhook", webhook.value())
        .bind("reason", status.reason().wire())
        .bind("now", status.since().toEpochMilli())
        .bind("positions", positionsText(positions))
        .execute();
  }

  /// How far each chain had been read when the webhook was disabled.
  Map<String, Long> disabledPositions(Tx tx, WebhookId webhook) {
    return tx.query("SELECT disabled_positions FROM webhooks WHERE webhook_id = :webhook")
        .bind("webhook", webhook.value())
        .mapTo(String.class)
        .findOne()
        .map(WebhookStore::positions)
        .orElseGet(Map::of);
  }

  static String positionsText(Map<String, Long> positions) {
    return Json.toText(new TreeMap<>(positions));
  }

  static Map<String, Long> positions(String text) {
    var found = new TreeMap<String, Long>();
    Json.parseOwn(text)
        .properties()
        .forEach(position -> found.put(position.getKey(), position.getValue().longValue()));
    return found;
  }

  /// Deletes a webhook with its secrets; its deliveries and replays are deleted later.
  void delete(Tx tx, Webhook webhook) {
    for (var statement :
        List.of(
            "DELETE FROM webhook_secrets WHERE webhook_id = :webhook",
            "DELETE FROM webhooks WHERE webhook_id = :webhook")) {
      tx.update(statement).bind("webhook", webhook.id().value()).execute();
    }
    tx.update(
            """
            UPDATE webhook_counts SET webhooks = webhooks - 1
            WHERE organization_id = :organization
            """)
        .bind("organization", webhook.organization().map(OrganizationId::value).orElse(""))
        .execute();
  }

  /// Notes a success. Unless something changes, the row is written at most every few seconds.
  void saveSuccess(Tx tx, WebhookId webhook, Instant now, Duration precision) {
    tx.update(
            """
            UPDATE webhooks SET failing_since = NULL, failures = 0, last_delivered_at = :now
            WHERE webhook_id = :webhook
              AND (failures > 0 OR last_delivered_at IS NULL OR last_delivered_at < :before)
            """)
        .bind("webhook", webhook.value())
        .bind("now", now.toEpochMilli())
        .bind("before", now.minus(precision).toEpochMilli())
        .execute();
  }

  /// Notes a failure.
  ///
  /// @return since when all attempts have failed, and how many; empty when it has been deleted
  Optional<WebhookHealth> saveFailure(Tx tx, WebhookId webhook, Instant now) {
    return tx.query(
            """
            UPDATE webhooks SET
              failing_since = COALESCE(failing_since, :now), failures = failures + 1
            WHERE webhook_id = :webhook
            RETURNING failing_since, failures, last_delivered_at
            """)
        .bind("webhook", webhook.value())
        .bind("now", now.toEpochMilli())
        .map((row, _) ->
            new WebhookHealth(
                instant(row, "failing_since"),
                row.getLong("failures"),
                instant(row, "last_delivered_at")))
        .findOne();
  }

  Optional<Webhook> find(Handle handle, WebhookId id) {
    return handle
        .createQuery(ONE)
        .bind("webhook", id.value())
        .map((row, _) -> webhook(row))
        .findOne();
  }

  /// The webhook, locked until the end of the transaction.
  Optional<Webhook> lock(Tx tx, WebhookId id) {
    return tx.query(lockOne).bind("webhook", id.value()).map((row, _) -> webhook(row)).findOne();
  }

  /// The webhooks of an organization, in the order in which they are locked.
  List<WebhookId> idsOf(Tx tx, OrganizationId organization) {
    return tx.query(
            """
            SELECT webhook_id FROM webhooks WHERE organization_id = :organization
            ORDER BY webhook_id
            """)
        .bind("organization", organization.value())
        .map((row, _) -> new WebhookId(row.getString("webhook_id")))
        .list();
  }

  /// Whether an active webhook receives digests of tokens.
  boolean isAnyForTokens(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT webhook_id FROM webhooks
            WHERE status = 'active' AND include_tokens = 1 LIMIT 1
            """)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  /// The active webhooks of some organizations, and those of all organizations.
  List<Webhook> activeFor(Handle handle, List<String> organizations) {
    var found =
        new ArrayList<>(
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM webhooks WHERE organization_id IS NULL AND status = 'active'")
                .map((row, _) -> webhook(row))
                .list());
    for (var from = 0; from < organizations.size(); from += QUERY_BATCH) {
      found.addAll(
          handle
              .createQuery(
                  "SELECT "
                      + COLUMNS
                      + " FROM webhooks WHERE organization_id IN (<organizations>)"
                      + " AND status = 'active'")
              .bindList(
                  "organizations",
                  organizations.subList(from, Math.min(organizations.size(), from + QUERY_BATCH)))
              .map((row, _) -> webhook(row))
              .list());
    }
    return found;
  }

  /// The active webhooks, except those whose earlier deliveries are being ended.
  List<Webhook> sendable(Handle handle) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhooks WHERE status = 'active' AND "
                + NOT_ABORTING
                + " ORDER BY webhook_id")
        .map((row, _) -> webhook(row))
        .list();
  }

  /// A webhook, if [#sendable] has it.
  Optional<Webhook> findSendable(Handle handle, WebhookId id) {
    return handle
        .createQuery(ONE + " AND status = 'active' AND " + NOT_ABORTING)
        .bind("webhook", id.value())
        .map((row, _) -> webhook(row))
        .findOne();
  }

  /// A page of webhooks and one more, the newest first.
  List<Webhook> page(Handle handle, WebhookReach reach, Paging paging) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM webhooks WHERE webhook_id < :before AND "
                + WITHIN_REACH
                + " ORDER BY webhook_id DESC LIMIT :limit OFFSET :offset")
        .bind("reach", reach.organizationOrNull())
        .bind("serverWide", flag(reach.includesServerWide()))
        .bind("before", paging.beforeId())
        .bind("limit", paging.limitPlusOne())
        .bind("offset", paging.offset())
        .map((row, _) -> webhook(row))
        .list();
  }

  long count(Handle handle, WebhookReach reach, int limit) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM (SELECT 1 FROM webhooks WHERE "
                + WITHIN_REACH
                + " LIMIT :limit) AS counted")
        .bind("reach", reach.organizationOrNull())
        .bind("serverWide", flag(reach.includesServerWide()))
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// A stored secret.
  ///
  /// @param validUntil empty for the current one
  /// @param isLeaked whether it was reported as leaked
  record StoredSecret(
      SealedSecret secret, Instant createdAt, Optional<Instant> validUntil, boolean isLeaked) {

    boolean isCurrent() {
      return validUntil.isEmpty();
    }

    /// Whether messages are signed with it: the current one, and earlier ones in their overlap.
    boolean isValid(Instant now) {
      return validUntil.map(until -> !isLeaked && now.isBefore(until)).orElse(true);
    }
  }

  /// The secrets of a webhook, the current one first: also earlier ones that have expired or were
  /// reported as leaked.
  List<StoredSecret> secrets(Handle handle, WebhookId webhook) {
    return handle
        .createQuery(
            """
            SELECT sealed_secret, secret_hash, created_at, valid_until, leaked_at
            FROM webhook_secrets WHERE webhook_id = :webhook ORDER BY number DESC
            """)
        .bind("webhook", webhook.value())
        .map((row, _) ->
            new StoredSecret(
                new SealedSecret(row.getString("sealed_secret"), row.getString("secret_hash")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "valid_until"),
                instant(row, "leaked_at").isPresent()))
        .list();
  }

  void addSecret(Tx tx, WebhookId webhook, SealedSecret secret, Instant now) {
    tx.update(
            """
            INSERT INTO webhook_secrets (
              webhook_id, number, sealed_secret, secret_hash, created_at)
            SELECT :webhook, COALESCE(MAX(number), 0) + 1, :sealed, :hash, :now
            FROM webhook_secrets WHERE webhook_id = :webhook
            """)
        .bind("webhook", webhook.value())
        .bind("sealed", secret.sealed())
        .bind("hash", secret.hash())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Makes the current secret an earlier one, which is valid until a time.
  void endCurrentSecret(Tx tx, WebhookId webhook, Instant validUntil) {
    tx.update(
            """
            UPDATE webhook_secrets SET valid_until = :until
            WHERE webhook_id = :webhook AND valid_until IS NULL
            """)
        .bind("webhook", webhook.value())
        .bind("until", validUntil.toEpochMilli())
        .execute();
  }

  /// Deletes earlier secrets that expire by a time, other than leaked ones.
  int deleteSecrets(Tx tx, WebhookId webhook, Instant until) {
    return tx.update(
            """
            DELETE FROM webhook_secrets
            WHERE webhook_id = :webhook AND valid_until <= :until AND leaked_at IS NULL
            """)
        .bind("webhook", webhook.value())
        .bind("until", until.toEpochMilli())
        .execute();
  }

  /// A webhook with a secret that was reported.
  ///
  /// @param isLeaked whether it had been reported before
  record FoundSecret(WebhookId webhook, boolean isLeaked) {}

  /// The webhooks with a secret: receivers may share one, and an organization may give its webhook
  /// the secret of another one.
  List<FoundSecret> findSecrets(Handle handle, String hash) {
    return handle
        .createQuery(
            """
            SELECT webhook_id, MIN(CASE WHEN leaked_at IS NULL THEN 0 ELSE 1 END) AS is_leaked
            FROM webhook_secrets
            WHERE secret_hash = :hash GROUP BY webhook_id ORDER BY webhook_id
            """)
        .bind("hash", hash)
        .map((row, _) ->
            new FoundSecret(
                new WebhookId(row.getString("webhook_id")), row.getLong("is_leaked") == 1))
        .list();
  }

  /// Notes that a secret of a webhook was reported as leaked. An earlier one ends.
  void saveLeak(Tx tx, WebhookId webhook, String hash, Instant now) {
    tx.update(
            """
            UPDATE webhook_secrets SET leaked_at = :now
            WHERE webhook_id = :webhook AND secret_hash = :hash AND leaked_at IS NULL
            """)
        .bind("webhook", webhook.value())
        .bind("hash", hash)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static List<String> texts(String json) {
    var texts = new ArrayList<String>();
    Json.parseOwn(json).forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  private static PostUrl url(String stored) {
    return switch (PostUrl.parse(stored)) {
      case ParsedUrl.Usable(var url) -> url;
      case ParsedUrl.Unusable(var fault) ->
          throw new IllegalStateException("stored URL of a webhook: " + fault);
    };
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    return new Webhook(
        new WebhookId(row.getString("webhook_id")),
        Optional.ofNullable(row.getString("organization_id")).map(OrganizationId::new),
        new Subscription(
            row.getString("name"),
            url(row.getString("url")),
            new EventPatterns(texts(row.getString("events"))),
            texts(row.getString("agent_ids")),
            new Options(
                row.getLong("is_ordered") == 1,
                row.getLong("include_tokens") == 1,
                row.getLong("include_origin") == 1,
                Spelling.valueOf(row.getString("spelling").toUpperCase(Locale.ROOT)),
                row.getString("version"))),
        status(row),
        new WebhookHealth(
            instant(row, "failing_since"),
            row.getLong("failures"),
            instant(row, "last_delivered_at")),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static WebhookStatus status(ResultSet row) throws SQLException {
    return row.getString("status").equals("active")
        ? new Active()
        : new Disabled(
            Instant.ofEpochMilli(row.getLong("disabled_at")),
            DisabledReason.valueOf(row.getString("disabled_reason").toUpperCase(Locale.ROOT)));
  }
}
