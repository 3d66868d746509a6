package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.LastUseRecorder.Use;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.identity.leaks.Quarantine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL of operator keys.
final class OperatorKeyStore {

  /// The row of a key: its data, and the hash of its secret.
  record Row(OperatorKey key, String secretHash) {}

  private static final String BY_ID =
      """
      SELECT key_id, secret_hash, name, scopes, created_by, created_at, rotated_at, last_used_at,
        expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id
      FROM operator_keys WHERE key_id = :id
      """;

  private static final String UNREVOKED_WITH =
      """
      SELECT key_id, secret_hash, name, scopes, created_by, created_at, rotated_at, last_used_at,
        expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id
      FROM operator_keys WHERE revoked_at IS NULL OR key_id = :id ORDER BY key_id
      """;

  private final String lockById;
  private final String lockUnrevokedWith;

  OperatorKeyStore(Dialect dialect) {
    lockById = BY_ID + dialect.forUpdate();
    lockUnrevokedWith = UNREVOKED_WITH + dialect.forUpdate();
  }

  Map<String, String> names(Handle handle, Collection<OperatorKeyId> ids) {
    return handle
        .createQuery("SELECT key_id, name FROM operator_keys WHERE key_id IN (<ids>)")
        .bindList("ids", ids.stream().map(OperatorKeyId::value).toList())
        .map((row, _) -> Map.entry(row.getString("key_id"), row.getString("name")))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void add(Tx tx, Row row) {
    insert(tx, row, null);
  }

  /// Adds the first key ever, and returns whether it was added: of several nodes that try
  /// concurrently one succeeds, and later attempts never do.
  boolean addFirst(Tx tx, Row row) {
    return insert(tx, row, 1) == 1;
  }

  private static int insert(Tx tx, Row row, @Nullable Integer first) {
    var key = row.key();
    return tx.update(
            """
            INSERT INTO operator_keys (
              key_id, secret_hash, name, scopes, is_first, created_by, created_at, expires_at,
              organization_id)
            VALUES (:id, :hash, :name, :scopes, :first, :createdBy, :createdAt, :expiresAt,
              :organization)
            ON CONFLICT (is_first) DO NOTHING
            """)
        .bind("id", key.id().value())
        .bind("hash", row.secretHash())
        .bind("name", key.name())
        .bind("scopes", key.scopes().toString())
        .bind("first", first)
        .bind("createdBy", key.createdBy())
        .bind("createdAt", key.createdAt().toEpochMilli())
        .bind("expiresAt", key.expiresAt().map(Instant::toEpochMilli).orElse(null))
        .bind("organization", key.organization().map(OrganizationId::value).orElse(null))
        .execute();
  }

  Optional<Row> find(Handle handle, OperatorKeyId id) {
    return handle.createQuery(BY_ID).bind("id", id.value()).map((row, _) -> row(row)).findOne();
  }

  Optional<Row> lock(Tx tx, OperatorKeyId id) {
    return tx.query(lockById).bind("id", id.value()).map((row, _) -> row(row)).findOne();
  }

  /// All keys that are not revoked, and this one, locked in the order of their ids. A single
  /// statement locks them: if a caller locked the key separately afterwards, two callers could
  /// deadlock.
  List<Row> lockUnrevokedWith(Tx tx, OperatorKeyId id) {
    return tx.query(lockUnrevokedWith).bind("id", id.value()).map((row, _) -> row(row)).list();
  }

  /// The keys with these hashes, by hash.
  Map<String, OperatorKey> findByHashes(Handle handle, Collection<String> hashes) {
    var found = new HashMap<String, OperatorKey>();
    handle
        .createQuery(
            """
            SELECT key_id, secret_hash, name, scopes, created_by, created_at, rotated_at,
              last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id
            FROM operator_keys WHERE secret_hash IN (<hashes>)
            """)
        .bindList("hashes", hashes)
        .map((row, _) -> row(row))
        .forEach(row -> found.put(row.secretHash(), row.key()));
    return found;
  }

  /// The key that had a secret with this hash before rotation.
  Optional<OperatorKeyId> findByReplacedHash(Handle handle, String hash) {
    return handle
        .createQuery("SELECT key_id FROM replaced_operator_secrets WHERE secret_hash = :hash")
        .bind("hash", hash)
        .map((row, _) -> new OperatorKeyId(row.getString("key_id")))
        .findOne();
  }

  /// Saves a rotated key.
  void saveSecret(Tx tx, Row row, String replacedHash, Instant now) {
    tx.update(
            """
            INSERT INTO replaced_operator_secrets (secret_hash, key_id, replaced_at)
            VALUES (:hash, :id, :now)
            """)
        .bind("hash", replacedHash)
        .bind("id", row.key().id().value())
        .bind("now", now.toEpochMilli())
        .execute();
    tx.update(
            """
            UPDATE operator_keys SET secret_hash = :hash, rotated_at = :rotatedAt
            WHERE key_id = :id
            """)
        .bind("id", row.key().id().value())
        .bind("hash", row.secretHash())
        .bind("rotatedAt", row.key().rotatedAt().map(Instant::toEpochMilli).orElse(null))
        .execute();
  }

  /// Permanently revokes a key, in quarantine or not.
  void saveRevocation(Tx tx, OperatorKeyId id, Instant at) {
    tx.update(
            """
            UPDATE operator_keys
            SET revoked_at = :at, quarantined_at = NULL, quarantine_reason = NULL
            WHERE key_id = :id
            """)
        .bind("id", id.value())
        .bind("at", at.toEpochMilli())
        .execute();
  }

  void saveQuarantine(Tx tx, OperatorKeyId id, Quarantine quarantine) {
    tx.update(
            """
            UPDATE operator_keys
            SET revoked_at = :since, quarantined_at = :since, quarantine_reason = :reason
            WHERE key_id = :id
            """)
        .bind("id", id.value())
        .bind("since", quarantine.since().toEpochMilli())
        .bind("reason", quarantine.reason())
        .execute();
  }

  void saveRelease(Tx tx, OperatorKeyId id) {
    tx.update(
            """
            UPDATE operator_keys
            SET revoked_at = NULL, quarantined_at = NULL, quarantine_reason = NULL
            WHERE key_id = :id AND quarantined_at IS NOT NULL
            """)
        .bind("id", id.value())
        .execute();
  }

  /// Records uses; a use older than the stored one changes nothing.
  void saveUses(Tx tx, Collection<Use<OperatorKeyId>> uses) {
    var batch =
        tx.batch(
            """
            UPDATE operator_keys SET last_used_at = :at
            WHERE key_id = :id AND (last_used_at IS NULL OR last_used_at < :at)
            """);
    // In the order in which this room always locks rows.
    uses.stream()
        .sorted(Comparator.comparing(use -> use.key().value()))
        .forEach(
            use -> batch.bind("id", use.key().value()).bind("at", use.at().toEpochMilli()).add());
    batch.execute();
  }

  /// One page of the keys with a status, or of all keys if it is null; the newest first.
  List<OperatorKey> list(
      Handle handle,
      TenantScope reach,
      OperatorKey.@Nullable Status status,
      Instant now,
      Paging paging) {
    return handle
        .createQuery(
            """
            SELECT key_id, secret_hash, name, scopes, created_by, created_at, rotated_at,
              last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id
            FROM operator_keys
            WHERE (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
              AND (CAST(:status AS TEXT) IS NULL OR CAST(:status AS TEXT) =
                CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                  WHEN expires_at <= :now THEN 'expired' ELSE 'active' END)
            ORDER BY key_id DESC LIMIT :limit OFFSET :offset
            """)
        .bind("reach", reach.organizationOrNull())
        .bind("status", wire(status))
        .bind("now", now.toEpochMilli())
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> row(row).key())
        .list();
  }

