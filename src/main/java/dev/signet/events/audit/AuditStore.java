package dev.signet.events.audit;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of writing the audit log, and of the tokens whose issuance it records.
final class AuditStore {
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  /// Appends links to their chain.
  void append(Tx tx, List<ChainLink> links) {
    var batch =
        tx.batch(
            """
            INSERT INTO audit_events (
              event_id, chain_id, seq, occurred_at, action, outcome, agent_id, organization_id,
              actor_type, actor_id, credential_fingerprint, ip_address, user_agent, request_id,
              metadata, token_expires_at, token_generation, token_family, token_thumbprint,
              token_key_generation, actor_token_id, actor_token_test_maker, prev_hash, hash)
            VALUES (
              :eventId, :chainId, :seq, :occurredAt, :action, :outcome, :agentId, :organizationId,
              :actorType, :actorId, :credentialFingerprint, :ipAddress, :userAgent, :requestId,
              :metadata, :tokenExpiresAt, :tokenGeneration, :tokenFamily, :tokenThumbprint,
              :tokenKeyGeneration, :actorToken, :actorTokenTestMaker, :prevHash, :hash)
            """);
    for (var link : links) {
      var entry = link.entry();
      var token = entry.token();
      var binding = token.flatMap(Event.IssuedToken::binding);
      var acting = entry.actingToken();
      batch
          .bind("eventId", entry.eventId())
          .bind("chainId", link.chainId())
          .bind("seq", link.seq())
          .bind("occurredAt", entry.timestamp().toEpochMilli())
          .bind("action", entry.action())
          .bind("outcome", entry.outcome())
          .bind("agentId", entry.agentId().orElse(null))
          .bind("organizationId", entry.organizationId().orElse(null))
          .bind("actorType", entry.actorType())
          .bind("actorId", entry.actorId())
          .bind("credentialFingerprint", entry.credentialFingerprint().orElse(null))
          .bind("ipAddress", entry.ipAddress())
          .bind("userAgent", entry.userAgent())
          .bind("requestId", entry.requestId())
          .bind("metadata", entry.metadata())
          .bind("tokenExpiresAt", token.map(made -> made.expiresAt().toEpochMilli()).orElse(null))
          .bind("tokenGeneration", token.map(Event.IssuedToken::generation).orElse(null))
          .bind("tokenFamily", token.flatMap(Event.IssuedToken::family).orElse(null))
          .bind("tokenThumbprint", binding.map(TokenBinding::thumbprint).orElse(null))
          .bind("tokenKeyGeneration", binding.map(TokenBinding::keyGeneration).orElse(null))
          .bind("actorToken", acting.map(ActingToken::id).orElse(null))
          .bind("actorTokenTestMaker", acting.flatMap(ActingToken::testMaker).orElse(null))
          .bind("prevHash", link.prevHash())
          .bind("hash", link.hash())
          .add();
    }
    batch.execute();
  }

  /// The tokens issued after a position in the audit log, in its chain.
  List<TokenIssuance> issuancesSince(Handle handle, ChainPosition place) {
    return handle
        .createQuery(
            """
            SELECT agent_id, seq, action, occurred_at FROM audit_events
            WHERE chain_id = :chain AND seq > :seq AND token_expires_at IS NOT NULL
            """)
        .bind("chain", place.chainId())
        .bind("seq", place.seq())
        .map((row, _) ->
            new TokenIssuance(
                row.getString("agent_id"),
                row.getLong("seq"),
                row.getString("action").equals(AuditEvents.TOKEN_REFRESHED.action()),
                Instant.ofEpochMilli(row.getLong("occurred_at"))))
        .list();
  }

  /// The tokens of an agent that were issued under a generation and have not expired, the newest
  /// first.
  ///
  /// @param before only those with a smaller id
  List<UnexpiredToken> unexpired(
      Handle handle, String agentId, long generation, Instant now, String before, int limit) {
    return handle
        .createQuery(
            """
            SELECT event_id, occurred_at, token_expires_at, token_family, token_thumbprint,
              token_key_generation, metadata
            FROM audit_events
            WHERE agent_id = :agent AND event_id > :oldest AND event_id < :before
              AND token_expires_at > :now AND token_generation = :generation
            ORDER BY event_id DESC LIMIT :limit
            """)
        .bind("agent", agentId)
        .bind("oldest", oldestUnexpired(now))
        .bind("now", now.toEpochMilli())
        .bind("generation", generation)
        .bind("before", before)
        .bind("limit", limit)
        .map((row, _) -> unexpiredToken(row))
        .list();
  }

