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
import java.util.stream.Stream;

/// Commits what many requests hand in with few transactions: while one batch is being committed the
/// next one gathers, so one wait for the disk serves everybody who came meanwhile. Who waits for
/// nothing but the disk does not wait for company that does not come.
///
/// @param <I> what a request hands in
/// @param <O> what it gets back, once it is on disk
public final class GroupCommit<I, O> {

  /// What is done with a batch inside its transaction: an answer for each item, in their order. It
  /// may be called again for the same batch when the database broke the first transaction off.
  @FunctionalInterface
  public interface Batch<I, O> {
    List<O> commit(Tx tx, List<I> items);
  }

  private static final int MAX_BATCH = 256;
  private static final int MAX_WAITING = 8192;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// How long a commit is put off at most where nobody is in a hurry, and for how many.
  private static final Duration MAX_DELAY = Duration.ofMillis(3);

  private static final int MIN_BATCH = 24;

  private final Db db;
  private final Batch<I, O> batch;
  private final BooleanSupplier isUrgent;
  private final Executor lane;
  private final ArrayBlockingQueue<PendingItem<I, O>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile List<PendingItem<I, O>> inProgress = List.of();
  private final DistributionSummary sizes;
  private final Timer times;

  /// @param name names the lane in metrics and thread dumps
  public GroupCommit(String name, Db db, Batch<I, O> batch, MeterRegistry meters) {
    this(name, db, batch, () -> true, meters);
  }

  /// @param name as above
  /// @param hurry whether somebody waits for nothing but the commit; else it is put off for a few
  ///   milliseconds, as one commit of many costs less than many of few
  public GroupCommit(
      String name, Db db, Batch<I, O> batch, BooleanSupplier hurry, MeterRegistry meters) {
    this.db = db;
    this.batch = batch;
    this.isUrgent = hurry;
    this.lane = db.lane(name);
    this.sizes =
        DistributionSummary.builder("signet.commit.batch")
            .description("How many items one group commit carried")
            .tag("lane", name)
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.times =
        Timer.builder("signet.commit.time")
            .description("How long one group commit took")
            .tag("lane", name)
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    db.everySecond(this::failOverdue);
  }

  /// An item that has been handed in.
  public static final class Pending<O> {
    private final CompletableFuture<O> outcome;

    private Pending(CompletableFuture<O> outcome) {
      this.outcome = outcome;
    }

    /// Waits until the item is on disk.
    ///
    /// @throws Refused `ServiceUnavailable` when it could not be committed, or not in time; it may
    ///   yet be
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

  /// Hands an item in, and returns at once.
  ///
  /// @throws Refused `ServiceUnavailable` when too many wait already
  public Pending<O> submit(I item) {
    var waiting = new PendingItem<I, O>(item, new CompletableFuture<>(), System.nanoTime());
    if (!queue.offer(waiting)) {
      throw Refused.unavailable("too many wait for a group commit");
    }
    schedule();
    return new Pending<>(waiting.outcome());
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        lane.execute(this::commitWaiting);
      } catch (Refused full) {
        // Else nobody would ever schedule again.
        scheduled.set(false);
        throw full;
      }
    }
  }

  private void commitWaiting() {
    waitForMoreItems();
    // Cleared first: what is handed in from here on either is seen below or schedules anew.
    scheduled.set(false);
    var gathered = new ArrayList<PendingItem<I, O>>();
    queue.drainTo(gathered, MAX_BATCH);
    try {
      if (!queue.isEmpty()) {
        schedule();
      }
    } finally {
      if (!gathered.isEmpty()) {
        commit(gathered);
      }
    }
  }

  private void waitForMoreItems() {
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
      // Nobody may be left waiting, whatever it was.
      gathered.forEach(waiting -> waiting.outcome().completeExceptionally(e));
    } finally {
      inProgress = List.of();
      sizes.record(gathered.size());
      times.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }

  /// Bounds the wait of everybody at once. A wait of each request for itself would need a timer
  /// each, and a wake-up of the thread that keeps the timers: an eighth of the processor time of a
  /// token, measured.
  private void failOverdue() {
    var now = System.nanoTime();
    Stream.concat(queue.stream(), inProgress.stream())
        .filter(waiting -> now - waiting.since() > TIMEOUT.toNanos())
        .forEach(waiting ->
            waiting
                .outcome()
                .completeExceptionally(Refused.unavailable("waited too long for a group commit")));
  }

  /// @param since in nanoseconds, of [System#nanoTime]
  private record PendingItem<I, O>(I item, CompletableFuture<O> outcome, long since) {}
}
