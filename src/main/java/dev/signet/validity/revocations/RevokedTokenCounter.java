package dev.signet.validity.revocations;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts revoked tokens, and records the audit event with the count: in the revoking transaction
/// if there are few; if there may be many, after it has committed, so that other writers do not
/// wait. The count is the same either way, see [BulkRevocation], unless the agent has exchanged
/// very many tokens: later it is not known which of them had ended before with others. A row stores
/// what is to be counted, so that a killed process counts after its next start.
final class RevokedTokenCounter {
  private static final Logger LOG = LoggerFactory.getLogger(RevokedTokenCounter.class);

  /// How long a response waits for a count.
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final int BATCH = 20;

  private final Db db;
  private final Audit audit;
  private final RevokedTokenQueries counts;
  private final Supplier<ExchangedTokens> exchanged;
  private final PendingCountStore store = new PendingCountStore();
  private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("signet-token-counts").daemon().factory());
  private volatile boolean stopping;

  RevokedTokenCounter(
      Db db, Audit audit, RevokedTokenQueries counts, Supplier<ExchangedTokens> exchanged) {
    this.db = db;
    this.audit = audit;
    this.counts = counts;
    this.exchanged = exchanged;
    thread.allowCoreThreadTimeOut(true);
  }

  /// Records the event of a revocation with its count, now or once the tokens are counted. What
  /// depends on other agents is counted now, unless it is too much: their tokens may end before the
  /// rest is counted.
  RevokedTokenCount record(
      Tx tx, BulkRevocation ended, LongFunction<? extends Event> event, RequestContext by) {
    var handle = tx.handle();
    var below = exchanged.get().countBelow(handle, ended.ended(), ended.at());
    if (counts.isQuick(handle, ended)) {
      var count = counts.count(handle, ended) - counts.countEndedWithOthers(handle, ended);
      var recorded = audit.record(tx, new RevocationEvent(event.apply(count), below, true), by);
      return new RevokedTokenCount(recorded, OptionalLong.of(count), below);
    }
    var endedWithOthers = counts.countEndedWithOthersIfFew(handle, ended);
    var isExact = endedWithOthers.isPresent();
    var draft = audit.draft(new RevocationEvent(event.apply(0), below, isExact), by);
    store.add(tx, ended, endedWithOthers, draft);
    tx.afterCommit(() -> {
      waiting.put(draft.eventId(), new CompletableFuture<>());
      countInBackground();
    });
    return RevokedTokenCount.pending(draft.eventId(), below);
  }

  /// The count. Waits as long as a response may wait; empty when it takes longer.
  OptionalLong await(RevokedTokenCount ended) {
    if (ended.count().isPresent()) {
      return ended.count();
    }
    var outcome = waiting.get(ended.eventId());
    if (outcome != null) {
      try {
        outcome.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new IllegalStateException("It is only ever completed", e);
      } catch (TimeoutException _) {
        return OptionalLong.empty();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return OptionalLong.empty();
      }
    }
    return audit
        .find(ended.eventId())
        .map(event ->
            OptionalLong.of(
                Json.parseOwn(event.metadata()).path(EventField.REVOKED_TOKENS).asLong()))
        .orElse(OptionalLong.empty());
  }

  /// When the oldest tokens were revoked that are still being counted.
  Optional<Instant> oldest() {
    return db.read(store::oldest);
  }

  /// Counts everything uncounted on a separate thread. Called at startup, and by a job for counts
  /// that failed or that another node left.
  void countInBackground() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this::countAll);
      } catch (RejectedExecutionException _) {
        // The server is shutting down; the next start counts.
        scheduled.set(false);
      }
    }
  }

  void countAll() {
    // Cleared first: a commit from here on is either seen below or schedules another run.
    scheduled.set(false);
    var asked = Set.copyOf(waiting.keySet());
    try {
      while (countRound() && !stopping) {
        // Until nothing is left, or nothing can be counted now.
      }
    } catch (Refused refused) {
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("counts of tokens postponed");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("counts of tokens failed");
    } finally {
      // Also failed counts, and those that another node has finished.
      asked.forEach(this::releaseWaiting);
    }
  }

  /// Makes one count for each agent: an agent with very many pending counts does not keep the
  /// others waiting.
  ///
  /// @return whether any was counted
  private boolean countRound() {
    var counted = false;
    var after = "";
    List<PendingCountStore.Row> rows;
    do {
      var from = after;
      rows = db.read(handle -> store.firstOfEachAgent(handle, from, BATCH));
      for (var row : rows) {
        counted |= !stopping && count(row);
        after = row.revocation().agentId();
      }
    } while (rows.size() == BATCH && !stopping);
    return counted;
  }

  /// @return false when it is postponed
  private boolean count(PendingCountStore.Row row) {
    try {
      var count =
          db.read(handle ->
              counts.count(handle, row.revocation())
                  - row.endedWithOthers()
                      .orElseGet(() -> counts.countEndedWithOthers(handle, row.revocation())));
      db.inTransaction(tx -> {
        if (store.remove(tx, row.event().eventId())) {
          audit.record(tx, row.event(), EventField.REVOKED_TOKENS, count);
        }
        return count;
      });
      releaseWaiting(row.event().eventId());
      return true;
    } catch (Refused refused) {
      // The job tries again.
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("count of tokens postponed");
      return false;
    }
  }

  private void releaseWaiting(String eventId) {
    var outcome = waiting.remove(eventId);
    if (outcome != null) {
      outcome.complete(eventId);
    }
  }

  /// Finishes the current count and begins no other: the server is shutting down.
  void stop() {
    stopping = true;
    thread.shutdown();
    try {
      thread.awaitTermination(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
