package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.webhooks.Delivery.Status;
import dev.signet.webhooks.Sender.Sent;
import dev.signet.webhooks.Sender.Wish;
import dev.signet.webhooks.WebhookStatus.DisabledReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the deliveries that are due. A node has 64 slots, which go round the organizations, and
/// within one round its webhooks. A webhook gets at most 8 of them. An organization gets at most
/// 16, and never more than are then left for others: so whatever receivers hang, an organization
/// that uses few slots finds one free. Of the 16 slots of a host, too, an organization gets never
/// more than are then left: organizations share hosts. The webhooks of all organizations count as
/// one organization.
///
/// A delivery is taken for a free slot, one at a time, never several under one lease: a lease that
/// expires while others are sent would have them sent twice.
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final int SLOTS = 64;
  private static final int SLOTS_PER_ORGANIZATION = 16;
  private static final int SLOTS_PER_HOST = 16;

  /// Longer than an attempt can take.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  /// However often a tenant changes its webhooks, they are not read more often than this.
  private static final Duration MIN_LOOK_PAUSE = Duration.ofMillis(100);

  /// How long stopping waits for attempts in progress: longer than an attempt can take.
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(16);

  /// A webhook is disabled when all attempts have failed for this long, and this many.
  private static final Duration FAILING_PERIOD = Duration.ofDays(5);

  private static final int MIN_FAILURES = 10;

  /// How exactly the time of the last delivery is stored.
  private static final Duration LAST_DELIVERED_PRECISION = Duration.ofSeconds(10);

  private static final int MAX_COUNTED = 10_000;
  private static final Set<Integer> OVERLOADED = Set.of(429, 502, 504);

  private final Db db;
  private final Clock clock;
  private final Webhooks webhooks;
  private final WebhookStore store;
  private final DeliveryStore deliveries;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final GroupCommit<Write, Written> writes;
  private final MeterRegistry meters;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread =
      Thread.ofPlatform().name("signet-webhooks").daemon().unstarted(this::run);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final Map<WebhookId, WebhookQueue> queues = new HashMap<>();

  /// By organization, in the order of their turns.
  private final Map<String, OrganizationQueues> organizations = new LinkedHashMap<>();

  private final Map<String, Integer> perHost = new HashMap<>();
  private final AtomicInteger inProgress = new AtomicInteger();
  private volatile int maxOfOrganization;
  private boolean isWoken;
  private boolean isStopping;
  private volatile long dueDeliveries;
  private volatile double oldestDueSeconds;

  private sealed interface Write {
    WebhookId id();

    record Claim(WebhookId id, boolean ordered) implements Write {}

    record Result(Webhook webhook, Delivery delivery, Sent sent) implements Write {
      @Override
      public WebhookId id() {
        return webhook.id();
      }
    }
  }

  /// What a write has found.
  ///
  /// @param claimed the delivery that was taken
  /// @param health after a failure of the receiver
  private record Written(Optional<Delivery> claimed, Optional<WebhookHealth> health) {
    static final Written NOTHING = new Written(Optional.empty(), Optional.empty());
  }

  Dispatcher(
      Db db,
      Clock clock,
      Webhooks webhooks,
      Sender sender,
      RetrySchedule schedule,
      MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.webhooks = webhooks;
    this.store = webhooks.store();
    this.deliveries = new DeliveryStore(db.dialect());
    this.sender = sender;
    this.schedule = schedule;
    this.meters = meters;
    this.writes = new GroupCommit<>("webhooks", db, this::writeAll, meters);
    Gauge.builder("signet.webhooks.due", () -> dueDeliveries)
        .description("Deliveries to webhooks that are due, counted up to 10000")
        .register(meters);
    Gauge.builder("signet.webhooks.oldest.due", () -> oldestDueSeconds)
        .description("For how long the delivery to a webhook that has waited longest has been due")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("signet.webhooks.in.progress", inProgress::get)
        .description("Attempts of deliveries to webhooks in progress; a node has 64 slots")
        .register(meters);
    Gauge.builder("signet.webhooks.in.progress.max", () -> maxOfOrganization)
        .description("Attempts in progress of the organization that has most; at most 16")
        .register(meters);
  }

  void start() {
    thread.start();
  }

  /// Notes that deliveries of a webhook may be due.
  void wake(WebhookId webhook) {
    lock.lock();
    try {
      var queue = queues.get(webhook);
      if (queue != null) {
        queue.wake();
      }
      isWoken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Looks for due deliveries of all webhooks.
  void wakeAll() {
    lock.lock();
    try {
      queues.values().forEach(WebhookQueue::wake);
      isWoken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    var nextLook = System.nanoTime();
    var lastLook = nextLook - MIN_LOOK_PAUSE.toNanos();
    while (true) {
      var isPeriodic = System.nanoTime() - nextLook >= 0;
      var isLookDue = isPeriodic;
      lock.lock();
      try {
        if (isStopping) {
          return;
        }
        isLookDue |= isWoken && System.nanoTime() - lastLook >= MIN_LOOK_PAUSE.toNanos();
        isWoken &= !isLookDue;
      } finally {
        lock.unlock();
      }
      if (isLookDue) {
        look(isPeriodic);
        lastLook = System.nanoTime();
        nextLook = isPeriodic ? lastLook + LOOK_PERIOD.toNanos() : nextLook;
      }
      lock.lock();
      try {
        startDue();
        var next = isWoken ? lastLook + MIN_LOOK_PAUSE.toNanos() : nextLook;
        var pause = next - System.nanoTime();
        if (pause > 0 && !isStopping) {
          var _ = changed.awaitNanos(pause);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
    }
  }

  /// Finds out which webhooks are active, and when their next deliveries are due.
  ///
  /// @param isMeasuring whether due deliveries are counted for the metrics
  private void look(boolean isMeasuring) {
    try {
      var active = db.read(webhooks::sendable);
      var before = new HashMap<WebhookId, Long>();
      lock.lock();
      try {
        for (var webhook : active) {
          var subscription = webhook.subscription();
          var queue = queues.computeIfAbsent(webhook.id(), _ -> addQueue(webhook));
          queue.update(subscription.url().host(), subscription.options().ordered());
          before.put(webhook.id(), queue.wakes());
        }
        removeIdleExcept(before.keySet());
      } finally {
        lock.unlock();
      }
      lookForDue(before, isMeasuring);
    } catch (Refused refused) {
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("look for deliveries postponed");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("look for deliveries failed");
    }
  }

  private WebhookQueue addQueue(Webhook webhook) {
    var owner = webhook.organization().map(OrganizationId::value).orElse("");
    var subscription = webhook.subscription();
    var queue =
        new WebhookQueue(
            webhook.id(), owner, subscription.url().host(), subscription.options().ordered());
    organizations.computeIfAbsent(owner, _ -> new OrganizationQueues()).add(queue);
    return queue;
  }

  private void removeIdleExcept(Set<WebhookId> active) {
    queues
        .values()
        .removeIf(queue -> {
          var isGone = !active.contains(queue.webhook()) && queue.isIdle();
          if (isGone) {
            organizations.computeIfPresent(
                queue.owner(),
                (_, organization) -> organization.remove(queue) ? null : organization);
          }
          return isGone;
        });
  }

  /// @param wakesBefore of the webhooks that are active
  private void lookForDue(Map<WebhookId, Long> wakesBefore, boolean isMeasuring) {
    var now = clock.instant();
    var next = db.read(handle -> deliveries.nextDues(handle, now));
    next.keySet().retainAll(wakesBefore.keySet());
    if (isMeasuring) {
      measure(next, now);
    }
    lock.lock();
    try {
      for (var entry : wakesBefore.entrySet()) {
        var queue = queues.get(entry.getKey());
        if (queue != null && !queue.mayClaim(now.toEpochMilli())) {
          queue.setNextDue(next.getOrDefault(entry.getKey(), Long.MAX_VALUE), entry.getValue());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void measure(Map<WebhookId, Long> nextDues, Instant now) {
    var due = new ArrayList<WebhookId>();
    var oldest = now.toEpochMilli();
    for (var next : nextDues.entrySet()) {
      if (next.getValue() <= now.toEpochMilli()) {
        due.add(next.getKey());
        oldest = Math.min(oldest, next.getValue());
      }
    }
    dueDeliveries =
        due.isEmpty() ? 0 : db.read(handle -> deliveries.countDue(handle, due, now, MAX_COUNTED));
    oldestDueSeconds = (now.toEpochMilli() - oldest) / 1000.0;
  }

  /// @return in epoch milliseconds; the maximum when there is none
  private long nextDue(WebhookId webhook, boolean ordered, Instant now) {
    return db.read(handle -> deliveries.nextDue(handle, webhook, ordered))
        .map(next ->
            next.leasedUntil() > now.toEpochMilli() && next.dueAt() <= now.toEpochMilli()
                ? now.plus(LOOK_PERIOD).toEpochMilli()
                : next.dueAt())
        .orElse(Long.MAX_VALUE);
  }

  /// Gives free slots to organizations with due deliveries, one at a time, in turns. Called under
  /// the lock.
  private void startDue() {
    var now = clock.millis();
    var isAnyStarted = true;
    while (isAnyStarted) {
      isAnyStarted = false;
      for (var owner : List.copyOf(organizations.keySet())) {
        isAnyStarted |= startNext(owner, now);
      }
    }
  }

  private boolean startNext(String owner, long now) {
    var organization = organizations.get(owner);
    var limit = Math.min(SLOTS_PER_ORGANIZATION, SLOTS - inProgress.get());
    if (organization == null || organization.inProgress() >= limit) {
      return false;
    }
    var next =
        organization.next(queue -> queue.mayClaim(now) && hasSlot(organization, queue.host()));
    if (next.isEmpty()) {
      return false;
    }
    organizations.remove(owner);
    organizations.put(owner, organization);
    var queue = next.get();
    queue.beginClaim();
    var host = queue.host();
    count(organization, host, 1);
    workers.execute(() -> work(queue, organization, host));
    return true;
  }

  private boolean hasSlot(OrganizationQueues organization, String host) {
    return organization.inProgress(host) < SLOTS_PER_HOST - perHost.getOrDefault(host, 0);
  }

  /// Called under the lock.
  private void count(OrganizationQueues organization, String host, int change) {
    inProgress.addAndGet(change);
    organization.count(host, change);
    maxOfOrganization =
        organizations.values().stream().mapToInt(OrganizationQueues::inProgress).max().orElse(0);
    OrganizationQueues.add(perHost, host, change);
  }

  private void work(WebhookQueue queue, OrganizationQueues organization, String host) {
    var claimed = Optional.<Delivery>empty();
    var isClaimed = false;
    try {
      claimed = claim(queue);
      isClaimed = true;
      claimed.ifPresent(delivery -> deliver(queue, delivery));
    } catch (Refused refused) {
      postpone(queue);
      LOG.atWarn()
          .addKeyValue("webhook", queue.webhook().value())
          .addKeyValue("detail", refused.detail())
          .log("delivery postponed");
    } catch (RuntimeException e) {
      postpone(queue);
      LOG.atError()
          .addKeyValue("webhook", queue.webhook().value())
          .setCause(e)
          .log("delivery failed unexpectedly");
    } finally {
      lock.lock();
      try {
        if (claimed.isPresent()) {
          queue.end(claimed.get().id());
        }
        if (!isClaimed) {
          queue.endClaim();
        }
        count(organization, host, -1);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// After an unexpected error the queue waits for the next look.
  private void postpone(WebhookQueue queue) {
    lock.lock();
    try {
      queue.setNextDue(clock.millis() + LOOK_PERIOD.toMillis(), queue.wakes());
    } finally {
      lock.unlock();
    }
  }

  /// Takes the next due delivery of a webhook. Only one claim of a queue is in progress at a time.
  private Optional<Delivery> claim(WebhookQueue queue) {
    Set<DeliveryId> busy;
    long wakes;
    lock.lock();
    try {
      // Before the reading: a delivery that ends meanwhile would be read as pending.
      busy = queue.inProgress();
      wakes = queue.wakes();
    } finally {
      lock.unlock();
    }
    var now = clock.instant();
    var claimed =
        db.dialect().isShared()
            ? writes.submit(new Write.Claim(queue.webhook(), queue.isOrdered())).await().claimed()
            : db.read(
                handle -> deliveries.due(handle, queue.webhook(), queue.isOrdered(), busy, now));
    var next =
        claimed.isPresent() ? 0 : nextDueWithout(queue.webhook(), queue.isOrdered(), busy, now);
    lock.lock();
    try {
      claimed.ifPresent(delivery -> queue.begin(delivery.id()));
      if (claimed.isEmpty()) {
        queue.setNextDue(next, wakes);
      }
      queue.endClaim();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return claimed;
  }

  /// When to look again for a webhook that has nothing to claim now.
  private long nextDueWithout(
      WebhookId webhook, boolean ordered, Set<DeliveryId> busy, Instant now) {
    var next = nextDue(webhook, ordered, now);
    return next <= now.toEpochMilli() && !busy.isEmpty()
        ? now.plus(LOOK_PERIOD).toEpochMilli()
        : next;
  }

  private void deliver(WebhookQueue queue, Delivery delivery) {
    var webhook = db.read(handle -> webhooks.findSendable(handle, queue.webhook()));
    if (webhook.isEmpty()) {
      if (db.dialect().isShared()) {
        // So that it can be taken as soon as the webhook is enabled, not only after the lease.
        db.inTransaction(tx -> deliveries.release(tx, delivery));
      }
      postpone(queue);
      return;
    }
    var sent = sender.send(webhook.get(), delivery);
    count(sent);
    if (!sent.isDelivered()) {
      LOG.atInfo()
          .addKeyValue("webhook", webhook.get().id().value())
          .addKeyValue("delivery", delivery.id().value())
          .addKeyValue("host", webhook.get().subscription().url().host())
          .addKeyValue("attempt", delivery.attemptCount() + 1)
          .addKeyValue("status", sent.attempt().statusCode())
          .addKeyValue("reason", sent.attempt().reason())
          .log("delivery to a webhook failed");
    }
    var written = writes.submit(new Write.Result(webhook.get(), delivery, sent)).await();
    lock.lock();
    try {
      if (sent.isDelivered()) {
        queue.recordSuccess();
      } else if (written.health().isPresent()) {
        queue.recordFailure(OVERLOADED.contains(sent.attempt().statusCode()));
      }
    } finally {
      lock.unlock();
    }
    disableIfHopeless(webhook.get(), sent, written);
  }

  private void disableIfHopeless(Webhook webhook, Sent sent, Written written) {
    var job = RequestContext.ofJob("webhooks");
    if (sent.wish() == Wish.DISABLE) {
      webhooks.disableIfActive(webhook.id(), DisabledReason.GONE, job);
    } else {
      var isHopeless =
          written
              .health()
              .filter(found -> found.failures() >= MIN_FAILURES)
              .flatMap(WebhookHealth::failingSince)
              .filter(since -> !since.plus(FAILING_PERIOD).isAfter(clock.instant()))
              .isPresent();
      if (isHopeless) {
        webhooks.disableIfActive(webhook.id(), DisabledReason.FAILING, job);
      }
    }
  }

  /// In the order of the webhooks, so that two nodes lock their rows in the same order.
  private List<Written> writeAll(Tx tx, List<Write> items) {
    var results = new ArrayList<>(Collections.nCopies(items.size(), Written.NOTHING));
    IntStream.range(0, items.size())
        .boxed()
        .sorted(Comparator.comparing(at -> items.get(at).id().value()))
        .forEach(at -> results.set(at, write(tx, items.get(at))));
    return results;
  }

  private Written write(Tx tx, Write item) {
    return switch (item) {
      case Write.Claim(var webhook, var ordered) -> {
        if (ordered) {
          // Two nodes must not take the first and the second one.
          store.lock(tx, webhook);
        }
        yield new Written(
            deliveries.claim(tx, webhook, ordered, clock.instant(), LEASE), Optional.empty());
      }
      case Write.Result(var webhook, var delivery, var sent) -> save(tx, webhook, delivery, sent);
    };
  }

  private Written save(Tx tx, Webhook webhook, Delivery delivery, Sent sent) {
    var now = clock.instant();
    // The webhook first: turning it on or off locks it before its deliveries.
    if (sent.isDelivered()) {
      store.saveSuccess(tx, webhook.id(), now, LAST_DELIVERED_PRECISION);
      deliveries.saveAttempt(tx, delivery, sent.attempt(), Status.DELIVERED, Optional.empty());
      return Written.NOTHING;
    }
    store.lock(tx, webhook.id());
    var next =
        sent.wish() == Wish.ABORT_MESSAGE
            ? Optional.<Instant>empty()
            : schedule
                .pauseAfter(delivery.attemptCount() + 1, sent.retryAfter())
                .map(pause -> sent.attempt().at().plus(pause));
    var status = next.isPresent() ? Status.PENDING : Status.FAILED;
    if (!deliveries.saveAttempt(tx, delivery, sent.attempt(), status, next)) {
      // Aborted, or taken by another node: that one stores what the receiver does.
      return Written.NOTHING;
    }
    if (status == Status.FAILED) {
      tx.afterCommit(() -> ended().increment());
    }
    return sent.isReceiverFailure()
        ? new Written(Optional.empty(), store.saveFailure(tx, webhook.id(), now))
        : Written.NOTHING;
  }

  private void count(Sent sent) {
    var counter =
        sent.isDelivered()
            ? Counter.builder("signet.webhooks.sent")
                .description("Deliveries to webhooks that succeeded")
            : Counter.builder("signet.webhooks.failed")
                .description("Attempts of deliveries to webhooks that failed, by reason");
    counter.tag("outcome", outcome(sent)).register(meters).increment();
  }

  private static String outcome(Sent sent) {
    var status = sent.attempt().statusCode();
    return status == 0 ? sent.attempt().reason() : "status_" + status / 100 + "xx";
  }

  private Counter ended() {
    return Counter.builder("signet.webhooks.given.up")
        .description("Deliveries to webhooks that were given up after their last attempt")
        .register(meters);
  }

  /// Starts no further attempts, and waits for those in progress.
  @Override
  public void close() {
    lock.lock();
    try {
      isStopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    workers.shutdown();
    try {
      thread.join(Duration.ofSeconds(5));
      if (!workers.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atWarn().log("attempts of deliveries to webhooks did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
