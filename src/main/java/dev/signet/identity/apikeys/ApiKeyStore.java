package dev.signet.identity.apikeys;

import dev.signet.base.db.LastUseRecorder.Use;
import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.apikeys.ApiKey.EndReason;
import dev.signet.identity.apikeys.ApiKey.State;
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
import org.jdbi.v3.core.Handle;

/// The SQL of API keys. Writers hold the lock of the agent's row.
final class ApiKeyStore {

  /// A key that is not revoked.
  ///
  /// @param activatedAt empty while it is prepared
  /// @param rotatedAt when it replaced another key, if it did
  record CurrentApiKey(ApiKey key, Optional<Instant> activatedAt, Optional<Instant> rotatedAt) {}

  /// A key that may be released, and why it is in quarantine.
  record QuarantinedApiKey(ApiKey key, Quarantine quarantine) {}

  /// Adds a key, prepared or active, after the key that it replaces was revoked.
  void add(Tx tx, ApiKey key, ApiKeyHashes hashes, Optional<ApiKeyId> replaces) {
    var isActive = key.state() instanceof State.Active;
    tx.update(
            """
            INSERT INTO api_keys (
              key_id, agent_id, key_hash, rotation_hash, state, created_at, activated_at, replaces)
            VALUES (
              :id, :agent, :key, :rotation, :state, :createdAt, :activatedAt, :replaces)
            """)
        .bind("id", key.id().value())
        .bind("agent", key.agent().value())
        .bind("key", hashes.apiKey())
        .bind("rotation", hashes.rotationSecret().orElse(null))
        .bind("state", isActive ? "active" : "prepared")
        .bind("createdAt", key.createdAt().toEpochMilli())
        .bind("activatedAt", isActive ? key.createdAt().toEpochMilli() : null)
        .bind("replaces", replaces.map(ApiKeyId::value).orElse(null))
        .execute();
  }

