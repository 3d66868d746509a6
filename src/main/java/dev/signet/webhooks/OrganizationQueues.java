package dev.signet.webhooks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The webhooks of an organization, in the order of their turns, and how many slots they have. Used
/// under the lock of the [Dispatcher].
final class OrganizationQueues {
  private final Map<WebhookId, WebhookQueue> queues = new LinkedHashMap<>();
  private final Map<String, Integer> perHost = new HashMap<>();
  private int inProgress;

  void add(WebhookQueue queue) {
    queues.put(queue.webhook(), queue);
  }

  /// Removes a queue.
  ///
  /// @return whether it was the last one
  boolean remove(WebhookQueue queue) {
    queues.remove(queue.webhook());
    return queues.isEmpty();
  }

  /// The first queue that may have a slot; the next turn begins after it.
  Optional<WebhookQueue> next(Predicate<WebhookQueue> mayStart) {
    var next = queues.values().stream().filter(mayStart).findFirst();
    next.ifPresent(queue -> {
      queues.remove(queue.webhook());
      queues.put(queue.webhook(), queue);
    });
    return next;
  }

  int inProgress() {
    return inProgress;
  }

  int inProgress(String host) {
    return perHost.getOrDefault(host, 0);
  }

  void count(String host, int change) {
    inProgress += change;
    add(perHost, host, change);
  }

  /// Changes the number of a host; zero is not kept.
  static void add(Map<String, Integer> counts, String host, int change) {
    counts.merge(host, change, (before, by) -> before + by == 0 ? null : before + by);
  }
}
