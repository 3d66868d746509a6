package dev.signet.console.pages;

import dev.signet.base.json.Json;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.events.audit.UnexpiredToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.tokens.issuing.ActiveTokenList;
import dev.signet.tokens.issuing.TokenRevocation;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.List;

/// Lists the active tokens of an agent, and revokes one or all of them.
final class TokenPages {
  private static final String ALL = "/console/agents/{agentId}/tokens";
  private static final String REVOKE_ALL = ALL + "/revoke";
  private static final String REVOKE_ONE = ALL + "/{tokenId}/revoke";

  record Row(
      String id,
      Instant issuedAt,
      Instant expiresAt,
      String scope,
      boolean isBound,
      boolean isTest) {
    static Row of(UnexpiredToken token) {
      var metadata = Json.parseOwn(token.metadata());
      return new Row(
          token.id(),
          token.issuedAt(),
          token.expiresAt(),
          metadata.path("scope").asString(""),
          token.binding().isPresent(),
          metadata.path("test").asBoolean(false));
    }
  }

  record ListView(Agent agent, List<Row> rows, Pager pager) {}

  private final PageRenderer pages;
  private final Agents agents;
  private final TokenRevocation revocation;
  private final ActiveTokenList list;

  TokenPages(PageRenderer pages, Agents agents, TokenRevocation revocation, ActiveTokenList list) {
    this.pages = pages;
    this.agents = agents;
    this.revocation = revocation;
    this.list = list;
  }

  void mount(Router router) {
    var sure = new Access.Reauthenticated("tokens:write");
    router.get(ALL, new Access.SignedIn("tokens:read"), this::list);
    router.get(REVOKE_ALL, sure, this::askToRevokeAll);
    router.post(REVOKE_ALL, sure, this::revokeAll);
    router.get(REVOKE_ONE, sure, this::askToRevokeOne);
    router.post(REVOKE_ONE, sure, this::revokeOne);
  }

  private static String path(Agent agent) {
    return AgentPages.path(agent) + "/tokens";
  }

  private Response list(Request request) {
    var agent = agent(request);
    var active = list.list(agent.id(), PageQuery.byCursor(request), request.context());
    var view =
        new ListView(
            agent, active.data().stream().map(Row::of).toList(), Pager.of(request, active));
    return pages.show(
        request,
        new Page("Active tokens of " + agent.name(), Section.AGENTS, "pages/activeTokens", view));
  }

  private Response askToRevokeAll(Request request) {
    var agent = agent(request);
    var living = ActiveTokens.of(agent, agents, request);
    var sure =
        new ConfirmationPage(
            "Revoke all tokens of " + agent.name() + "?",
            List.of(
                living.endSentence() + ". This cannot be undone.",
                "Its refresh tokens are revoked too.",
                "The agent stays active and can get new tokens with its credentials."),
            path(agent) + "/revoke",
            "Revoke all tokens",
            AgentPages.path(agent),
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response revokeAll(Request request) {
    var agent = agent(request);
    var ended = revocation.revokeAll(agent.id(), request.context());
    return pages.redirect(
        request,
        AgentPages.path(agent),
        "Done: "
            + AgentPages.revokedTokensText(ended.tokens())
            + AgentPages.descendantsText(ended.descendants())
            + ".");
  }

  private Response askToRevokeOne(Request request) {
    var agent = agent(request);
    var sure =
        new ConfirmationPage(
            "Revoke this token of " + agent.name() + "?",
            List.of(
                "The token "
                    + request.pathParam("tokenId")
                    + " is revoked at once and permanently, on every node.",
                "The agent's other tokens stay active."),
            path(agent) + "/" + request.pathParam("tokenId") + "/revoke",
            "Revoke this token",
            path(agent),
            "Active tokens");
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response revokeOne(Request request) {
    var agent = agent(request);
    var ended = revocation.revokeOne(agent.id(), request.pathParam("tokenId"), request.context());
    return pages.redirect(
        request,
        path(agent),
        ended ? "The token is revoked." : "Nothing to revoke: the agent has no such active token.");
  }

  private Agent agent(Request request) {
    return agents.require(AgentPages.id(request), request.context());
  }
}
