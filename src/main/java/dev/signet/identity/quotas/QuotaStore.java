package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of tiers and of the organizations that have one.
final class QuotaStore {
  private static final String TIER =
      "SELECT name, limits, created_at, updated_at FROM tiers WHERE name = :name";
  private static final String HOLDER =
      """
      SELECT organization_id, tier, overrides, enforcement FROM quota_holders
      WHERE organization_id = :organization
      """;

  private final String lockTier;
  private final String shareTier;
  private final String lockHolder;

  QuotaStore(Dialect dialect) {
    lockTier = TIER + dialect.forUpdate();
    shareTier = TIER + dialect.forShare();
    lockHolder = HOLDER + dialect.forUpdate();
  }

  /// Adds a tier, unless there is one of this name.
  boolean addTier(Tx tx, Tier tier) {
    return tx.update(
                """
                INSERT INTO tiers (name, limits, created_at, updated_at)
                VALUES (:name, :limits, :createdAt, :updatedAt)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", tier.name())
            .bind("limits", Json.toText(tier.limits().toJson()))
            .bind("createdAt", tier.createdAt().toEpochMilli())
            .bind("updatedAt", tier.updatedAt().toEpochMilli())
            .execute()
        == 1;
  }

  void saveTier(Tx tx, Tier tier) {
    tx.update("UPDATE tiers SET limits = :limits, updated_at = :updatedAt WHERE name = :name")
        .bind("name", tier.name())
        .bind("limits", Json.toText(tier.limits().toJson()))
        .bind("updatedAt", tier.updatedAt().toEpochMilli())
        .execute();
  }

  void deleteTier(Tx tx, String name) {
    tx.update("DELETE FROM tiers WHERE name = :name").bind("name", name).execute();
  }

  Optional<Tier> findTier(Handle handle, String name) {
    return handle.createQuery(TIER).bind("name", name).map((row, _) -> tier(row)).findOne();
  }

  /// The tier, locked until the end of the transaction.
  Optional<Tier> lockTier(Tx tx, String name) {
    return tx.query(lockTier).bind("name", name).map((row, _) -> tier(row)).findOne();
  }

  /// The tier, which is not changed until the end of the transaction.
  Optional<Tier> shareTier(Tx tx, String name) {
    return tx.query(shareTier).bind("name", name).map((row, _) -> tier(row)).findOne();
  }

  /// A page of the tiers and one more, in the order of their names.
  List<Tier> listTiers(Handle handle, Paging paging) {
    return handle
        .createQuery(
            """
            SELECT name, limits, created_at, updated_at FROM tiers
            ORDER BY name LIMIT :limit OFFSET :offset
            """)
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> tier(row))
        .list();
  }

  /// The number of tiers, counted up to a limit.
  long countTiers(Handle handle, int limit) {
    return handle
        .createQuery("SELECT COUNT(*) FROM (SELECT 1 FROM tiers LIMIT :limit) AS counted")
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// Whether an organization has this tier.
  boolean isAssigned(Handle handle, String tier) {
    return handle
        .createQuery("SELECT 1 FROM quota_holders WHERE tier = :tier LIMIT 1")
        .bind("tier", tier)
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  void saveHolder(Tx tx, TierAssignment assignment) {
    tx.update(
            """
            INSERT INTO quota_holders (organization_id, tier, overrides, enforcement)
            VALUES (:organization, :tier, :overrides, :enforcement)
            ON CONFLICT (organization_id) DO UPDATE SET
              tier = excluded.tier, overrides = excluded.overrides,
              enforcement = excluded.enforcement
            """)
        .bind("organization", assignment.organization().value())
        .bind("tier", assignment.tier())
        .bind("overrides", Json.toText(assignment.overrides().toJson()))
        .bind("enforcement", assignment.enforcement().wire())
        .execute();
  }

  void deleteHolder(Tx tx, OrganizationId organization) {
    tx.update("DELETE FROM quota_holders WHERE organization_id = :organization")
        .bind("organization", organization.value())
        .execute();
  }

  Optional<TierAssignment> findHolder(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(HOLDER)
        .bind("organization", organization.value())
        .map((row, _) -> holder(row))
        .findOne()
        .map(holder -> withTierLimits(handle, holder));
  }

  /// The organization's tier, locked until the end of the transaction: of transactions that create
  /// something, one at a time counts what there is.
  Optional<TierAssignment> lockHolder(Tx tx, OrganizationId organization) {
    return tx.query(lockHolder)
        .bind("organization", organization.value())
        .map((row, _) -> holder(row))
        .findOne()
        .map(holder -> withTierLimits(tx.handle(), holder));
  }

  /// In a query of its own: a join would lock the tier too, for all organizations that have it.
  private TierAssignment withTierLimits(Handle handle, TierAssignment holder) {
    var tier = findTier(handle, holder.tier()).orElseThrow();
    return new TierAssignment(
        holder.organization(),
        holder.tier(),
        tier.limits(),
        holder.overrides(),
        holder.enforcement());
  }

  private static TierAssignment holder(ResultSet row) throws SQLException {
    return new TierAssignment(
        new OrganizationId(row.getString("organization_id")),
        row.getString("tier"),
        QuotaLimits.NONE,
        QuotaLimits.parse(row.getString("overrides")),
        Enforcement.parse(row.getString("enforcement")));
  }

  private static Tier tier(ResultSet row) throws SQLException {
    return new Tier(
        row.getString("name"),
        QuotaLimits.parse(row.getString("limits")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
