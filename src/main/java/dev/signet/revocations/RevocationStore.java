package dev.signet.revocations;

import dev.signet.audit.Binding;
import dev.signet.db.Tx;
import dev.signet.revocations.Revocations.Ended;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The SQL of tokens that were ended one by one.
final class RevocationStore {

  /// Notes the end of a token and says whether it is the first to do so.
  boolean add(Tx tx, Ended token, Instant now) {
    return tx.update(
                """
                INSERT INTO revoked_tokens (
                  jti, agent_id, generation, thumbprint, key_generation, expires_at, revoked_at)
                VALUES (
                  :jti, :agent, :generation, :thumbprint, :keyGeneration, :expiresAt, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("jti", token.jti())
            .bind("agent", token.agentId())
            .bind("generation", token.generation())
            .bind("thumbprint", token.binding().map(Binding::thumbprint).orElse(null))
            .bind("keyGeneration", token.binding().map(Binding::keyGeneration).orElse(null))
            .bind("expiresAt", token.expiresAt().toEpochMilli())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  Optional<Instant> revokedAt(Handle handle, String jti) {
    return handle
        .createQuery("SELECT revoked_at FROM revoked_tokens WHERE jti = :jti")
        .bind("jti", jti)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /// Those of `jtis` that were ended, together with all signing keys that were.
  Set<String> amongWithSigningKeys(Handle handle, Collection<String> jtis) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT jti FROM revoked_tokens WHERE jti IN (<jtis>)
                UNION ALL
                SELECT kid FROM ended_signing_keys
                """)
            .bindList("jtis", jtis)
            .mapTo(String.class)
            .list());
  }

  void endSigningKey(Tx tx, String kid, Instant expiresAt) {
    tx.update(
            """
            INSERT INTO ended_signing_keys (kid, expires_at) VALUES (:kid, :expiresAt)
            ON CONFLICT DO NOTHING
            """)
        .bind("kid", kid)
        .bind("expiresAt", expiresAt.toEpochMilli())
        .execute();
  }

  Set<String> endedSigningKeys(Handle handle) {
    return new HashSet<>(
        handle.createQuery("SELECT kid FROM ended_signing_keys").mapTo(String.class).list());
  }

  Map<String, Instant> unexpiredSigningKeys(Handle handle) {
    var found = new HashMap<String, Instant>();
    handle
        .createQuery("SELECT kid, expires_at FROM ended_signing_keys")
        .map((row, _) -> Map.entry(row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  int deleteExpiredSigningKeys(Tx tx, Instant now) {
    return tx.update("DELETE FROM ended_signing_keys WHERE expires_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Those of `jtis` that were ended.
  Set<String> among(Handle handle, Collection<String> jtis) {
    return new HashSet<>(
        handle
            .createQuery("SELECT jti FROM revoked_tokens WHERE jti IN (<jtis>)")
            .bindList("jtis", jtis)
            .mapTo(String.class)
            .list());
  }

  Map<String, Instant> unexpired(Handle handle, Instant now) {
    var found = new HashMap<String, Instant>();
    handle
        .createQuery("SELECT jti, expires_at FROM revoked_tokens WHERE expires_at > :now")
        .bind("now", now.toEpochMilli())
        .map((row, _) -> Map.entry(row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  long countUnexpired(Handle handle, String agentId, long generation, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM revoked_tokens
            WHERE agent_id = :agent AND generation = :generation AND expires_at > :now
            """)
        .bind("agent", agentId)
        .bind("generation", generation)
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  /// As [#countUnexpired], of the tokens that are bound to a key: how many to each.
  Map<Binding, Long> countUnexpiredBound(
      Handle handle, String agentId, long generation, Instant now) {
    var counts = new HashMap<Binding, Long>();
    handle
        .createQuery(
            """
            SELECT thumbprint, key_generation, COUNT(*) FROM revoked_tokens
            WHERE agent_id = :agent AND generation = :generation AND expires_at > :now
              AND thumbprint IS NOT NULL
            GROUP BY thumbprint, key_generation
            """)
        .bind("agent", agentId)
        .bind("generation", generation)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> Map.entry(new Binding(row.getString(1), row.getLong(2)), row.getLong(3)))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  int deleteExpired(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM revoked_tokens WHERE jti IN (
              SELECT jti FROM revoked_tokens WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }
}