  /// One of these tokens, by its id.
  Optional<UnexpiredToken> unexpired(
      Handle handle, String agentId, long generation, Instant now, String id) {
    return handle
        .createQuery(
            """
            SELECT event_id, occurred_at, token_expires_at, token_family, token_thumbprint,
              token_key_generation, metadata
            FROM audit_events
            WHERE event_id = :id AND agent_id = :agent AND token_expires_at > :now
              AND token_generation = :generation
            """)
        .bind("id", id)
        .bind("agent", agentId)
        .bind("now", now.toEpochMilli())
        .bind("generation", generation)
        .map((row, _) -> unexpiredToken(row))
        .findOne();
  }

  /// A batch of the tokens that a key signed and that had not expired at a time, in the order of
  /// their ids.
  List<SignedToken> signedBy(
      Handle handle, Dialect dialect, String kid, Instant at, String after, int limit) {
    var oldest = oldestUnexpired(at);
    return handle
        .createQuery(
            """
            SELECT event_id, agent_id, token_generation, token_family, token_thumbprint,
              token_key_generation
            FROM audit_events
            WHERE event_id > :after AND token_expires_at > :at AND %s
            ORDER BY event_id LIMIT :limit
            """
                .formatted(dialect.contains("metadata", ":signature")))
        .bind("after", after.compareTo(oldest) > 0 ? after : oldest)
        .bind("at", at.toEpochMilli())
        .bind("signature", UnexpiredToken.kidMember(kid))
        .bind("limit", limit)
        .map((row, _) ->
            new SignedToken(
                row.getString("event_id"),
                row.getString("agent_id"),
                row.getLong("token_generation"),
                Optional.ofNullable(row.getString("token_family")),
                ChainLinkRow.binding(row)))
        .list();
  }

  /// The issuance event of an agent's token, whether the token is still active or not.
  Optional<IssuanceRecord> issuance(Handle handle, String agentId, String jti) {
    return handle
        .createQuery(
            """
            SELECT actor_id, credential_fingerprint, token_expires_at, token_generation,
              token_family, token_thumbprint, token_key_generation, metadata
            FROM audit_events
            WHERE event_id = :id AND agent_id = :agent AND token_expires_at IS NOT NULL
            """)
        .bind("id", jti)
        .bind("agent", agentId)
        .map((row, _) ->
            new IssuanceRecord(
                row.getString("actor_id"),
                Optional.ofNullable(row.getString("credential_fingerprint")),
                Instant.ofEpochMilli(row.getLong("token_expires_at")),
                row.getLong("token_generation"),
                Optional.ofNullable(row.getString("token_family")),
                ChainLinkRow.binding(row),
                row.getString("metadata")))
        .findOne();
  }

  /// Less than the id of every unexpired token: an id is generated at its token's time, by the same
  /// clock. This limits the part of the agent's index that is read.
  private static String oldestUnexpired(Instant now) {
    return Ids.firstAt(now.minus(Event.IssuedToken.MAX_LIFETIME).minus(CLOCK_TOLERANCE));
  }

  private static UnexpiredToken unexpiredToken(ResultSet row) throws SQLException {
    return new UnexpiredToken(
        row.getString("event_id"),
        Instant.ofEpochMilli(row.getLong("occurred_at")),
        Instant.ofEpochMilli(row.getLong("token_expires_at")),
        Optional.ofNullable(row.getString("token_family")),
        ChainLinkRow.binding(row),
        row.getString("metadata"));
  }

