package dev.signet.webhooks;

import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.catalog.EventType.Audience;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// HTTP routes for webhooks. An agent sees and changes those of its organization.
final class WebhookRoutes {
  static final String ALL = "/api/v1/webhooks";
  static final String ONE = ALL + "/{webhookId}";
  static final Access READ = new Access.Management("webhooks:read");
  static final Access WRITE = new Access.Management("webhooks:write");

  private static final long DEFAULT_OVERLAP = Duration.ofDays(1).toSeconds();
  private static final long MAX_OVERLAP = Duration.ofDays(7).toSeconds();

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final SentEvents sentEvents;
  private final WebhookRequests requests;
  private final IdempotentRequests once;

  WebhookRoutes(
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
    router.post(ALL, WRITE, request -> once.execute(request, () -> create(request)));
    router.get(ALL, READ, this::list);
    router.get(ALL + "/events", READ, this::listEvents);
    router.get(ONE, READ, this::get);
    router.patch(ONE, WRITE, this::change);
    router.delete(ONE, WRITE, this::delete);
    router.post(
        ONE + "/rotate-secret", WRITE, request -> once.execute(request, () -> rotate(request)));
    router.post(ONE + "/test", WRITE, this::test);
  }

  private Function<Tx, Response> create(Request request) {
    request.allowOnlyQuery();
    var by = request.context();
    var wanted = requests.readNew(request.fields(), Subscription.Options.DEFAULT, by);
    return tx -> {
      var made = webhooks.create(tx, wanted.organization(), wanted.subscription(), by);
      var view =
          WebhookView.of(made.webhook(), WebhookFigures.ofNew(made.webhook()), made.revealSecret());
      return Response.json(201, view)
          .withHeader("Location", ALL + "/" + view.webhookId())
          .noStore();
    };
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    return Response.json(200, views(PageQuery.byCursor(request), request));
  }

  private Paging.Page<WebhookView> views(Paging paging, Request request) {
    var page = webhooks.list(paging, request.context());
    var figures = webhooks.figures(page.data());
    return page.map(webhook -> WebhookView.of(webhook, figures.apply(webhook), null));
  }

  /// @param audience `organization` or `operators`: whose webhooks receive it
  /// @param schema of the member `data`
  record EventTypeView(
      String name, String description, String audience, ObjectNode schema, ObjectNode sample) {}

  private record EventTypesView(List<EventTypeView> data) {}

  private Response listEvents(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, new EventTypesView(eventTypes(sentEvents)));
  }

  static List<EventTypeView> eventTypes(SentEvents sentEvents) {
    return sentEvents.types().stream()
        .map(type ->
            new EventTypeView(
                type.action(),
                type.summary(),
                type.audience() instanceof Audience.Organization ? "organization" : "operators",
                MessageRenderer.schema(type),
                MessageRenderer.sample(type)))
        .toList();
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return response(webhooks.require(id(request), request.context()));
  }

  private Response response(Webhook webhook) {
    return Response.json(200, WebhookView.of(webhook, webhooks.figures(webhook), null));
  }

  private Response change(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var fields = request.fields();
    fields.refuseReadOnly("webhookId");
    var active = fields.flag("active");
    var resume = fields.flag("resume");
    if (resume.isPresent() && active.filter(Boolean::booleanValue).isEmpty()) {
      fields.addError("resume", "goes with active: true");
    }
    return response(requests.change(id, fields, active, resume.orElse(true), request.context()));
  }

  private Response delete(Request request) {
    request.allowOnlyQuery();
    webhooks.delete(id(request), request.context());
    return Response.empty(204);
  }

  private Function<Tx, Response> rotate(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var by = request.context();
    var fields = request.optionalFields();
    var overlap = fields.integer("overlapSeconds", 0, MAX_OVERLAP).orElse(DEFAULT_OVERLAP);
    var text = fields.anyText("secret", 200);
    var given = text.map(Secret::of).flatMap(SigningSecret::parse);
    if (text.isPresent() && given.isEmpty()) {
      fields.addError("secret", "must be whsec_ and 24 to 64 bytes in standard Base64");
    }
    fields.finish();
    return tx -> {
      var rotated = webhooks.rotateSecret(tx, id, given, Duration.ofSeconds(overlap), by);
      return Response.json(
              200, new RotatedView(rotated.revealSecret(), rotated.previousValidUntil()))
          .noStore();
    };
  }

  private record RotatedView(String secret, Instant previousValidUntil) {
    @Override
    public String toString() {
      return "RotatedView[***]";
    }
  }

  private Response test(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    request.optionalFields().finish();
    return Response.json(200, deliveries.test(id, request.context()));
  }

  /// @throws Refused `NotFound` when it is not an id
  static WebhookId id(Request request) {
    return WebhookId.parse(request.pathParam("webhookId")).orElseThrow(WebhookRefusals::notFound);
  }
}
