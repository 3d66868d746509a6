package dev.signet.console.pages;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Notice;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.webhooks.Deliveries;
import dev.signet.webhooks.Delivery;
import dev.signet.webhooks.DeliveryId;
import dev.signet.webhooks.EventPatterns;
import dev.signet.webhooks.Replays;
import dev.signet.webhooks.Replays.NewReplay;
import dev.signet.webhooks.Webhook;
import dev.signet.webhooks.WebhookId;
import dev.signet.webhooks.WebhookRefusals;
import dev.signet.webhooks.WebhookStatus.Active;
import dev.signet.webhooks.WebhookStatus.Disabled;
import dev.signet.webhooks.Webhooks;
import dev.signet.webhooks.Webhooks.WebhookChange;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Webhooks and their deliveries.
final class WebhookPages {
  private static final String ALL = "/console/webhooks";
  private static final String NEW = ALL + "/new";
  private static final String ONE = ALL + "/{webhookId}";
  private static final String ROTATE = ONE + "/rotate";
  private static final String DELETE = ONE + "/delete";
  private static final String DISABLE = ONE + "/disable";
  private static final String REPLAY = ONE + "/replay";
  private static final String DELIVERY = ONE + "/deliveries/{deliveryId}";
  private static final int DELIVERIES_SHOWN = 20;
  private static final int MAX_NAME = 100;
  private static final int MAX_HOURS = 2_160;
  private static final Duration OVERLAP = Duration.ofDays(1);

  record Row(Webhook webhook, WebhookFigures figures) {
    String status() {
      return webhook.status().text(figures.isBlocked());
    }

    String id() {
      return webhook.id().value();
    }

    String path() {
      return ALL + "/" + id();
    }

    String events() {
      return String.join(", ", webhook.subscription().events().patterns());
    }

    long pending() {
      return figures.pending();
    }

    long failed() {
      return figures.failed();
    }

    String organization() {
      return webhook.organization().map(OrganizationId::value).orElse("all organizations");
    }

    /// Why it is disabled; empty when it is not.
    String disabledReason() {
      return switch (webhook.status()) {
        case Active() -> "";
        case Disabled(_, var reason) -> reason.wire().replace('_', ' ');
      };
    }

    boolean isDisabled() {
      return webhook.status() instanceof Disabled;
    }
  }

  record ListView(List<Row> rows, Pager pager) {}

  record OneView(Row row, List<Delivery> deliveries, @Nullable String next) {}

  record DeliveryView(Row row, Delivery delivery, @Nullable String body) {}

  /// @param idempotencyKey identifies this form: sending it repeatedly creates one webhook
  /// @param asksOrganization whether the user may choose an organization
  record NewView(FormState form, String idempotencyKey, boolean asksOrganization) {}

  /// @param idempotencyKey identifies this form: sending it repeatedly rotates once
  record RotateView(Row row, FormState form, String idempotencyKey) {}

  /// @param secret shown only once
  record SecretView(String title, String secret, String path) {
    String sample() {
      return """
      import { Webhook } from "standardwebhooks";

      const message = new Webhook("%s").verify(body, request.headers);\
      """
          .formatted(secret);
    }

    @Override
    public String toString() {
      return "SecretView[" + path + ", ***]";
    }
  }

  /// @param estimated how many deliveries the replay would make; null before the time is known
  record ReplayView(Row row, FormState form, @Nullable Long estimated) {}

  private final PageRenderer pages;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Replays replays;
  private final IdempotentForms once;
  private final Clock clock;

