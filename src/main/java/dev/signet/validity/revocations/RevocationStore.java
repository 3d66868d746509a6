package dev.signet.validity.revocations;

import dev.signet.base.db.Tx;
import dev.signet.events.audit.TokenBinding;
import dev.signet.validity.revocations.Revocations.RefreshFamily;
import dev.signet.validity.revocations.Revocations.TokenToRevoke;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.Query;

/// The SQL of tokens that were revoked individually, or with their refresh family.
final class RevocationStore {
  private static final String IN_FAMILIES_BEFORE =
      """
       FROM revoked_tokens
      WHERE agent_id = :agent AND generation = :generation AND expires_at > :at
        AND family_id IN (
          SELECT family_id FROM revoked_families
          WHERE agent_id = :agent AND generation = :generation
            AND agent_revision < :revision AND expires_at > :at)
      """;

  /// Records the revocation of a token, and returns whether this call was the first to do so.
  boolean add(Tx tx, TokenToRevoke token, Instant now) {
    return tx.update(
                """
                INSERT INTO revoked_tokens (
                  jti, agent_id, generation, family_id, thumbprint, key_generation, expires_at,
                  revoked_at)
                VALUES (
                  :jti, :agent, :generation, :family, :thumbprint, :keyGeneration, :expiresAt,
                  :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("jti", token.jti())
            .bind("agent", token.agentId())
            .bind("generation", token.generation())
            .bind("family", token.family().orElse(null))
            .bind("thumbprint", token.binding().map(TokenBinding::thumbprint).orElse(null))
            .bind("keyGeneration", token.binding().map(TokenBinding::keyGeneration).orElse(null))
            .bind("expiresAt", token.expiresAt().toEpochMilli())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// Records the revocation of a refresh family. Revoking it again changes nothing.
  void addFamily(Tx tx, RefreshFamily family, long revision, Instant expiresAt, Instant now) {
    tx.update(
            """
            INSERT INTO revoked_families (
              family_id, agent_id, generation, agent_revision, expires_at, revoked_at)
            VALUES (:family, :agent, :generation, :revision, :expiresAt, :now)
            ON CONFLICT DO NOTHING
            """)
        .bind("family", family.id())
        .bind("agent", family.agentId())
        .bind("generation", family.generation())
        .bind("revision", revision)
        .bind("expiresAt", expiresAt.toEpochMilli())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  Optional<Instant> familyRevokedAt(Handle handle, String family) {
    return handle
        .createQuery("SELECT revoked_at FROM revoked_families WHERE family_id = :family")
        .bind("family", family)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  Optional<Instant> revokedAt(Handle handle, String jti) {
    return handle
        .createQuery("SELECT revoked_at FROM revoked_tokens WHERE jti = :jti")
        .bind("jti", jti)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  void addSigningKey(Tx tx, String kid, Instant expiresAt) {
    tx.update(
            """
            INSERT INTO ended_signing_keys (kid, expires_at) VALUES (:kid, :expiresAt)
            ON CONFLICT DO NOTHING
            """)
        .bind("kid", kid)
        .bind("expiresAt", expiresAt.toEpochMilli())
        .execute();
  }

  Set<String> signingKeys(Handle handle) {
    return new HashSet<>(
        handle.createQuery("SELECT kid FROM ended_signing_keys").mapTo(String.class).list());
  }

  int deleteExpiredSigningKeys(Tx tx, Instant now) {
    return tx.update("DELETE FROM ended_signing_keys WHERE expires_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Those of these ids of tokens, refresh families and signing keys that are revoked.
  Set<String> filterRevoked(Handle handle, Collection<String> ids) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT jti FROM revoked_tokens WHERE jti IN (<ids>)
                UNION ALL
                SELECT family_id FROM revoked_families WHERE family_id IN (<ids>)
                UNION ALL
                SELECT kid FROM ended_signing_keys WHERE kid IN (<ids>)
                """)
            .bindList("ids", ids)
            .mapTo(String.class)
            .list());
  }

  /// Those of these agents that may have had tokens, refresh families or DPoP keys revoked, expired
  /// or not.
  Set<String> agentsWithRevocations(Handle handle, Collection<String> agents) {
    return agents.isEmpty()
        ? Set.of()
        : new HashSet<>(
            handle
                .createQuery(
                    """
                    SELECT DISTINCT agent_id FROM revoked_tokens WHERE agent_id IN (<agents>)
                    UNION
                    SELECT DISTINCT agent_id FROM revoked_families WHERE agent_id IN (<agents>)
                    UNION
                    SELECT DISTINCT agent_id FROM ended_keys WHERE agent_id IN (<agents>)
                    """)
                .bindList("agents", agents)
                .mapTo(String.class)
                .list());
  }

  /// The ids of revoked tokens after an id, in order, expired or not.
  List<String> tokens(Handle handle, String after, int limit) {
    return handle
        .createQuery("SELECT jti FROM revoked_tokens WHERE jti > :after ORDER BY jti LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// The ids of revoked refresh families after an id, in order, expired or not.
  List<String> families(Handle handle, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT family_id FROM revoked_families WHERE family_id > :after
            ORDER BY family_id LIMIT :limit
            """)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// The total number of ids in [#tokens] and [#families].
  long countAll(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT (SELECT COUNT(*) FROM revoked_tokens) + (SELECT COUNT(*) FROM revoked_families)
            """)
        .mapTo(Long.class)
        .one();
  }

  /// How many tokens of an agent's generation were revoked, including expired ones, counted up to a
  /// limit.
  long countRows(Handle handle, String agentId, long generation, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM revoked_tokens WHERE agent_id = :agent AND generation = :generation
              LIMIT :limit) AS counted
            """)
        .bind("agent", agentId)
        .bind("generation", generation)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// How many refresh families of an agent's generation were revoked, including expired ones,
  /// counted up to a limit.
  long countFamilies(Handle handle, String agentId, long generation, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM revoked_families WHERE agent_id = :agent AND generation = :generation
              LIMIT :limit) AS counted
            """)
        .bind("agent", agentId)
        .bind("generation", generation)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// Those of these tokens and families of an agent that were revoked before other tokens of the
  /// agent.
  Set<String> filterRevokedBefore(
      Handle handle,
      Collection<String> tokens,
      Collection<String> families,
      BulkRevocation ending) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT jti FROM revoked_tokens WHERE jti IN (<tokens>)
                UNION ALL
                SELECT family_id FROM revoked_families
                WHERE family_id IN (<families>) AND agent_revision < :revision
                """)
            .bindList("tokens", tokens)
            .bindList(EmptyHandling.NULL_KEYWORD, "families", families)
            .bind("revision", ending.revision())
            .mapTo(String.class)
            .list());
  }

  /// Some of the families with unexpired tokens that were revoked before other tokens of the agent,
  /// in the order of their ids.
  List<String> familiesBefore(Handle handle, BulkRevocation ending, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT family_id FROM revoked_families
            WHERE agent_id = :agent AND generation = :generation AND family_id > :after
              AND agent_revision < :revision AND expires_at > :at
            ORDER BY family_id LIMIT :limit
            """)
        .bind("agent", ending.agentId())
        .bind("generation", ending.generation())
        .bind("after", after)
        .bind("revision", ending.revision())
        .bind("at", ending.at().toEpochMilli())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
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

  /// Like [#countUnexpired], for tokens that are bound to a key: the number for each key.
  Map<TokenBinding, Long> countUnexpiredBound(
      Handle handle, String agentId, long generation, Instant now) {
    return bound(
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
            .bind("now", now.toEpochMilli()));
  }

  /// How many unexpired tokens of a refresh family were revoked individually.
  long countUnexpiredOfFamily(Handle handle, String family, Instant now) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM revoked_tokens WHERE family_id = :family AND expires_at > :now")
        .bind("family", family)
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  /// Like [#countUnexpiredOfFamily], for tokens that are bound to a key: the number for each key.
  Map<TokenBinding, Long> countUnexpiredBoundOfFamily(Handle handle, String family, Instant now) {
    return bound(
        handle
            .createQuery(
                """
                SELECT thumbprint, key_generation, COUNT(*) FROM revoked_tokens
                WHERE family_id = :family AND expires_at > :now AND thumbprint IS NOT NULL
                GROUP BY thumbprint, key_generation
                """)
            .bind("family", family)
            .bind("now", now.toEpochMilli()));
  }

  /// How many unexpired tokens of the [#familiesBefore] were revoked individually.
  long countUnexpiredInFamiliesBefore(Handle handle, BulkRevocation ending) {
    return inFamiliesBefore(handle.createQuery("SELECT COUNT(*)" + IN_FAMILIES_BEFORE), ending)
        .mapTo(Long.class)
        .one();
  }

  /// Like [#countUnexpiredInFamiliesBefore], for tokens that are bound to a key: the number for
  /// each key.
  Map<TokenBinding, Long> countUnexpiredBoundInFamiliesBefore(
      Handle handle, BulkRevocation ending) {
    return bound(
        inFamiliesBefore(
            handle.createQuery(
                "SELECT thumbprint, key_generation, COUNT(*)"
                    + IN_FAMILIES_BEFORE
                    + " AND thumbprint IS NOT NULL GROUP BY thumbprint, key_generation"),
            ending));
  }

  private static Query inFamiliesBefore(Query query, BulkRevocation ending) {
    return query
        .bind("agent", ending.agentId())
        .bind("generation", ending.generation())
        .bind("revision", ending.revision())
        .bind("at", ending.at().toEpochMilli());
  }

  private static Map<TokenBinding, Long> bound(Query query) {
    var counts = new HashMap<TokenBinding, Long>();
    query
        .map((row, _) ->
            Map.entry(new TokenBinding(row.getString(1), row.getLong(2)), row.getLong(3)))
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

  int deleteExpiredFamilies(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM revoked_families WHERE family_id IN (
              SELECT family_id FROM revoked_families WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }
}
