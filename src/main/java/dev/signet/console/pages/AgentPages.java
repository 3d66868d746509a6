package dev.signet.console.pages;

import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.Audit;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.IssuanceTotals;
import dev.signet.identity.activity.ScopeUsage;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKey;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.Credential;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.directory.AgentFilter;
import dev.signet.identity.directory.AgentOrder;
import dev.signet.identity.registration.Registration;
import dev.signet.identity.registration.Registrations;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The list of agents, and the page of an agent, with the actions that change its status.
final class AgentPages {
  static final String ALL = "/console/agents";
  private static final String ONE = ALL + "/{agentId}";
  private static final String DEACTIVATE = ONE + "/deactivate";
  private static final String REACTIVATE = ONE + "/reactivate";
  private static final String DECOMMISSION = ONE + "/decommission";
  private static final int EVENTS_SHOWN = 10;
  private static final Paging NEWEST = new Paging(1, 100);

  /// An agent and the totals of tokens issued to it.
  record Row(Agent agent, IssuanceTotals usage) {}

  /// @param search and the following: the filters as typed; empty for no filter
  /// @param sort the requested order
  /// @param isSorted whether the list has that order; false if too many agents match
  record ListView(
      List<Row> rows,
      Pager pager,
      String search,
      String status,
      String type,
      String owner,
      AgentOrder sort,
      boolean isSorted) {

    boolean isFiltered() {
      return !(search + status + type + owner).isEmpty();
    }

    List<String> types() {
      return AgentPages.types();
    }

    List<AgentOrder> orders() {
      return List.of(AgentOrder.values());
    }

    /// `newest first`
    static String orderLabel(AgentOrder order) {
      return switch (order) {
        case NEWEST -> "newest first";
        case OLDEST -> "oldest first";
        case NAME -> "by name";
      };
    }

    String order() {
      return orderLabel(isSorted ? sort : AgentOrder.NEWEST);
    }
  }

  /// @param usage totals since registration
  /// @param activeTokens the tokens that a deactivation would revoke
  /// @param apiKey null if it has none
  /// @param isUnclaimed whether it registered itself and has not been claimed yet
  /// @param unusedScopes the scopes that it has not requested, as far as known
  /// @param delegations what it lends and was lent; null if the user may not read delegations
  /// @param events its latest events, newest first; null if the user may not read the audit log
  record AgentDetailView(
      Agent agent,
      IssuanceTotals usage,
      TokenUsage tokenUsage,
      List<Credential> credentials,
      long activeTokens,
      @Nullable ApiKey apiKey,
      boolean isUnclaimed,
      Scopes unusedScopes,
      DelegationPages.@Nullable AgentDelegations delegations,
      @Nullable List<AuditPages.Row> events) {
    /// Its metadata as JSON, a line for each member; empty if it has none.
    String metadata() {
      return Json.parseOwnIfReadable(agent.metadata())
          .filter(metadata -> !metadata.isEmpty())
          .map(Json::toPrettyCamelCase)
          .orElse("");
    }

    boolean isProfileReadable() {
      return agent.profile().isReadable() && Json.parseOwnIfReadable(agent.metadata()).isPresent();
    }

    long activeCredentials() {
      return AgentPages.activeCount(credentials);
    }
  }

  /// The consequences of a deactivation.
  ///
  /// @param all the active tokens of the agent, and those that were exchanged from them
  record DeactivateView(
      Agent agent, long credentials, ActiveTokens activeTokens, BlastRadius all, FormState form) {
    boolean hasExchangedTokens() {
      return AgentPages.hasExchangedTokens(activeTokens, all);
    }
  }

  private final PageRenderer pages;
  private final Agents agents;
  private final AgentDirectory directory;
  private final IssuanceCounter issuances;
  private final Credentials credentials;
  private final ApiKeys apiKeys;
  private final Registrations registrations;
  private final ScopeUsage scopeUses;
  private final DelegationPages delegations;
  private final Audit audit;
  private final EventCatalog catalog;
  private final ActorNames actors;
  private final Clock clock;

