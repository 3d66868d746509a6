package dev.signet.base.db;

import dev.signet.base.db.DbCaller.Lane;
import dev.signet.base.refusals.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Lets the transactions of requests begin, so that no tenant delays the others: each [Lane] and
/// each group of callers has few in progress, and those that wait are taken from one group after
/// the other, and within a group from one caller after the other. What is in progress therefore
/// never fills the queue of SQLite's writer, or PostgreSQL's connections.
///
/// Background jobs and group commits pass at once: each has one transaction in progress.
final class WriteLanes {
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  /// Bound within a transaction: one that begins inside of it must not wait for its own end.
  private static final ScopedValue<Boolean> IN_PROGRESS = ScopedValue.newInstance();

  private final Map<Lane, WriteLane> lanes = new EnumMap<>(Lane.class);

  WriteLanes(MeterRegistry meters) {
    for (var lane : Lane.values()) {
      if (lane != Lane.JOBS) {
        lanes.put(lane, new WriteLane(lane, meters));
      }
    }
  }

  /// Does the work when it is the turn of the current [DbCaller].
  ///
  /// @param patience how long it waits for its turn; the work receives what is left of it
  /// @throws Refused `TooManyRequests` when too many transactions of the caller or its group wait,
  ///   or when it waited too long for them; `ServiceUnavailable` when it waited too long otherwise
  <T> T run(Duration patience, Function<Duration, T> work) {
    var caller = DbCaller.current();
    var lane = lanes.get(caller.lane());
    if (lane == null || IN_PROGRESS.isBound()) {
      return work.apply(patience);
    }
    var started = System.nanoTime();
    lane.acquire(caller, patience);
    RequestWait.recordTurn(started);
    try {
      var left = patience.minusNanos(System.nanoTime() - started);
      return ScopedValue.where(IN_PROGRESS, true)
          .call(() -> work.apply(left.isNegative() ? Duration.ZERO : left));
    } finally {
      lane.release(caller.group());
    }
  }

  /// A transaction that waits.
  ///
  /// @param before how many of its group had begun when it was put in the queue
  private record Turn(CountDownLatch begun, long before) {}

  /// The transactions of one group.
  private static final class Group {
    private final RoundRobin<Turn> waiting = new RoundRobin<>();
    private int running;
    private long begun;
  }

  private static final class WriteLane {
    private final DbCaller.WriteLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Group> groups = new HashMap<>();

    /// Those that wait for nothing but a place in the lane, the next one first.
    private final SequencedMap<String, Group> next = new LinkedHashMap<>();

    private final Counter refused;
    private int running;
    private final AtomicInteger waiting = new AtomicInteger();

    WriteLane(Lane lane, MeterRegistry meters) {
      limits = lane.writes();
      var name = lane.name().toLowerCase(Locale.ROOT);
      refused =
          Counter.builder("signet.writes.refused")
              .description("Changes refused because too many of the same caller were waiting")
              .tag("lane", name)
              .register(meters);
      Gauge.builder("signet.writes.waiting", waiting, AtomicInteger::get)
          .description("Changes that wait for their turn")
          .tag("lane", name)
          .register(meters);
    }

    void acquire(DbCaller caller, Duration patience) {
      var turn = beginOrWait(caller);
      if (turn.isEmpty()) {
        return;
      }
      try {
        if (!turn.get().begun().await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          giveUp(caller, turn.get());
        }
      } catch (InterruptedException _) {
        if (!isGivenUp(caller, turn.get())) {
          release(caller.group());
        }
        Thread.currentThread().interrupt();
        throw Refused.unavailable("interrupted while waiting for a transaction");
      }
    }

    /// @return empty when the transaction begins at once
    private Optional<Turn> beginOrWait(DbCaller caller) {
      lock.lock();
      try {
        var group = groups.computeIfAbsent(caller.group(), _ -> new Group());
        // If there is a place, no group waits for one, because each place is given away at once.
        if (running < limits.running() && group.running < limits.runningPerGroup()) {
          begin(group);
          return Optional.empty();
        }
        if (group.waiting.size() >= limits.waitingPerGroup()
            || group.waiting.size(caller.id()) >= limits.waitingPerCaller()) {
          refused.increment();
          throw Refused.tooManyRequests(TRY_AGAIN, "too many changes of this caller are waiting");
        }
        var turn = new Turn(new CountDownLatch(1), group.begun);
        group.waiting.add(caller.id(), turn);
        waiting.incrementAndGet();
        queue(caller.group(), group);
        return Optional.of(turn);
      } finally {
        lock.unlock();
      }
    }

    private void begin(Group group) {
      running++;
      group.running++;
      group.begun++;
    }

    private void queue(String id, Group group) {
      if (group.waiting.size() > 0 && group.running < limits.runningPerGroup()) {
        next.putIfAbsent(id, group);
      }
    }

    /// Returns when the transaction may begin after all.
    ///
    /// @throws Refused `TooManyRequests` when it waited for other transactions of its group, which
    ///   did begin; `ServiceUnavailable` when none did, because the database is too slow
    private void giveUp(DbCaller caller, Turn turn) {
      if (!isGivenUp(caller, turn)) {
        return;
      }
      if (isOvertaken(caller.group(), turn)) {
        refused.increment();
        throw Refused.tooManyRequests(TRY_AGAIN, "too many changes of this caller are waiting");
      }
      throw Refused.unavailable("waited too long for other transactions");
    }

    private boolean isOvertaken(String id, Turn turn) {
      lock.lock();
      try {
        var group = groups.get(id);
        return group != null && group.begun > turn.before();
      } finally {
        lock.unlock();
      }
    }

    /// Takes the transaction out of the queue, unless it may begin.
    private boolean isGivenUp(DbCaller caller, Turn turn) {
      lock.lock();
      try {
        if (turn.begun().getCount() == 0) {
          return false;
        }
        var group = groups.get(caller.group());
        if (group != null) {
          group.waiting.remove(caller.id(), turn);
          waiting.decrementAndGet();
          if (group.waiting.size() == 0) {
            next.remove(caller.group());
          }
          forgetIfIdle(caller.group(), group);
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    void release(String id) {
      lock.lock();
      try {
        var group = groups.get(id);
        if (group == null) {
          throw new IllegalStateException("No transaction of this group is in progress");
        }
        running--;
        group.running--;
        queue(id, group);
        beginNext();
        forgetIfIdle(id, group);
      } finally {
        lock.unlock();
      }
    }

    private void beginNext() {
      while (running < limits.running()) {
        var chosen = next.pollFirstEntry();
        if (chosen == null) {
          return;
        }
        var group = chosen.getValue();
        begin(group);
        waiting.decrementAndGet();
        group.waiting.poll().ifPresent(turn -> turn.begun().countDown());
        queue(chosen.getKey(), group);
      }
    }

    private void forgetIfIdle(String id, Group group) {
      if (group.running == 0 && group.waiting.size() == 0) {
        groups.remove(id);
      }
    }
  }
}
