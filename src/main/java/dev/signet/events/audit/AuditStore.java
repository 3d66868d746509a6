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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
              token_key_generation, actor_token_id, actor_token_test_maker, token_subject_token,
              token_actor_token, token_delegation, token_ancestors, prev_hash, hash)
            VALUES (
              :eventId, :chainId, :seq, :occurredAt, :action, :outcome, :agentId, :organizationId,
              :actorType, :actorId, :credentialFingerprint, :ipAddress, :userAgent, :requestId,
              :metadata, :tokenExpiresAt, :tokenGeneration, :tokenFamily, :tokenThumbprint,
              :tokenKeyGeneration, :actorToken, :actorTokenTestMaker, :originSubjectToken,
              :originActorToken, :originDelegation, :originAncestors, :prevHash, :hash)
            """);
    for (var link : links) {
      var entry = link.entry();
      var token = entry.token();
      var binding = token.flatMap(Event.IssuedToken::binding);
      var origin = token.flatMap(Event.IssuedToken::origin);
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
          .bind("originSubjectToken", origin.map(TokenOrigin::subjectToken).orElse(null))
          .bind("originActorToken", origin.flatMap(TokenOrigin::actorToken).orElse(null))
          .bind("originDelegation", origin.flatMap(TokenOrigin::delegation).orElse(null))
          .bind("originAncestors", origin.map(TokenOrigin::ancestors).orElse(null))
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
        .bind("after", laterOf(after, at))
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

  private static final String EXCHANGED =
      """
      SELECT event_id, agent_id, occurred_at, token_generation, token_thumbprint,
        token_key_generation, token_subject_token, token_actor_token, token_delegation,
        token_ancestors, metadata
      FROM audit_events
      """;

  /// The ids of tokens that were issued through one of these delegations and had not expired at a
  /// time, in no order.
  List<String> idsExchangedThrough(
      Handle handle, Collection<String> delegations, Instant at, long limit) {
    return handle
        .createQuery(
            """
            SELECT event_id FROM audit_events
            WHERE token_delegation IN (<delegations>) AND token_expires_at > :at
            LIMIT :limit
            """)
        .bindList("delegations", delegations)
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// The ids of tokens that were exchanged from one of these, as subject or as actor token, and had
  /// not expired at a time, in no order.
  List<String> idsExchangedFrom(Handle handle, Collection<String> tokens, Instant at, long limit) {
    return handle
        .createQuery(
            """
            SELECT event_id FROM audit_events
            WHERE token_subject_token IN (<tokens>) AND token_expires_at > :at
            UNION ALL
            SELECT event_id FROM audit_events
            WHERE token_actor_token IN (<tokens>) AND token_subject_token NOT IN (<tokens>)
              AND token_expires_at > :at
            LIMIT :limit
            """)
        .bindList("tokens", tokens)
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// A batch of an agent's tokens that were exchanged under this generation and had not expired at
  /// a time, in the order of their ids.
  List<ExchangedToken> exchangedBy(
      Handle handle, String agentId, long generation, Instant at, String after, int limit) {
    return handle
        .createQuery(
            EXCHANGED
                + """
                WHERE agent_id = :agent AND token_subject_token IS NOT NULL AND event_id > :after
                  AND token_expires_at > :at AND token_generation = :generation
                ORDER BY event_id LIMIT :limit
                """)
        .bind("agent", agentId)
        .bind("after", laterOf(after, at))
        .bind("at", at.toEpochMilli())
        .bind("generation", generation)
        .bind("limit", limit)
        .map((row, _) -> exchangedToken(row))
        .list();
  }

  /// Those of these agents that exchanged tokens which had not expired at a time.
  Set<String> agentsWithExchanged(Handle handle, Collection<String> agents, Instant at) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT DISTINCT agent_id FROM audit_events
                WHERE agent_id IN (<agents>) AND token_subject_token IS NOT NULL
                  AND event_id > :after AND token_expires_at > :at
                """)
            .bindList("agents", agents)
            .bind("after", oldestUnexpired(at))
            .bind("at", at.toEpochMilli())
            .mapTo(String.class)
            .list());
  }

  /// How many tokens agents of an organization exchanged that may not have expired at a time,
  /// counted up to a limit.
  int countRecentlyExchanged(Handle handle, String organizationId, Instant at, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT event_id FROM audit_events
              WHERE organization_id = :organization AND action = 'token.exchanged'
                AND event_id > :after
              LIMIT :limit) AS recent
            """)
        .bind("organization", organizationId)
        .bind("after", oldestUnexpired(at))
        .bind("limit", limit)
        .mapTo(Integer.class)
        .one();
  }

  /// A batch of all exchanged tokens that had not expired at a time, in the order of their ids.
  List<ExchangedToken> exchanged(Handle handle, Instant at, String after, int limit) {
    return handle
        .createQuery(
            EXCHANGED
                + """
                WHERE action = 'token.exchanged' AND event_id > :after AND token_expires_at > :at
                ORDER BY event_id LIMIT :limit
                """)
        .bind("after", laterOf(after, at))
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> exchangedToken(row))
        .list();
  }

  /// Those of these tokens that were exchanged.
  List<ExchangedToken> exchanged(Handle handle, Collection<String> ids) {
    return handle
        .createQuery(EXCHANGED + "WHERE event_id IN (<ids>) AND token_subject_token IS NOT NULL")
        .bindList("ids", ids)
        .map((row, _) -> exchangedToken(row))
        .list();
  }

  Optional<String> agentOfToken(Handle handle, String jti, Instant at) {
    return handle
        .createQuery(
            "SELECT agent_id FROM audit_events WHERE event_id = :id AND token_expires_at > :at")
        .bind("id", jti)
        .bind("at", at.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  /// A batch of the ids of a refresh family's tokens that had not expired at a time, in order.
  List<String> idsOfFamily(Handle handle, String family, Instant at, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT event_id FROM audit_events
            WHERE token_family = :family AND event_id > :after AND token_expires_at > :at
            ORDER BY event_id LIMIT :limit
            """)
        .bind("family", family)
        .bind("after", after)
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  private static String laterOf(String after, Instant at) {
    var oldest = oldestUnexpired(at);
    return after.compareTo(oldest) > 0 ? after : oldest;
  }

  private static ExchangedToken exchangedToken(ResultSet row) throws SQLException {
    return new ExchangedToken(
        row.getString("event_id"),
        row.getString("agent_id"),
        Instant.ofEpochMilli(row.getLong("occurred_at")),
        row.getLong("token_generation"),
        ChainLinkRow.binding(row),
        ChainLinkRow.origin(row).orElseThrow(),
        row.getString("metadata"));
  }

  /// The issuance event of an agent's token, whether the token is still active or not.
  Optional<IssuanceRecord> issuance(Handle handle, String agentId, String jti) {
    return handle
        .createQuery(
            """
            SELECT actor_id, credential_fingerprint, token_expires_at, token_generation,
              token_family, token_thumbprint, token_key_generation, token_ancestors, metadata
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
                Optional.ofNullable(row.getString("token_ancestors")),
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
