package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of organizations.
final class OrganizationStore {
  private static final String ONE =
      """
      SELECT organization_id, slug, name, status, status_since, status_reason, generation,
        created_at, updated_at
      FROM organizations WHERE organization_id = :id AND status <> 'deleted'
      """;

  private final String lockOne;

  OrganizationStore(Dialect dialect) {
    this.lockOne = ONE + dialect.forUpdate();
  }

  /// Adds an organization, unless another one has its slug.
  boolean add(Tx tx, Organization organization) {
    return tx.update(
                """
                INSERT INTO organizations (organization_id, slug, name, created_at, updated_at)
                VALUES (:id, :slug, :name, :createdAt, :updatedAt)
                ON CONFLICT (slug) DO NOTHING
                """)
            .bind("id", organization.id().value())
            .bind("slug", organization.slug())
            .bind("name", organization.name())
            .bind("createdAt", organization.createdAt().toEpochMilli())
            .bind("updatedAt", organization.updatedAt().toEpochMilli())
            .execute()
        == 1;
  }

  void rename(Tx tx, Organization organization) {
    tx.update(
            """
            UPDATE organizations SET name = :name, updated_at = :updatedAt
            WHERE organization_id = :id
            """)
        .bind("id", organization.id().value())
        .bind("name", organization.name())
        .bind("updatedAt", organization.updatedAt().toEpochMilli())
        .execute();
  }

  void saveStatus(Tx tx, Organization organization) {
    var suspended =
        organization.status() instanceof OrganizationStatus.Suspended found
            ? Optional.of(found)
            : Optional.<OrganizationStatus.Suspended>empty();
    tx.update(
            """
            UPDATE organizations SET status = :status, status_since = :since,
              status_reason = :reason, generation = :generation, updated_at = :updatedAt
            WHERE organization_id = :id
            """)
        .bind("id", organization.id().value())
        .bind("status", organization.status().wire())
        .bind("since", suspended.map(found -> found.since().toEpochMilli()).orElse(null))
        .bind("reason", suspended.map(OrganizationStatus.Suspended::reason).orElse(null))
        .bind("generation", organization.generation())
        .bind("updatedAt", organization.updatedAt().toEpochMilli())
        .execute();
  }

