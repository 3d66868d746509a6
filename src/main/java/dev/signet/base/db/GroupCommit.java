package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/// Commits the items of many requests in few transactions: while one batch is committed, the next
/// one is collected, so one disk flush serves all items that arrived meanwhile. A caller that waits
/// only for the commit is not delayed to collect more items. When more items wait than fit into one
/// batch, each batch takes one item of each owner in turn, so that no owner delays the others.
///
/// @param <I> the item of a request
/// @param <O> the result, once the item is on disk
public final class GroupCommit<I, O> {

  /// Processes a batch inside its transaction, and returns a result for each item, in order. It may
  /// be called again for the same batch when the database aborted the first transaction.
  @FunctionalInterface
  public interface Batch<I, O> {
    List<O> commit(Tx tx, List<I> items);
  }

  private static final int MAX_BATCH = 256;
  private static final int MAX_WAITING = 8192;

  /// How many items of one owner may wait, when more wait than fit into one batch.
  private static final int MAX_WAITING_PER_OWNER = MAX_WAITING / 4;

  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_COUNTED_WAIT = TIMEOUT.minusSeconds(2);

  /// The maximum delay of a commit when no caller is waiting, and how many items end it.
  private static final Duration MAX_DELAY = Duration.ofMillis(3);

  private static final int MIN_BATCH = 24;

  private final Db db;
  private final Batch<I, O> batch;
  private final BooleanSupplier isUrgent;
  private final Function<I, String> owner;
  private final Executor lane;
  private final ArrayBlockingQueue<PendingItem<I, O>> queue = new ArrayBlockingQueue<>(MAX_WAITING);

  /// The items that did not fit into a batch. Guarded by itself; only the lane adds and takes
  /// items.
  private final RoundRobin<PendingItem<I, O>> backlog = new RoundRobin<>();

  /// The size of the backlog, to be read without its lock.
  private volatile int backlogSize;

  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile List<PendingItem<I, O>> inProgress = List.of();
  private final DistributionSummary sizes;
  private final Timer times;

  /// @param name the name of the lane in metrics and thread dumps
  public GroupCommit(String name, Db db, Batch<I, O> batch, MeterRegistry meters) {
    this(name, db, batch, () -> true, _ -> "", meters);
  }

  /// @param name the name of the lane in metrics and thread dumps
  /// @param hurry whether callers wait only for the commit; otherwise it is delayed by a few
  ///   milliseconds, because one commit of many items costs less than many of few
  /// @param owner on whose behalf an item is committed: owners take turns
  public GroupCommit(
      String name,
      Db db,
      Batch<I, O> batch,
      BooleanSupplier hurry,
      Function<I, String> owner,
      MeterRegistry meters) {
    this.db = db;
    this.batch = batch;
    this.isUrgent = hurry;
    this.owner = owner;
    this.lane = db.lane(name);
    this.sizes =
        DistributionSummary.builder("signet.commit.batch")
            .description("Number of items in one group commit")
            .tag("lane", name)
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.times =
        Timer.builder("signet.commit.time")
            .description("Duration of one group commit")
            .tag("lane", name)
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    db.everySecond(this::failOverdue);
  }

  /// An item that was submitted.
  public static final class Pending<O> {
    private final CompletableFuture<O> outcome;

    private Pending(CompletableFuture<O> outcome) {
      this.outcome = outcome;
    }

    /// Waits until the item is on disk.
    ///
    /// @throws Refused `ServiceUnavailable` when it could not be committed, or not in time; it may
    ///   still be committed later
    public O await() {
      try {
        return outcome.get();
      } catch (ExecutionException | CompletionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw Refused.unavailable("interrupted while waiting for a group commit");
      }
    }
  }

  /// Submits an item, and returns at once.
  ///
  /// @throws Refused `ServiceUnavailable` when too many items are waiting, `TooManyRequests` when
  ///   most of them are of this owner
  public Pending<O> submit(I item) {
    if (backlogSize > 0) {
      requireShare(owner.apply(item));
    }
    var waiting = new PendingItem<I, O>(item, new CompletableFuture<>(), waitingSince());
    if (!queue.offer(waiting)) {
      throw Refused.unavailable("too many items wait for a group commit");
    }
    schedule();
    return new Pending<>(waiting.outcome());
  }

