package dev.signet.console.pages;

import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.delegation.Delegation;
import dev.signet.delegation.Delegation.Terms;
import dev.signet.delegation.DelegationFilter;
import dev.signet.delegation.DelegationId;
import dev.signet.delegation.DelegationRefusals;
import dev.signet.delegation.DelegationStatus;
import dev.signet.delegation.Delegations;
import dev.signet.delegation.Delegations.ListedDelegation;
import dev.signet.delegation.Delegations.NarrowedDelegation;
import dev.signet.delegation.TermsFields;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.directory.AgentFilter;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Delegations: listed, created, narrowed and revoked.
final class DelegationPages {
  static final String ALL = "/console/delegations";
  private static final String NEW = ALL + "/new";
  private static final String ONE = ALL + "/{delegationId}";
  private static final String NARROW = ONE + "/narrow";
  private static final String REVOKE = ONE + "/revoke";

  /// How many agents a search considers.
  private static final int AGENTS_SEARCHED = 100;

  /// How many delegations the page of an agent shows in each direction.
  private static final int SHOWN_OF_AGENT = 5;

  private static final List<Duration> LIFETIMES =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(8),
          Duration.ofDays(1));

  /// A delegation as a line of a list.
  record Row(ListedDelegation listed, String status, String subjectName, String actorName) {
    Delegation delegation() {
      return listed.delegation();
    }

    Terms terms() {
      return delegation().terms();
    }

    String path() {
      return ALL + "/" + delegation().id().value();
    }

    String subjectPath() {
      return AgentPages.ALL + "/" + delegation().subject().value();
    }

    String actorPath() {
      return AgentPages.ALL + "/" + delegation().actor().value();
    }

    /// Whether it can be narrowed and revoked.
    boolean hasEnded() {
      return status.equals("revoked") || status.equals("expired");
    }

    /// Why and when it was revoked; null if it was not.
    DelegationStatus.@Nullable Revoked revocation() {
      return delegation().status() instanceof DelegationStatus.Revoked revoked ? revoked : null;
    }
  }

  /// @param search and the following: the filters as typed; empty for no filter
  /// @param isCutOff whether more agents match the search than it considers
  record ListView(
      List<Row> rows,
      Pager pager,
      String search,
      String subject,
      String actor,
      String status,
      boolean isCutOff) {

    boolean isFiltered() {
      return !(search + subject + actor + status).isEmpty();
    }
  }

  /// @param below the active tokens that were issued through it
  /// @param createdBy a description of the caller
  record DetailView(Row row, BlastRadius below, String createdBy, String revokedBy) {}

  /// @param idempotencyKey identifies this form: sending it repeatedly creates one delegation
  record NewView(FormState form, String idempotencyKey, String subject, String actor) {
    List<String> hops() {
      return DelegationPages.hops(Delegation.MAX_HOPS);
    }

    List<String> lifetimes() {
      return Stream.concat(Stream.of(":not limited"), DelegationPages.lifetimes(LIFETIMES))
          .toList();
    }
  }

  /// @param original the value of each field before
  record NarrowView(Row row, FormState form, Map<String, String> original) {
    String originalValue(String field) {
      return original.getOrDefault(field, "");
    }

    /// Those that are not more than the present one.
    List<String> hops() {
      return DelegationPages.hops(row.terms().maxHops());
    }

    List<String> lifetimes() {
      var now = row.terms().tokenLifetime();
      var shorter = LIFETIMES.stream().filter(one -> now.isEmpty() || one.compareTo(now.get()) < 0);
      return Stream.concat(
              now.map(one -> Stream.of(lifetime(one))).orElseGet(() -> Stream.of(":not limited")),
              DelegationPages.lifetimes(shorter.toList()))
          .toList();
    }
  }

  /// What an agent lends and was lent, the newest first.
  record AgentDelegations(Agent agent, List<Row> lent, List<Row> borrowed, boolean hasMore) {}

  private final PageRenderer pages;
  private final Delegations delegations;
  private final Agents agents;
  private final AgentDirectory directory;
  private final ActorNames actors;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  DelegationPages(
      PageRenderer pages,
      Delegations delegations,
      Agents agents,
      AgentDirectory directory,
      ActorNames actors,
      IdempotentForms once,
      Clock clock,
      String issuer) {
    this.pages = pages;
    this.delegations = delegations;
    this.agents = agents;
    this.directory = directory;
    this.actors = actors;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("delegations:read");
    // A delegation outlives the session, and what was narrowed or revoked does not come back: all
    // need a recent confirmation.
    var afresh = new Access.Reauthenticated("delegations:write");
    router.get(ALL, read, this::list);
    router.get(NEW, afresh, request -> newForm(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::create);
    router.get(ONE, read, this::show);
    router.get(NARROW, afresh, request -> narrowForm(200, request, FormState.BLANK));
    router.post(NARROW, afresh, this::narrow);
    router.get(REVOKE, afresh, request -> askToRevoke(200, request, FormState.BLANK));
    router.post(REVOKE, afresh, this::revoke);
  }

  private Response list(Request request) {
    var query = request.query();
    var text = query.one("q").flatMap(typed -> AgentPages.nonBlank(typed.strip())).orElse("");
    var subject = query.one("subject").orElse("").strip();
    var actor = query.one("actor").orElse("").strip();
    var status = query.one("status").filter(Set.of("active", "revoked", "expired")::contains);
    var searched = text.isEmpty() ? null : search(text, request);
    var filter =
        new DelegationFilter(
            agent(subject, request),
            agent(actor, request),
            Optional.empty(),
            status,
            Optional.ofNullable(searched).map(Paging.Page::data));
    var paging = PageQuery.byCursor(request);
    var found =
        isNone(subject, filter.subject())
                || isNone(actor, filter.actor())
                || (searched != null && searched.data().isEmpty())
            ? paging.<ListedDelegation>of(List.of(), 0)
            : delegations.list(filter, paging, request.context());
    var view =
        new ListView(
            rows(found.data()),
            Pager.of(request, found),
            text,
            subject,
            actor,
            status.orElse(""),
            searched != null && searched.next() != null);
    return pages.show(request, page("Delegations", "pages/delegations", view));
  }

  /// The agents that a text means: the one with this id or client id, or those whose names and the
  /// like contain it, the newest first.
  private Paging.Page<AgentId> search(String text, Request request) {
    var paging = new Paging(1, AGENTS_SEARCHED);
    var exact = agent(text, request);
    return exact.isPresent()
        ? paging.of(List.of(exact.get()), 1)
        : directory
            .list(
                new AgentFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(text)),
                paging,
                request.context())
            .map(Agent::id);
  }

  /// The agent with this id or client id; empty if there is none.
  private Optional<AgentId> agent(String idOrClientId, Request request) {
    if (idOrClientId.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(delegations.requireAgent(idOrClientId, request.context()));
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.NotFound) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private static boolean isNone(String typed, Optional<AgentId> agent) {
    return !typed.isEmpty() && agent.isEmpty();
  }

  private static Page page(String title, String template, Object view) {
    return new Page(title, Section.DELEGATIONS, template, view);
  }

  private List<Row> rows(List<ListedDelegation> found) {
    var names =
        agents.names(
            found.stream()
                .map(ListedDelegation::delegation)
                .flatMap(one -> Stream.of(one.subject(), one.actor()))
                .distinct()
                .toList());
    var now = clock.instant();
    return found.stream().map(listed -> row(listed, names, now)).toList();
  }

  static Row row(ListedDelegation listed, Map<String, String> names, Instant now) {
    return new Row(
        listed,
        listed.status(now),
        name(names, listed.delegation().subject()),
        name(names, listed.delegation().actor()));
  }

  private static String name(Map<String, String> names, AgentId id) {
    return names.getOrDefault(id.value(), id.value());
  }

  private Row row(Request request) {
    return rows(List.of(delegations.require(id(request), request.context()))).getFirst();
  }

  private static DelegationId id(Request request) {
    return DelegationId.parse(request.pathParam("delegationId"))
        .orElseThrow(DelegationRefusals::notFound);
  }

  /// What an agent lends and was lent; null if the user may not read delegations.
  @Nullable AgentDelegations of(Agent agent, Request request) {
    if (!request.caller().scopes().allows("delegations:read")) {
      return null;
    }
    var paging = new Paging(1, SHOWN_OF_AGENT);
    var lent = delegations.list(DelegationFilter.ofSubject(agent.id()), paging, request.context());
    var borrowed =
        delegations.list(DelegationFilter.ofActor(agent.id()), paging, request.context());
    return new AgentDelegations(
        agent,
        rows(lent.data()),
        rows(borrowed.data()),
        lent.next() != null || borrowed.next() != null);
  }

  private Response show(Request request) {
    var row = row(request);
    var revocation = row.revocation();
    var by = new ArrayList<String>();
    by.add(row.delegation().createdBy());
    if (revocation != null) {
      by.add(revocation.by());
    }
    var names = actors.callers(by);
    var view =
        new DetailView(
            row,
            blastRadius(row, request),
            names.caller(row.delegation().createdBy()),
            revocation == null ? "" : names.caller(revocation.by()));
    return pages.show(request, detailPage(view));
  }

  private static Page detailPage(DetailView view) {
    return page(
        view.row().subjectName() + " lends to " + view.row().actorName(), "pages/delegation", view);
  }

  private BlastRadius blastRadius(Row row, Request request) {
    return row.hasEnded()
        ? BlastRadius.NONE
        : BlastRadius.of(
            () -> delegations.previewRevocation(row.delegation().id(), request.context()));
  }

  /// What suspending an agent ends: its tokens, and those that were exchanged from them.
  BlastRadius blastRadius(Agent agent, Request request) {
    return BlastRadius.of(() -> delegations.previewSuspension(agent.id(), request.context()));
  }

  private Response newForm(int status, Request request, FormState form) {
    var view =
        new NewView(
            form,
            IdempotentForms.newIdempotencyKey(),
            request.query().one("subject").orElse(""),
            request.query().one("actor").orElse(""));
    return pages.show(status, request, page("Lend rights", "pages/newDelegation", view));
  }

  private Response create(Request request) {
    return once.handle(
        request,
        form -> create(request, form),
        filled -> newForm(filled.status(), request, filled));
  }

  private Function<Tx, Response> create(Request request, Form form) {
    var by = request.context();
    var now = clock.instant();
    var fields = JsonFields.of(members(form, Map.of()));
    var terms = new TermsFields(fields, now).create(fields, issuer, now);
    var subject = party(fields, form, "subject", request);
    var actor = party(fields, form, "actor", request);
    if (subject.isPresent() && subject.equals(actor)) {
      fields.addError("actor", "must be another agent than the subject");
    }
    fields.finish();
    var names = agents.names(List.of(subject.orElseThrow(), actor.orElseThrow()));
    var creator = actors.callers(List.of(by.caller().id())).caller(by.caller().id());
    return tx -> {
      var made =
          delegations.create(
              tx, subject.orElseThrow(), actor.orElseThrow(), terms.orElseThrow(), by);
      var view = new DetailView(row(made, names, now), BlastRadius.NONE, creator, "");
      return pages.showRepeatable(201, request, detailPage(view));
    };
  }

  private Optional<AgentId> party(JsonFields fields, Form form, String field, Request request) {
    var typed = form.one(field).map(String::strip).orElse("");
    if (typed.isEmpty()) {
      fields.addMissing(field);
      return Optional.empty();
    }
    return agent(typed, request)
        .or(() -> fields.addError(field, "must be the id or client id of an agent"));
  }

  /// Converts the form to the API's JSON, so that form and API have the same rules. Empty fields
  /// are left out, and those that have their original value.
  private static ObjectNode members(Form form, Map<String, String> original) {
    var members = Json.object();
    sent(form, "scopes")
        .ifPresent(
            text -> putList(members, "scopes", RegisterPages.splitWords(text).toList(), original));
    form.one("resources").ifPresent(text -> putList(members, "resources", uris(text), original));
    changed(form, "maxHops", original)
        .ifPresent(hops -> RegisterPages.number(members, "maxHops", hops));
    changed(form, "tokenLifetimeSeconds", original)
        .ifPresent(seconds -> RegisterPages.number(members, "tokenLifetimeSeconds", seconds));
    changed(form, "expiresAt", original)
        .ifPresent(time -> members.put("expiresAt", AgentProfilePages.time(time)));
    changed(form, "purpose", original).ifPresent(purpose -> members.put("purpose", purpose));
    return members;
  }

  /// The value of a field that the form has, which may be empty.
  private static Optional<String> sent(Form form, String field) {
    return form.names().contains(field)
        ? Optional.of(form.one(field).orElse(""))
        : Optional.empty();
  }

  private static void putList(
      ObjectNode members, String field, List<String> entries, Map<String, String> original) {
    if (!String.join(" ", entries).equals(original.getOrDefault(field, ""))) {
      entries.forEach(members.putArray(field)::add);
    }
  }

  /// Separated by spaces or lines; a comma may be part of a URI.
  private static List<String> uris(String text) {
    return Stream.of(text.split("\\s+", -1)).filter(uri -> !uri.isEmpty()).distinct().toList();
  }

  /// The value of a field, if it is neither empty nor the original one.
  private static Optional<String> changed(Form form, String field, Map<String, String> original) {
    return form.one(field)
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals(original.getOrDefault(field, "")));
  }

  private static Map<String, String> original(Terms terms) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("scopes", terms.scopes().toString());
    fields.put("resources", String.join(" ", terms.resources().uris()));
    fields.put("maxHops", Integer.toString(terms.maxHops()));
    fields.put(
        "tokenLifetimeSeconds",
        terms.tokenLifetime().map(one -> Long.toString(one.toSeconds())).orElse(""));
    fields.put("expiresAt", AgentProfilePages.minute(terms.expiresAt()));
    fields.put("purpose", terms.purpose().orElse(""));
    return fields;
  }

  private static List<String> hops(int most) {
    return IntStream.rangeClosed(1, most)
        .mapToObj(hops ->
            hops
                + ":"
                + (hops == 1
                    ? "1: it may not hand on what it was lent"
                    : hops + " agents below the subject"))
        .toList();
  }

  private static Stream<String> lifetimes(List<Duration> lifetimes) {
    return lifetimes.stream().map(DelegationPages::lifetime);
  }

  private static String lifetime(Duration lifetime) {
    return lifetime.toSeconds() + ":" + TimeFormat.length(lifetime);
  }

  private Response narrowForm(int status, Request request, FormState form) {
    var row = row(request);
    if (row.hasEnded()) {
      return PageRenderer.redirect(row.path());
    }
    return pages.show(
        status,
        request,
        page(
            "Narrow what " + row.subjectName() + " lends to " + row.actorName(),
            "pages/narrowDelegation",
            new NarrowView(row, form, original(row.terms()))));
  }

  private Response narrow(Request request) {
    var form = request.form();
    var row = row(request);
    try {
      var members = members(form, original(row.terms()));
      if (members.isEmpty()) {
        return pages.redirect(request, row.path(), "Nothing changed.");
      }
      var fields = JsonFields.of(members);
      var terms = new TermsFields(fields, clock.instant());
      fields.finish();
      var narrowed = delegations.narrow(row.delegation().id(), terms::applyTo, request.context());
      return pages.redirect(request, row.path(), "Narrowed: " + endedText(narrowed) + ".");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return narrowForm(filled.status(), request, filled);
    }
  }

  private static String endedText(NarrowedDelegation narrowed) {
    return narrowed
        .endedTokens()
        .map(count ->
            count == 0
                ? "no active tokens ended with it"
                : TimeFormat.quantity(count, "active token")
                    + " that it no longer allows "
                    + (count == 1 ? "has" : "have")
                    + " ended")
        .orElse("all active tokens that it no longer allows have ended");
  }

  private Response askToRevoke(int status, Request request, FormState form) {
    var row = row(request);
    if (row.hasEnded()) {
      return PageRenderer.redirect(row.path());
    }
    var ended = blastRadius(row, request);
    var consequences = new ArrayList<String>();
    consequences.add(ended.sentence());
    if (!ended.depthText().isEmpty()) {
      consequences.add("Those are " + ended.depthText() + ".");
    }
    consequences.add(
        row.actorName() + " cannot exchange tokens of " + row.subjectName() + " by it.");
    consequences.add("A revoked delegation does not become active again.");
    var sure =
        new ConfirmationPage(
            "Revoke what " + row.subjectName() + " lends to " + row.actorName() + "?",
            consequences,
            row.path() + "/revoke",
            "Revoke",
            row.path(),
            row.subjectName() + " lends to " + row.actorName(),
            true,
            form);
    return pages.show(status, request, sure.page(Section.DELEGATIONS));
  }

  private Response revoke(Request request) {
    String reason;
    try {
      reason = ConfirmationPage.reason(request.form());
    } catch (Refused refused) {
      var filled = FormState.of(request.form()).withRefusal(refused);
      return askToRevoke(filled.status(), request, filled);
    }
    var row = row(request);
    var revoked = delegations.revoke(row.delegation().id(), reason, request.context());
    return pages.redirect(
        request,
        row.path(),
        "Revoked: " + new BlastRadius(revoked.descendants()).pastClause() + ".");
  }
}
