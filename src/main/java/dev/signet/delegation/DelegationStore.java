package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.delegation.Delegation.Parties;
import dev.signet.delegation.Delegation.Terms;
import dev.signet.identity.agents.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The SQL of delegations.
final class DelegationStore {
  private static final String COLUMNS =
      """
      delegation_id, subject_id, organization_id, actor_id, actor_organization_id, scopes, resources,
      max_hops, token_lifetime_seconds, expires_at, purpose, status, ended_at, ended_by,
      ended_reason, created_by, created_at, updated_at
      """;

  private static final String ONE =
      "SELECT " + COLUMNS + " FROM delegations WHERE delegation_id = :delegation";

  /// A delegation between two organizations is within the reach of both.
  private static final String WITHIN_REACH =
      "(organization_id = :reach OR actor_organization_id = :reach)";

  private static final String OF_ORGANIZATION =
      "(organization_id = :organization OR actor_organization_id = :organization)";

  private static final String OF_AGENTS = "(subject_id IN (<agents>) OR actor_id IN (<agents>))";

  private static final String NOT_ENDED = "status = 'active' AND expires_at > :now";

  private final String lockOne;

  DelegationStore(Dialect dialect) {
    this.lockOne = ONE + dialect.forUpdate();
  }

  void add(Tx tx, Delegation delegation) {
    var parties = delegation.parties();
    tx.update(
            """
            INSERT INTO delegations (
              delegation_id, subject_id, organization_id, actor_id, actor_organization_id, scopes,
              resources, max_hops, token_lifetime_seconds, expires_at, purpose, status, created_by,
              created_at, updated_at)
            VALUES (
              :delegation, :subject, :organization, :actor, :actorOrganization, :scopes,
              :resources, :maxHops, :tokenLifetime, :expiresAt, :purpose, 'active', :createdBy,
              :createdAt, :updatedAt)
            """)
        .bind("subject", parties.subject().value())
        .bind("organization", parties.subjectOrganization().value())
        .bind("actor", parties.actor().value())
        .bind("actorOrganization", parties.actorOrganization().value())
        .bind("createdBy", delegation.createdBy())
        .bind("createdAt", delegation.createdAt().toEpochMilli())
        .bindMap(terms(delegation))
        .execute();
  }

  void saveTerms(Tx tx, Delegation delegation) {
    tx.update(
            """
            UPDATE delegations SET
              scopes = :scopes, resources = :resources, max_hops = :maxHops,
              token_lifetime_seconds = :tokenLifetime, expires_at = :expiresAt,
              purpose = :purpose, updated_at = :updatedAt
            WHERE delegation_id = :delegation
            """)
        .bindMap(terms(delegation))
        .execute();
  }

  private static Map<String, Object> terms(Delegation delegation) {
    var terms = delegation.terms();
    // Not Map.of: some values may be null.
    var values = new HashMap<String, Object>();
    values.put("delegation", delegation.id().value());
    values.put("scopes", terms.scopes().toString());
    values.put("resources", Json.toText(terms.resources().uris()));
    values.put("maxHops", terms.maxHops());
    values.put("tokenLifetime", terms.tokenLifetime().map(Duration::toSeconds).orElse(null));
    values.put("expiresAt", terms.expiresAt().toEpochMilli());
    values.put("purpose", terms.purpose().orElse(null));
    values.put("updatedAt", delegation.updatedAt().toEpochMilli());
    return values;
  }

  void saveRevocation(Tx tx, DelegationId id, DelegationStatus.Revoked status) {
    tx.update(
            """
            UPDATE delegations SET status = 'revoked', ended_at = :since, ended_by = :by,
              ended_reason = :reason, updated_at = :since
            WHERE delegation_id = :delegation
            """)
        .bind("delegation", id.value())
        .bind("since", status.since().toEpochMilli())
        .bind("by", status.by())
        .bind("reason", status.reason())
        .execute();
  }

