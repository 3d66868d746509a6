package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.fetch.Permits;
import dev.signet.base.fetch.Permits.Share;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.web.limits.AttemptLimit;
import dev.signet.webhooks.Delivery.Status;
import dev.signet.webhooks.Sender.Sent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The delivery log of a webhook: reading it, and sending again.
public final class Deliveries {
  private static final int TESTS_PER_MINUTE = 5;

  /// Tests of one organization in progress.
  private static final int TESTS_AT_ONCE = 4;

  private static final Duration KEPT_DELIVERED = Duration.ofDays(7);
  private static final Duration KEPT_FAILED = Duration.ofDays(30);
  private static final int DELETE_BATCH = 200;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Webhooks webhooks;
  private final DeliveryStore store;
  private final ReplayStore replays = new ReplayStore();
  private final MessageRenderer renderer;
  private final Sender sender;
  private final Webhooks.Wakeup wakeup;

  /// Tests in progress, of all organizations: a receiver that hangs holds one for seconds.
  private final Permits testPermits = new Permits(32);

  private final BulkChanges changes;
  private final BulkChangeStore changeStore;
  private final AttemptLimit tests;

  Deliveries(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Webhooks webhooks,
      MessageRenderer renderer,
      Sender sender,
      BulkChanges changes,
      Webhooks.Wakeup wakeup) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.webhooks = webhooks;
    this.store = new DeliveryStore(db.dialect());
    this.renderer = renderer;
    this.sender = sender;
    this.changes = changes;
    this.changeStore = new BulkChangeStore(db.dialect());
    this.wakeup = wakeup;
    this.tests = new AttemptLimit(TESTS_PER_MINUTE, Duration.ofMinutes(1), clock);
  }

  /// Conditions on deliveries: one of their status. Unknown ones do not apply.
  ///
  /// @param status as [Status#wire] spells it
  public DeliveryFilter filter(Optional<String> status) {
    return new DeliveryFilter(status.flatMap(Status::parse), Optional.empty(), Optional.empty());
  }

  /// A page of deliveries.
  ///
  /// @param next the cursor of the next page; empty on the last one
  public record DeliverySlice(List<Delivery> deliveries, Optional<String> next) {}

  /// A page of a webhook's deliveries, the newest first.
  ///
  /// @throws Refused `NotFound`
  public DeliverySlice list(
      WebhookId id, DeliveryFilter filter, String before, int limit, RequestContext by) {
    var webhook = webhooks.require(id, by);
    var found =
        db.readLongRunning(handle -> store.page(handle, webhook.id(), filter, before, limit + 1));
    return found.size() <= limit
        ? new DeliverySlice(found, Optional.empty())
        : new DeliverySlice(
            found.subList(0, limit), Optional.of(found.get(limit - 1).id().value()));
  }

  /// A delivery with the body that it is sent with; without the origin of its event for an agent,
  /// which may not have that.
  ///
  /// @param body empty when its events have been deleted from the audit log
  public record DeliveryWithBody(Delivery delivery, Optional<String> body) {}

  /// A delivery that must exist.
  ///
  /// @throws Refused `NotFound`
  public DeliveryWithBody require(WebhookId id, DeliveryId deliveryId, RequestContext by) {
    var webhook = webhooks.require(id, by);
    var shown = by.caller() instanceof Caller.Agent ? webhook.withoutOrigin() : webhook;
    return db.readLongRunning(handle -> {
      var delivery =
          store.find(handle, id, deliveryId).orElseThrow(WebhookRefusals::deliveryNotFound);
      return new DeliveryWithBody(
          delivery,
          renderer
              .render(handle, shown, delivery.source(), delivery.version())
              .map(bytes -> new String(bytes, UTF_8)));
    });
  }

  /// Sends a finished delivery again, with ten attempts.
  ///
  /// @throws Refused `NotFound`, `not_failed_or_delivered` for a pending one
  public void retry(WebhookId id, DeliveryId deliveryId, RequestContext by) {
    db.inTransaction(tx -> {
      var webhook = webhooks.lock(tx, id, by.caller());
      if (!store.retry(tx, id, deliveryId, clock.instant())) {
        var _ =
            store.find(tx.handle(), id, deliveryId).orElseThrow(WebhookRefusals::deliveryNotFound);
        throw WebhookRefusals.deliveryPending();
      }
      audit.record(tx, new WebhookEvent.DeliveryRetried(webhook, deliveryId), by);
      tx.afterCommit(() -> wakeup.wake(id));
      return true;
    });
  }

  /// Gives up a pending delivery, such as one that holds up an ordered webhook.
  ///
  /// @throws Refused `NotFound`, `delivery_finished`
  public void abort(WebhookId id, DeliveryId deliveryId, RequestContext by) {
    db.inTransaction(tx -> {
      var webhook = webhooks.lock(tx, id, by.caller());
      if (!store.abort(tx, id, deliveryId, clock.instant())) {
        var _ =
            store.find(tx.handle(), id, deliveryId).orElseThrow(WebhookRefusals::deliveryNotFound);
        throw WebhookRefusals.deliveryFinished();
      }
      audit.record(tx, new WebhookEvent.DeliveryAborted(webhook, deliveryId), by);
      tx.afterCommit(() -> wakeup.wake(id));
      return true;
    });
  }

  /// Sends the failed deliveries of a time again. They are queued in the background.
  ///
  /// @return how many, counted up to [Paging#MAX_COUNTED]
  /// @throws Refused `NotFound`, `recovery_running`
  public long recover(WebhookId id, Instant since, Optional<Instant> until, RequestContext by) {
    var _ = webhooks.require(id, by);
    var now = clock.instant();
    var end = until.orElse(now.plusMillis(1));
    var queued =
        db.readLongRunning(handle -> store.countFailed(handle, id, since, end, Paging.MAX_COUNTED));
    if (queued > 0) {
      db.inTransaction(tx -> {
        var webhook = webhooks.lock(tx, id, by.caller());
        if (!changeStore.recover(tx, id, since, end, now)) {
          throw WebhookRefusals.recoveryRunning();
        }
        audit.record(tx, new WebhookEvent.Recovered(webhook, queued), by);
        return webhook;
      });
      changes.begin(id);
    }
    return queued;
  }

  /// How many webhooks that the caller may see an event was queued for.
  public long countWebhooksOf(String eventId, RequestContext by) {
    var reach = WebhookReach.of(by.caller());
    return db.readLongRunning(handle -> store.countWebhooksOf(handle, eventId, reach));
  }

  /// The result of a test.
  ///
  /// @param statusCode of the response; 0 when there was none
  public record TestResult(boolean delivered, int statusCode, long durationMs, String reason) {}

  /// Sends a test message at once, whether the webhook is enabled or not.
  ///
  /// @throws Refused `NotFound`, `TooManyRequests` after five within a minute, and while too many
  ///   are in progress
  public TestResult test(WebhookId id, RequestContext by) {
    var webhook = webhooks.require(id, by);
    var share =
        new Share(webhook.organization().map(OrganizationId::value).orElse(""), TESTS_AT_ONCE);
    try (var _ =
        testPermits
            .tryAcquire(List.of(share), Duration.ZERO)
            .orElseThrow(WebhookRefusals::tooManyTestsAtOnce)) {
      // Only now: a test that finds no permit is not sent, and so is not counted.
      var wait = tests.takeFor(id.value());
      if (wait.isPresent()) {
        throw WebhookRefusals.tooManyTests(wait.get().delay());
      }
      var messageId = ids.next();
      Sent sent =
          sender.sendTest(
              webhook, messageId, MessageRenderer.renderTest(messageId, clock.instant(), webhook));
      var attempt = sent.attempt();
      return new TestResult(
          sent.isDelivered(), attempt.statusCode(), attempt.durationMs(), attempt.reason());
    }
  }

  /// Deletes expired deliveries: delivered ones after 7 days, failed ones and replays after 30. To
  /// be called periodically.
  ///
  /// @param now the time to compare with, which is not simply the wall clock's
  void deleteExpired(Instant now) {
    deleteInBatches(
        tx -> store.deleteFinished(tx, Status.DELIVERED, now.minus(KEPT_DELIVERED), DELETE_BATCH));
    deleteInBatches(
        tx -> store.deleteFinished(tx, Status.FAILED, now.minus(KEPT_FAILED), DELETE_BATCH));
    deleteInBatches(tx -> replays.deleteFinished(tx, now.minus(KEPT_FAILED), DELETE_BATCH));
  }

  /// One batch per transaction, with pauses, so that other writers do not wait long.
  private void deleteInBatches(ToIntFunction<Tx> deleteBatch) {
    while (true) {
      var part = audit.backgroundThrottle().begin();
      if (db.inTransaction(deleteBatch::applyAsInt) < DELETE_BATCH) {
        return;
      }
      part.pause();
    }
  }
}
