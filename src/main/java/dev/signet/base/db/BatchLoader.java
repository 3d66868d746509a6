package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Answers concurrent look-ups with one query at a time: look-ups that arrive while a query is
/// running share the next one. Every result is read after it was requested, so it is as fresh as
/// that of a separate query.
///
/// @param <K> the keys
/// @param <V> the values
public final class BatchLoader<K, V> {
  private static final int MAX_BATCH = 500;
  private static final int MAX_WAITING = 20_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  // While one query waits for the database, the results of the other are delivered.
  private static final int MAX_CONCURRENT_QUERIES = 2;

  private final Function<Set<K>, Map<K, V>> query;
  private final ArrayBlockingQueue<PendingLookup<K, V>> queue =
      new ArrayBlockingQueue<>(MAX_WAITING);
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT_QUERIES);

  public BatchLoader(Function<Set<K>, Map<K, V>> query) {
    this.query = query;
  }

  /// The current value for the key.
  ///
  /// @throws Refused `ServiceUnavailable` when the database does not respond in time
  public Optional<V> find(K key) {
    return await(request(key));
  }

  /// The current values for some keys, with the waiting time of one.
  ///
  /// @return without the keys that have no value
  /// @throws Refused as [#find]
  public Map<K, V> findAll(Collection<K> keys) {
    var requested = new HashMap<K, PendingLookup<K, V>>();
    keys.forEach(key -> requested.computeIfAbsent(key, this::request));
    var found = new HashMap<K, V>();
    requested.forEach((key, asked) -> await(asked).ifPresent(value -> found.put(key, value)));
    return found;
  }

  private PendingLookup<K, V> request(K key) {
    var asked = new PendingLookup<K, V>(key, new CompletableFuture<>());
    if (!queue.offer(asked)) {
      throw Refused.unavailable("too many look-ups are waiting");
    }
    if (permits.availablePermits() > 0) {
      Thread.startVirtualThread(this::runQueries);
    }
    return asked;
  }

  private static <K, V> Optional<V> await(PendingLookup<K, V> asked) {
    try {
      return asked.answer().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (TimeoutException _) {
      throw Refused.unavailable("waited too long for a look-up");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while waiting for a look-up");
    }
  }

  /// Runs queries until the queue is empty, unless other threads do. A thread checks the queue once
  /// more after its last query, so a look-up that arrived while all turns were taken is not left
  /// waiting.
  private void runQueries() {
    while (!queue.isEmpty() && permits.tryAcquire()) {
      try {
        loadWaiting();
      } finally {
        permits.release();
      }
    }
  }

  private void loadWaiting() {
    List<PendingLookup<K, V>> gathered = new ArrayList<>();
    queue.drainTo(gathered, MAX_BATCH);
    if (gathered.isEmpty()) {
      return;
    }
    try {
      var keys = new HashSet<K>();
      gathered.forEach(asked -> keys.add(asked.key()));
      var found = query.apply(keys);
      gathered.forEach(
          asked -> asked.answer().complete(Optional.ofNullable(found.get(asked.key()))));
    } catch (RuntimeException | Error e) {
      // Every caller must get a response, whatever the error.
      gathered.forEach(asked -> asked.answer().completeExceptionally(e));
    }
  }

  private record PendingLookup<K, V>(K key, CompletableFuture<Optional<V>> answer) {}
}
