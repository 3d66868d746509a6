package dev.signet.webhooks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The webhooks of an organization, in the order of their turns, and how many slots they have. Used
/// under the lock of the [Dispatcher].
final class OrganizationLanes {
  private final Map<WebhookId, Lane> lanes = new LinkedHashMap<>();
  private int inProgress;

  void add(Lane lane) {
    lanes.put(lane.webhook(), lane);
  }

  /// Removes a lane.
  ///
  /// @return whether it was the last one
  boolean remove(Lane lane) {
    lanes.remove(lane.webhook());
    return lanes.isEmpty();
  }

  /// The first lane that may have a slot; the next turn begins after it.
  Optional<Lane> next(Predicate<Lane> mayStart) {
    var next = lanes.values().stream().filter(mayStart).findFirst();
    next.ifPresent(lane -> {
      lanes.remove(lane.webhook());
      lanes.put(lane.webhook(), lane);
    });
    return next;
  }

  int inProgress() {
    return inProgress;
  }

  void count(int change) {
    inProgress += change;
  }
}
