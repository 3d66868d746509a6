package dev.signet.console;

import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Checks;
import dev.signet.events.audit.EventView;
import dev.signet.events.audit.Filter;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
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

/// The audit trail: what happened, in words; as it happens, if one likes; and whether it is whole.
final class AuditPages {
  static final String ALL = "/console/audit";
  private static final String LIVE = "/console/live/audit";
  private static final String ONE = ALL + "/{eventId}";
  private static final String CHECK = ALL + "/check";
  private static final String LIVE_CHECK = LIVE + "/check";
  private static final String EXPORT = ALL + "/export";
  private static final int SHOWN = 50;

  private static final List<String> FILTERS =
      List.of("agentId", "action", "outcome", "actor", "requestId", "from", "to");

  private static final DateTimeFormatter FILE =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// An event, in words and as it is.
  ///
  /// @param agent the name of the agent that it is about; null for none, as the next
  /// @param actor the name of the agent that did it
  record Row(
      EventView event, Said words, @Nullable String agent, @Nullable String actor, String json) {

    /// @param reader the id of whoever reads it
    static Row of(EventView event, Actors.Names names, String reader) {
      return new Row(
          event,
          Words.of(event, names, reader),
          names.agent(event.agentId()),
          names.agent(event.actor().id()),
          Json.pretty(event));
    }

    /// Enough of an id to tell it from others.
    String actorShort() {
      var id = event.actor().id();
      return id.length() == 36 ? "…" + id.substring(28) : id;
    }
  }

  /// A field of the filters that somebody types into.
  record Input(String name, String label, String type) {}

  private static final List<Input> INPUTS =
      List.of(
          new Input("agentId", "Agent id", "text"),
          new Input("actor", "Actor id", "text"),
          new Input("requestId", "Request id", "text"),
          new Input("from", "From (UTC)", "datetime-local"),
          new Input("to", "To (UTC)", "datetime-local"));

  /// @param form what is looked for, as it was typed
  /// @param address of what is looked for, as a query
  /// @param isLive whether what happens next shows up by itself
  /// @param next where the list goes on; null at its end
  /// @param looked how many events were looked through, when there are more; 0 when all were
  record ListView(
      List<Row> rows,
      Filled form,
      String address,
      boolean isLive,
      boolean isBeginning,
      @Nullable String next,
      int looked) {

    List<String> actions() {
      return Words.actions();
    }

    List<Input> inputs() {
      return INPUTS;
    }

    boolean isFiltered() {
      return !address.isEmpty();
    }

    /// The address of this list, with something more in it.
    String here(String more) {
      var all = Stream.of(address, more).filter(part -> !part.isEmpty());
      var query = all.collect(Collectors.joining("&"));
      return query.isEmpty() ? ALL : ALL + "?" + query;
    }

    /// What asks for what has happened since.
    String live() {
      var since = rows.isEmpty() ? "" : "since=" + rows.getFirst().event().eventId();
      var all = Stream.of(address, since).filter(part -> !part.isEmpty());
      return LIVE + "?" + all.collect(Collectors.joining("&"));
    }

    String export() {
      return address.isEmpty() ? EXPORT : EXPORT + "?" + address;
    }

    /// The last that was looked at, as the address of the next page has it.
    String older() {
      return here("after=" + next);
    }
  }

  /// One thing that is not as it was written.
  record Fault(String chain, String seq, @Nullable String event, String what) {
    static Fault of(JsonNode fault) {
      var event = fault.path("event_id");
      return new Fault(
          fault.path("chain_id").asString(),
          fault.path("seq").asString(),
          event.isString() ? event.asString() : null,
          fault.path("what").asString());
    }
  }

  record CheckView(Checks.State state) {
    @Nullable EventView last() {
      return state.last().orElse(null);
    }

    String counted(String field, String one) {
      return state
          .last()
          .map(event -> Times.counted(event.metadata().path(field).asLong(0), one))
          .orElse("");
    }

    List<Fault> faults() {
      return state.last().stream()
          .flatMap(event -> event.metadata().path("faults").valueStream())
          .map(Fault::of)
          .toList();
    }
  }

  private final Pages pages;
  private final Audit audit;
  private final Actors actors;
  private final Clock clock;

  AuditPages(Pages pages, Audit audit, Actors actors, Clock clock) {
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
    router.post(CHECK, read, this::beginCheck);
    router.get(LIVE_CHECK, read, this::liveCheck);
    router.get(ONE, read, this::one);
  }

  private Response list(Request request) {
    var form = Filled.with(request.query());
    try {
      return pages.show(request, new Page("Audit", Section.AUDIT, "audit", found(request, form)));
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.Invalid)) {
        throw refused;
      }
      var nothing =
          new ListView(List.of(), form.refused(refused), address(request), false, true, null, 0);
      return pages.show(422, request, new Page("Audit", Section.AUDIT, "audit", nothing));
    }
  }

  /// The newest events, when there are newer ones than the page has; nothing otherwise.
  private Response live(Request request) {
    var view = found(request, Filled.with(request.query()));
    var newest = view.rows().isEmpty() ? "" : view.rows().getFirst().event().eventId();
    return request.query().one("since").filter(newest::equals).isPresent()
        ? Pages.secured(Response.empty(204)).noStore()
        : pages.part(request, new Page("Audit", Section.AUDIT, "auditrows", view));
  }

  private ListView found(Request request, Filled form) {
    var isLive = request.query().one("live").isPresent() || request.path().equals(LIVE);
    var after = request.query().one("after");
    if (after.filter(cursor -> Ids.parse(cursor).isEmpty()).isPresent()) {
      throw Refused.invalid("after", "must be the end of an earlier page");
    }
    var filter = filter(request);
    var found = audit.find(filter, isLive ? Optional.empty() : after, SHOWN);
    return new ListView(
        rows(found.events(), request),
        form,
        address(request),
        isLive,
        after.isEmpty(),
        found.next().orElse(null),
        found.looked().orElse(0));
  }

  private static Filter filter(Request request) {
    return Filter.read(request, AuditPages::time, "must be a time, such as 2026-03-28T09:00 (UTC)");
  }

  /// As browsers send it, or as programs write it.
  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException _) {
      return Json.instant(text);
    }
  }

  /// What is looked for, ready for an address.
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

  private List<Row> rows(List<EventView> events, Request request) {
    var names = actors.in(events);
    var reader = request.caller().id();
    return events.stream().map(event -> Row.of(event, names, reader)).toList();
  }

  private Response one(Request request) {
    var id = Ids.parse(request.pathParam("eventId"));
    var event =
        audit.require(id.orElseThrow(() -> Refused.unknown("audit event")), request.caller());
    var row = rows(List.of(event), request).getFirst();
    return pages.show(request, new Page(row.words().text(), Section.AUDIT, "auditevent", row));
  }

  private Response export(Request request) {
    return Pages.secured(audit.export(filter(request), request.origin()))
        .with(
            "Content-Disposition",
            "attachment; filename=\"signet-audit-" + FILE.format(clock.instant()) + ".ndjson\"")
        .noStore();
  }

  private Page checkPage(String template) {
    return new Page(
        "Is the trail whole?", Section.AUDIT, template, new CheckView(audit.checks().state()));
  }

  private Response check(Request request) {
    return pages.show(request, checkPage("auditcheck"));
  }

  private Response liveCheck(Request request) {
    return pages.part(request, checkPage("auditchecked"));
  }

  private Response beginCheck(Request request) {
    audit.checks().begin(request.origin());
    return Pages.goTo(CHECK);
  }
}