  /// Since when an item that is submitted now waits, by [System#nanoTime]: what its request has
  /// waited counts, as far as enough is left.
  private static long waitingSince() {
    var waited = RequestWait.waited();
    var counted = waited.compareTo(MAX_COUNTED_WAIT) > 0 ? MAX_COUNTED_WAIT : waited;
    return System.nanoTime() - counted.toNanos();
  }

  private void requireShare(String of) {
    synchronized (backlog) {
      if (backlog.size(of) >= MAX_WAITING_PER_OWNER) {
        throw Refused.tooManyRequests(TRY_AGAIN, "too many items of this owner are waiting");
      }
      if (backlog.size() >= MAX_WAITING) {
        throw Refused.unavailable("too many items wait for a group commit");
      }
    }
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        lane.execute(this::commitWaiting);
      } catch (Refused full) {
        // Otherwise no thread would ever schedule a batch again.
        scheduled.set(false);
        throw full;
      }
    }
  }

  private void commitWaiting() {
    waitForMoreItems();
    // Cleared first: an item submitted from here on is either seen below or schedules a new batch.
    scheduled.set(false);
    var gathered = nextBatch();
    try {
      if (!queue.isEmpty() || backlogSize > 0) {
        schedule();
      }
    } finally {
      if (!gathered.isEmpty()) {
        commit(gathered);
      }
    }
  }

  private List<PendingItem<I, O>> nextBatch() {
    var gathered = new ArrayList<PendingItem<I, O>>();
    if (backlogSize == 0 && queue.size() <= MAX_BATCH) {
      queue.drainTo(gathered, MAX_BATCH);
      return gathered;
    }
    queue.drainTo(gathered);
    synchronized (backlog) {
      gathered.forEach(waiting -> backlog.add(owner.apply(waiting.item()), waiting));
      gathered.clear();
      while (gathered.size() < MAX_BATCH && backlog.size() > 0) {
        backlog.poll().ifPresent(gathered::add);
      }
      backlogSize = backlog.size();
    }
    return gathered;
  }

  private void waitForMoreItems() {
    if (backlogSize > 0) {
      return;
    }
    var until = System.nanoTime() + MAX_DELAY.toNanos();
    while (queue.size() < MIN_BATCH && !isUrgent.getAsBoolean() && System.nanoTime() < until) {
      LockSupport.parkNanos(MAX_DELAY.toNanos() / 8);
    }
  }

  private void commit(List<PendingItem<I, O>> gathered) {
    var started = System.nanoTime();
    inProgress = gathered;
    try {
      var items = gathered.stream().map(PendingItem::item).toList();
      var outcomes = db.inTransaction(tx -> batch.commit(tx, items));
      for (var i = 0; i < gathered.size(); i++) {
        gathered.get(i).outcome().complete(outcomes.get(i));
      }
    } catch (RuntimeException | Error e) {
      // Every caller must get a result, whatever the error.
      gathered.forEach(waiting -> waiting.outcome().completeExceptionally(e));
    } finally {
      inProgress = List.of();
      sizes.record(gathered.size());
      times.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  /// Ends all overdue waits at once. A timeout per request would need a timer each, and wake up the
  /// timer thread: measured, an eighth of the processor time of a token.
  private void failOverdue() {
    var now = System.nanoTime();
    Stream.of(queue.stream(), backlogged().stream(), inProgress.stream())
        .flatMap(Function.identity())
        .filter(waiting -> now - waiting.since() > TIMEOUT.toNanos())
        .forEach(waiting ->
            waiting
                .outcome()
                .completeExceptionally(Refused.unavailable("waited too long for a group commit")));
  }

  private List<PendingItem<I, O>> backlogged() {
    if (backlogSize == 0) {
      return List.of();
    }
    synchronized (backlog) {
      return backlog.stream().toList();
    }
  }

  /// @param since see [#waitingSince]
  private record PendingItem<I, O>(I item, CompletableFuture<O> outcome, long since) {}
}
