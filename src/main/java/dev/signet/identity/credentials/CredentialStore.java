package dev.signet.identity.credentials;

import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.credentials.Credential.Status;
import dev.signet.identity.credentials.StoredCredential.ReplacedSecret;
import dev.signet.identity.leaks.Quarantine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The SQL of credentials. Writers hold the lock of the agent's row, so no credential of an agent
/// changes between being read and being written.
final class CredentialStore {

  /// A credential, and the agent it belongs to.
  record OwnedCredential(CredentialId credential, AgentId agent) {}

  void add(Tx tx, AgentId agent, StoredCredential stored) {
    var credential = stored.credential();
    tx.update(
            """
            INSERT INTO credentials (
              credential_id, agent_id, hash_kind, hash, created_at, expires_at)
            VALUES (:id, :agent, :hashKind, :hash, :createdAt, :expiresAt)
            """)
        .bind("id", credential.id().value())
        .bind("agent", agent.value())
        .bind("hashKind", stored.hash().kind().column())
        .bind("hash", stored.hash().value())
        .bind("createdAt", credential.createdAt().toEpochMilli())
        .bind("expiresAt", credential.expiresAt().map(Instant::toEpochMilli).orElse(null))
        .execute();
  }

  /// Agents with a bcrypt hash whose cost is above the current maximum.
  List<String> agentsWithCostlyHashes(Handle handle, int limit) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT agent_id FROM credentials
            WHERE hash_kind = 'bcrypt' AND substr(hash, 5, 2) IN ('13', '14') AND revoked_at IS NULL
            ORDER BY agent_id LIMIT :limit
            """)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  Optional<StoredCredential> find(Handle handle, Agent agent, CredentialId id) {
    return handle
        .createQuery(
            """
            SELECT credential_id, hash_kind, hash, replaced_hash_kind, replaced_hash,
              replaced_until, created_at, expires_at, revoked_at, quarantined_at,
              quarantine_reason
            FROM credentials
            WHERE credential_id = :id AND agent_id = :agent
            """)
        .bind("id", id.value())
        .bind("agent", agent.id().value())
        .map((row, _) -> stored(row, agent))
        .findOne();
  }

  /// The unrevoked credentials, the newest first.
  List<StoredCredential> active(Handle handle, Agent agent) {
    return handle
        .createQuery(
            """
            SELECT credential_id, hash_kind, hash, replaced_hash_kind, replaced_hash,
              replaced_until, created_at, expires_at, revoked_at, quarantined_at,
              quarantine_reason
            FROM credentials
            WHERE agent_id = :agent AND revoked_at IS NULL
            ORDER BY credential_id DESC
            """)
        .bind("agent", agent.id().value())
        .map((row, _) -> stored(row, agent))
        .list();
  }

  /// The credential, revoked or not, that has or had a secret with this keyed hash.
  Optional<StoredCredential> findByHash(Handle handle, Agent agent, StoredHash hash) {
    return handle
        .createQuery(
            """
            SELECT credential_id, hash_kind, hash, replaced_hash_kind, replaced_hash,
              replaced_until, created_at, expires_at, revoked_at, quarantined_at,
              quarantine_reason
            FROM credentials
            WHERE agent_id = :agent
              AND (hash = :hash OR replaced_hash = :hash
                OR credential_id IN (SELECT credential_id FROM known_secrets WHERE hash = :hash))
            ORDER BY credential_id DESC
            LIMIT 1
            """)
        .bind("agent", agent.id().value())
        .bind("hash", hash.value())
        .map((row, _) -> stored(row, agent))
        .findOne();
  }

  /// Like [#findByHash], for a secret without a client id.
  Optional<OwnedCredential> findOwner(Handle handle, StoredHash hash) {
    return handle
        .createQuery(
            """
            SELECT credential_id, agent_id FROM credentials WHERE hash = :hash
            UNION SELECT credential_id, agent_id FROM credentials WHERE replaced_hash = :hash
            UNION SELECT credential_id, agent_id FROM known_secrets WHERE hash = :hash
            """)
        .bind("hash", hash.value())
        .map((row, _) ->
            new OwnedCredential(
                new CredentialId(row.getString("credential_id")),
                new AgentId(row.getString("agent_id"))))
        .findFirst();
  }

  /// Stores which credential this secret belongs to, where the credential itself is not stored with
  /// this hash.
  void saveSecretOwner(Tx tx, StoredHash keyed, CredentialId credential, AgentId agent) {
    tx.update(
            """
            INSERT INTO known_secrets (hash, credential_id, agent_id)
            VALUES (:hash, :credential, :agent)
            ON CONFLICT DO NOTHING
            """)
        .bind("hash", keyed.value())
        .bind("credential", credential.value())
        .bind("agent", agent.value())
        .execute();
  }

  List<Credential> page(Handle handle, Agent agent, Set<Status> wanted, Paging paging) {
    return handle
        .createQuery(
            """
            SELECT credential_id, created_at, expires_at, revoked_at, quarantined_at,
              quarantine_reason
            FROM credentials
            WHERE agent_id = :agent
              AND ((revoked_at IS NULL AND :active = 1)
                OR (revoked_at IS NOT NULL AND quarantined_at IS NULL AND :revoked = 1)
                OR (quarantined_at IS NOT NULL AND :quarantined = 1))
            ORDER BY credential_id DESC
            LIMIT :limit OFFSET :offset
            """)
        .bind("agent", agent.id().value())
        .bind("active", wanted.contains(Status.ACTIVE) ? 1 : 0)
        .bind("revoked", wanted.contains(Status.REVOKED) ? 1 : 0)
        .bind("quarantined", wanted.contains(Status.QUARANTINED) ? 1 : 0)
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> credential(row, agent))
        .list();
  }

  long count(Handle handle, AgentId agent, Set<Status> wanted) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*)
            FROM credentials
            WHERE agent_id = :agent
              AND ((revoked_at IS NULL AND :active = 1)
                OR (revoked_at IS NOT NULL AND quarantined_at IS NULL AND :revoked = 1)
                OR (quarantined_at IS NOT NULL AND :quarantined = 1))
            """)
        .bind("agent", agent.value())
        .bind("active", wanted.contains(Status.ACTIVE) ? 1 : 0)
        .bind("revoked", wanted.contains(Status.REVOKED) ? 1 : 0)
        .bind("quarantined", wanted.contains(Status.QUARANTINED) ? 1 : 0)
        .mapTo(Long.class)
        .one();
  }

  /// Replaces a hash by another hash of the same secret, and returns whether it was there.
  boolean rehash(Tx tx, CredentialId id, StoredHash old, StoredHash fresh) {
    return tx.update(
                """
                UPDATE credentials SET hash_kind = :kind, hash = :fresh
                WHERE credential_id = :id AND hash_kind = :oldKind AND hash = :old
                """)
            .bind("id", id.value())
            .bind("kind", fresh.kind().column())
            .bind("fresh", fresh.value())
            .bind("oldKind", old.kind().column())
            .bind("old", old.value())
            .execute()
        == 1;
  }

  /// Saves a rotated credential, and records the rotation.
  void saveRotated(Tx tx, String rotationId, AgentId agent, StoredCredential rotated, Instant now) {
    var credential = rotated.credential();
    var replaced = rotated.replaced();
    var saved =
        tx.update(
                """
                UPDATE credentials
                SET hash_kind = :hashKind, hash = :hash, replaced_hash_kind = :replacedHashKind,
                  replaced_hash = :replacedHash, replaced_until = :replacedUntil,
                  expires_at = :expiresAt
                WHERE credential_id = :id AND agent_id = :agent AND revoked_at IS NULL
                """)
            .bind("id", credential.id().value())
            .bind("agent", agent.value())
            .bind("hashKind", rotated.hash().kind().column())
            .bind("hash", rotated.hash().value())
            .bind("replacedHashKind", replaced.map(old -> old.hash().kind().column()).orElse(null))
            .bind("replacedHash", replaced.map(old -> old.hash().value()).orElse(null))
            .bind(
                "replacedUntil", replaced.map(old -> old.validUntil().toEpochMilli()).orElse(null))
            .bind("expiresAt", credential.expiresAt().map(Instant::toEpochMilli).orElse(null))
            .execute();
    if (saved != 1) {
      throw new IllegalStateException("Rotated without the agent's lock: " + credential.id());
    }
    tx.update(
            """
            INSERT INTO credential_rotations (rotation_id, agent_id, credential_id, rotated_at)
            VALUES (:rotation, :agent, :credential, :now)
            """)
        .bind("rotation", rotationId)
        .bind("agent", agent.value())
        .bind("credential", credential.id().value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Revokes a credential, in quarantine or not. Returns false when it was already revoked.
  boolean revoke(Tx tx, CredentialId id, Instant now) {
    return tx.update(
                """
                UPDATE credentials
                SET revoked_at = :now, quarantined_at = NULL, quarantine_reason = NULL
                WHERE credential_id = :id AND (revoked_at IS NULL OR quarantined_at IS NOT NULL)
                """)
            .bind("id", id.value())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  void revokeAll(Tx tx, AgentId agent, Instant now) {
    tx.update(
            """
            UPDATE credentials
            SET revoked_at = :now, quarantined_at = NULL, quarantine_reason = NULL
            WHERE agent_id = :agent AND (revoked_at IS NULL OR quarantined_at IS NOT NULL)
            """)
        .bind("agent", agent.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void quarantine(Tx tx, CredentialId id, Quarantine quarantine) {
    tx.update(
            """
            UPDATE credentials
            SET revoked_at = :since, quarantined_at = :since, quarantine_reason = :reason
            WHERE credential_id = :id AND revoked_at IS NULL
            """)
        .bind("id", id.value())
        .bind("since", quarantine.since().toEpochMilli())
        .bind("reason", quarantine.reason())
        .execute();
  }

  void release(Tx tx, CredentialId id) {
    tx.update(
            """
            UPDATE credentials
            SET revoked_at = NULL, quarantined_at = NULL, quarantine_reason = NULL
            WHERE credential_id = :id AND quarantined_at IS NOT NULL
            """)
        .bind("id", id.value())
        .execute();
  }

  /// Ends the overlap of the last rotation, if it is still running.
  void endOverlap(Tx tx, CredentialId id, Instant now) {
    tx.update(
            """
            UPDATE credentials SET replaced_until = :now
            WHERE credential_id = :id AND replaced_until > :now
            """)
        .bind("id", id.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// When the agent's credentials were rotated, the latest first.
  List<Instant> rotations(Handle handle, AgentId agent, int limit) {
    return handle
        .createQuery(
            """
            SELECT rotated_at
            FROM credential_rotations
            WHERE agent_id = :agent
            ORDER BY rotation_id DESC
            LIMIT :limit
            """)
        .bind("agent", agent.value())
        .bind("limit", limit)
        .map((row, _) -> Instant.ofEpochMilli(row.getLong("rotated_at")))
        .list();
  }

  private static StoredCredential stored(ResultSet row, Agent agent) throws SQLException {
    var replaced = Optional.ofNullable(row.getString("replaced_hash"));
    var kind = Optional.ofNullable(row.getString("replaced_hash_kind"));
    var until = Instant.ofEpochMilli(row.getLong("replaced_until"));
    return new StoredCredential(
        credential(row, agent),
        new StoredHash(HashKind.ofColumn(row.getString("hash_kind")), row.getString("hash")),
        kind.flatMap(of ->
            replaced.map(
                hash -> new ReplacedSecret(new StoredHash(HashKind.ofColumn(of), hash), until))));
  }

  private static Credential credential(ResultSet row, Agent agent) throws SQLException {
    var quarantineReason = row.getString("quarantine_reason");
    return new Credential(
        new CredentialId(row.getString("credential_id")),
        agent.clientId(),
        Instant.ofEpochMilli(row.getLong("created_at")),
        time(row, "expires_at"),
        time(row, "revoked_at"),
        time(row, "quarantined_at").map(since -> new Quarantine(since, quarantineReason)));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
