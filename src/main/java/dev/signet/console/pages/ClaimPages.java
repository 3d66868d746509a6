package dev.signet.console.pages;

import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Notice;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.IssuanceTotals;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.identity.registration.Registration;
import dev.signet.identity.registration.Registrations;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.util.List;

/// Agents that registered themselves and have not been claimed by a user.
final class ClaimPages {
  static final String ALL = "/console/claims";
  private static final String CLAIM = ALL + "/{agentId}";
  private static final String REFUSE = CLAIM + "/refuse";

  record Row(Registration registration, IssuanceTotals usage) {}

  /// @param policy the value of the setting `registration`
  record ListView(List<Row> rows, Pager pager, String policy) {}

  record ClaimView(Agent agent, Registration registration, IssuanceTotals usage, FormState form) {}

  record RefuseView(Agent agent, ActiveTokens activeTokens) {}

  private final PageRenderer pages;
  private final Agents agents;
  private final IssuanceCounter issuances;
  private final Registrations registrations;
  private final Clock clock;
  private final String policy;

  ClaimPages(
      PageRenderer pages,
      Agents agents,
      IssuanceCounter issuances,
      Registrations registrations,
      Clock clock,
      String policy) {
    this.pages = pages;
    this.agents = agents;
    this.issuances = issuances;
    this.registrations = registrations;
    this.clock = clock;
    this.policy = policy;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("agents:write");
    var afresh = new Access.Reauthenticated("agents:write");
    router.get(ALL, new Access.SignedIn("agents:read"), this::list);
    router.get(CLAIM, write, request -> askToClaim(200, request, FormState.BLANK));
    router.post(CLAIM, write, this::claim);
    router.get(REFUSE, afresh, this::askToRefuse);
    router.post(REFUSE, afresh, this::refuse);
  }

  private Response list(Request request) {
    var found = registrations.list("unclaimed", PageQuery.byCursor(request));
    var usages = issuances.find(found.data().stream().map(Registration::agent).toList());
    var rows =
        found.data().stream()
            .map(one -> new Row(one, usages.getOrDefault(one.agent(), IssuanceTotals.ZERO)))
            .toList();
    var view = new ListView(rows, Pager.of(request, found), policy);
    return pages.show(
        request,
        new Page("Unclaimed agents", Section.UNCLAIMED_AGENTS, "pages/unclaimedAgents", view));
  }

  private Registration unclaimedAgent(AgentId id) {
    return registrations
        .find(id)
        .filter(Registration::isUnclaimed)
        .orElseThrow(() -> Refused.notFound("unclaimed agent"));
  }

  private Response askToClaim(int status, Request request, FormState form) {
    var registration = unclaimedAgent(AgentPages.id(request));
    var agent = agents.require(registration.agent(), request.context());
    var view = new ClaimView(agent, registration, issuances.find(agent.id()), form);
    return pages.show(
        status,
        request,
        new Page("Claim " + agent.name(), Section.UNCLAIMED_AGENTS, "pages/claimAgent", view));
  }

  private Response claim(Request request) {
    var id = unclaimedAgent(AgentPages.id(request)).agent();
    var form = request.form();
    try {
      var members = Json.object();
      form.one("owner")
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(owner -> members.put("owner", owner));
      var fields = JsonFields.of(members);
      var edit = new ProfileFields(fields, clock.instant()).owner().edit();
      fields.finish();
      registrations.claim(id, edit, request.context());
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return askToClaim(filled.status(), request, filled);
    }
    return pages.redirect(
        request,
        AgentPages.ALL + "/" + id.value(),
        "Claimed: you are now responsible for this agent, and it is not decommissioned for being"
            + " unused.");
  }

  private Response askToRefuse(Request request) {
    var agent = agents.require(unclaimedAgent(AgentPages.id(request)).agent(), request.context());
    var view = new RefuseView(agent, ActiveTokens.of(agent, agents, request));
    return pages.show(
        request,
        new Page("Refuse " + agent.name(), Section.UNCLAIMED_AGENTS, "pages/refuseAgent", view));
  }

  private Response refuse(Request request) {
    var registration = unclaimedAgent(AgentPages.id(request));
    agents.decommission(registration.agent(), request.context());
    return pages.redirect(
        request,
        ALL,
        Notice.name(registration.name())
            + " is refused: it is decommissioned, and its tokens, credentials and keys are"
            + " revoked.");
  }
}
