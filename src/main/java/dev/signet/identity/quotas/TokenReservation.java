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
import org.jspecify.annotations.Nullable;

/// The tokens of one transaction, counted against the limits of their organizations. Used by the
/// thread of the transaction.
public final class TokenReservation {
  private final TokenLimits limits;
  private final Tx tx;
  private final ChainPosition position;
  private final Map<OrganizationId, Account> accounts = new HashMap<>();
  private final Map<TokenWindow, WindowCounter> counters = new HashMap<>();

  /// What each request counts for, by its number.
  private final List<List<WindowCounter>> counted = new ArrayList<>();

  TokenReservation(TokenLimits limits, Tx tx) {
    this.limits = limits;
    this.tx = tx;
    this.position = limits.audit().chains().own();
  }

  /// The tokens of this transaction that count for one window.
  private static final class WindowCounter {
    private final TokenWindow window;
    private final Account account;
    private long requested;
    private long taken;
    private @Nullable TokenLease lease;

    WindowCounter(TokenWindow window, Account account) {
      this.window = window;
      this.account = account;
    }

    long limit() {
      return account.limit(window.quota());
    }

    /// What this node has, before the tokens of this transaction.
    TokenLease lease() {
      return Objects.requireNonNull(lease);
    }

    boolean isUsedUp() {
      return lease().remaining() == taken;
    }

    long used() {
      return lease().used() + taken;
    }

    /// What this node has left.
    TokenLease remaining() {
      return lease().minus(taken);
    }
  }

  /// A minute of an organization, whose tokens all count for the same windows.
  private record Minute(OrganizationId organization, long number) {}

  /// Sees to it that this node has as many tokens as are requested, or as there are. Windows are
  /// locked in the same order by all nodes.
  void open(Map<OrganizationId, Long> versions, List<Request> requests) {
    var byMinute = new HashMap<Minute, List<WindowCounter>>();
    for (var request : requests) {
      var ofRequest =
          byMinute.computeIfAbsent(
              new Minute(request.organization(), Math.floorDiv(request.at().getEpochSecond(), 60L)),
              _ -> counters(versions, request));
      counted.add(ofRequest);
      ofRequest.forEach(counter -> counter.requested++);
    }
    if (accounts.isEmpty()) {
      return;
    }
    tx.afterCommit(() -> accounts.forEach(this::remember));
    var taking = new TreeMap<TokenWindow, WindowCounter>();
    counters.forEach((window, counter) -> {
      var known = counter.account.leases().get(window);
      if (known != null && isSufficient(known, counter)) {
        counter.lease = known;
      } else {
        taking.put(window, counter);
      }
    });
    if (!taking.isEmpty()) {
      takeLeases(taking);
    }
  }

  /// The windows in which a token counts: those for which its organization has a limit.
  private List<WindowCounter> counters(Map<OrganizationId, Long> versions, Request request) {
    var version = versions.get(request.organization());
    if (version == null) {
      return List.of();
    }
    var account =
        accounts.computeIfAbsent(request.organization(), id -> limits.take(tx, id, version));
    return account.limits().keySet().stream()
        .map(quota -> TokenWindow.at(request.organization(), quota, request.at()))
        .map(window -> counters.computeIfAbsent(window, added -> new WindowCounter(added, account)))
        .toList();
  }

  private boolean isSufficient(TokenLease known, WindowCounter counter) {
    return known.isVerified()
        && known.stored().position().chainId().equals(position.chainId())
        && known.limit() == counter.limit()
        && known.remaining() >= counter.requested
        && !known.isEventDue(counter.requested)
        && limits.isRecent(known.takenAt());
  }

  /// Takes more tokens from windows, and stores how many this node has left at this position.
  private void takeLeases(Map<TokenWindow, WindowCounter> taking) {
    var store = limits.store();
    var rows = store.lockOrAdd(tx, taking.keySet());
    var held = held(taking.values());
    var taken = new TreeMap<TokenWindow, Long>();
    var stored = new ArrayList<LeaseRow>();
    taking.forEach((window, counter) -> {
      var row = Objects.requireNonNull(rows.get(window));
      var left = held.getOrDefault(window, 0L);
      var more = more(counter, left, counter.limit() - row.taken());
      if (more != 0) {
        taken.put(window, more);
      }
      var lease = new LeaseRow(window, position, left + more);
      if (left > 0 || more > 0) {
        stored.add(lease);
      }
      counter.lease =
          new TokenLease(
              lease,
              counter.limit(),
              row.taken() + more,
              left + more,
              limits.nanos(),
              true,
              row.isWarned(),
              row.isReached());
    });
    store.addTaken(tx, taken);
    store.saveLeases(tx, stored, limits.now().plus(TokenLimits.LEASE));
  }

