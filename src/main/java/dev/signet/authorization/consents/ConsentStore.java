package dev.signet.authorization.consents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The SQL of consents.
final class ConsentStore {
  private static final String COLUMNS =
      """
      consent_id, user_id, agent_id, resource_id, organization_id, scopes, status, is_ending,
      generation, created_at, decided_at, updated_at
      """;

  private static final String SELECT = "SELECT " + COLUMNS + " FROM consents ";

  private static final String FILTER =
      """
       WHERE (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
        AND (CAST(:organization AS TEXT) IS NULL OR organization_id = :organization)
        AND (CAST(:user AS TEXT) IS NULL OR user_id = :user)
        AND (CAST(:agent AS TEXT) IS NULL OR agent_id = :agent)
        AND (CAST(:resource AS TEXT) IS NULL OR resource_id = :resource)
        AND (CAST(:status AS TEXT) IS NULL OR status = :status)
      """;

  private final String lockOne;

  ConsentStore(Dialect dialect) {
    this.lockOne = SELECT + "WHERE consent_id = :consent" + dialect.forUpdate();
  }

  /// Which consents a list shows; empty for all.
  record Filter(
      Optional<UserId> user,
      Optional<AgentId> client,
      Optional<String> resource,
      Optional<OrganizationId> organization,
      Optional<ConsentStatus> status) {

    static Filter ofUser(UserId user, Optional<OrganizationId> organization) {
      return new Filter(
          Optional.of(user), Optional.empty(), Optional.empty(), organization, Optional.empty());
    }

    static Filter atResource(String resource) {
      return new Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.of(resource),
          Optional.empty(),
          Optional.empty());
    }
  }

  /// What has ended so far of a consent that is ending.
  ///
  /// @param tokens empty once their number is not known
  record Progress(long connections, OptionalLong tokens) {}

  /// Adds a consent, unless the user has one for this client and resource.
  void addIfAbsent(Tx tx, Consent consent) {
    var parties = consent.parties();
    tx.update(
            """
            INSERT INTO consents (
              consent_id, user_id, agent_id, resource_id, organization_id, scopes, status,
              generation, created_at, decided_at, updated_at)
            VALUES (
              :consent, :user, :agent, :resource, :organization, :scopes, :status, :generation,
              :createdAt, :decidedAt, :updatedAt)
            ON CONFLICT (user_id, agent_id, resource_id) DO NOTHING
            """)
        .bind("user", parties.user().value())
        .bind("agent", parties.client().value())
        .bind("resource", parties.resource())
        .bind("organization", parties.organization().value())
        .bind("createdAt", consent.createdAt().toEpochMilli())
        .bindMap(changeable(consent))
        .execute();
  }

  void save(Tx tx, Consent consent) {
    tx.update(
            """
            UPDATE consents SET scopes = :scopes, status = :status, generation = :generation,
              decided_at = :decidedAt, updated_at = :updatedAt
            WHERE consent_id = :consent
            """)
        .bindMap(changeable(consent))
        .execute();
  }

  private static Map<String, Object> changeable(Consent consent) {
    return Map.of(
        "consent", consent.id().value(),
        "scopes", consent.scopes().toString(),
        "status", consent.status().wire(),
        "generation", consent.generation(),
        "decidedAt", consent.decidedAt().toEpochMilli(),
        "updatedAt", consent.updatedAt().toEpochMilli());
  }

  Optional<Consent> find(Handle handle, ConsentId id) {
    return handle
        .createQuery(SELECT + "WHERE consent_id = :consent")
        .bind("consent", id.value())
        .map((row, _) -> consent(row))
        .findOne();
  }

  Optional<Consent> find(Handle handle, UserId user, AgentId client, String resource) {
    return handle
        .createQuery(
            SELECT + "WHERE user_id = :user AND agent_id = :agent AND resource_id = :resource")
        .bind("user", user.value())
        .bind("agent", client.value())
        .bind("resource", resource)
        .map((row, _) -> consent(row))
        .findOne();
  }

  Map<ConsentId, Consent> findAll(Handle handle, Collection<ConsentId> ids) {
    var found = new HashMap<ConsentId, Consent>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(SELECT + "WHERE consent_id IN (<ids>)")
          .bindList("ids", ids.stream().map(ConsentId::value).toList())
          .map((row, _) -> consent(row))
          .forEach(consent -> found.put(consent.id(), consent));
    }
    return found;
  }

  /// The row, locked until the end of the transaction.
  Optional<Consent> lock(Tx tx, ConsentId id) {
    return tx.query(lockOne).bind("consent", id.value()).map((row, _) -> consent(row)).findOne();
  }

  /// Marks a consent whose connections are still to be ended.
  void beginEnding(Tx tx, ConsentId id) {
    tx.update(
            """
            UPDATE consents SET is_ending = 1,
              ended_connections = CASE WHEN is_ending = 1 THEN ended_connections ELSE 0 END,
              ended_tokens = CASE WHEN is_ending = 1 THEN ended_tokens ELSE 0 END
            WHERE consent_id = :consent
            """)
        .bind("consent", id.value())
        .execute();
  }

  /// @param tokens empty when their number is not known
  void addEnded(Tx tx, ConsentId id, long connections, OptionalLong tokens) {
    tx.update(
            """
            UPDATE consents SET ended_connections = ended_connections + :connections,
              ended_tokens = ended_tokens + CAST(:tokens AS BIGINT)
            WHERE consent_id = :consent
            """)
        .bind("connections", connections)
        .bind("tokens", tokens.isPresent() ? tokens.getAsLong() : null)
        .bind("consent", id.value())
        .execute();
  }

  /// Marks that all connections have ended. Of several callers, one gets the numbers.
  Optional<Progress> finishEnding(Tx tx, ConsentId id) {
    return tx.query(
            """
            UPDATE consents SET is_ending = 0 WHERE consent_id = :consent AND is_ending = 1
            RETURNING ended_connections, ended_tokens
            """)
        .bind("consent", id.value())
        .map((row, _) -> {
          var tokens = row.getLong("ended_tokens");
          var known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(tokens);
          return new Progress(row.getLong("ended_connections"), known);
        })
        .findOne();
  }

  /// Consents that have been ending since before a time.
  List<ConsentId> ending(Handle handle, Instant before, int limit) {
    return handle
        .createQuery(
            """
            SELECT consent_id FROM consents WHERE is_ending = 1 AND updated_at < :before
            LIMIT :limit
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> new ConsentId(row.getString("consent_id")))
        .list();
  }

  /// A user's consents, in any state, the newest first.
  List<Consent> ofUser(Handle handle, UserId user) {
    return handle
        .createQuery(SELECT + "WHERE user_id = :user ORDER BY consent_id DESC")
        .bind("user", user.value())
        .map((row, _) -> consent(row))
        .list();
  }

  /// Ends all active consents that a filter selects, and marks them as ending.
  int endAll(Tx tx, Filter filter, Instant now) {
    return bound(
            tx.update(
                """
                UPDATE consents SET status = 'ended', generation = generation + 1, is_ending = 1,
                  ended_connections = 0, ended_tokens = 0, updated_at = :now
                """
                    + FILTER
                    + " AND status = 'active'"),
            new TenantScope.AllOrganizations(),
            filter)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Some of the ending consents that a filter selects.
  List<ConsentId> ending(Handle handle, Filter filter, int limit) {
    return bound(
            handle.createQuery(
                "SELECT consent_id FROM consents" + FILTER + " AND is_ending = 1 LIMIT :limit"),
            new TenantScope.AllOrganizations(),
            filter)
        .bind("limit", limit)
        .map((row, _) -> new ConsentId(row.getString("consent_id")))
        .list();
  }

  List<Consent> page(Handle handle, TenantScope reach, Filter filter, Paging paging) {
    return bound(
            handle.createQuery(
                SELECT
                    + FILTER
                    + """
                     AND consent_id < :before
                    ORDER BY consent_id DESC LIMIT :limit OFFSET :offset
                    """),
            reach,
            filter)
        .bind("before", paging.beforeId())
        .bind("limit", paging.limitPlusOne())
        .bind("offset", paging.offset())
        .map((row, _) -> consent(row))
        .list();
  }

  long count(Handle handle, TenantScope reach, Filter filter, int limit) {
    return bound(
            handle.createQuery(
                "SELECT COUNT(*) FROM (SELECT 1 FROM consents"
                    + FILTER
                    + " LIMIT :limit) AS found"),
            reach,
            filter)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S bound(S sql, TenantScope reach, Filter filter) {
    return sql.bind("reach", reach.organizationOrNull())
        .bind("organization", filter.organization().map(OrganizationId::value).orElse(null))
        .bind("user", filter.user().map(UserId::value).orElse(null))
        .bind("agent", filter.client().map(AgentId::value).orElse(null))
        .bind("resource", filter.resource().orElse(null))
        .bind("status", filter.status().map(ConsentStatus::wire).orElse(null));
  }

  void addConnections(Tx tx, Map<Connection, Instant> started, Instant now) {
    var batch =
        tx.batch(
            """
            INSERT INTO consent_connections (family_id, consent_id, started_at, expires_at)
            VALUES (:family, :consent, :now, :expiresAt)
            ON CONFLICT DO NOTHING
            """);
    started.forEach((connection, expiresAt) ->
        batch
            .bind("family", connection.family())
            .bind("consent", connection.consent().value())
            .bind("now", now.toEpochMilli())
            .bind("expiresAt", expiresAt.toEpochMilli())
            .add());
    batch.execute();
  }

  /// Some of a consent's connections.
  List<String> connections(Handle handle, ConsentId id, int limit) {
    return handle
        .createQuery(
            """
            SELECT family_id FROM consent_connections WHERE consent_id = :consent
            ORDER BY family_id LIMIT :limit
            """)
        .bind("consent", id.value())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// When a client last started a connection by each of these consents; those without one are left
  /// out.
  Map<ConsentId, Instant> lastConnections(Handle handle, Collection<ConsentId> ids) {
    var last = new HashMap<ConsentId, Instant>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(
              """
              SELECT consent_id, MAX(started_at) AS last FROM consent_connections
              WHERE consent_id IN (<ids>) GROUP BY consent_id
              """)
          .bindList("ids", ids.stream().map(ConsentId::value).toList())
          .map((row, _) ->
              Map.entry(
                  new ConsentId(row.getString("consent_id")),
                  Instant.ofEpochMilli(row.getLong("last"))))
          .forEach(entry -> last.put(entry.getKey(), entry.getValue()));
    }
    return last;
  }

  void deleteConnections(Tx tx, Collection<String> families) {
    tx.update("DELETE FROM consent_connections WHERE family_id IN (<families>)")
        .bindList("families", families)
        .execute();
  }

  int deleteExpiredConnections(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM consent_connections WHERE family_id IN (
              SELECT family_id FROM consent_connections WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static Consent consent(ResultSet row) throws SQLException {
    return new Consent(
        new ConsentId(row.getString("consent_id")),
        new Consent.Parties(
            new UserId(row.getString("user_id")),
            new AgentId(row.getString("agent_id")),
            row.getString("resource_id"),
            new OrganizationId(row.getString("organization_id"))),
        Scopes.parse(row.getString("scopes")).orElse(Scopes.NONE),
        ConsentStatus.of(row.getString("status")),
        row.getLong("is_ending") == 1,
        row.getLong("generation"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("decided_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
