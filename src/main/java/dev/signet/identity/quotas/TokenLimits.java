package dev.signet.identity.quotas;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.RateLimitWindow;
import dev.signet.base.refusals.Refused;
import dev.signet.base.time.ElapsedTime;
import dev.signet.events.audit.Audit;
import dev.signet.identity.quotas.TokenWindowStore.LeaseRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/// The limits of the tokens that an organization's agents are issued in a minute, a day and a
/// month.
///
/// They are exact over all nodes, and cost no query for most tokens: a node leases tokens from a
/// window in the database, and issues them from memory. A lease is known by the position in the
/// node's chain of the audit log at which it had a number of tokens left. So what a node that was
/// killed has issued of it is counted from its chain, and the rest is put back.
///
/// The transactions that issue tokens share the lock of the organization, and the one that puts
/// tokens back, or changes the limits, holds it alone and raises the version that they read with
/// it. A lease in memory is only used under the version that it was taken under, so a node that was
/// paused issues nothing of a lease that was put back meanwhile.
public final class TokenLimits {
  /// How long a node keeps what it does not issue, and uses the limits that it has read.
  static final Duration LEASE = Duration.ofSeconds(10);

  /// How long memory knows a lease at least, so that it need not be counted when it is put back.
  private static final Duration KEPT = Duration.ofMinutes(1);

  /// How long a request is refused without looking whether another node has put tokens back.
  private static final Duration REFUSED_FROM_MEMORY = Duration.ofSeconds(1);

  /// How many organizations with limits a node remembers; those of the others are read again.
  private static final int MAX_REMEMBERED = 100_000;

  /// A token that is about to be issued.
  ///
  /// @param at its time, which decides the windows that it counts for
  public record Request(OrganizationId organization, Instant at) {}

  /// What memory has of an organization.
  ///
  /// @param version the version of its limits that this is of
  /// @param limits those of tokens that have an effect, the shortest period first
  /// @param readAt when the tier was read, by [ElapsedTime]
  /// @param leases not changed: a transaction counts elsewhere
  record Account(
      long version,
      TierAssignment tier,
      Map<Quota, Long> limits,
      long readAt,
      Map<TokenWindow, TokenLease> leases) {

    static Account of(
        long version, TierAssignment tier, long readAt, Map<TokenWindow, TokenLease> leases) {
      var limits = new EnumMap<Quota, Long>(Quota.class);
      for (var quota : Quota.OF_TOKENS) {
        Quotas.limitOf(tier, quota).ifPresent(limit -> limits.put(quota, limit));
      }
      return new Account(version, tier, limits, readAt, leases);
    }

    Account with(Map<TokenWindow, TokenLease> others) {
      return new Account(version, tier, limits, readAt, others);
    }

    Account readAt(long time) {
      return new Account(version, tier, limits, time, leases);
    }

    long limit(Quota quota) {
      return Objects.requireNonNull(limits.get(quota));
    }

    boolean isHard() {
      return tier.enforcement() == Enforcement.HARD;
    }
  }

  /// A window that was used up when this node last looked.
  private record UsedUp(TierAssignment tier, TokenLease lease, long seenAt) {}

  private final Audit audit;
  private final Clock clock;
  private final ElapsedTime elapsed;
  private final QuotaStore quotas;
  private final TokenWindowStore store;
  private final Cache<OrganizationId, Account> accounts =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
  private final Map<OrganizationId, UsedUp> usedUp = new ConcurrentHashMap<>();

  TokenLimits(Dialect dialect, Audit audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
    this.elapsed = ElapsedTime.of(clock);
    this.quotas = new QuotaStore(dialect);
    this.store = new TokenWindowStore(dialect);
  }

  /// Refuses a token if this node has just seen that a limit is used up. This sends no query.
  ///
  /// @throws Refused `QuotaExceeded`
  public void requireRoom(OrganizationId organization) {
    if (usedUp.isEmpty()) {
      return;
    }
    var seen = usedUp.get(organization);
    if (seen == null) {
      return;
    }
    if (elapsed.nanos() - seen.seenAt() >= REFUSED_FROM_MEMORY.toNanos()
        || !seen.lease().window().end().isAfter(clock.instant())) {
      usedUp.remove(organization, seen);
      return;
    }
    throw exceeded(seen.tier(), seen.lease());
  }

  /// Counts tokens that a transaction is about to issue. The transaction has locked the
  /// organizations for issuing, and issues tokens in no other thread of this node meanwhile.
  ///
  /// @param versions the versions of the organizations' limits, where they have ever had any
  public TokenReservation reserve(
      Tx tx, Map<OrganizationId, Long> versions, List<Request> requests) {
    var reservation = new TokenReservation(this, tx);
    reservation.open(versions, requests);
    return reservation;
  }

