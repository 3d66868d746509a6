package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The tiers, and which one each organization has.
public final class Tiers {

  /// A tier, and whether it is new.
  public record SavedTier(Tier tier, boolean isNew) {}

  /// The tier of an organization, and what it uses of its limits.
  ///
  /// @param tokens what it uses of its limits of tokens, where it has one
  public record TierStatus(
      TierAssignment assignment,
      Map<Quota, Long> usage,
      Map<Quota, TokenLimits.WindowUsage> tokens) {}

  /// The limits of what exists, and those of tokens.
  record Limits(Quotas quotas, TokenLimits tokens, TokenLeases leases) {}

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Organizations organizations;
  private final Limits limits;
  private final QuotaStore store;
  private final String defaultTier;

  /// @param defaultTier the tier of new organizations
  Tiers(
      Db db,
      Audit audit,
      Clock clock,
      Organizations organizations,
      Limits limits,
      String defaultTier) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.organizations = organizations;
    this.limits = limits;
    this.store = new QuotaStore(db.dialect());
    this.defaultTier = defaultTier;
  }

  /// Creates a tier, or replaces its limits, for all organizations that have it. Lower limits end
  /// nothing that exists: they refuse what is new.
  ///
  /// @throws Refused `Conflict` for the tier without limits
  public SavedTier save(String name, QuotaLimits limits, RequestContext by) {
    if (name.equals(Tier.UNLIMITED)) {
      throw QuotaRefusals.unlimitedIsFixed();
    }
    return db.inTransaction(tx -> {
      var now = clock.instant();
      var made = new Tier(name, limits, now, now);
      if (store.addTier(tx, made)) {
        audit.record(tx, new QuotaEvent.TierSet(made), by);
        return new SavedTier(made, true);
      }
      var before = store.lockTier(tx, name).orElseThrow(QuotaRefusals::tierNotFound);
      if (before.limits().equals(limits)) {
        return new SavedTier(before, false);
      }
      var changed = before.with(limits, now);
      store.saveTier(tx, changed);
      this.limits.leases().onLimitsChanged(tx, name, by);
      audit.record(tx, new QuotaEvent.TierSet(changed), by);
      return new SavedTier(changed, false);
    });
  }

  /// Deletes a tier that no organization has.
  ///
  /// @throws Refused `NotFound`, or `Conflict` when it is in use or is the tier without limits
  public void delete(String name, RequestContext by) {
    if (name.equals(Tier.UNLIMITED)) {
      throw QuotaRefusals.unlimitedIsFixed();
    }
    db.inTransaction(tx -> {
      var tier = store.lockTier(tx, name).orElseThrow(QuotaRefusals::tierNotFound);
      if (name.equals(defaultTier) || store.isAssigned(tx.handle(), name)) {
        throw QuotaRefusals.tierInUse();
      }
      store.deleteTier(tx, name);
      audit.record(tx, new QuotaEvent.TierDeleted(name), by);
      return tier;
    });
  }

  /// A tier.
  ///
  /// @throws Refused `NotFound`
  public Tier require(String name) {
    return db.read(handle -> store.findTier(handle, name)).orElseThrow(QuotaRefusals::tierNotFound);
  }

  /// A page of the tiers, in the order of their names.
  public Paging.Page<Tier> list(Paging paging) {
    return db.read(handle ->
        paging.of(store.listTiers(handle, paging), store.countTiers(handle, Paging.MAX_COUNTED)));
  }

  /// Gives an organization a tier. Lower limits end nothing that exists: they refuse what is new.
  ///
  /// @param overrides limits that the organization has instead of the tier's
  /// @throws Refused `NotFound` when the organization does not exist or is not within the caller's
  ///   reach, `Invalid` when the tier does not exist, `Conflict` for the default organization
  public TierStatus assign(
      OrganizationId id,
      String tier,
      QuotaLimits overrides,
      Enforcement enforcement,
      RequestContext by) {
    return db.inTransaction(tx -> {
      // Creations without a tier do not wait for each other: those that run now must not be missing
      // from the first count. Before any row is locked, as creations do it.
      organizations.lockExclusively(tx, id, by);
      if (id.isDefault()) {
        throw QuotaRefusals.defaultOrganization();
      }
      var limits =
          store
              .shareTier(tx, tier)
              .orElseThrow(() -> Refused.invalid("tier", "must be the name of a tier"))
              .limits();
      var before = store.lockHolder(tx, id).orElseGet(() -> TierAssignment.unlimited(id));
      var after = new TierAssignment(id, tier, limits, overrides, enforcement);
      if (!after.equals(before)) {
        save(tx, after, before.tier(), by);
      }
      return status(tx.handle(), after);
    });
  }

  private void save(Tx tx, TierAssignment assignment, String previousTier, RequestContext by) {
    if (assignment.isUnlimited()) {
      store.deleteHolder(tx, assignment.organization());
    } else {
      store.saveHolder(tx, assignment);
    }
    limits.leases().onLimitsChanged(tx, assignment, by);
    audit.record(tx, new QuotaEvent.TierChanged(assignment, previousTier), by);
  }

  /// Gives a new organization the tier of new organizations.
  ///
  /// @throws Refused `ServiceUnavailable` when that tier does not exist
  void assignDefault(Tx tx, OrganizationId id, RequestContext by) {
    if (!defaultTier.equals(Tier.UNLIMITED)) {
      var tier =
          store
              .shareTier(tx, defaultTier)
              .orElseThrow(() -> QuotaRefusals.defaultTierMissing(defaultTier));
      var assignment =
          new TierAssignment(id, tier.name(), tier.limits(), QuotaLimits.NONE, Enforcement.HARD);
      save(tx, assignment, Tier.UNLIMITED, by);
    }
  }

  /// Deletes what is stored for an organization that is being deleted.
  void forget(Tx tx, OrganizationId id) {
    limits.leases().forget(tx, id);
    store.deleteHolder(tx, id);
  }

  /// The tier of an organization, and what it uses.
  ///
  /// @throws Refused `NotFound` when the organization does not exist or is not within the caller's
  ///   reach
  public TierStatus status(OrganizationId id, RequestContext by) {
    organizations.require(id, by);
    return db.read(handle ->
        status(handle, store.findHolder(handle, id).orElseGet(() -> TierAssignment.unlimited(id))));
  }

  private TierStatus status(Handle handle, TierAssignment tier) {
    return new TierStatus(
        tier,
        limits.quotas().usage(handle, tier.organization()),
        limits.tokens().usage(handle, tier));
  }
}
