package dev.signet.console;

import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentFilter;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentOrder;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Meter;
import dev.signet.identity.agents.ScopeUses;
import dev.signet.identity.apikeys.ApiKey;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.Credential;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.registration.Registration;
import dev.signet.identity.registration.Registrations;
import dev.signet.web.http.Access;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The list of agents, and the page of one, with its big switch.
final class AgentPages {
  static final String ALL = "/console/agents";
  private static final String ONE = ALL + "/{agentId}";
  private static final String DEACTIVATE = ONE + "/deactivate";
  private static final String REACTIVATE = ONE + "/reactivate";
  private static final String DECOMMISSION = ONE + "/decommission";
  private static final int LATEST = 10;
  private static final Paging NEWEST = new Paging(1, 100);

  /// An agent and what has been issued to it.
  record Row(Agent agent, Meter usage) {}

  /// @param text and the following: what is looked for, as it was typed; empty for anything
  /// @param sort in which order it is asked for
  /// @param isSorted whether it is in that order; else too many were found
  record ListView(
      List<Row> rows,
      Pager pager,
      String text,
      String standing,
      String type,
      String owner,
      AgentOrder sort,
      boolean isSorted) {

    boolean isFiltered() {
      return !(text + standing + type + owner).isEmpty();
    }

    List<String> types() {
      return AgentPages.types();
    }

    List<AgentOrder> orders() {
      return List.of(AgentOrder.values());
    }

    /// `newest first`
    static String says(AgentOrder order) {
      return switch (order) {
        case NEWEST -> "newest first";
        case OLDEST -> "oldest first";
        case NAME -> "by name";
      };
    }

    String order() {
      return says(isSorted ? sort : AgentOrder.NEWEST);
    }
  }

  /// @param usage ever
  /// @param livingTokens that deactivating it would end
  /// @param apiKey null when it has none
  /// @param isUnclaimed whether it registered itself, and nobody answers for it yet
  /// @param neverAskedFor those of its scopes, as far as that is known
  /// @param happened what happened to it, the latest first; null for whoever may not see it
  record OneView(
      Agent agent,
      Meter usage,
      Usage usageLately,
      List<Credential> credentials,
      long livingTokens,
      @Nullable ApiKey apiKey,
      boolean isUnclaimed,
      Scopes neverAskedFor,
      @Nullable List<AuditPages.Row> happened) {
    /// What is kept with it, a line for each member; empty when nothing is.
    String metadata() {
      return Json.oursIfReadable(agent.metadata())
          .filter(metadata -> !metadata.isEmpty())
          .map(Json::pretty)
          .orElse("");
    }

    boolean isReadable() {
      return agent.profile().isReadable() && Json.oursIfReadable(agent.metadata()).isPresent();
    }

    long workingCredentials() {
      return AgentPages.working(credentials);
    }
  }

  /// What deactivating would end.
  record DeactivateView(Agent agent, long credentials, Living living, Filled form) {}

  private final Pages pages;
  private final Agents agents;
  private final Credentials credentials;
  private final ApiKeys apiKeys;
  private final Registrations registrations;
  private final ScopeUses scopeUses;
  private final Audit audit;
  private final Actors actors;
  private final Clock clock;

  AgentPages(
      Pages pages,
      Agents agents,
      Credentials credentials,
      ApiKeys apiKeys,
      Registrations registrations,
      ScopeUses scopeUses,
      Audit audit,
      Actors actors,
      Clock clock) {
    this.pages = pages;
    this.agents = agents;
    this.credentials = credentials;
    this.apiKeys = apiKeys;
    this.registrations = registrations;
    this.scopeUses = scopeUses;
    this.audit = audit;
    this.actors = actors;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("agents:read");
    var write = new Access.SignedIn("agents:write");
    router.get(ALL, read, this::list);
    router.get(ONE, read, this::one);
    router.get(DEACTIVATE, write, this::askToDeactivate);
    router.post(DEACTIVATE, write, this::deactivate);
    router.post(REACTIVATE, write, this::reactivate);
    var sure = new Access.SignedInAfresh("agents:write");
    router.get(DECOMMISSION, sure, this::askToDecommission);
    router.post(DECOMMISSION, sure, this::decommission);
  }

  static String path(Agent agent) {
    return ALL + "/" + agent.id().value();
  }

  static List<String> types() {
    return Stream.of(AgentType.values()).map(AgentType::wire).toList();
  }

  private Response list(Request request) {
    var query = request.query();
    var text = query.one("q").orElse("").strip();
    var standing =
        query.one("status").filter(Set.of("active", "suspended", "decommissioned")::contains);
    var type =
        Stream.of(AgentType.values())
            .filter(one -> one.wire().equals(query.one("type").orElse("")))
            .findFirst();
    var owner = query.one("owner").orElse("").strip();
    var filter =
        new AgentFilter(
            standing,
            some(owner),
            type,
            Optional.empty(),
            some(text),
            query.one("createdBy").flatMap(AgentPages::some));
    var sort = query.one("sort").flatMap(AgentOrder::parse).orElse(AgentOrder.NEWEST);
    var listed = agents.list(filter, sort, Paging.byCursor(request), request.origin());
    var found = listed.page();
    var usages = agents.usages(found.data().stream().map(Agent::id).toList());
    var rows =
        found.data().stream()
            .map(agent -> new Row(agent, usages.getOrDefault(agent.id(), Meter.ZERO)))
            .toList();
    var view =
        new ListView(
            rows,
            Pager.of(request, found),
            text,
            standing.orElse(""),
            type.map(AgentType::wire).orElse(""),
            owner,
            sort,
            listed.order() == sort);
    return pages.show(request, new Page("Agents", Section.AGENTS, "agents", view));
  }