  /// The keys with these hashes, by hash.
  Map<String, ApiKey> findByHashes(Handle handle, Collection<String> hashes) {
    var found = new HashMap<String, ApiKey>();
    handle
        .createQuery(
            """
            SELECT key_id, agent_id, key_hash, rotation_hash, state, created_at, ended_at, ended_by,
              quarantined_at
            FROM api_keys WHERE key_hash IN (<hashes>)
            """)
        .bindList("hashes", hashes)
        .map((row, _) -> Map.entry(row.getString("key_hash"), key(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  Optional<ApiKey> findByRotationHash(Handle handle, String hash) {
    return handle
        .createQuery(
            """
            SELECT key_id, agent_id, key_hash, rotation_hash, state, created_at, ended_at, ended_by,
              quarantined_at
            FROM api_keys WHERE rotation_hash = :hash
            """)
        .bind("hash", hash)
        .map((row, _) -> key(row))
        .findOne();
  }

  Optional<ApiKey> find(Tx tx, ApiKeyId id) {
    return tx.query(
            """
            SELECT key_id, agent_id, key_hash, rotation_hash, state, created_at, ended_at, ended_by,
              quarantined_at
            FROM api_keys WHERE key_id = :id
            """)
        .bind("id", id.value())
        .map((row, _) -> key(row))
        .findOne();
  }

  /// The agent's unrevoked keys: the active and the prepared one.
  List<CurrentApiKey> current(Handle handle, AgentId agent) {
    return handle
        .createQuery(
            """
            SELECT key_id, agent_id, key_hash, rotation_hash, state, created_at, ended_at, ended_by,
              quarantined_at, activated_at, replaces
            FROM api_keys WHERE agent_id = :agent AND state IN ('active', 'prepared')
            ORDER BY key_id
            """)
        .bind("agent", agent.value())
        .map((row, _) -> current(row))
        .list();
  }

  /// Revokes the key with this rotation secret and returns the key's hash. Of several callers with
  /// the same pair, one gets it.
  Optional<String> endByRotation(Tx tx, ApiKeyId id, String rotationHash, Instant now) {
    return tx.query(
            """
            UPDATE api_keys SET
              state = 'ended', ended_at = :now, ended_by = 'rotation', last_used_at = :now
            WHERE key_id = :id AND rotation_hash = :rotation AND state IN ('active', 'prepared')
            RETURNING key_hash
            """)
        .bind("id", id.value())
        .bind("rotation", rotationHash)
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  /// Revokes an unrevoked key, and returns its hash.
  Optional<String> end(Tx tx, ApiKeyId id, EndReason how, Instant now) {
    return tx.query(
            """
            UPDATE api_keys SET state = 'ended', ended_at = :now, ended_by = :how
            WHERE key_id = :id AND state IN ('active', 'prepared')
            RETURNING key_hash
            """)
        .bind("id", id.value())
        .bind("how", how.wire())
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  /// Puts the active key in quarantine until it is released, and returns its hash.
  Optional<String> quarantine(Tx tx, ApiKeyId id, Quarantine quarantine) {
    return tx.query(
            """
            UPDATE api_keys SET
              state = 'ended', ended_at = :since, ended_by = 'revocation', quarantined_at = :since,
              quarantine_reason = :reason
            WHERE key_id = :id AND state = 'active'
            RETURNING key_hash
            """)
        .bind("id", id.value())
        .bind("since", quarantine.since().toEpochMilli())
        .bind("reason", quarantine.reason())
        .mapTo(String.class)
        .findOne();
  }

  /// The agent's key that is in quarantine.
  Optional<QuarantinedApiKey> findQuarantined(Handle handle, AgentId agent) {
    return handle
        .createQuery(
            """
            SELECT key_id, agent_id, key_hash, rotation_hash, state, created_at, ended_at, ended_by,
              quarantined_at, quarantine_reason
            FROM api_keys WHERE agent_id = :agent AND quarantined_at IS NOT NULL
            """)
        .bind("agent", agent.value())
        .map((row, _) ->
            new QuarantinedApiKey(
                key(row),
                new Quarantine(
                    time(row, "quarantined_at").orElseThrow(), row.getString("quarantine_reason"))))
        .findOne();
  }

  /// Makes the quarantined key active again, and returns its hash.
  Optional<String> release(Tx tx, AgentId agent) {
    return tx.query(
            """
            UPDATE api_keys SET
              state = 'active', ended_at = NULL, ended_by = NULL, quarantined_at = NULL,
              quarantine_reason = NULL
            WHERE agent_id = :agent AND quarantined_at IS NOT NULL
            RETURNING key_hash
            """)
        .bind("agent", agent.value())
        .mapTo(String.class)
        .findOne();
  }

  /// Revokes the quarantined key, and returns its hash.
  Optional<String> endQuarantine(Tx tx, AgentId agent) {
    return tx.query(
            """
            UPDATE api_keys SET quarantined_at = NULL, quarantine_reason = NULL
            WHERE agent_id = :agent AND quarantined_at IS NOT NULL
            RETURNING key_hash
            """)
        .bind("agent", agent.value())
        .mapTo(String.class)
        .findOne();
  }

  /// Removes the rotation secret from a key, which stays valid, and returns the key's hash.
  Optional<String> endRotationSecret(Tx tx, ApiKeyId id) {
    return tx.query(
            """
            UPDATE api_keys SET rotation_hash = NULL
            WHERE key_id = :id AND state IN ('active', 'prepared') AND rotation_hash IS NOT NULL
            RETURNING key_hash
            """)
        .bind("id", id.value())
        .mapTo(String.class)
        .findOne();
  }

  void endAll(Tx tx, AgentId agent, EndReason how, Instant now) {
    tx.update(
            """
            UPDATE api_keys SET state = 'ended', ended_at = :now, ended_by = :how
            WHERE agent_id = :agent AND state IN ('active', 'prepared')
            """)
        .bind("agent", agent.value())
        .bind("how", how.wire())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Activates the prepared key and returns its hash; empty when it is no longer prepared.
  Optional<String> activate(Tx tx, ApiKeyId id, Optional<ApiKeyId> replaces, Instant now) {
    return tx.query(
            """
            UPDATE api_keys SET
              state = 'active', activated_at = :now, last_used_at = :now, replaces = :replaces
            WHERE key_id = :id AND state = 'prepared'
            RETURNING key_hash
            """)
        .bind("id", id.value())
        .bind("replaces", replaces.map(ApiKeyId::value).orElse(null))
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  /// Records uses; a use older than the stored one changes nothing.
  void saveUses(Tx tx, Collection<Use<ApiKeyId>> uses) {
    var batch =
        tx.batch(
            """
            UPDATE api_keys SET last_used_at = :at
            WHERE key_id = :id AND (last_used_at IS NULL OR last_used_at < :at)
            """);
    // Rows are locked in the same order everywhere.
    uses.stream()
        .sorted(Comparator.comparing(use -> use.key().value()))
        .forEach(
            use -> batch.bind("id", use.key().value()).bind("at", use.at().toEpochMilli()).add());
    batch.execute();
  }

  /// When the agent last used an API key, including one that is now revoked.
  Optional<Instant> lastUse(Handle handle, AgentId agent) {
    return handle
        .createQuery(
            "SELECT MAX(last_used_at) AS last_used_at FROM api_keys WHERE agent_id = :agent")
        .bind("agent", agent.value())
        .map((row, _) -> time(row, "last_used_at"))
        .one();
  }

  /// Deletes some of the keys that were revoked before this time, and returns how many.
  int deleteEnded(Tx tx, Instant before, int limit) {
    return tx.update(
            """
            DELETE FROM api_keys WHERE key_id IN (
              SELECT key_id FROM api_keys
              WHERE state = 'ended' AND ended_at < :before ORDER BY ended_at LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static CurrentApiKey current(ResultSet row) throws SQLException {
    var activatedAt = time(row, "activated_at");
    return new CurrentApiKey(
        key(row), activatedAt, row.getString("replaces") == null ? Optional.empty() : activatedAt);
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        new ApiKeyId(row.getString("key_id")),
        new AgentId(row.getString("agent_id")),
        row.getString("rotation_hash") != null,
        Instant.ofEpochMilli(row.getLong("created_at")),
        state(row));
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (row.getString("state")) {
      case "prepared" -> new State.Prepared();
      case "active" -> new State.Active();
      case "ended" ->
          new State.Ended(
              time(row, "ended_at").orElseThrow(),
              time(row, "quarantined_at").isPresent()
                  ? EndReason.QUARANTINE
                  : EndReason.valueOf(row.getString("ended_by").toUpperCase(Locale.ROOT)));
      case String unknown -> throw new IllegalStateException("state " + unknown);
    };
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
