package dev.signet.base.secrets;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;

/// Work that waits for a thread, in an order in which clients take turns: what waits for one client
/// holds up no other. All threads may use it.
final class FairQueue {
  /// A client for which nothing waits has a place even when all others are taken, up to this many
  /// times the places.
  private static final int SPARE = 8;

  private static final int CLIENT_SHARE = 4;

  private final int capacity;

  /// What waits for each client, in the order of their turns; a client leaves it with its last.
  private final Map<String, Queue<Runnable>> queuesByClient = new LinkedHashMap<>();

  private int waiting;

  /// @param places how much may wait; a quarter of that for one client
  FairQueue(int places) {
    this.capacity = places;
  }

  /// Has work wait for its turn.
  ///
  /// @return false when too much waits already, for this client or in all
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

  /// Takes the work whose turn it is; empty when nothing waits.
  synchronized Optional<Runnable> next() {
    var client = queuesByClient.keySet().stream().findFirst();
    return client.flatMap(first -> {
      // To the end of the turns, unless nothing of it is left.
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
