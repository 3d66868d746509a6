package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the tokens that suspensions of organizations revoke: in the suspending transaction if
/// there are few; otherwise after it has committed, so that other writers do not wait, and the
/// count is recorded as a separate event. A row stores what is to be counted, so that another
/// process counts when this one is killed.
final class SuspensionCounter {
  private static final Logger LOG = LoggerFactory.getLogger(SuspensionCounter.class);

  private final Db db;
  private final Audit audit;
  private final OrganizationStore store;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable OrganizationAgents agents;

  SuspensionCounter(Db db, Audit audit, OrganizationStore store) {
    this.db = db;
    this.audit = audit;
    this.store = store;
  }

  void countWith(OrganizationAgents others) {
    agents = others;
  }

  private OrganizationAgents agents() {
    var known = agents;
    if (known == null) {
      throw new IllegalStateException("The source of the organizations' agents was not set");
    }
    return known;
  }

  /// Empty when there are too many tokens to count while others wait.
  OptionalLong countIfFew(Handle handle, OrganizationAgents.Suspended suspended) {
    var counted = agents().countIfFew(handle, suspended);
    return counted.isPresent() ? OptionalLong.of(counted.get().tokens()) : OptionalLong.empty();
  }

  OrganizationAgents.ActiveTokens count(Handle handle, OrganizationAgents.Suspended suspended) {
    return agents().count(handle, suspended);
  }

  long countAgents(Handle handle, OrganizationId organization) {
    return agents().countActive(handle, organization);
  }

  long countRemaining(Handle handle, OrganizationId organization) {
    return agents().countRemaining(handle, organization);
  }

  /// Counts after the commit.
  void countLater(Tx tx, OrganizationStore.PendingCount pending) {
    store.addPendingCount(tx, pending);
    tx.afterCommit(() -> {
      if (scheduled.compareAndSet(false, true)) {
        Thread.ofPlatform().name("signet-organization-counts").daemon().start(this::countPending);
      }
    });
  }

  /// Counts what is not counted yet: on the thread that a suspension starts, and by a job for
  /// counts that failed or that another node left.
  ///
  /// One thread at a time counts: a count reads for long, and the next one finds what is left.
  synchronized void countPending() {
    scheduled.set(false);
    try {
      db.read(store::pendingCounts).forEach(this::count);
    } catch (Refused refused) {
      // The job tries again.
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("count of suspension postponed");
    }
  }

  private void count(OrganizationStore.PendingCount pending) {
    var counted = db.readSnapshot(handle -> agents().count(handle, pending.suspended()));
    db.inTransaction(tx -> {
      var organization = store.find(tx.handle(), pending.suspended().organization());
      if (store.removePendingCount(tx, pending.eventId()) && organization.isPresent()) {
        audit.record(
            tx,
            new OrganizationEvent.SuspensionCounted(
                organization.get(), pending.eventId(), counted.tokens(), counted.isExact()),
            RequestContext.ofJob("organizations"));
      }
      return counted;
    });
  }
}
