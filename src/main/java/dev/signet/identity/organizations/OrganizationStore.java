package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of organizations.
final class OrganizationStore {
  private static final String ONE =
      """
      SELECT organization_id, slug, name, created_at, updated_at
      FROM organizations WHERE organization_id = :id
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
              WHERE (CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)
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
            SELECT organization_id, slug, name, created_at, updated_at
            FROM organizations
            WHERE organization_id < :before
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
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
