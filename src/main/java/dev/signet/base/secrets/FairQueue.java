package dev.signet.base.secrets;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;

/// A work queue in which clients take turns: the work of one client delays no other. Thread-safe.
final class FairQueue {
  /// A client with an empty queue gets a place even when all others are taken, up to this many
  /// times the places.
  private static final int SPARE = 8;

  private static final int CLIENT_SHARE = 4;

  private final int capacity;

  /// The work of each client, in the order of turns; a client without work is removed.
  private final Map<String, Queue<Runnable>> queuesByClient = new LinkedHashMap<>();

  private int waiting;

  /// @param places the maximum amount of waiting work; a quarter of that for one client
  FairQueue(int places) {
    this.capacity = places;
  }

  /// Adds work to the queue.
  ///
  /// @return false when too much is waiting already, for this client or in total
  synchronized boolean add(String client, Runnable work) {
    var own = queuesByClient.get(client);
    var hasPlace =
        own == null
            ? waiting < SPARE * capacity
            : waiting < capacity && own.size() < Math.max(1, capacity / CLIENT_SHARE);
    if (hasPlace) {
      queuesByClient.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(work);
      waiting++;
    }
    return hasPlace;
  }

  /// Removes the next work in turn; empty when there is none.
  synchronized Optional<Runnable> next() {
    var client = queuesByClient.keySet().stream().findFirst();
    return client.flatMap(first -> {
      // The client goes to the end of the turns, unless its queue is empty.
      var works = Objects.requireNonNull(queuesByClient.remove(first));
      var work = works.poll();
      if (!works.isEmpty()) {
        queuesByClient.put(first, works);
      }
      waiting--;
      return Optional.ofNullable(work);
    });
  }
}
