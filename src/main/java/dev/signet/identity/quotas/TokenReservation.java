package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.RateLimitWindow;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.quotas.TokenLimits.Account;
import dev.signet.identity.quotas.TokenLimits.Request;
import dev.signet.identity.quotas.TokenWindowStore.LeaseRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The tokens of one transaction, counted against the limits of their organizations. Used by the
/// thread of the transaction.
public final class TokenReservation {
  private final TokenLimits limits;
  private final Tx tx;
  private final List<Request> requests;
  private final ChainPosition position;
  private final Map<OrganizationId, Account> accounts = new HashMap<>();
  private final Map<TokenWindow, TokenLease> leases = new HashMap<>();

  TokenReservation(TokenLimits limits, Tx tx, List<Request> requests) {
    this.limits = limits;
    this.tx = tx;
    this.requests = List.copyOf(requests);
    this.position = limits.audit().chains().own();
  }

  /// Sees to it that this node has as many tokens as are requested, or as there are. Windows are
  /// locked in the same order by all nodes.
  void open(Map<OrganizationId, Long> versions) {
    var demand = new TreeMap<TokenWindow, Long>();
    for (var request : requests) {
      var organization = request.organization();
      var version = versions.get(organization);
      if (version != null) {
        var account = accounts.computeIfAbsent(organization, id -> limits.take(tx, id, version));
        windows(account, request).forEach(window -> demand.merge(window, 1L, Long::sum));
      }
    }
    if (accounts.isEmpty()) {
      return;
    }
    tx.afterCommit(() -> accounts.forEach(this::remember));
    var taking = new TreeMap<TokenWindow, Long>();
    demand.forEach((window, tokens) -> {
      var known = account(window.organization()).leases().get(window);
      if (known != null && isSufficient(known, tokens)) {
        leases.put(window, known);
      } else {
        taking.put(window, tokens);
      }
    });
    if (!taking.isEmpty()) {
      take(taking);
    }
  }

  private boolean isSufficient(TokenLease known, long tokens) {
    return known.isVerified()
        && known.stored().position().chainId().equals(position.chainId())
        && known.limit() == limit(known.window())
        && known.remaining() >= tokens
        && !known.isEventDue(tokens)
        && limits.isRecent(known.takenAt());
  }

  /// The windows that a token counts for; none where there is no limit.
  private static List<TokenWindow> windows(Account account, Request request) {
    return account.isLimited()
        ? Quota.OF_TOKENS.stream()
            .filter(quota -> account.tier().limits().limit(quota).isPresent())
            .map(quota -> TokenWindow.at(request.organization(), quota, request.at()))
            .toList()
        : List.of();
  }

  private Account account(OrganizationId organization) {
    return Objects.requireNonNull(accounts.get(organization));
  }

  private long limit(TokenWindow window) {
    return account(window.organization()).tier().limits().limit(window.quota()).orElseThrow();
  }

  /// Takes more tokens from windows, and stores how many this node has left at this position.
  private void take(Map<TokenWindow, Long> demand) {
    var store = limits.store();
    var rows = store.lockOrAdd(tx, demand.keySet());
    var held = held(demand.keySet());
    var taken = new TreeMap<TokenWindow, Long>();
    var stored = new ArrayList<LeaseRow>();
    demand.forEach((window, tokens) -> {
      var row = Objects.requireNonNull(rows.get(window));
      var left = held.getOrDefault(window, 0L);
      var more = more(window, tokens, left, limit(window) - row.taken());
      if (more != 0) {
        taken.put(window, more);
      }
      var lease = new LeaseRow(window, position, left + more);
      if (left > 0 || more > 0) {
        stored.add(lease);
      }
      leases.put(
          window,
          new TokenLease(
              lease,
              limit(window),
              row.taken() + more,
              left + more,
              limits.nanos(),
              true,
              row.isWarned(),
              row.isReached()));
    });
    store.addTaken(tx, taken);
    store.saveLeases(tx, stored, limits.now().plus(TokenLimits.LEASE));
  }

  /// How many tokens to take.
  ///
  /// @param left how many this node has
  /// @param free how many the window has; negative after the limit was lowered, which takes back
  ///   what is not issued
  private long more(TokenWindow window, long tokens, long left, long free) {
    var wanted = left < tokens ? Math.max(tokens - left, TokenLease.size(limit(window), free)) : 0;
    return account(window.organization()).tier().enforcement() == Enforcement.HARD
        ? Math.max(-left, Math.min(free, wanted))
        : wanted;
  }

