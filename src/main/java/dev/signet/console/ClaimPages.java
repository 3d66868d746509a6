package dev.signet.console;

import dev.signet.base.json.Fields;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Meter;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.identity.registration.Registration;
import dev.signet.identity.registration.Registrations;
import dev.signet.web.http.Access;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.util.List;

/// The agents that registered themselves and wait for somebody to answer for them.
final class ClaimPages {
  static final String ALL = "/console/claims";
  private static final String CLAIM = ALL + "/{agentId}";
  private static final String REFUSE = CLAIM + "/refuse";

  record Row(Registration registration, Meter usage) {}

  /// @param policy who may register, as the setting says
  record ListView(List<Row> rows, Pager pager, String policy) {}

  record ClaimView(Agent agent, Registration registration, Meter usage, Filled form) {}

  record RefuseView(Agent agent, Living living) {}

  private final Pages pages;
  private final Agents agents;
  private final Registrations registrations;
  private final Clock clock;
  private final String policy;

  ClaimPages(Pages pages, Agents agents, Registrations registrations, Clock clock, String policy) {
    this.pages = pages;
    this.agents = agents;
    this.registrations = registrations;
    this.clock = clock;
    this.policy = policy;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("agents:write");
    var afresh = new Access.SignedInAfresh("agents:write");
    router.get(ALL, new Access.SignedIn("agents:read"), this::list);
    router.get(CLAIM, write, request -> ask(200, request, Filled.BLANK));
    router.post(CLAIM, write, this::claim);
    router.get(REFUSE, afresh, this::askToRefuse);
    router.post(REFUSE, afresh, this::refuse);
  }

  private Response list(Request request) {
    var found = registrations.list("unclaimed", Paging.byCursor(request));
    var usages = agents.usages(found.data().stream().map(Registration::agent).toList());
    var rows =
        found.data().stream()
            .map(one -> new Row(one, usages.getOrDefault(one.agent(), Meter.ZERO)))
            .toList();
    var view = new ListView(rows, Pager.of(request, found), policy);
    return pages.show(request, new Page("Waiting agents", Section.CLAIMS, "claims", view));
  }

  private Registration waiting(AgentId id) {
    return registrations
        .find(id)
        .filter(Registration::isUnclaimed)
        .orElseThrow(() -> Refused.unknown("agent that waits to be claimed"));
  }

  private Response ask(int status, Request request, Filled form) {
    var registration = waiting(AgentPages.id(request));
    var agent = agents.require(registration.agent(), request.origin());
    var view = new ClaimView(agent, registration, agents.usage(agent.id()), form);
    return pages.show(
        status, request, new Page("Claim " + agent.name(), Section.CLAIMS, "claim", view));
  }

  private Response claim(Request request) {
    var id = waiting(AgentPages.id(request)).agent();
    var form = request.form();
    try {
      var members = Json.object();
      form.one("owner")
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(owner -> members.put("owner", owner));
      var fields = Fields.of(members);
      var edit = new ProfileFields(fields, clock.instant()).owner().edit();
      fields.end();
      registrations.claim(id, edit, request.origin());
    } catch (Refused refused) {
      var filled = Filled.with(form).refused(refused);
      return ask(filled.status(), request, filled);
    }
    return pages.goTo(
        request,
        AgentPages.ALL + "/" + id.value(),
        "It is claimed: you answer for it now, and it is not cleared away when it is unused.");
  }

  private Response askToRefuse(Request request) {
    var agent = agents.require(waiting(AgentPages.id(request)).agent(), request.origin());
    var view = new RefuseView(agent, Living.of(agent, agents, request));
    return pages.show(request, new Page("Refuse " + agent.name(), Section.CLAIMS, "refuse", view));
  }

  private Response refuse(Request request) {
    var registration = waiting(AgentPages.id(request));
    agents.decommission(registration.agent(), request.origin());
    return pages.goTo(
        request,
        ALL,
        "“"
            + registration.name()
            + "” is refused: it is decommissioned, and all it had has ended.");
  }
}