  /// Deletes an organization permanently. Its row stays, because events and decommissioned agents
  /// name it, and so that its slug is never another organization's.
  void saveDeletion(Tx tx, OrganizationId id, Instant now) {
    tx.update(
            """
            UPDATE organizations SET status = 'deleted', status_since = :now,
              status_reason = NULL, updated_at = :now
            WHERE organization_id = :id
            """)
        .bind("id", id.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// The states of all organizations that were suspended once.
  Map<OrganizationId, OrganizationState> states(Handle handle) {
    return states(
        handle.createQuery(
            "SELECT organization_id, status, generation FROM organizations WHERE generation > 0"));
  }

  /// The states of those of these organizations that were suspended once.
  Map<OrganizationId, OrganizationState> states(Handle handle, Collection<OrganizationId> ids) {
    return states(
        handle
            .createQuery(
                """
                SELECT organization_id, status, generation FROM organizations
                WHERE organization_id IN (<ids>) AND generation > 0
                """)
            .bindList("ids", ids.stream().map(OrganizationId::value).toList()));
  }

  /// What tokens may be issued under, for those of these organizations that were suspended once or
  /// have had limits.
  Map<OrganizationId, IssuingTerms> issuingTerms(Handle handle, Collection<OrganizationId> ids) {
    var found = new HashMap<OrganizationId, IssuingTerms>();
    handle
        .createQuery(
            """
            SELECT organization_id, status, generation, quota_version FROM organizations
            WHERE organization_id IN (<ids>) AND (generation > 0 OR quota_version > 0)
            """)
        .bindList("ids", ids.stream().map(OrganizationId::value).toList())
        .map((row, _) ->
            Map.entry(
                new OrganizationId(row.getString("organization_id")),
                new IssuingTerms(state(row), row.getLong("quota_version"))))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /// The versions of the limits of all organizations that have had some.
  Map<OrganizationId, Long> quotaVersions(Handle handle) {
    var found = new HashMap<OrganizationId, Long>();
    handle
        .createQuery(
            "SELECT organization_id, quota_version FROM organizations WHERE quota_version > 0")
        .map((row, _) ->
            Map.entry(
                new OrganizationId(row.getString("organization_id")), row.getLong("quota_version")))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /// Returns the new version.
  long raiseQuotaVersion(Tx tx, OrganizationId id) {
    return tx.query(
            """
            UPDATE organizations SET quota_version = quota_version + 1
            WHERE organization_id = :id RETURNING quota_version
            """)
        .bind("id", id.value())
        .mapTo(Long.class)
        .one();
  }

  private static OrganizationState state(ResultSet row) throws SQLException {
    var generation = row.getLong("generation");
    return generation == 0
        ? OrganizationState.NEVER_SUSPENDED
        : new OrganizationState(row.getString("status").equals("active"), generation);
  }

  private static Map<OrganizationId, OrganizationState> states(Query query) {
    var found = new HashMap<OrganizationId, OrganizationState>();
    query
        .map(
            (row, _) -> Map.entry(new OrganizationId(row.getString("organization_id")), state(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /// A suspension whose tokens are still to be counted.
  ///
  /// @param eventId of the suspension
  record PendingCount(String eventId, OrganizationAgents.Suspended suspended) {}

  void addPendingCount(Tx tx, PendingCount pending) {
    var suspended = pending.suspended();
    tx.update(
            """
            INSERT INTO organization_token_counts (
              event_id, organization_id, previous_generation, generation, suspended_at)
            VALUES (:event, :organization, :previous, :generation, :at)
            """)
        .bind("event", pending.eventId())
        .bind("organization", suspended.organization().value())
        .bind("previous", suspended.before().generation())
        .bind("generation", suspended.generation())
        .bind("at", suspended.at().toEpochMilli())
        .execute();
  }

  List<PendingCount> pendingCounts(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT event_id, organization_id, previous_generation, generation, suspended_at
            FROM organization_token_counts ORDER BY event_id
            """)
        .map((row, _) ->
            new PendingCount(
                row.getString("event_id"),
                new OrganizationAgents.Suspended(
                    new OrganizationId(row.getString("organization_id")),
                    new OrganizationState(true, row.getLong("previous_generation")),
                    row.getLong("generation"),
                    Instant.ofEpochMilli(row.getLong("suspended_at")))))
        .list();
  }

  /// Returns whether it existed: of several nodes that counted the same tokens, one succeeds.
  boolean removePendingCount(Tx tx, String eventId) {
    return tx.update("DELETE FROM organization_token_counts WHERE event_id = :event")
            .bind("event", eventId)
            .execute()
        == 1;
  }

  Optional<Organization> find(Handle handle, OrganizationId id) {
    return handle
        .createQuery(ONE)
        .bind("id", id.value())
        .map((row, _) -> organization(row))
        .findOne();
  }

  /// The organization, locked until the end of the transaction.
  Optional<Organization> lock(Tx tx, OrganizationId id) {
    return tx.query(lockOne).bind("id", id.value()).map((row, _) -> organization(row)).findOne();
  }

  /// The number of organizations, counted up to a limit.
  long count(Handle handle, TenantScope reach, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM organizations
              WHERE status <> 'deleted'
                AND (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
              LIMIT :limit) AS counted
            """)
        .bind("reach", reach.organizationOrNull())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// A page of organizations and one more, the newest first.
  List<Organization> list(Handle handle, TenantScope reach, Paging paging) {
    return handle
        .createQuery(
            """
            SELECT organization_id, slug, name, status, status_since, status_reason, generation,
              created_at, updated_at
            FROM organizations
            WHERE organization_id < :before AND status <> 'deleted'
              AND (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
            ORDER BY organization_id DESC LIMIT :limit OFFSET :offset
            """)
        .bind("reach", reach.organizationOrNull())
        .bind("before", paging.beforeId())
        .bind("limit", paging.limitPlusOne())
        .bind("offset", paging.offset())
        .map((row, _) -> organization(row))
        .list();
  }

  private static Organization organization(ResultSet row) throws SQLException {
    return new Organization(
        new OrganizationId(row.getString("organization_id")),
        row.getString("slug"),
        row.getString("name"),
        status(row),
        row.getLong("generation"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static OrganizationStatus status(ResultSet row) throws SQLException {
    return switch (row.getString("status")) {
      case "active" -> new OrganizationStatus.Active();
      case "suspended" ->
          new OrganizationStatus.Suspended(
              Instant.ofEpochMilli(row.getLong("status_since")), row.getString("status_reason"));
      case String unknown -> throw new IllegalStateException("status " + unknown);
    };
  }
}
