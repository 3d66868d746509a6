package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.catalog.EventType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// Checks the limits of organizations. A room that creates something asks in the transaction that
/// creates it; a room that ends, revokes or reads something does not ask.
public final class Quotas {

  /// The share of a limit at which an event warns, in percent.
  private static final long WARNING_PERCENT = 80;

  /// Counts what an organization has.
  @FunctionalInterface
  public interface Counter {
    long count(Handle handle, OrganizationId organization);
  }

  private final Audit audit;
  private final QuotaStore store;
  private final Map<Quota, Counter> counters = new EnumMap<>(Quota.class);

  public Quotas(Audit audit, Dialect dialect) {
    this.audit = audit;
    this.store = new QuotaStore(dialect);
  }

  /// Sets the room that counts what a quota limits. Before the first request.
  public void countWith(Quota quota, Counter counter) {
    counters.put(quota, counter);
  }

  /// How much of its quotas an organization uses. Quotas that are for each agent are left out.
  Map<Quota, Long> usage(Handle handle, OrganizationId organization) {
    var usage = new EnumMap<Quota, Long>(Quota.class);
    counters.forEach((quota, counter) -> usage.put(quota, counter.count(handle, organization)));
    return usage;
  }

  /// Checks that an organization may have one more of what a quota limits. Of transactions that
  /// create something for one organization with limits, one at a time goes on from here until it
  /// ends, so the limit is exact.
  ///
  /// To be called after locks of the organization were taken, and before the new row is written.
  ///
  /// @throws Refused `QuotaExceeded` when the limit is used up
  public void admit(Tx tx, OrganizationId organization, Quota quota, RequestContext by) {
    store
        .lockHolder(tx, organization)
        .ifPresent(assignment ->
            limitOf(assignment, quota)
                .ifPresent(limit ->
                    admit(
                        tx,
                        assignment,
                        quota,
                        limit,
                        counter(quota).count(tx.handle(), organization),
                        Optional.empty(),
                        by)));
  }

  /// Makes the check of [#admit] outside of the transaction that creates something: it can refuse
  /// early, and does not replace the other.
  ///
  /// @throws Refused as [#admit]
  public void requireRoom(Handle handle, OrganizationId organization, Quota quota) {
    store
        .findHolder(handle, organization)
        .ifPresent(assignment ->
            limitOf(assignment, quota)
                .ifPresent(limit ->
                    requireRoom(
                        assignment, quota, limit, counter(quota).count(handle, organization))));
  }

  private static void requireRoom(TierAssignment assignment, Quota quota, long limit, long used) {
    if (used >= limit && assignment.enforcement() == Enforcement.HARD) {
      throw QuotaRefusals.exceeded(Optional.of(assignment), quota, limit, used);
    }
  }

  /// As [#admit], for a quota that is for each agent: the caller has locked the agent, and counted.
  ///
  /// @param used what the agent has
  public void admitForAgent(
      Tx tx,
      OrganizationId organization,
      String agentId,
      Quota quota,
      long used,
      RequestContext by) {
    store
        .findHolder(tx.handle(), organization)
        .ifPresent(assignment ->
            limitOf(assignment, quota)
                .ifPresent(
                    limit -> admit(tx, assignment, quota, limit, used, Optional.of(agentId), by)));
  }

  /// Refuses something because of the largest limit that any tier can have.
  ///
  /// @param organization empty for a limit of what belongs to no organization
  public Refused atHighestLimit(Handle handle, Optional<OrganizationId> organization, Quota quota) {
    return QuotaRefusals.exceeded(
        organization.map(
            id -> store.findHolder(handle, id).orElseGet(() -> TierAssignment.unlimited(id))),
        quota,
        quota.max(),
        quota.max());
  }

  private Counter counter(Quota quota) {
    var counter = counters.get(quota);
    if (counter == null) {
      throw new IllegalStateException("The source of " + quota + " was not set");
    }
    return counter;
  }

  static OptionalLong limitOf(TierAssignment assignment, Quota quota) {
    return assignment.enforcement() == Enforcement.OFF
        ? OptionalLong.empty()
        : assignment.limits().limit(quota);
  }

  private void admit(
      Tx tx,
      TierAssignment assignment,
      Quota quota,
      long limit,
      long used,
      Optional<String> agentId,
      RequestContext by) {
    requireRoom(assignment, quota, limit, used);
    reached(limit, used + 1)
        .ifPresent(type ->
            audit.record(
                tx, new QuotaEvent.Used(type, assignment, quota, limit, used + 1, agentId), by));
  }

  /// What an event says when one more is used.
  private static Optional<EventType> reached(long limit, long used) {
    if (used == limit) {
      return Optional.of(QuotaEvents.REACHED);
    }
    return used == warningAt(limit) ? Optional.of(QuotaEvents.WARNING) : Optional.empty();
  }

  /// The smallest number that is at least 80 % of the limit.
  public static long warningAt(long limit) {
    return (limit * WARNING_PERCENT + 99) / 100;
  }
}