  /// The databases differ in what they make of control characters.
  static Optional<String> some(String text) {
    return Optional.of(
            text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(255)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString())
        .filter(kept -> !kept.isEmpty());
  }

  private Response one(Request request) {
    var agent = agents.require(id(request), request.origin());
    var view =
        new OneView(
            agent,
            agents.usage(agent.id()),
            Usage.of(audit.tokenHours(agent.id().value(), Usage.hours(clock.instant()))),
            credentialsOf(agent, request),
            agents.livingTokens(agent.id(), request.origin()),
            apiKeys.active(agent.id(), request.origin()).orElse(null),
            registrations.find(agent.id()).filter(Registration::isUnclaimed).isPresent(),
            scopeUses.neverAskedFor(agent),
            request.caller().scopes().allow("audit:read") ? happened(agent, request) : null);
    return pages.show(request, new Page(agent.name(), Section.AGENTS, "agent", view));
  }

  private List<AuditPages.Row> happened(Agent agent, Request request) {
    var events = audit.latestOf(agent.id().value(), LATEST, request.caller());
    var names = actors.in(events);
    return events.stream()
        .map(event -> AuditPages.Row.of(event, names, request.caller().id()))
        .toList();
  }

  private List<Credential> credentialsOf(Agent agent, Request request) {
    return credentials
        .list(agent.id(), Set.of(Credential.Status.values()), NEWEST, request.origin())
        .data();
  }

  private static long working(List<Credential> credentials) {
    return credentials.stream()
        .filter(credential -> credential.status() == Credential.Status.ACTIVE)
        .count();
  }

  private Response askToDeactivate(Request request) {
    var agent = agents.require(id(request), request.origin());
    return agent.standing().isActive()
        ? askToDeactivate(200, request, agent, Filled.BLANK)
        : Pages.goTo(path(agent));
  }

  private Response askToDeactivate(int status, Request request, Agent agent, Filled form) {
    var view =
        new DeactivateView(
            agent, working(credentialsOf(agent, request)), Living.of(agent, agents, request), form);
    return pages.show(
        status,
        request,
        new Page("Deactivate " + agent.name(), Section.AGENTS, "deactivate", view));
  }

  private Response deactivate(Request request) {
    var id = id(request);
    String reason;
    try {
      reason = Sure.reason(request.form());
    } catch (Refused refused) {
      var filled = Filled.with(request.form()).refused(refused);
      return askToDeactivate(422, request, agents.require(id, request.origin()), filled);
    }
    var why = reason.isEmpty() ? "in the console" : reason;
    if (request.form().one("include_created").isPresent()) {
      var all = agents.suspendWithCreated(id, why, request.origin());
      return pages.goTo(
          request,
          path(agents.require(id, request.origin())),
          Times.counted(all.agents(), "agent")
              + (all.agents() == 1 ? " is" : " are")
              + " deactivated, this one and what it has registered: "
              + ended(all.endedTokens())
              + ".");
    }
    var done = agents.suspend(id, why, request.origin());
    return pages.goTo(
        request,
        path(done.agent()),
        "It is deactivated: "
            + ended(done.ended().map(agents::count).orElse(OptionalLong.of(0)))
            + ", and its credentials get it no more until somebody reactivates it.");
  }

  /// `17 living tokens have ended`.
  ///
  /// @param counted empty while they are being counted
  static String ended(OptionalLong counted) {
    return counted.isPresent()
        ? ended(counted.getAsLong())
        : "its living tokens have ended, and are still being counted";
  }

  static String ended(long tokens) {
    return tokens == 0
        ? "no token of it was alive"
        : Times.counted(tokens, "living token") + (tokens == 1 ? " has ended" : " have ended");
  }

  private Response reactivate(Request request) {
    var agent = agents.reactivate(id(request), request.origin());
    return pages.goTo(
        request,
        path(agent),
        "It is active again. None of its old tokens works; its credentials get it new ones.");
  }

  private Response askToDecommission(Request request) {
    var agent = agents.require(id(request), request.origin());
    var sure =
        new Sure(
            "Decommission " + agent.name() + " for good?",
            List.of(
                Living.of(agent, agents, request).end() + ".",
                "All its credentials and keys end with it.",
                "Nobody can bring it back, and its id is never used again. Its audit trail"
                    + " stays."),
            path(agent) + "/decommission",
            "Decommission",
            path(agent),
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response decommission(Request request) {
    var agent = agents.require(id(request), request.origin());
    agents.decommission(agent.id(), request.origin());
    return pages.goTo(
        request, path(agent), "It is decommissioned: its tokens, credentials and keys have ended.");
  }

  static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(() -> Refused.unknown("agent"));
  }
}