  /// Marks delegations as expired, each once.
  List<Delegation> markExpired(Tx tx, Instant now, int limit) {
    return tx.query(
            """
            UPDATE delegations SET status = 'expired', ended_at = expires_at
            WHERE status = 'active' AND delegation_id IN (
              SELECT delegation_id FROM delegations
              WHERE status = 'active' AND expires_at <= :now LIMIT :limit)
            RETURNING %s
            """
                .formatted(COLUMNS))
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> delegation(row))
        .list();
  }

  int deleteEnded(Tx tx, Instant before, int limit) {
    return tx.update(
            """
            DELETE FROM delegations WHERE delegation_id IN (
              SELECT delegation_id FROM delegations
              WHERE status <> 'active' AND ended_at <= :before LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  Optional<Delegation> find(Handle handle, DelegationId id) {
    return handle
        .createQuery(ONE)
        .bind("delegation", id.value())
        .map((row, _) -> delegation(row))
        .findOne();
  }

  /// The delegation, locked until the end of the transaction.
  Optional<Delegation> lock(Tx tx, DelegationId id) {
    return tx.query(lockOne)
        .bind("delegation", id.value())
        .map((row, _) -> delegation(row))
        .findOne();
  }

  Map<DelegationId, Delegation> findAll(Handle handle, Collection<DelegationId> ids) {
    var found = new HashMap<DelegationId, Delegation>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(
              "SELECT " + COLUMNS + " FROM delegations WHERE delegation_id IN (<delegations>)")
          .bindList("delegations", ids.stream().map(DelegationId::value).toList())
          .map((row, _) -> delegation(row))
          .forEach(delegation -> found.put(delegation.id(), delegation));
    }
    return found;
  }

  /// Some of an agent's delegations to others that have not ended, in the order of their ids.
  List<DelegationId> activeOf(Handle handle, AgentId subject, Instant at, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT delegation_id FROM delegations
            WHERE subject_id = :subject AND delegation_id > :after AND status = 'active'
              AND expires_at > :at
            ORDER BY delegation_id LIMIT :limit
            """)
        .bind("subject", subject.value())
        .bind("after", after)
        .bind("at", at.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> new DelegationId(row.getString(1)))
        .list();
  }

  /// The organization of an agent, if it is a party of a delegation that has not ended. All
  /// delegations of an agent are of one organization, so one of each side is read.
  Set<OrganizationId> organizationOf(Handle handle, String agent) {
    return handle
        .createQuery(
            """
            SELECT organization_id FROM (
              SELECT organization_id FROM delegations
              WHERE subject_id = :agent AND status = 'active' LIMIT 1) AS lent
            UNION
            SELECT organization_id FROM (
              SELECT organization_id FROM delegations
              WHERE actor_id = :agent AND status = 'active' LIMIT 1) AS borrowed
            """)
        .bind("agent", agent)
        .map((row, _) -> new OrganizationId(row.getString(1)))
        .set();
  }

  /// The delegations from one agent to another that have not ended, the oldest first.
  List<Delegation> between(Handle handle, AgentId subject, AgentId actor, Instant now, int limit) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + """
                 FROM delegations
                WHERE subject_id = :subject AND actor_id = :actor AND status = 'active'
                  AND expires_at > :now
                ORDER BY delegation_id LIMIT :limit
                """)
        .bind("subject", subject.value())
        .bind("actor", actor.value())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> delegation(row))
        .list();
  }

  /// What an agent lends to others, the newest first.
  List<Delegation> lentBy(
      Handle handle, AgentId subject, boolean includeEnded, Instant now, int limit) {
    return ofParty(handle, "subject_id = :agent", subject, includeEnded, now, limit);
  }

  /// What an agent was lent, the newest first.
  List<Delegation> lentTo(
      Handle handle, AgentId actor, boolean includeEnded, Instant now, int limit) {
    return ofParty(handle, "actor_id = :agent", actor, includeEnded, now, limit);
  }

  private static List<Delegation> ofParty(
      Handle handle, String party, AgentId agent, boolean includeEnded, Instant now, int limit) {
    var values = new HashMap<String, Object>();
    values.put("agent", agent.value());
    values.put("limit", limit);
    if (!includeEnded) {
      values.put("now", now.toEpochMilli());
    }
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM delegations WHERE "
                + party
                + (includeEnded ? "" : " AND " + NOT_ENDED)
                + " ORDER BY delegation_id DESC LIMIT :limit")
        .bindMap(values)
        .map((row, _) -> delegation(row))
        .list();
  }

  /// A page of delegations and one more, the newest first.
  List<Delegation> page(
      Handle handle, TenantScope reach, DelegationFilter filter, Instant now, Paging paging) {
    return bind(
            handle.createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM delegations WHERE delegation_id < :before"
                    + conditions(reach, filter)
                    + " ORDER BY delegation_id DESC LIMIT :limit OFFSET :offset"),
            reach,
            filter,
            now)
        .bind("before", paging.beforeId())
        .bind("limit", paging.limitPlusOne())
        .bind("offset", paging.offset())
        .map((row, _) -> delegation(row))
        .list();
  }

  long count(Handle handle, TenantScope reach, DelegationFilter filter, Instant now, int limit) {
    return bind(
            handle.createQuery(
                "SELECT COUNT(*) FROM (SELECT 1 FROM delegations WHERE TRUE"
                    + conditions(reach, filter)
                    + " LIMIT :limit) AS counted"),
            reach,
            filter,
            now)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// The conditions that a filter has, and no others, so that the database uses their indexes.
  private static String conditions(TenantScope reach, DelegationFilter filter) {
    var conditions = new StringBuilder();
    if (reach.organizationOrNull() != null) {
      conditions.append(" AND ").append(WITHIN_REACH);
    }
    filter.organization().ifPresent(_ -> conditions.append(" AND ").append(OF_ORGANIZATION));
    filter.subject().ifPresent(_ -> conditions.append(" AND subject_id = :subject"));
    filter.actor().ifPresent(_ -> conditions.append(" AND actor_id = :actor"));
    filter.agents().ifPresent(_ -> conditions.append(" AND ").append(OF_AGENTS));
    filter
        .status()
        .ifPresent(status ->
            conditions.append(
                switch (status) {
                  case "active" -> " AND " + NOT_ENDED;
                  case "expired" -> " AND status <> 'revoked' AND expires_at <= :now";
                  default -> " AND status = 'revoked'";
                }));
    return conditions.toString();
  }

  /// Binds what [#conditions] names.
  private static <S extends SqlStatement<S>> S bind(
      S statement, TenantScope reach, DelegationFilter filter, Instant now) {
    var values = new HashMap<String, Object>();
    values.put("reach", reach.organizationOrNull());
    values.put("now", now.toEpochMilli());
    filter
        .organization()
        .ifPresent(organization -> values.put("organization", organization.value()));
    filter.subject().ifPresent(subject -> values.put("subject", subject.value()));
    filter.actor().ifPresent(actor -> values.put("actor", actor.value()));
    var bound = statement.bindMap(values);
    return filter
        .agents()
        .map(agents -> bound.bindList("agents", agents.stream().map(AgentId::value).toList()))
        .orElse(bound);
  }

  private static Delegation delegation(ResultSet row) throws SQLException {
    return new Delegation(
        new DelegationId(row.getString("delegation_id")),
        new Parties(
            new AgentId(row.getString("subject_id")),
            new OrganizationId(row.getString("organization_id")),
            new AgentId(row.getString("actor_id")),
            new OrganizationId(row.getString("actor_organization_id"))),
        new Terms(
            Scopes.parse(row.getString("scopes")).orElseThrow(),
            resources(row.getString("resources")),
            row.getInt("max_hops"),
            tokenLifetime(row),
            Instant.ofEpochMilli(row.getLong("expires_at")),
            Optional.ofNullable(row.getString("purpose"))),
        status(row),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static Optional<Duration> tokenLifetime(ResultSet row) throws SQLException {
    var seconds = row.getLong("token_lifetime_seconds");
    return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  private static Resources resources(String text) {
    var uris = new ArrayList<String>();
    Json.parseOwn(text).forEach(uri -> uris.add(uri.stringValue()));
    return new Resources(uris);
  }

  private static DelegationStatus status(ResultSet row) throws SQLException {
    var since = Instant.ofEpochMilli(row.getLong("ended_at"));
    return switch (row.getString("status")) {
      case "active" -> new DelegationStatus.Active();
      case "expired" -> new DelegationStatus.Expired(since);
      case "revoked" ->
          new DelegationStatus.Revoked(
              since, row.getString("ended_by"), row.getString("ended_reason"));
      default -> throw new IllegalStateException("unknown status of a delegation");
    };
  }
}