  /// How many tokens this node has left. Memory knows it, unless another node may have put them
  /// back.
  private Map<TokenWindow, Long> held(Collection<TokenWindow> windows) {
    var held = new HashMap<TokenWindow, Long>();
    var unknown = new ArrayList<TokenWindow>();
    for (var window : windows) {
      var known = known(window);
      if (known.isPresent() && known.get().isVerified()) {
        held.put(window, known.get().remaining());
      } else {
        unknown.add(window);
      }
    }
    if (!unknown.isEmpty()) {
      limits
          .store()
          .leases(tx.handle(), position.chainId(), unknown)
          .forEach(
              (window, row) -> held.put(window, limits.unused(tx.handle(), row, known(window))));
    }
    return held;
  }

  private Optional<TokenLease> known(TokenWindow window) {
    return Optional.ofNullable(account(window.organization()).leases().get(window))
        .filter(lease -> lease.stored().position().chainId().equals(position.chainId()));
  }

  /// Takes one token for a request.
  ///
  /// @return why there is none
  public Optional<Refused> take(int request) {
    var windows = windows(request);
    var account = accounts.get(requests.get(request).organization());
    if (account != null && account.tier().enforcement() == Enforcement.HARD) {
      // The longest one: waiting for a shorter one would not help.
      var usedUp =
          windows.reversed().stream()
              .map(this::current)
              .filter(lease -> lease.remaining() == 0)
              .findFirst();
      if (usedUp.isPresent()) {
        limits.rememberUsedUp(tx, account.tier(), usedUp.get());
        return usedUp.map(lease -> limits.exceeded(account.tier(), lease));
      }
    }
    windows.forEach(window -> leases.put(window, current(window).plus(-1)));
    return Optional.empty();
  }

  /// Gives a token back that is not issued after all.
  public void giveBack(int request) {
    var organization = requests.get(request).organization();
    tx.afterCommit(() -> limits.forgetUsedUp(organization));
    windows(request).forEach(window -> leases.put(window, current(window).plus(1)));
  }

  /// Records the events of limits of which 80 %, or all, are used: after all tokens are taken, and
  /// before the transaction locks anything else.
  public void recordEvents() {
    for (var window : leases.keySet().stream().sorted().toList()) {
      var lease = current(window);
      var tier = account(window.organization()).tier();
      var isReached = lease.used() >= lease.limit();
      var isWarned = lease.used() >= Quotas.warningAt(lease.limit());
      if (isWarned
          && !lease.isWarned()
          && limits.store().setWarned(tx, window, limits.now())
          && !isReached) {
        record(QuotaEvents.WARNING, tier, lease);
      }
      if (isReached && !lease.isReached() && limits.store().setReached(tx, window, limits.now())) {
        record(QuotaEvents.REACHED, tier, lease);
      }
      leases.put(
          window, lease.withEvents(isWarned || lease.isWarned(), isReached || lease.isReached()));
    }
  }

  private void record(EventType type, TierAssignment tier, TokenLease lease) {
    var quota = lease.window().quota();
    limits
        .audit()
        .record(
            tx,
            new QuotaEvent.Used(type, tier, quota, lease.limit(), lease.used(), Optional.empty()),
            RequestContext.ofJob("quotas"));
  }

  /// What is left of the limits that a token counts for, of those of which at least 80 % are used.
  public List<RateLimitWindow> nearlyUsed(int request) {
    return windows(request).stream()
        .map(this::current)
        .filter(lease -> lease.used() >= Quotas.warningAt(lease.limit()))
        .map(limits::describe)
        .toList();
  }

  private List<TokenWindow> windows(int request) {
    var asked = requests.get(request);
    var account = accounts.get(asked.organization());
    return account == null ? List.of() : windows(account, asked);
  }

  private TokenLease current(TokenWindow window) {
    return Objects.requireNonNull(leases.get(window));
  }

  /// The leases of this transaction replace those that it has used; those of ended windows are
  /// forgotten.
  private void remember(OrganizationId organization, Account account) {
    var all = new HashMap<TokenWindow, TokenLease>();
    Stream.concat(account.leases().values().stream(), leases.values().stream())
        .filter(lease -> lease.window().organization().equals(organization))
        .filter(lease -> lease.window().end().isAfter(limits.now()))
        .forEach(lease -> all.put(lease.window(), lease));
    limits.remember(
        organization, new Account(account.version(), account.tier(), account.readAt(), all));
  }
}
