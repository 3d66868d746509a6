package dev.signet.webhooks;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.webhooks.Delivery.Attempt;
import dev.signet.webhooks.Delivery.Status;
import dev.signet.webhooks.Replays.NewReplay;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// HTTP routes for the delivery log of a webhook, and for sending again.
final class DeliveryRoutes {
  private static final String ALL = WebhookRoutes.ONE + "/deliveries";
  private static final String ONE = ALL + "/{deliveryId}";
  private static final String REPLAY = WebhookRoutes.ONE + "/replay";
  private static final String REPLAYS = WebhookRoutes.ONE + "/replays/{replayId}";

  private final Deliveries deliveries;
  private final Replays replays;
  private final SentEvents sentEvents;
  private final Clock clock;

  DeliveryRoutes(Deliveries deliveries, Replays replays, SentEvents sentEvents, Clock clock) {
    this.deliveries = deliveries;
    this.replays = replays;
    this.sentEvents = sentEvents;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get(ALL, WebhookRoutes.READ, this::list);
    router.get(ONE, WebhookRoutes.READ, this::get);
    router.post(ONE + "/retry", WebhookRoutes.WRITE, this::retry);
    router.post(ONE + "/abort", WebhookRoutes.WRITE, this::abort);
    router.post(WebhookRoutes.ONE + "/recover", WebhookRoutes.WRITE, this::recover);
    router.post(REPLAY, WebhookRoutes.WRITE, this::replay);
    router.get(REPLAYS, WebhookRoutes.READ, this::getReplay);
  }

  /// @param nextAttemptAt null unless it is pending
  /// @param replayId null unless a replay sends it again
  record DeliveryView(
      String deliveryId,
      String webhookId,
      String messageId,
      String type,
      String status,
      long attemptCount,
      @Nullable Instant nextAttemptAt,
      @Nullable String replayId,
      String version,
      Instant createdAt,
      @Nullable Instant finishedAt,
      List<AttemptView> attempts) {

    static DeliveryView of(Delivery delivery) {
      return new DeliveryView(
          delivery.id().value(),
          delivery.webhook().value(),
          delivery.source().messageId(),
          delivery.source().type(),
          delivery.status().wire(),
          delivery.attemptCount(),
          delivery.status() == Status.PENDING ? delivery.dueAt() : null,
          delivery.replayId().isEmpty() ? null : delivery.replayId(),
          delivery.version(),
          delivery.createdAt(),
          delivery.finishedAt().orElse(null),
          delivery.attempts().stream().map(AttemptView::of).toList());
    }
  }

  /// @param statusCode null when there was no response
  record AttemptView(Instant at, @Nullable Integer statusCode, long durationMs, String reason) {
    static AttemptView of(Attempt attempt) {
      return new AttemptView(
          attempt.at(),
          attempt.statusCode() == 0 ? null : attempt.statusCode(),
          attempt.durationMs(),
          attempt.reason());
    }
  }

  private record DeliveryPage(List<DeliveryView> data, int limit, @Nullable String next) {}

  private Response list(Request request) {
    request.allowOnlyQuery("status", "type", "since", "after", "limit");
    var limit = limit(request);
    var found =
        deliveries.list(
            WebhookRoutes.id(request), filter(request), before(request), limit, request.context());
    return Response.json(
        200,
        new DeliveryPage(
            found.deliveries().stream().map(DeliveryView::of).toList(),
            limit,
            found.next().orElse(null)));
  }

  static int limit(Request request) {
    return request.queryInteger("limit", 20, 1, 100);
  }

  /// The id before which a page of deliveries begins.
  static String before(Request request) {
    var before = request.query().one("after");
    if (before.flatMap(Ids::parse).isEmpty() && before.isPresent()) {
      throw Refused.invalid("after", "must be the next of an earlier response");
    }
    return before.orElse(Audit.LAST_ID);
  }

  static DeliveryFilter filter(Request request) {
    var status =
        request
            .query()
            .one("status")
            .map(text ->
                Status.parse(text)
                    .orElseThrow(
                        () -> Refused.invalid("status", "must be pending, delivered or failed")));
    var since =
        request
            .query()
            .one("since")
            .map(text ->
                Json.instant(text)
                    .orElseThrow(() -> Refused.invalid("since", "must be an RFC 3339 time")));
    return new DeliveryFilter(status, request.query().one("type"), since);
  }

  private record DeliveryDetail(@JsonUnwrapped DeliveryView delivery, @Nullable String body) {}

  private Response get(Request request) {
    request.allowOnlyQuery();
    var found =
        deliveries.require(WebhookRoutes.id(request), deliveryId(request), request.context());
    return Response.json(
        200, new DeliveryDetail(DeliveryView.of(found.delivery()), found.body().orElse(null)));
  }

  private Response retry(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    deliveries.retry(WebhookRoutes.id(request), deliveryId(request), request.context());
    return Response.empty(202);
  }

  private Response abort(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    deliveries.abort(WebhookRoutes.id(request), deliveryId(request), request.context());
    return Response.empty(202);
  }

  private record QueuedView(long queued) {}

  private Response recover(Request request) {
    request.allowOnlyQuery();
    var fields = request.fields();
    var since = fields.instant("since");
    var until = fields.instant("until");
    if (since.isEmpty()) {
      fields.addMissing("since");
    }
    if (until.isPresent() && since.filter(until.get()::isBefore).isPresent()) {
      fields.addError("until", "must not be before since");
    }
    fields.finish();
    var queued =
        deliveries.recover(
            WebhookRoutes.id(request), since.orElseThrow(), until, request.context());
    return Response.json(202, new QueuedView(queued));
  }

  private record StartedReplay(String replayId, long estimated) {}

  private Response replay(Request request) {
    request.allowOnlyQuery();
    var id = WebhookRoutes.id(request);
    var now = clock.instant();
    var fields = request.fields();
    var from = fields.instant("from");
    var to = fields.instant("to");
    var events = SubscriptionFields.events(fields, "events", sentEvents);
    if (from.isEmpty()) {
      fields.addMissing("from");
    }
    if (from.filter(now::isBefore).isPresent()) {
      fields.addError("from", "must be in the past");
    }
    if (to.isPresent() && from.filter(to.get()::isBefore).isPresent()) {
      fields.addError("to", "must not be before from");
    }
    fields.finish();
    var wish =
        new NewReplay(
            from.orElseThrow(),
            to.filter(now::isAfter).orElse(now),
            events.orElseGet(() -> EventPatterns.of(EventPatterns.ALL)));
    var started = replays.start(id, wish, request.context());
    return Response.json(202, new StartedReplay(started.id(), started.range().estimated()));
  }

  private record ReplayView(
      String replayId,
      String status,
      long queued,
      long estimated,
      Instant createdAt,
      @Nullable Instant finishedAt) {}

  private Response getReplay(Request request) {
    request.allowOnlyQuery();
    var replay =
        replays.require(
            WebhookRoutes.id(request),
            Ids.parse(request.pathParam("replayId")).orElseThrow(WebhookRefusals::replayNotFound),
            request.context());
    return Response.json(
        200,
        new ReplayView(
            replay.id(),
            replay.progress().status().wire(),
            replay.progress().queued(),
            replay.range().estimated(),
            replay.createdAt(),
            replay.progress().finishedAt().orElse(null)));
  }

  static DeliveryId deliveryId(Request request) {
    return DeliveryId.parse(request.pathParam("deliveryId"))
        .orElseThrow(WebhookRefusals::deliveryNotFound);
  }
}