  AgentPages(
      PageRenderer pages,
      Agents agents,
      AgentDirectory directory,
      IssuanceCounter issuances,
      Credentials credentials,
      ApiKeys apiKeys,
      Registrations registrations,
      ScopeUsage scopeUses,
      DelegationPages delegations,
      Audit audit,
      EventCatalog catalog,
      ActorNames actors,
      Clock clock) {
    this.pages = pages;
    this.agents = agents;
    this.directory = directory;
    this.issuances = issuances;
    this.credentials = credentials;
    this.apiKeys = apiKeys;
    this.registrations = registrations;
    this.scopeUses = scopeUses;
    this.delegations = delegations;
    this.audit = audit;
    this.catalog = catalog;
    this.actors = actors;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("agents:read");
    var write = new Access.SignedIn("agents:write");
    router.get(ALL, read, this::list);
    router.get(ONE, read, this::show);
    router.get(DEACTIVATE, write, this::askToDeactivate);
    router.post(DEACTIVATE, write, this::deactivate);
    router.post(REACTIVATE, write, this::reactivate);
    var sure = new Access.Reauthenticated("agents:write");
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
            nonBlank(owner),
            type,
            Optional.empty(),
            nonBlank(text),
            query.one("createdBy").flatMap(AgentPages::nonBlank));
    var sort = query.one("sort").flatMap(AgentOrder::parse).orElse(AgentOrder.NEWEST);
    var listed = directory.list(filter, sort, PageQuery.byCursor(request), request.context());
    var found = listed.page();
    var usages = issuances.find(found.data().stream().map(Agent::id).toList());
    var rows =
        found.data().stream()
            .map(agent -> new Row(agent, usages.getOrDefault(agent.id(), IssuanceTotals.ZERO)))
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
    return pages.show(request, new Page("Agents", Section.AGENTS, "pages/agents", view));
  }

  /// SQLite and PostgreSQL treat control characters differently.
  static Optional<String> nonBlank(String text) {
    return Optional.of(
            text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(255)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString())
        .filter(kept -> !kept.isEmpty());
  }

  private Response show(Request request) {
    var agent = agents.require(id(request), request.context());
    var view =
        new AgentDetailView(
            agent,
            issuances.find(agent.id()),
            TokenUsage.of(audit.tokenHours(agent.id().value(), TokenUsage.hours(clock.instant()))),
            credentialsOf(agent, request),
            agents.countActiveTokens(agent.id(), request.context()),
            apiKeys.findActive(agent.id(), request.context()).orElse(null),
            registrations.find(agent.id()).filter(Registration::isUnclaimed).isPresent(),
            scopeUses.unusedScopes(agent),
            delegations.of(agent, request),
            request.caller().scopes().allows("audit:read") ? latestEvents(agent, request) : null);
    return pages.show(request, new Page(agent.name(), Section.AGENTS, "pages/agent", view));
  }

  private List<AuditPages.Row> latestEvents(Agent agent, Request request) {
    var events = audit.latestEvents(agent.id().value(), EVENTS_SHOWN, request.caller());
    var names = actors.namesIn(events);
    return events.stream()
        .map(event -> AuditPages.Row.of(catalog, event, names, request.caller().id()))
        .toList();
  }

  private List<Credential> credentialsOf(Agent agent, Request request) {
    return credentials
        .list(agent.id(), Set.of(Credential.Status.values()), NEWEST, request.context())
        .data();
  }

  private static long activeCount(List<Credential> credentials) {
    return credentials.stream()
        .filter(credential -> credential.status() == Credential.Status.ACTIVE)
        .count();
  }

  private Response askToDeactivate(Request request) {
    var agent = agents.require(id(request), request.context());
    return agent.status().isActive()
        ? askToDeactivate(200, request, agent, FormState.BLANK)
        : PageRenderer.redirect(path(agent));
  }

  private Response askToDeactivate(int status, Request request, Agent agent, FormState form) {
    var view =
        new DeactivateView(
            agent,
            activeCount(credentialsOf(agent, request)),
            ActiveTokens.of(agent, agents, request),
            delegations.blastRadius(agent, request),
            form);
    return pages.show(
        status,
        request,
        new Page("Deactivate " + agent.name(), Section.AGENTS, "pages/deactivateAgent", view));
  }

  /// Whether there are tokens that were exchanged from the agent's own, as far as known.
  private static boolean hasExchangedTokens(ActiveTokens own, BlastRadius all) {
    return own.count().isPresent() && all.isMoreThan(own.count().getAsLong());
  }

  private Response deactivate(Request request) {
    var id = id(request);
    String reason;
    try {
      reason = ConfirmationPage.reason(request.form());
    } catch (Refused refused) {
      var filled = FormState.of(request.form()).withRefusal(refused);
      return askToDeactivate(422, request, agents.require(id, request.context()), filled);
    }
    var why = reason.isEmpty() ? "in the console" : reason;
    if (request.form().one("include_created").isPresent()) {
      var all = agents.suspendWithDescendants(id, why, request.context());
      return pages.redirect(
          request,
          path(agents.require(id, request.context())),
          TimeFormat.quantity(all.agents(), "agent")
              + (all.agents() == 1 ? " is" : " are")
              + " deactivated (this agent and the agents it registered): "
              + revokedTokensText(all.revokedTokens())
              + descendantsText(all.revokedDescendants())
              + ".");
    }
    var done = agents.suspend(id, why, request.context());
    return pages.redirect(
        request,
        path(done.agent()),
        "Deactivated: "
            + revokedTokensText(done.revokedTokens().map(agents::count).orElse(OptionalLong.of(0)))
            + descendantsText(done.revokedDescendants())
            + ", and its credentials cannot get tokens until the agent is reactivated.");
  }

  /// `17 active tokens were revoked`.
  ///
  /// @param counted empty while the count is still running
  static String revokedTokensText(OptionalLong counted) {
    return counted.isPresent()
        ? revokedTokensText(counted.getAsLong())
        : "its active tokens were revoked and are still being counted";
  }

  static String revokedTokensText(long tokens) {
    return tokens == 0
        ? "it had no active tokens"
        : TimeFormat.quantity(tokens, "active token")
            + (tokens == 1 ? " was revoked" : " were revoked");
  }

  /// `, and 3 tokens that had been exchanged from them`; empty if there were none.
  ///
  /// @param counted empty when there were too many to count
  static String descendantsText(OptionalLong counted) {
    if (counted.isEmpty()) {
      return ", and all tokens that had been exchanged from them";
    }
    return counted.getAsLong() == 0
        ? ""
        : ", and "
            + TimeFormat.quantity(counted.getAsLong(), "token")
            + " that had been exchanged from them";
  }

  private Response reactivate(Request request) {
    var agent = agents.reactivate(id(request), request.context());
    return pages.redirect(
        request,
        path(agent),
        "Reactivated. Old tokens stay revoked; the agent can get new tokens with its credentials.");
  }

  private Response askToDecommission(Request request) {
    var agent = agents.require(id(request), request.context());
    var own = ActiveTokens.of(agent, agents, request);
    var all = delegations.blastRadius(agent, request);
    var consequences = new ArrayList<String>();
    consequences.add(own.endSentence() + ".");
    if (hasExchangedTokens(own, all)) {
      consequences.add(
          "With the tokens that were exchanged from them, it ends " + all.countText() + ".");
    }
    consequences.add("All its credentials and keys are revoked.");
    consequences.add(
        "This cannot be undone, and its id is never reused. Its events stay in the audit log.");
    var sure =
        new ConfirmationPage(
            "Decommission " + agent.name() + " permanently?",
            consequences,
            path(agent) + "/decommission",
            "Decommission",
            path(agent),
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response decommission(Request request) {
    var agent = agents.require(id(request), request.context());
    agents.decommission(agent.id(), request.context());
    return pages.redirect(
        request, path(agent), "Decommissioned: its tokens, credentials and keys are revoked.");
  }

  static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }
}