  /// How many tokens to take.
  ///
  /// @param left how many this node has
  /// @param free how many the window has; negative after the limit was lowered, which takes back
  ///   what is not issued
  private static long more(WindowCounter counter, long left, long free) {
    var wanted =
        left < counter.requested
            ? Math.max(counter.requested - left, TokenLease.size(counter.limit(), free))
            : 0;
    return counter.account.isHard() ? Math.max(-left, Math.min(free, wanted)) : wanted;
  }

  /// How many tokens this node has left. Memory knows it, unless another node may have put them
  /// back.
  private Map<TokenWindow, Long> held(Collection<WindowCounter> asked) {
    var held = new HashMap<TokenWindow, Long>();
    var unknown = new HashMap<TokenWindow, WindowCounter>();
    for (var counter : asked) {
      var known = known(counter);
      if (known.isPresent() && known.get().isVerified()) {
        held.put(counter.window, known.get().remaining());
      } else {
        unknown.put(counter.window, counter);
      }
    }
    if (!unknown.isEmpty()) {
      limits
          .store()
          .leases(tx.handle(), position.chainId(), unknown.keySet())
          .forEach((window, row) ->
              held.put(
                  window,
                  limits.unused(
                      tx.handle(), row, known(Objects.requireNonNull(unknown.get(window))))));
    }
    return held;
  }

  private Optional<TokenLease> known(WindowCounter counter) {
    return Optional.ofNullable(counter.account.leases().get(counter.window))
        .filter(lease -> lease.stored().position().chainId().equals(position.chainId()));
  }

  /// Takes one token for a request.
  ///
  /// @return why there is none
  public Optional<Refused> take(int request) {
    var ofRequest = counted.get(request);
    WindowCounter usedUp = null;
    for (var counter : ofRequest) {
      // The longest one, which is the last: waiting for a shorter one would not help.
      if (counter.isUsedUp() && counter.account.isHard()) {
        usedUp = counter;
      }
    }
    if (usedUp != null) {
      var left = usedUp.remaining();
      limits.rememberUsedUp(tx, usedUp.account.tier(), left);
      return Optional.of(limits.exceeded(usedUp.account.tier(), left));
    }
    ofRequest.forEach(counter -> counter.taken++);
    return Optional.empty();
  }

  /// Gives a token back that is not issued after all.
  public void giveBack(int request) {
    for (var counter : counted.get(request)) {
      counter.taken--;
      tx.afterCommit(() -> limits.forgetUsedUp(counter.window.organization()));
    }
  }

  /// Records the events of limits of which 80 %, or all, are used: after all tokens are taken, and
  /// before the transaction locks anything else.
  public void recordEvents() {
    counters.values().stream()
        .filter(counter -> counter.lease().isEventDue(counter.taken))
        .sorted((one, other) -> one.window.compareTo(other.window))
        .forEach(this::recordEvents);
  }

  private void recordEvents(WindowCounter counter) {
    var lease = counter.lease();
    var isReached = counter.used() >= lease.limit();
    if (!lease.isWarned()
        && limits.store().setWarned(tx, counter.window, limits.now())
        && !isReached) {
      record(QuotaEvents.WARNING, counter);
    }
    if (isReached
        && !lease.isReached()
        && limits.store().setReached(tx, counter.window, limits.now())) {
      record(QuotaEvents.REACHED, counter);
    }
    counter.lease = lease.withEvents(isReached || lease.isReached());
  }

  private void record(EventType type, WindowCounter counter) {
    limits
        .audit()
        .record(
            tx,
            new QuotaEvent.Used(
                type,
                counter.account.tier(),
                counter.window.quota(),
                counter.limit(),
                counter.used(),
                Optional.empty()),
            RequestContext.ofJob("quotas"));
  }

  /// What is left of the limits that a token counts for, of those of which at least 80 % are used.
  public List<RateLimitWindow> nearlyUsed(int request) {
    var nearly = List.<RateLimitWindow>of();
    for (var counter : counted.get(request)) {
      if (counter.used() >= Quotas.warningAt(counter.limit())) {
        nearly = nearly.isEmpty() ? new ArrayList<>() : nearly;
        nearly.add(limits.describe(counter.remaining()));
      }
    }
    return nearly;
  }

  /// The leases of this transaction replace those that it has used; old ones are forgotten.
  private void remember(OrganizationId organization, Account account) {
    var all = new HashMap<TokenWindow, TokenLease>();
    account
        .leases()
        .forEach((window, lease) -> {
          if (limits.isWorthKeeping(lease)) {
            all.put(window, lease);
          }
        });
    counters.forEach((window, counter) -> {
      if (window.organization().equals(organization)) {
        all.put(window, counter.remaining());
      }
    });
    limits.remember(organization, account.with(all));
  }
}
