package dev.signet.events.followers;

import dev.signet.base.db.Db;
import dev.signet.base.time.ElapsedTime;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.BackgroundThrottle;
import dev.signet.events.audit.ChainExtent;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.followers.FollowerPlan.Pace;
import dev.signet.events.followers.FollowerPlan.Start;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the audit log chain by chain, and stores in one transaction what it made of a part and how
/// far it has read. So each event is used exactly once, whichever node reads it and whenever a node
/// is killed.
///
/// This run's chain is read as it is written. The chain of another node is read only when its
/// position has not moved for a while although the chain has more events: its node has ended, or is
/// stuck. Two nodes may read the same part; only one of them can store the position.
public final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /// How long the position of another node's chain must not have moved, beyond the interval at
  /// which its node moves it.
  private static final Duration MIN_IDLE = Duration.ofSeconds(2);

  /// The longest time until a chain that could not be read is read again.
  private static final Duration MAX_RETRY_PAUSE = Duration.ofMinutes(1);

  /// How long a part without content for this follower may stay unstored: other work pays for each
  /// transaction.
  private static final Duration MAX_UNSTORED = Duration.ofSeconds(5);

  private final FollowerPlan plan;
  private final Turn<?> turn;
  private final Db db;
  private final ChainReader chains;
  private final BackgroundThrottle throttle;
  private final Clock clock;
  private final ElapsedTime elapsed;
  private final FollowerStore store;
  private final Map<String, Progress> progress = new HashMap<>();
  private final Map<String, Observation> observations = new HashMap<>();
  private final Map<String, ChainFailure> failures = new HashMap<>();
  private volatile Instant registeredAt = Instant.MAX;
  private volatile long readOfOwn;
  private volatile String ownChain = "";
  private volatile @Nullable Instant oldestUnread;
  private volatile boolean measured;
  private volatile @Nullable Instant readUntil;
  private volatile boolean stopping;

  /// How far a chain has been read.
  ///
  /// @param stored the position in the database
  /// @param read as far as this node has read; the part in between had nothing for this follower
  /// @param since when the position was last stored, by the monotonic clock
  private record Progress(long stored, long read, long since) {}

  /// The stored position of a chain with unread events.
  ///
  /// @param since when it was first seen there, by the monotonic clock
  private record Observation(long stored, long since) {}

  /// A chain that could not be read.
  ///
  /// @param count how many times in a row
  /// @param retryAt by the monotonic clock
  /// @param since when it failed first
  private record ChainFailure(int count, long retryAt, Instant since) {}

  /// A reading and what is done with it.
  private record Turn<B>(Reading<B> reading, FollowerWork<B> work) {}

  <B> Follower(
      FollowerPlan plan,
      Reading<B> reading,
      FollowerWork<B> work,
      Db db,
      Audit audit,
      Clock clock,
      FollowerStore store) {
    this.plan = plan;
    this.turn = new Turn<>(reading, work);
    this.db = db;
    this.chains = audit.chains();
    this.throttle = audit.backgroundThrottle();
    this.clock = clock;
    this.elapsed = ElapsedTime.of(clock);
    this.store = store;
  }

  FollowerPlan plan() {
    return plan;
  }

  /// Adds the follower's positions at its first start on this database.
  void register() {
    registeredAt = clock.instant();
    db.inTransaction(tx -> {
      if (store.add(tx, plan.name(), clock.instant())) {
        for (var chain : chains.extents(tx.handle())) {
          var from = plan.start() == Start.HEADS ? chain.head() : chain.pruned();
          store.addPosition(tx, plan.name(), chain.chainId(), from);
        }
      }
      return tx;
    });
  }

  /// Whether this run's chain has events that were not read.
  boolean hasUnread() {
    var own = chains.own();
    return own.seq() > (own.chainId().equals(ownChain) ? readOfOwn : 0);
  }

  /// Reads this run's chain up to its end.
  synchronized void readOwn() {
    var own = chains.own();
    if (own.seq() == 0) {
      return;
    }
    var at = progress.get(own.chainId());
    if (at == null) {
      at = progress(own.chainId(), storedPositions());
    }
    read(own, at);
  }

  /// Reads the chains of other nodes and of earlier runs, if their positions do not move. A chain
  /// that cannot be read is logged, and read again later; it delays no other.
  synchronized void readOthers() {
    var minIdle = db.dialect().isShared() ? MIN_IDLE.plus(plan.interval()) : Duration.ZERO;
    var _ = readOthers(minIdle, false);
  }

  /// Reads all chains up to their ends, whether their positions move or not.
  public synchronized void catchUp() {
    RuntimeException first = null;
    try {
      readOwn();
    } catch (RuntimeException e) {
      first = e;
    }
    var other = readOthers(Duration.ZERO, true);
    storeProgress();
    first = first == null ? other.orElse(null) : first;
    if (first != null) {
      throw first;
    }
  }

  /// How far each chain has been read, as the database has it. A chain that is missing has not been
  /// read.
  public Map<String, Long> positions(Handle handle) {
    return store.positions(handle, plan.name());
  }

  /// How long ago the oldest event happened that has not been read; zero when all have been. Where
  /// that cannot be found out, since when it could not.
  public Duration lag() {
    var oldest = measured ? oldestUnread : registeredAt;
    if (oldest == null) {
      return Duration.ZERO;
    }
    var lag = Duration.between(oldest, clock.instant());
    return lag.isNegative() ? Duration.ZERO : lag;
  }

  /// Every event that happened before this time has been read, by whichever node; empty until this
  /// node has looked.
  public Optional<Instant> readUntil() {
    return Optional.ofNullable(readUntil);
  }

  /// Whether every event that happened longer ago has been read.
  public boolean isWithin(Duration maxLag) {
    return measured && lag().compareTo(maxLag) <= 0;
  }

  void stop() {
    stopping = true;
  }

  /// Stores how far was read, as the server stops.
  synchronized void storeProgress() {
    storeProgress(Duration.ZERO);
  }

  /// @param retriesNow whether chains that failed are read again before their time
  /// @return the first failure
  private Optional<RuntimeException> readOthers(Duration minIdle, boolean retriesNow) {
    var now = clock.instant();
    var extents = db.read(chains::extents);
    var stored = storedPositions();
    oldestUnread = oldestUnread(extents, stored);
    readUntil = Objects.requireNonNullElse(oldestUnread, now);
    measured = true;
    storeProgress(minIdle.isZero() ? Duration.ZERO : MAX_UNSTORED);
    var own = chains.own().chainId();
    var first = Optional.<RuntimeException>empty();
    for (var chain : extents) {
      if (chain.chainId().equals(own) || !(retriesNow || isRetryDue(chain.chainId()))) {
        continue;
      }
      try {
        readOther(chain, progress(chain.chainId(), stored), minIdle);
        failures.remove(chain.chainId());
      } catch (RuntimeException e) {
        recordFailure(chain.chainId(), e);
        first = first.or(() -> Optional.of(e));
      }
    }
    var known = extents.stream().map(ChainExtent::chainId).toList();
    progress.keySet().retainAll(known);
    failures.keySet().retainAll(known);
    return first;
  }

  private void readOther(ChainExtent chain, Progress at, Duration minIdle) {
    if (at.read() >= chain.head()) {
      observations.remove(chain.chainId());
    } else if (isIdle(chain.chainId(), at.stored(), minIdle)) {
      read(new ChainPosition(chain.chainId(), chain.head()), skipPruned(chain, at));
    }
  }

  private boolean isRetryDue(String chainId) {
    var failure = failures.get(chainId);
    return failure == null || elapsed.nanos() - failure.retryAt() >= 0;
  }

  private ChainFailure recordFailure(String chainId, RuntimeException e) {
    LOG.atWarn()
        .addKeyValue("follower", plan.name())
        .addKeyValue("chain", chainId)
        .setCause(e)
        .log("a follower cannot read a chain of the audit log");
    var before = failures.get(chainId);
    var count = before == null ? 1 : before.count() + 1;
    var pause =
        Math.min(MAX_RETRY_PAUSE.toNanos(), Duration.ofSeconds(1L << Math.min(count, 6)).toNanos());
    var failure =
        new ChainFailure(
            count, elapsed.nanos() + pause, before == null ? clock.instant() : before.since());
    failures.put(chainId, failure);
    return failure;
  }

  private @Nullable Instant oldestUnread(List<ChainExtent> extents, Map<String, Long> stored) {
    return extents.stream()
        .map(chain -> timeOfUnread(chain, progress(chain.chainId(), stored).read()))
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private Optional<Instant> timeOfUnread(ChainExtent chain, long read) {
    if (read >= chain.head()) {
      return Optional.empty();
    }
    var failure = failures.get(chain.chainId());
    if (failure != null && !isRetryDue(chain.chainId())) {
      return Optional.of(failure.since());
    }
    try {
      return db.read(handle -> chains.timeAfter(handle, new ChainPosition(chain.chainId(), read)));
    } catch (RuntimeException e) {
      return Optional.of(recordFailure(chain.chainId(), e).since());
    }
  }

  private boolean isIdle(String chainId, long stored, Duration minIdle) {
    var now = elapsed.nanos();
    var seen = observations.get(chainId);
    if (seen == null || seen.stored() != stored) {
      seen = new Observation(stored, now);
      observations.put(chainId, seen);
    }
    return now - seen.since() >= minIdle.toNanos();
  }

  /// Events before the anchor of a chain cannot be read. Retention waits for followers, so this
  /// happens only to events that it deleted while the follower was being added.
  private Progress skipPruned(ChainExtent chain, Progress at) {
    if (at.read() >= chain.pruned()) {
      return at;
    }
    LOG.atWarn()
        .addKeyValue("follower", plan.name())
        .addKeyValue("chain", chain.chainId())
        .addKeyValue("from", at.read() + 1)
        .addKeyValue("to", chain.pruned())
        .log("events were deleted before this follower had read them");
    return new Progress(at.stored(), chain.pruned(), at.since());
  }

  private Map<String, Long> storedPositions() {
    return db.read(handle -> store.positions(handle, plan.name()));
  }

  /// What this node knows, unless another node has moved the position since.
  private Progress progress(String chainId, Map<String, Long> stored) {
    long position = stored.getOrDefault(chainId, 0L);
    var known = progress.get(chainId);
    return known != null && known.stored() == position
        ? known
        : new Progress(position, position, elapsed.nanos());
  }

  private void read(ChainPosition head, Progress from) {
    var at = from;
    while (at.read() < head.seq() && !stopping) {
      var work = throttle.begin();
      var next = readPart(turn, head, at);
      if (next.isEmpty()) {
        progress.remove(head.chainId());
        return;
      }
      at = next.get();
      remember(head.chainId(), at);
      if (plan.pace() == Pace.THROTTLED && !stopping) {
        work.pause();
      }
    }
    remember(head.chainId(), at);
  }

  private void remember(String chainId, Progress at) {
    progress.put(chainId, at);
    if (chainId.equals(chains.own().chainId())) {
      readOfOwn = at.read();
      ownChain = chainId;
    }
  }

  /// @return empty when another node has moved the position
  private <B> Optional<Progress> readPart(Turn<B> turn, ChainPosition head, Progress at) {
    var chainId = head.chainId();
    var part =
        db.read(handle ->
            turn.reading().read(handle, new ChainPosition(chainId, at.read()), head.seq()));
    if (part.content().isEmpty() && !isStoringDue(at, MAX_UNSTORED)) {
      return Optional.of(new Progress(at.stored(), part.last(), at.since()));
    }
    var moved =
        db.inTransaction(tx -> {
          if (at.stored() == 0) {
            store.addPosition(tx, plan.name(), chainId, 0);
          }
          if (!store.advance(tx, plan.name(), chainId, at.stored(), part.last())) {
            return false;
          }
          part.content().ifPresent(content -> turn.work().write(tx, content));
          return true;
        });
    return moved
        ? Optional.of(new Progress(part.last(), part.last(), elapsed.nanos()))
        : Optional.empty();
  }

  private boolean isStoringDue(Progress at, Duration longest) {
    return elapsed.nanos() - at.since() >= longest.toNanos();
  }

  private void storeProgress(Duration longest) {
    for (var entry : Map.copyOf(progress).entrySet()) {
      var at = entry.getValue();
      if (at.read() > at.stored() && isStoringDue(at, longest)) {
        var chainId = entry.getKey();
        var moved =
            db.inTransaction(tx -> {
              if (at.stored() == 0) {
                store.addPosition(tx, plan.name(), chainId, 0);
              }
              return store.advance(tx, plan.name(), chainId, at.stored(), at.read());
            });
        if (moved) {
          progress.put(chainId, new Progress(at.read(), at.read(), elapsed.nanos()));
        } else {
          progress.remove(chainId);
        }
      }
    }
  }
}
