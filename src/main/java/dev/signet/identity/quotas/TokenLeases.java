package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.time.DeletionClock;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.identity.quotas.TokenWindowStore.LeaseRow;
import dev.signet.identity.quotas.TokenWindowStore.WindowRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Puts the tokens back that nodes have leased and not issued, and records when used up limits
/// allow tokens again.
final class TokenLeases {
  /// How much longer a lease of another node is left to it: it puts its tokens back itself, unless
  /// it was killed.
  private static final Duration OTHERS = Duration.ofSeconds(20);

  /// How long the window is kept after its end, for nodes whose clock is behind.
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);
  private static final int BATCH = 500;

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final DeletionClock expiry;
  private final OrganizationStates organizations;
  private final QuotaStore quotas;
  private final TokenWindowStore store;
  private final TokenLimits limits;

  TokenLeases(
      Db db,
      Audit audit,
      Clock clock,
      DeletionClock expiry,
      OrganizationStates organizations,
      TokenLimits limits) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.expiry = expiry;
    this.organizations = organizations;
    this.quotas = new QuotaStore(db.dialect());
    this.store = new TokenWindowStore(db.dialect());
    this.limits = limits;
  }

  /// Puts back what this node has not issued for ten seconds, and what nodes that were killed have
  /// left. A job calls it every few seconds.
  void putBackExpired() {
    var now = clock.instant();
    // An embedded database has no other nodes: the lease is of a run that has ended.
    putBack(now, db.dialect().isShared() ? now.minus(OTHERS) : EVER);
  }

  /// Puts back all that this node has not issued, when the server stops.
  void putBackAll() {
    putBack(EVER, Instant.EPOCH);
  }

  private void putBack(Instant ownBefore, Instant othersBefore) {
    var own = audit.chainPosition().chainId();
    List<LeaseRow> expired;
    do {
      expired = db.read(handle -> store.expiredLeases(handle, own, ownBefore, othersBefore, BATCH));
      expired.stream()
          .collect(
              Collectors.groupingBy(
                  lease -> lease.window().organization(),
                  () -> new TreeMap<>(Comparator.comparing(OrganizationId::value)),
                  Collectors.toList()))
          .forEach(this::putBack);
    } while (expired.size() == BATCH);
  }

  private void putBack(OrganizationId organization, List<LeaseRow> expired) {
    db.inTransaction(tx -> {
      // From here on no token is issued under these leases: nodes compare the version.
      organizations.raiseQuotaVersion(tx, organization);
      var windows = store.lock(tx, expired.stream().map(LeaseRow::window).toList()).keySet();
      var unused = new TreeMap<TokenWindow, Long>();
      for (var chain :
          expired.stream().map(lease -> lease.position().chainId()).distinct().toList()) {
        // The rows may have changed since they were found.
        for (var lease : store.leases(tx.handle(), chain, windows).values()) {
          unused.merge(
              lease.window(),
              -limits.unused(tx.handle(), lease, limits.known(lease.window())),
              Long::sum);
          store.deleteLease(tx, lease);
        }
      }
      store.addTaken(tx, unused);
      tx.afterCommit(() -> limits.forgetUsedUp(organization));
      return organization;
    });
  }

  /// Applies other limits of an organization, which the transaction has stored.
  void onLimitsChanged(Tx tx, TierAssignment tier, RequestContext by) {
    organizations.raiseQuotaVersion(tx, tier.organization());
    recordRaisedLimits(tx, tier, by);
    tx.afterCommit(() -> limits.forgetUsedUp(tier.organization()));
  }

  /// Applies other limits of a tier, which the transaction has stored. Other nodes read them again
  /// within ten seconds.
  void onLimitsChanged(Tx tx, String tier, RequestContext by) {
    for (var organization : store.organizationsAtLimit(tx, tier, clock.instant())) {
      quotas
          .findHolder(tx.handle(), organization)
          .ifPresent(assignment -> recordRaisedLimits(tx, assignment, by));
    }
    tx.afterCommit(limits::forgetTiers);
  }

  private void recordRaisedLimits(Tx tx, TierAssignment tier, RequestContext by) {
    for (var row : store.reached(tx, tier.organization(), clock.instant())) {
      var limit = Quotas.limitOf(tier, row.window().quota());
      if (limit.isEmpty() || row.taken() < limit.getAsLong()) {
        var isNearlyUsed = limit.isPresent() && row.taken() >= Quotas.warningAt(limit.getAsLong());
        store.reopen(tx, row.window(), isNearlyUsed);
        recordLifted(tx, tier, row, by);
      }
    }
  }

  /// Records that windows that were used up have ended, and deletes old ones. A job calls it every
  /// few seconds.
  void recordEnds() {
    var now = clock.instant();
    for (var row : db.read(handle -> store.endedAtLimit(handle, now, BATCH))) {
      db.inTransaction(tx -> {
        var organization = row.window().organization();
        if (store.setLifted(tx, row.window(), now)) {
          var tier =
              quotas
                  .findHolder(tx.handle(), organization)
                  .orElseGet(() -> TierAssignment.unlimited(organization));
          recordLifted(tx, tier, row, RequestContext.ofJob("quotas"));
        }
        return row;
      });
    }
    var before = expiry.instant().minus(KEPT);
    while (db.inTransaction(tx -> store.deleteEnded(tx, before, BATCH)) == BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }

  private void recordLifted(Tx tx, TierAssignment tier, WindowRow row, RequestContext by) {
    audit.record(tx, new QuotaEvent.Lifted(tier, row.window().quota(), row.taken()), by);
  }

  /// Deletes what is stored for an organization that is being deleted.
  void forget(Tx tx, OrganizationId organization) {
    store.deleteAll(tx, organization);
  }
}