  /// The ids of the keys of an organization that are not permanently revoked, in their order.
  List<OperatorKeyId> unrevokedOf(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            """
            SELECT key_id FROM operator_keys
            WHERE organization_id = :organization
              AND (revoked_at IS NULL OR quarantined_at IS NOT NULL)
            ORDER BY key_id
            """)
        .bind("organization", organization.value())
        .map((row, _) -> new OperatorKeyId(row.getString("key_id")))
        .list();
  }

  /// The number of keys of an organization that are neither permanently revoked nor expired.
  long count(Handle handle, OrganizationId organization, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM operator_keys
            WHERE organization_id = :organization
              AND (revoked_at IS NULL OR quarantined_at IS NOT NULL)
              AND (expires_at IS NULL OR expires_at > :now)
            """)
        .bind("organization", organization.value())
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  List<OperatorKey> createdBy(Handle handle, String callerId, Instant now) {
    return handle
        .createQuery(
            """
            SELECT key_id, secret_hash, name, scopes, created_by, created_at, rotated_at,
              last_used_at, expires_at, revoked_at, quarantined_at, quarantine_reason, organization_id
            FROM operator_keys
            WHERE created_by = :by AND revoked_at IS NULL
              AND (expires_at IS NULL OR expires_at > :now)
            ORDER BY key_id DESC LIMIT 100
            """)
        .bind("by", callerId)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> row(row).key())
        .list();
  }

  long count(Handle handle, TenantScope reach, OperatorKey.@Nullable Status status, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM operator_keys
            WHERE (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
              AND (CAST(:status AS TEXT) IS NULL OR CAST(:status AS TEXT) =
                CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                  WHEN expires_at <= :now THEN 'expired' ELSE 'active' END)
            """)
        .bind("reach", reach.organizationOrNull())
        .bind("status", wire(status))
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  private static @Nullable String wire(OperatorKey.@Nullable Status status) {
    return status == null ? null : status.name().toLowerCase(Locale.ROOT);
  }

  private static Row row(ResultSet row) throws SQLException {
    var quarantineReason = row.getString("quarantine_reason");
    return new Row(
        new OperatorKey(
            new OperatorKeyId(row.getString("key_id")),
            row.getString("name"),
            Scopes.parse(row.getString("scopes")).orElseThrow(),
            row.getString("created_by"),
            Instant.ofEpochMilli(row.getLong("created_at")),
            time(row, "rotated_at"),
            time(row, "last_used_at"),
            time(row, "expires_at"),
            time(row, "revoked_at"),
            time(row, "quarantined_at").map(since -> new Quarantine(since, quarantineReason)),
            Optional.ofNullable(row.getString("organization_id")).map(OrganizationId::new)),
        row.getString("secret_hash"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
