package dev.signet.webhooks;

import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import dev.signet.base.paging.Pagination;
import dev.signet.events.catalog.EventType;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.webhooks.QuickWebhookView.CreatedWebhook;
import dev.signet.webhooks.QuickWebhookView.DeliveryPage;
import dev.signet.webhooks.QuickWebhookView.DeliveryView;
import dev.signet.webhooks.QuickWebhookView.EventNames;
import dev.signet.webhooks.QuickWebhookView.SingleDelivery;
import dev.signet.webhooks.QuickWebhookView.SingleWebhook;
import dev.signet.webhooks.QuickWebhookView.TestView;
import dev.signet.webhooks.QuickWebhookView.WebhookPage;
import dev.signet.webhooks.Subscription.Options;
import dev.signet.webhooks.Subscription.Spelling;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// HTTP routes for webhooks in the quick API. They manage the same webhooks as [WebhookRoutes]
/// under other member names. The messages of a webhook that is created here are in snake_case too.
final class QuickWebhookRoutes {
  private static final String ALL = "/api/webhooks";
  private static final String ONE = ALL + "/{webhookId}";
  private static final String DELIVERIES = ONE + "/deliveries";
  private static final long MAX_RETRIES = 100;
  private static final long MAX_BACKOFF_SECONDS = 86_400;
  private static final Options DEFAULTS =
      new Options(false, false, false, Spelling.SNAKE, MessageVersion.CURRENT);

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final SentEvents sentEvents;
  private final WebhookRequests requests;
  private final IdempotentRequests once;

  QuickWebhookRoutes(
      Webhooks webhooks,
      Deliveries deliveries,
      SentEvents sentEvents,
      WebhookRequests requests,
      IdempotentRequests once) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.sentEvents = sentEvents;
    this.requests = requests;
    this.once = once;
  }

  void mount(Router router) {
    var read = WebhookRoutes.READ;
    var write = WebhookRoutes.WRITE;
    router.post(ALL, write, request -> once.execute(request, () -> create(request)));
    router.get(ALL, read, this::list);
    router.get(ONE, read, this::get);
    router.put(ONE, write, this::change);
    router.delete(ONE, write, this::delete);
    router.post(ONE + "/test", write, this::test);
    router.get(DELIVERIES, read, this::listDeliveries);
    router.get(DELIVERIES + "/{deliveryId}", read, this::getDelivery);
    router.get("/api/webhook-events", read, this::listEvents);
  }

  private Function<Tx, Response> create(Request request) {
    request.allowOnlyQuery();
    var by = request.context();
    var fields = request.fields();
    var unused = unused(fields);
    var wanted = requests.readNew(fields, DEFAULTS, by);
    return tx -> {
      var made = webhooks.create(tx, wanted.organization(), wanted.subscription(), by);
      var view = QuickWebhookView.of(made.webhook(), WebhookFigures.ofNew(made.webhook()));
      return Response.snakeJson(201, new CreatedWebhook(view, made.revealSecret(), unused))
          .withHeader("Location", ALL + "/" + view.id())
          .noStore();
    };
  }

  /// Reads the members that other products have for their retries; those of this server are fixed.
  private static List<String> unused(JsonFields fields) {
    var found = new ArrayList<String>();
    if (fields.integer("maxRetries", 0, MAX_RETRIES).isPresent()) {
      found.add("max_retries");
    }
    if (fields.integer("retryBackoffBase", 0, MAX_BACKOFF_SECONDS).isPresent()) {
      found.add("retry_backoff_base");
    }
    return List.copyOf(found);
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    var page = webhooks.list(PageQuery.byCursor(request), request.context());
    var figures = webhooks.figures(page.data());
    return Response.snakeJson(
        200,
        new WebhookPage(
            page.data().stream()
                .map(webhook -> QuickWebhookView.of(webhook, figures.apply(webhook)))
                .toList(),
            Pagination.of(page)));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    var found = webhooks.require(WebhookRoutes.id(request), request.context());
    return response(found, List.of());
  }

  private Response response(Webhook webhook, List<String> unused) {
    var view = QuickWebhookView.of(webhook, webhooks.figures(webhook));
    return Response.snakeJson(200, new SingleWebhook(view, unused));
  }

  private Response change(Request request) {
    request.allowOnlyQuery();
    var id = WebhookRoutes.id(request);
    var fields = request.fields();
    fields.refuseReadOnly("id", "consecutiveFails", "createdBy");
    var unused = unused(fields);
    var active = fields.flag("isActive");
    return response(requests.change(id, fields, active, true, request.context()), unused);
  }

  private Response delete(Request request) {
    request.allowOnlyQuery();
    webhooks.delete(WebhookRoutes.id(request), request.context());
    return Response.empty(204);
  }

  private Response test(Request request) {
    request.allowOnlyQuery();
    var id = WebhookRoutes.id(request);
    var fields = request.optionalFields();
    var event = fields.singleLine("event", SubscriptionFields.MAX_EVENT);
    if (event.filter(name -> !name.equals(SentEvents.TEST)).isPresent()) {
      fields.addError("event", "must be " + SentEvents.TEST + ", which is what a test sends");
    }
    fields.finish();
    return Response.snakeJson(200, TestView.of(deliveries.test(id, request.context())));
  }

  private Response listDeliveries(Request request) {
    request.allowOnlyQuery("status", "after", "limit");
    var limit = DeliveryRoutes.limit(request);
    var found =
        deliveries.list(
            WebhookRoutes.id(request),
            DeliveryRoutes.filter(request),
            DeliveryRoutes.before(request),
            limit,
            request.context());
    return Response.snakeJson(
        200,
        new DeliveryPage(
            found.deliveries().stream().map(delivery -> DeliveryView.of(delivery, null)).toList(),
            Pagination.ofUncounted(limit, found.next().orElse(null))));
  }

  private Response getDelivery(Request request) {
    request.allowOnlyQuery();
    var found =
        deliveries.require(
            WebhookRoutes.id(request), DeliveryRoutes.deliveryId(request), request.context());
    return Response.snakeJson(
        200, new SingleDelivery(DeliveryView.of(found.delivery(), found.body().orElse(null))));
  }

  private Response listEvents(Request request) {
    request.allowOnlyQuery();
    return Response.snakeJson(
        200, new EventNames(sentEvents.types().stream().map(EventType::action).toList()));
  }
}