  /// The number of an agent's unexpired tokens, counted up to a limit.
  long countUnexpired(Handle handle, String agentId, long generation, Instant now, long limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM audit_events
              WHERE agent_id = :agent AND event_id > :oldest AND token_expires_at > :now
                AND token_generation = :generation
              LIMIT :limit) AS counted
            """)
        .bind("limit", limit)
        .bind("agent", agentId)
        .bind("oldest", oldestUnexpired(now))
        .bind("now", now.toEpochMilli())
        .bind("generation", generation)
        .mapTo(Long.class)
        .one();
  }

  /// The number of an agent's unexpired tokens for each key that they are bound to.
  Map<TokenBinding, Long> countUnexpiredBound(
      Handle handle, String agentId, long generation, Instant now) {
    var counts = new HashMap<TokenBinding, Long>();
    handle
        .createQuery(
            """
            SELECT token_thumbprint, token_key_generation, COUNT(*) AS unexpired FROM audit_events
            WHERE agent_id = :agent AND event_id > :oldest AND token_expires_at > :now
              AND token_generation = :generation AND token_thumbprint IS NOT NULL
            GROUP BY token_thumbprint, token_key_generation
            """)
        .bind("agent", agentId)
        .bind("oldest", oldestUnexpired(now))
        .bind("now", now.toEpochMilli())
        .bind("generation", generation)
        .map((row, _) ->
            Map.entry(ChainLinkRow.binding(row).orElseThrow(), row.getLong("unexpired")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  /// The number of an agent's events that may be issuances of unexpired tokens, counted up to a
  /// limit.
  Map<String, Long> countUnexpired(Handle handle, Map<String, Long> generations, Instant now) {
    var counts = new HashMap<String, Long>();
    handle
        .createQuery(
            """
            SELECT agent_id, token_generation, COUNT(*) AS unexpired FROM audit_events
            WHERE agent_id IN (<agents>) AND event_id > :oldest AND token_expires_at > :now
            GROUP BY agent_id, token_generation
            """)
        .bindList("agents", generations.keySet())
        .bind("oldest", oldestUnexpired(now))
        .bind("now", now.toEpochMilli())
        .map((row, _) ->
            new GenerationCount(
                row.getString("agent_id"),
                row.getLong("token_generation"),
                row.getLong("unexpired")))
        .stream()
        .filter(count -> Objects.equals(generations.get(count.agentId()), count.generation()))
        .forEach(count -> counts.put(count.agentId(), count.unexpired()));
    return counts;
  }

  private record GenerationCount(String agentId, long generation, long unexpired) {}

  long countRecent(Handle handle, String agentId, Instant now, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM audit_events WHERE agent_id = :agent AND event_id > :oldest
              LIMIT :limit) AS counted
            """)
        .bind("agent", agentId)
        .bind("oldest", oldestUnexpired(now))
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// The number of tokens that a refresh family ever had, counted up to a limit.
  long countOfFamily(Handle handle, String family, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM audit_events WHERE token_family = :family LIMIT :limit) AS counted
            """)
        .bind("family", family)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// When the last token of a refresh family expires; empty when it has as many as the limit. The
  /// tokens of an unknown family expired long ago.
  Optional<Instant> lastExpiryOfFamily(Handle handle, String family, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) AS tokens, COALESCE(MAX(token_expires_at), 0) AS latest FROM (
              SELECT token_expires_at FROM audit_events WHERE token_family = :family
              LIMIT :limit) AS counted
            """)
        .bind("family", family)
        .bind("limit", limit)
        .map((row, _) ->
            row.getLong("tokens") < limit
                ? Optional.of(Instant.ofEpochMilli(row.getLong("latest")))
                : Optional.<Instant>empty())
        .one();
  }

  /// The number of unexpired tokens of these refresh families.
  long countUnexpiredOfFamilies(Handle handle, Collection<String> families, Instant now) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM audit_events
            WHERE token_family IN (<families>) AND token_expires_at > :now
            """)
        .bindList("families", families)
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  /// The number of unexpired tokens of these refresh families for each key that they are bound to.
  Map<TokenBinding, Long> countUnexpiredBoundOfFamilies(
      Handle handle, Collection<String> families, Instant now) {
    var counts = new HashMap<TokenBinding, Long>();
    handle
        .createQuery(
            """
            SELECT token_thumbprint, token_key_generation, COUNT(*) AS unexpired FROM audit_events
            WHERE token_family IN (<families>) AND token_expires_at > :now
              AND token_thumbprint IS NOT NULL
            GROUP BY token_thumbprint, token_key_generation
            """)
        .bindList("families", families)
        .bind("now", now.toEpochMilli())
        .map((row, _) ->
            Map.entry(ChainLinkRow.binding(row).orElseThrow(), row.getLong("unexpired")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }
}
