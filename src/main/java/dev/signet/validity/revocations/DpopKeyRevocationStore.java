package dev.signet.validity.revocations;

import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The SQL of DPoP keys whose tokens were revoked.
final class DpopKeyRevocationStore {

  /// A DPoP key of an agent.
  record AgentDpopKey(String agentId, String thumbprint) {}

  /// Up to which key generation its tokens are revoked, and until when that has to be remembered.
  record DpopKeyRevocation(long keyGeneration, Instant expiresAt) {}

  void add(Tx tx, AgentDpopKey key, DpopKeyRevocation end) {
    tx.update(
            """
            INSERT INTO ended_keys (agent_id, thumbprint, key_generation, expires_at)
            VALUES (:agent, :thumbprint, :keyGeneration, :expiresAt)
            ON CONFLICT (agent_id, thumbprint) DO UPDATE SET
              key_generation = excluded.key_generation,
              expires_at = CASE WHEN ended_keys.expires_at < excluded.expires_at
                THEN excluded.expires_at ELSE ended_keys.expires_at END
            WHERE ended_keys.key_generation < excluded.key_generation
            """)
        .bind("agent", key.agentId())
        .bind("thumbprint", key.thumbprint())
        .bind("keyGeneration", end.keyGeneration())
        .bind("expiresAt", end.expiresAt().toEpochMilli())
        .execute();
  }

  RevokedDpopKeys ofAgent(Handle handle, String agentId) {
    var found = new HashMap<String, Long>();
    handle
        .createQuery("SELECT thumbprint, key_generation FROM ended_keys WHERE agent_id = :agent")
        .bind("agent", agentId)
        .map((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return new RevokedDpopKeys(found);
  }

  /// The revoked ones among `keys`, each with the last key generation that is revoked.
  Map<AgentDpopKey, Long> filterRevoked(Handle handle, Collection<AgentDpopKey> keys) {
    var found = new HashMap<AgentDpopKey, Long>();
    handle
        .createQuery(
            """
            SELECT agent_id, thumbprint, key_generation FROM ended_keys
            WHERE agent_id IN (<agents>) AND thumbprint IN (<thumbprints>)
            """)
        .bindList("agents", keys.stream().map(AgentDpopKey::agentId).distinct().toList())
        .bindList("thumbprints", keys.stream().map(AgentDpopKey::thumbprint).distinct().toList())
        .map((row, _) ->
            Map.entry(new AgentDpopKey(row.getString(1), row.getString(2)), row.getLong(3)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  int deleteExpired(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM ended_keys WHERE (agent_id, thumbprint) IN (
              SELECT agent_id, thumbprint FROM ended_keys WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }
}