  /// Takes what memory has of an organization out of it: nothing else uses it until the transaction
  /// has committed and it is there again. The tier is read again when it may have changed.
  Account take(Tx tx, OrganizationId organization, long version) {
    var known = Optional.ofNullable(accounts.asMap().remove(organization));
    if (known.isPresent() && known.get().version() == version && isRecent(known.get().readAt())) {
      return known.get();
    }
    var tier =
        quotas
            .findHolder(tx.handle(), organization)
            .orElseGet(() -> TierAssignment.unlimited(organization));
    var leases =
        known
            .filter(account -> account.version() == version)
            .map(Account::leases)
            .orElseGet(() -> unverified(known));
    return Account.of(version, tier, elapsed.nanos(), leases);
  }

  private static Map<TokenWindow, TokenLease> unverified(Optional<Account> known) {
    var leases = new HashMap<TokenWindow, TokenLease>();
    known.ifPresent(account ->
        account.leases().forEach((window, lease) -> leases.put(window, lease.unverified())));
    return leases;
  }

  boolean isRecent(long readAt) {
    return elapsed.nanos() - readAt < LEASE.toNanos();
  }

  /// Whether the database may still have a lease. What memory has forgotten is counted.
  boolean isWorthKeeping(TokenLease lease) {
    return elapsed.nanos() - lease.takenAt() < KEPT.toNanos();
  }

  long nanos() {
    return elapsed.nanos();
  }

  Instant now() {
    return clock.instant();
  }

  Audit audit() {
    return audit;
  }

  TokenWindowStore store() {
    return store;
  }

  void remember(OrganizationId organization, Account account) {
    accounts.put(organization, account);
  }

  /// Looks again whether a limit is used up.
  void forgetUsedUp(OrganizationId organization) {
    usedUp.remove(organization);
  }

  /// Reads the tiers of all organizations again, after one was changed.
  void forgetTiers() {
    accounts.asMap().replaceAll((_, account) -> account.readAt(elapsed.nanos() - LEASE.toNanos()));
    usedUp.clear();
  }

  /// Has further requests refused without a query for a moment, once the transaction has committed.
  void rememberUsedUp(Tx tx, TierAssignment tier, TokenLease lease) {
    var seen = new UsedUp(tier, lease, elapsed.nanos());
    tx.afterCommit(() -> usedUp.put(tier.organization(), seen));
  }

  /// How many of a lease's tokens its node has not issued. Memory knows it as long as the database
  /// has the lease that memory knows; otherwise the node's chain is counted.
  long unused(Handle handle, LeaseRow lease, Optional<TokenLease> known) {
    return known
        .filter(memory -> memory.stored().equals(lease))
        .map(TokenLease::remaining)
        .orElseGet(() -> unused(handle, lease));
  }

  private long unused(Handle handle, LeaseRow lease) {
    var window = lease.window();
    var issued =
        audit
            .chains()
            .countTokens(
                handle,
                lease.position(),
                window.organization().value(),
                window.start(),
                window.end());
    return Math.max(0, lease.tokens() - issued);
  }

  /// What memory has of a lease, while no transaction issues tokens of the organization.
  Optional<TokenLease> known(TokenWindow window) {
    return Optional.ofNullable(accounts.getIfPresent(window.organization()))
        .map(account -> account.leases().get(window));
  }

  Refused exceeded(TierAssignment tier, TokenLease lease) {
    return QuotaRefusals.exceeded(tier, lease.window().quota(), lease.used(), describe(lease));
  }

  /// What is left of a window, as clients are told.
  RateLimitWindow describe(TokenLease lease) {
    var window = lease.window();
    var end = window.end();
    var left = Duration.between(clock.instant(), end);
    return new RateLimitWindow(
        window.name(),
        lease.limit(),
        Math.max(0, lease.limit() - lease.used()),
        Duration.between(window.start(), end),
        end,
        left.isNegative() ? Duration.ZERO : left);
  }

  /// How many tokens an organization has been issued in its current windows, for which it has
  /// limits.
  ///
  /// @return by quota, with the time when the window ends
  Map<Quota, WindowUsage> usage(Handle handle, TierAssignment tier) {
    var usage = new EnumMap<Quota, WindowUsage>(Quota.class);
    for (var quota : Quota.OF_TOKENS) {
      if (tier.enforcement() != Enforcement.OFF && tier.limits().limit(quota).isPresent()) {
        var window = TokenWindow.at(tier.organization(), quota, clock.instant());
        usage.put(quota, new WindowUsage(used(handle, window), window.end()));
      }
    }
    return usage;
  }

  /// What is used of a limit by time.
  public record WindowUsage(long used, Instant resetsAt) {}

  private long used(Handle handle, TokenWindow window) {
    var unused =
        store.leases(handle, window).stream().mapToLong(lease -> unused(handle, lease)).sum();
    return store.find(handle, window).map(row -> Math.max(0, row.taken() - unused)).orElse(0L);
  }
}
