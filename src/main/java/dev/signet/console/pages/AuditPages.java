package dev.signet.console.pages;

import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Notice;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditRoutes;
import dev.signet.events.audit.BackgroundVerification;
import dev.signet.events.audit.EventFilter;
import dev.signet.events.audit.EventView;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.catalog.EventType;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.webhooks.Deliveries;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The audit log: its events as sentences, a live view, an export, and the integrity check.
final class AuditPages {
  static final String ALL = "/console/audit";
  private static final String LIVE = "/console/live/audit";
  private static final String ONE = ALL + "/{eventId}";
  private static final String CHECK = ALL + "/check";
  private static final String LIVE_CHECK = LIVE + "/check";
  private static final String EXPORT = ALL + "/export";
  private static final int PAGE_SIZE = 50;

  private static final List<String> FILTERS =
      List.of("agentId", "action", "outcome", "actor", "requestId", "from", "to");

  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// An event as a sentence and as JSON.
  ///
  /// @param agent the name of the agent that the event is about; null if there is none
  /// @param actor the name of the agent that acted; null if the actor is not an agent
  record Row(
      EventView event, Notice text, @Nullable String agent, @Nullable String actor, String json) {

    /// @param reader the id of the signed-in user
    static Row of(EventCatalog catalog, EventView event, ActorNames.Names names, String reader) {
      return new Row(
          event,
          EventText.of(catalog, event, names, reader),
          names.agent(event.agentId()),
          names.agent(event.actor().id()),
          Json.toPrettyCamelCase(event));
    }

    /// A part of the id that is long enough to tell actors apart.
    String shortActorId() {
      var id = event.actor().id();
      return id.length() == 36 ? "…" + id.substring(28) : id;
    }
  }

  /// @param webhooks to how many webhooks it was sent, or is being sent
  record OneView(Row row, long webhooks) {}

  /// A text field of the filters.
  record FilterField(String name, String label, String type) {}

  private static final List<FilterField> INPUTS =
      List.of(
          new FilterField("agentId", "Agent id", "text"),
          new FilterField("actor", "Actor id", "text"),
          new FilterField("requestId", "Request id", "text"),
          new FilterField("from", "From (UTC)", "datetime-local"),
          new FilterField("to", "To (UTC)", "datetime-local"));

  /// @param actions all actions that events may have
  /// @param form the filters as typed
  /// @param address the filters as a query string
  /// @param isLive whether new events appear without a reload
  /// @param next the cursor of the next page; null at the end
  /// @param searchedCount how many events were searched if the search was cut off; 0 if all were
  record ListView(
      List<Row> rows,
      List<String> actions,
      FormState form,
      String address,
      boolean isLive,
      boolean isBeginning,
      @Nullable String next,
      int searchedCount) {

    ListView {
      rows = List.copyOf(rows);
      actions = List.copyOf(actions);
    }

    List<FilterField> filterFields() {
      return INPUTS;
    }

    boolean isFiltered() {
      return !address.isEmpty();
    }

    /// The address of this list with another parameter.
    String urlWith(String more) {
      var all = Stream.of(address, more).filter(part -> !part.isEmpty());
      var query = all.collect(Collectors.joining("&"));
      return query.isEmpty() ? ALL : ALL + "?" + query;
    }

    /// The address of the fragment with the events since the newest on this page.
    String liveUrl() {
      var since = rows.isEmpty() ? "" : "since=" + rows.getFirst().event().eventId();
      var all = Stream.of(address, since).filter(part -> !part.isEmpty());
      return LIVE + "?" + all.collect(Collectors.joining("&"));
    }

    String exportUrl() {
      return address.isEmpty() ? EXPORT : EXPORT + "?" + address;
    }

    /// The address of the page with older events.
    String olderUrl() {
      return urlWith("after=" + next);
    }
  }

  /// A fault that the check found.
  record CheckFault(String chain, String seq, @Nullable String event, String description) {
    static CheckFault of(JsonNode fault) {
      var event = fault.path("event_id");
      return new CheckFault(
          fault.path("chain_id").asString(),
          fault.path("seq").asString(),
          event.isString() ? event.asString() : null,
          fault.path("what").asString());
    }
  }

  record CheckView(BackgroundVerification.State state) {
    @Nullable EventView last() {
      return state.last().orElse(null);
    }

    String quantity(String field, String one) {
      return state
          .last()
          .map(event -> TimeFormat.quantity(event.metadata().path(field).asLong(0), one))
          .orElse("");
    }

    List<CheckFault> faults() {
      return state.last().stream()
          .flatMap(event -> event.metadata().path("faults").valueStream())
          .map(CheckFault::of)
          .toList();
    }
  }

  private final PageRenderer pages;
  private final Audit audit;
  private final EventCatalog catalog;
  private final ActorNames actors;
  private final Deliveries deliveries;
  private final Clock clock;

