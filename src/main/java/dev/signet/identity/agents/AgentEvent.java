package dev.signet.identity.agents;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of an agent.
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
    public EventType type() {
      return AgentEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object()
              .put("name", agent.name())
              .put("client_id", agent.clientId())
              .put("agent_type", agent.profile().agentType().wire());
      agent.scopes().forEach(metadata.putArray("scopes")::add);
      agent.dpopKey().ifPresent(key -> metadata.put("dpop_jkt", key.thumbprint().value()));
      return metadata;
    }
  }

  /// Fields of the profile changed; the event lists their names, not their values.
  record Updated(Agent agent, List<String> fields) implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.UPDATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object();
      fields.forEach(metadata.putArray("fields")::add);
      return metadata;
    }
  }

  record Suspended(Agent agent, String reason, long revokedTokens) implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.SUSPENDED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("reason", reason).put(EventField.REVOKED_TOKENS, revokedTokens);
    }
  }

  /// The agent was moved out of the default organization.
  ///
  /// @param agent with its new organization, whose events this is one of
  record Moved(Agent agent, long revokedTokens) implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.MOVED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put(EventField.REVOKED_TOKENS, revokedTokens);
    }
  }

  record Reactivated(Agent agent) implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.REACTIVATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }
  }

  /// The agent's DPoP key was replaced; the tokens bound to the previous key are revoked.
  ///
  /// @param reason as the caller gave it; may be empty
  record DpopKeyRotated(
      Agent agent,
      Optional<Thumbprint> previousKey,
      Thumbprint newKey,
      long revokedTokens,
      String reason)
      implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.DPOP_KEY_ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("old_jkt", previousKey.map(Thumbprint::value).orElse(""))
          .put("new_jkt", newKey.value())
          .put(EventField.REVOKED_TOKENS, revokedTokens)
          .put("reason", reason);
    }
  }

  record Decommissioned(Agent agent, long revokedTokens) implements AgentEvent {
    @Override
    public EventType type() {
      return AgentEvents.DECOMMISSIONED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put(EventField.REVOKED_TOKENS, revokedTokens);
    }
  }
}
