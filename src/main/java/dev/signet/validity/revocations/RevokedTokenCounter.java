package dev.signet.validity.revocations;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the tokens that something has ended, and writes the audit event with the count: in the
/// transaction that ends them where they are few; where they may be many, after it has committed,
/// so that nobody else waits for the writer meanwhile. The count is the same either way, see
/// [BulkRevocation]. A row keeps what is to be counted, so that a process that was killed counts
/// after its start.
final class RevokedTokenCounter {
  private static final Logger LOG = LoggerFactory.getLogger(RevokedTokenCounter.class);

  /// Where the count is in the metadata of all events that have one.
  private static final String COUNT = "revoked_token_count";

  /// How long an answer waits for a count.
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final int BATCH = 20;

  private final Db db;
  private final Audit audit;
  private final RevokedTokenQueries counts;
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

  RevokedTokenCounter(Db db, Audit audit, RevokedTokenQueries counts) {
    this.db = db;
    this.audit = audit;
    this.counts = counts;
    thread.allowCoreThreadTimeOut(true);
  }

  /// Writes the event of an ending with its count, now or when they are counted.
  RevokedTokenCount record(
      Tx tx, BulkRevocation ended, LongFunction<? extends Event> event, RequestContext by) {
    if (counts.isQuick(tx.handle(), ended)) {
      var count = counts.count(tx.handle(), ended);
      return RevokedTokenCount.complete(audit.record(tx, event.apply(count), by), count);
    }
    var draft = audit.draft(event.apply(0), by);
    store.add(tx, ended, draft);
    tx.afterCommit(() -> {
      waiting.put(draft.eventId(), new CompletableFuture<>());
      countInBackground();
    });
    return RevokedTokenCount.pending(draft.eventId());
  }

  /// The count, waited for as long as an answer may wait; empty when it takes longer.
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
        .map(event -> OptionalLong.of(Json.parseOwn(event.metadata()).path(COUNT).asLong()))
        .orElse(OptionalLong.empty());
  }

  /// When the first of the tokens ended that are still being counted.
  Optional<Instant> oldest() {
    return db.read(store::oldest);
  }

  /// Has all counted that was not, on a thread of its own. A start calls it, and a job for what
  /// failed meanwhile or was left by another node.
  void countInBackground() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this::countAll);
      } catch (RejectedExecutionException _) {
        // The server stops; the next start counts.
        scheduled.set(false);
      }
    }
  }

  void countAll() {
    // Cleared first: what commits from here on is seen below or schedules anew.
    scheduled.set(false);
    var asked = Set.copyOf(waiting.keySet());
    try {
      while (countRound() && !stopping) {
        // Until nothing is left, or nothing can be counted now.
      }
    } catch (Refused refused) {
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("counts of tokens put off");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("counts of tokens failed");
    } finally {
      // Also what failed, or what another node has counted.
      asked.forEach(this::releaseWaiting);
    }
  }

  /// Counts one of each agent: who has very many of its own to be counted, one after the other,
  /// does not keep the others waiting.
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

  /// @return false when it is put off
  private boolean count(PendingCountStore.Row row) {
    try {
      var count = db.read(handle -> counts.count(handle, row.revocation()));
      db.inTransaction(tx -> {
        if (store.remove(tx, row.event().eventId())) {
          audit.record(tx, row.event(), COUNT, count);
        }
        return count;
      });
      releaseWaiting(row.event().eventId());
      return true;
    } catch (Refused refused) {
      // The job tries again.
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("count of tokens put off");
      return false;
    }
  }

  private void releaseWaiting(String eventId) {
    var outcome = waiting.remove(eventId);
    if (outcome != null) {
      outcome.complete(eventId);
    }
  }

  /// Finishes the count under way and begins no other: the server stops.
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