  AuditPages(
      PageRenderer pages,
      Audit audit,
      EventCatalog catalog,
      ActorNames actors,
      Deliveries deliveries,
      Clock clock) {
    this.deliveries = deliveries;
    this.catalog = catalog;
    this.pages = pages;
    this.audit = audit;
    this.actors = actors;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("audit:read");
    router.get(ALL, read, this::list);
    router.get(LIVE, read, this::live);
    router.get(EXPORT, read, this::export);
    router.get(CHECK, read, this::check);
    router.post(CHECK, read, this::startCheck);
    router.get(LIVE_CHECK, read, this::liveCheck);
    router.get(ONE, read, this::show);
  }

  private Response list(Request request) {
    var form = FormState.of(request.query());
    try {
      return pages.show(
          request, new Page("Audit", Section.AUDIT, "pages/auditLog", found(request, form)));
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.Invalid)) {
        throw refused;
      }
      var nothing =
          new ListView(
              List.of(),
              actions(),
              form.withRefusal(refused),
              address(request),
              false,
              true,
              null,
              0);
      return pages.show(422, request, new Page("Audit", Section.AUDIT, "pages/auditLog", nothing));
    }
  }

  /// The newest events, if there are newer events than on the page; otherwise an empty response.
  private Response live(Request request) {
    var view = found(request, FormState.of(request.query()));
    var newest = view.rows().isEmpty() ? "" : view.rows().getFirst().event().eventId();
    return request.query().one("since").filter(newest::equals).isPresent()
        ? PageRenderer.withSecurityHeaders(Response.empty(204)).noStore()
        : pages.showFragment(request, new Page("Audit", Section.AUDIT, "pages/auditEvents", view));
  }

  private ListView found(Request request, FormState form) {
    var isLive = request.query().one("live").isPresent() || request.path().equals(LIVE);
    var after = request.query().one("after");
    if (after.filter(cursor -> Ids.parse(cursor).isEmpty()).isPresent()) {
      throw Refused.invalid("after", "must be the cursor of an earlier page");
    }
    var filter = filter(request);
    var found = audit.find(filter, isLive ? Optional.empty() : after, PAGE_SIZE);
    return new ListView(
        rows(found.events(), request),
        actions(),
        form,
        address(request),
        isLive,
        after.isEmpty(),
        found.next().orElse(null),
        found.searched().orElse(0));
  }

  private static EventFilter filter(Request request) {
    return AuditRoutes.filter(
        request, AuditPages::time, "must be a time, such as 2026-03-28T09:00 (UTC)");
  }

  /// A time as sent by browsers (without a zone, in UTC) or as written by programs.
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException _) {
      return Json.instant(text);
    }
  }

  /// The filters as a query string.
  private static String address(Request request) {
    var kept = new ArrayList<String>();
    for (var name : FILTERS) {
      request
          .query()
          .one(name)
          .ifPresent(
              value -> kept.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return String.join("&", kept);
  }

  private List<String> actions() {
    return catalog.types().stream().map(EventType::action).toList();
  }

  private List<Row> rows(List<EventView> events, Request request) {
    var names = actors.namesIn(events);
    var reader = request.caller().id();
    return events.stream().map(event -> Row.of(catalog, event, names, reader)).toList();
  }

  private Response show(Request request) {
    var id = Ids.parse(request.pathParam("eventId"));
    var event =
        audit.require(id.orElseThrow(() -> Refused.notFound("audit event")), request.caller());
    var row = rows(List.of(event), request).getFirst();
    var webhooks =
        request.caller().scopes().allows("webhooks:read")
            ? deliveries.countWebhooksOf(event.eventId(), request.context())
            : 0;
    return pages.show(
        request,
        new Page(row.text().text(), Section.AUDIT, "pages/auditEvent", new OneView(row, webhooks)));
  }

  private Response export(Request request) {
    return PageRenderer.withSecurityHeaders(
            AuditRoutes.stream(audit.export(filter(request), request.context())))
        .withHeader(
            "Content-Disposition",
            "attachment; filename=\"signet-audit-" + FILE.format(clock.instant()) + ".ndjson\"")
        .noStore();
  }

  private Page checkPage(String template) {
    return new Page(
        "Check the audit log",
        Section.AUDIT,
        template,
        new CheckView(audit.backgroundVerification().state()));
  }

  private Response check(Request request) {
    return pages.show(request, checkPage("pages/auditCheck"));
  }

  private Response liveCheck(Request request) {
    return pages.showFragment(request, checkPage("pages/auditCheckResult"));
  }

  private Response startCheck(Request request) {
    audit.backgroundVerification().start(request.context());
    return PageRenderer.redirect(CHECK);
  }
}
