package dev.signet.agents;

import dev.signet.audit.Event;
import dev.signet.http.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What can happen to an agent.
sealed interface AgentEvent extends Event {

  Agent agent();

  @Override
  default Optional<String> agentId() {
    return Optional.of(agent().id().value());
  }

  @Override
  default Optional<String> organizationId() {
    return Optional.of(agent().organization().value());
  }

  record Created(Agent agent) implements AgentEvent {
    @Override
    public String action() {
      return "agent.created";
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object()
              .put("name", agent.name())
              .put("client_id", agent.clientId())
              .put("agent_type", agent.profile().agentType().wire());
      agent.scopes().forEach(metadata.putArray("scopes")::add);
      return metadata;
    }
  }

  /// Some of what is written of it has changed; the event names it and does not repeat it.
  record Updated(Agent agent, List<String> fields) implements AgentEvent {
    @Override
    public String action() {
      return "agent.updated";
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object();
      fields.forEach(metadata.putArray("fields")::add);
      return metadata;
    }
  }

  record Deactivated(Agent agent, String reason, long revokedTokens) implements AgentEvent {
    @Override
    public String action() {
      return "agent.deactivated_with_revocation";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("reason", reason).put("revoked_token_count", revokedTokens);
    }
  }

  record Reactivated(Agent agent) implements AgentEvent {
    @Override
    public String action() {
      return "agent.reactivated";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }
  }

  record Decommissioned(Agent agent, long revokedTokens) implements AgentEvent {
    @Override
    public String action() {
      return "agent.decommissioned";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("revoked_token_count", revokedTokens);
    }
  }
}
