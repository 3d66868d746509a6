package dev.signet.identity.activity;

import dev.signet.base.json.Json;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentView;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The HTTP route by which an agent sees itself and its activity.
final class ActivityRoutes {
  private final Agents agents;
  private final IssuanceCounter issuances;

  ActivityRoutes(Agents agents, IssuanceCounter issuances) {
    this.agents = agents;
    this.issuances = issuances;
  }

  void mount(Router router) {
    router.get("/api/v1/agents/me", new Access.SelfOrSuspended(), this::me);
  }

  private Response me(Request request) {
    var agent = agents.require(new AgentId(request.caller().id()), request.context());
    return Response.json(200, view(agent, issuances.find(agent.id())));
  }

  /// With the agent's issuance totals, as the agent itself sees them.
  private static ObjectNode view(Agent agent, IssuanceTotals usage) {
    return AgentView.of(agent)
        .put("tokenCount", usage.tokenCount())
        .put("refreshCount", usage.refreshCount())
        .put("lastActivityAt", time(usage.lastActivityAt()))
        .put("lastTokenIssuedAt", time(usage.lastTokenIssuedAt()));
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Json::time).orElse(null);
  }
}
