package dev.signet.webhooks;

import java.util.HashSet;
import java.util.Set;

/// The due deliveries of one webhook, as a node sees them: when the next one is due, which are in
/// progress, and how many may be. Used under the lock of the [Dispatcher].
final class WebhookQueue {
  private static final int MAX_IN_PROGRESS = 8;

  /// After this many failures in a row one delivery at a time shows whether the receiver is back.
  private static final int FAILURES_BEFORE_PROBING = 3;

  private final WebhookId webhook;
  private final String owner;
  private final Set<DeliveryId> inProgress = new HashSet<>();
  private String host;
  private boolean ordered;
  private boolean isClaiming;
  private int limit = MAX_IN_PROGRESS;
  private int failures;
  private long nextDue;
  private long wakes;

  /// A queue without deliveries in progress.
  ///
  /// @param owner see [#owner]
  WebhookQueue(WebhookId webhook, String owner, String host, boolean ordered) {
    this.webhook = webhook;
    this.owner = owner;
    this.host = host;
    this.ordered = ordered;
  }

  WebhookId webhook() {
    return webhook;
  }

  /// The id of the organization; empty for all organizations.
  String owner() {
    return owner;
  }

  String host() {
    return host;
  }

  boolean isOrdered() {
    return ordered;
  }

  void update(String currentHost, boolean isOrdered) {
    host = currentHost;
    ordered = isOrdered;
  }

  /// Notes that deliveries may be due now.
  void wake() {
    nextDue = 0;
    wakes++;
  }

  long wakes() {
    return wakes;
  }

  /// Notes when the next delivery is due, unless the queue was woken since it was looked up.
  void setNextDue(long due, long wakesBefore) {
    if (wakes == wakesBefore) {
      nextDue = due;
    }
  }

  boolean mayClaim(long now) {
    return !isClaiming && nextDue <= now && inProgress.size() < limit();
  }

  private int limit() {
    if (ordered || failures >= FAILURES_BEFORE_PROBING) {
      return 1;
    }
    return limit;
  }

  void beginClaim() {
    isClaiming = true;
  }

  void endClaim() {
    isClaiming = false;
  }

  Set<DeliveryId> inProgress() {
    return Set.copyOf(inProgress);
  }

  void begin(DeliveryId delivery) {
    inProgress.add(delivery);
  }

  void end(DeliveryId delivery) {
    inProgress.remove(delivery);
  }

  boolean isIdle() {
    return inProgress.isEmpty() && !isClaiming;
  }

  void recordSuccess() {
    failures = 0;
    limit = Math.min(MAX_IN_PROGRESS, limit + 1);
  }

  /// @param isOverloaded whether the receiver says that it is sent too much
  void recordFailure(boolean isOverloaded) {
    failures++;
    if (isOverloaded) {
      limit = Math.max(1, limit / 2);
    }
  }
}