  WebhookPages(
      PageRenderer pages,
      Webhooks webhooks,
      Deliveries deliveries,
      Replays replays,
      IdempotentForms once,
      Clock clock) {
    this.pages = pages;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.replays = replays;
    this.once = once;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedInMember("webhooks:read");
    var write = new Access.SignedInMember("webhooks:write");
    // A webhook outlives the session, its secret is shown, and a deleted one does not come back:
    // all need a recent confirmation.
    var afresh = new Access.ReauthenticatedMember("webhooks:write");
    router.get(ALL, read, this::list);
    router.get(NEW, afresh, request -> newForm(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::create);
    router.get(ONE, read, this::show);
    router.post(ONE + "/test", write, this::test);
    router.get(ROTATE, afresh, request -> rotateForm(200, request, FormState.BLANK));
    router.post(ROTATE, afresh, this::rotate);
    router.get(DISABLE, write, this::askToDisable);
    router.post(DISABLE, write, this::disable);
    router.post(ONE + "/enable", write, this::enable);
    router.get(DELETE, afresh, this::askToDelete);
    router.post(DELETE, afresh, this::delete);
    router.get(REPLAY, write, request -> replayForm(200, request, FormState.BLANK, null));
    router.post(REPLAY, write, this::replay);
    router.get(DELIVERY, read, this::showDelivery);
    router.post(DELIVERY + "/retry", write, this::retry);
  }

  private Response list(Request request) {
    var found = webhooks.list(PageQuery.byCursor(request), request.context());
    var figures = webhooks.figures(found.data());
    var rows =
        found.data().stream().map(webhook -> new Row(webhook, figures.apply(webhook))).toList();
    return pages.show(
        request, page("Webhooks", "pages/webhooks", new ListView(rows, Pager.of(request, found))));
  }

  private static Page page(String title, String template, Object view) {
    return new Page(title, Section.WEBHOOKS, template, view);
  }

  private Row row(Request request) {
    var webhook = webhooks.require(id(request), request.context());
    return new Row(webhook, webhooks.figures(webhook));
  }

  private Response newForm(int status, Request request, FormState form) {
    var view =
        new NewView(
            form,
            IdempotentForms.newIdempotencyKey(),
            request.session().caller().isOfWholeServer());
    return pages.show(status, request, page("Create a webhook", "pages/newWebhook", view));
  }

  private Response create(Request request) {
    return once.handle(
        request,
        form -> {
          var by = request.context();
          var name = name(form);
          var organization = webhooks.organizationFor(organization(form), by);
          var url = form.one("url").map(String::strip).orElse("");
          var subscription = webhooks.subscription(organization, name, url, events(form), by);
          return tx -> {
            var made = webhooks.create(tx, organization, subscription, by);
            return pages.showRepeatable(
                201,
                request,
                page(
                    "Webhook created",
                    "pages/webhookSecret",
                    new SecretView(
                        "Webhook created",
                        made.revealSecret(),
                        ALL + "/" + made.webhook().id().value())));
          };
        },
        filled -> newForm(filled.status(), request, filled));
  }

  private static String name(Form form) {
    var name = form.one("name").map(String::strip).orElse("");
    if (name.isEmpty() || name.length() > MAX_NAME || !SingleLine.isValid(name)) {
      throw Refused.invalid(
          List.of(
              new FieldError(
                  "name",
                  "must have 1 to "
                      + MAX_NAME
                      + " characters, and "
                      + JsonFields.NOT_SINGLE_LINE)));
    }
    return name;
  }

  private static List<String> events(Form form) {
    return Stream.of(form.one("events").orElse("").split("[\\s,]+", -1))
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  private static Optional<OrganizationId> organization(Form form) {
    var text = form.one("organization").map(String::strip).filter(id -> !id.isEmpty());
    if (text.isPresent() && text.flatMap(OrganizationId::parse).isEmpty()) {
      throw Refused.invalid("organization", "must be the id of an organization");
    }
    return text.flatMap(OrganizationId::parse);
  }

  private Response show(Request request) {
    var row = row(request);
    var filter = deliveries.filter(request.query().one("status"));
    var before = request.query().one("after").flatMap(DeliveryId::parse);
    var found =
        deliveries.list(
            row.webhook().id(),
            filter,
            before.map(DeliveryId::value).orElse(Audit.LAST_ID),
            DELIVERIES_SHOWN,
            request.context());
    return pages.show(
        request,
        page(
            row.webhook().subscription().name(),
            "pages/webhook",
            new OneView(row, found.deliveries(), found.next().orElse(null))));
  }

  private Response test(Request request) {
    var id = id(request);
    var result = deliveries.test(id, request.context());
    return pages.redirect(
        request,
        ALL + "/" + id.value(),
        result.delivered()
            ? "The receiver accepted the test message in " + result.durationMs() + " ms."
            : "The test message was not accepted: "
                + (result.statusCode() == 0
                    ? result.reason().replace('_', ' ')
                    : "status " + result.statusCode())
                + ".");
  }

  private Response rotateForm(int status, Request request, FormState form) {
    return pages.show(
        status,
        request,
        page(
            "Rotate the secret of a webhook",
            "pages/rotateWebhook",
            new RotateView(row(request), form, IdempotentForms.newIdempotencyKey())));
  }

  private Response rotate(Request request) {
    var id = id(request);
    return once.handle(
        request,
        form -> {
          var overlap = form.one("overlap").isPresent() ? OVERLAP : Duration.ZERO;
          return tx -> {
            var rotated =
                webhooks.rotateSecret(tx, id, Optional.empty(), overlap, request.context());
            return pages.showRepeatable(
                200,
                request,
                page(
                    "Secret rotated",
                    "pages/webhookSecret",
                    new SecretView(
                        "Secret rotated", rotated.revealSecret(), ALL + "/" + id.value())));
          };
        },
        filled -> rotateForm(filled.status(), request, filled));
  }

  private Response askToDisable(Request request) {
    var row = row(request);
    return pages.show(
        request,
        new ConfirmationPage(
                "Disable this webhook?",
                List.of(
                    "Nothing is sent until it is enabled.",
                    "Its position is kept: enabling it sends what it missed."),
                row.path() + "/disable",
                "Disable",
                row.path(),
                row.webhook().subscription().name())
            .page(Section.WEBHOOKS));
  }

  private Response disable(Request request) {
    return setActive(request, false, "The webhook is disabled.");
  }

  private Response enable(Request request) {
    return setActive(request, true, "The webhook is enabled, and is sent what it missed.");
  }

  private Response setActive(Request request, boolean active, String notice) {
    var id = id(request);
    webhooks.change(
        id,
        new WebhookChange(UnaryOperator.identity(), Optional.of(active), true),
        request.context());
    return pages.redirect(request, ALL + "/" + id.value(), notice);
  }

  private Response askToDelete(Request request) {
    var row = row(request);
    return pages.show(
        request,
        new ConfirmationPage(
                "Delete this webhook?",
                List.of(
                    TimeFormat.quantity(row.pending(), "pending delivery")
                        + " will not be attempted any more.",
                    "Its secret and its delivery log are deleted."),
                row.path() + "/delete",
                "Delete",
                row.path(),
                row.webhook().subscription().name())
            .page(Section.WEBHOOKS));
  }

  private Response delete(Request request) {
    var id = id(request);
    var name = webhooks.require(id, request.context()).subscription().name();
    webhooks.delete(id, request.context());
    return pages.redirect(request, ALL, "The webhook " + Notice.name(name) + " is deleted.");
  }

  private Response replayForm(
      int status, Request request, FormState form, @Nullable Long estimated) {
    return pages.show(
        status,
        request,
        page(
            "Replay events", "pages/replayWebhook", new ReplayView(row(request), form, estimated)));
  }

  private Response replay(Request request) {
    var id = id(request);
    var form = request.form();
    try {
      var now = clock.instant();
      var wish =
          new NewReplay(
              now.minus(Duration.ofHours(hours(form))), now, new EventPatterns(List.of("*")));
      if (form.one("confirmed").isEmpty()) {
        return replayForm(
            200, request, FormState.of(form), replays.estimate(id, wish, request.context()));
      }
      replays.start(id, wish, request.context());
      return pages.redirect(
          request, ALL + "/" + id.value(), "The events are being sent again, in the background.");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return replayForm(filled.status(), request, filled, null);
    }
  }

  private static int hours(Form form) {
    try {
      var hours = Integer.parseInt(form.one("hours").map(String::strip).orElse(""));
      if (hours >= 1 && hours <= MAX_HOURS) {
        return hours;
      }
    } catch (NumberFormatException _) {
      // Reported below, like a number out of bounds.
    }
    throw Refused.invalid("hours", "must be a whole number from 1 to " + MAX_HOURS);
  }

  private Response showDelivery(Request request) {
    var row = row(request);
    var found = deliveries.require(row.webhook().id(), deliveryId(request), request.context());
    return pages.show(
        request,
        page(
            "Delivery of " + found.delivery().source().type(),
            "pages/webhookDelivery",
            new DeliveryView(
                row,
                found.delivery(),
                found
                    .body()
                    .map(body -> Json.toPrettyCamelCase(Json.parseOwn(body)))
                    .orElse(null))));
  }

  private Response retry(Request request) {
    var id = id(request);
    var delivery = deliveryId(request);
    deliveries.retry(id, delivery, request.context());
    return pages.redirect(
        request,
        ALL + "/" + id.value() + "/deliveries/" + delivery.value(),
        "The delivery is sent again.");
  }

  private static WebhookId id(Request request) {
    return WebhookId.parse(request.pathParam("webhookId")).orElseThrow(WebhookRefusals::notFound);
  }

  private static DeliveryId deliveryId(Request request) {
    return DeliveryId.parse(request.pathParam("deliveryId"))
        .orElseThrow(() -> Refused.notFound("delivery"));
  }
}
