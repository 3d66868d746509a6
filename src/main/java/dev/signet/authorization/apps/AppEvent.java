package dev.signet.authorization.apps;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of apps.
sealed interface AppEvent extends Event {
  private static ObjectNode base(String clientId) {
    return Json.object().put("client_id", clientId);
  }

  /// A user wants to use an app that the operators have not allowed.
  ///
  /// @param app empty if it is not registered
  record Requested(String clientId, Optional<AgentId> app, UserId user) implements AppEvent {
    @Override
    public Optional<String> agentId() {
      return app.map(AgentId::value);
    }

    @Override
    public EventType type() {
      return AppEvents.REQUESTED;
    }

    @Override
    public ObjectNode metadata() {
      return base(clientId).put("user_id", user.value());
    }
  }

  /// An operator lets users allow the app.
  ///
  /// @param isPinned whether a document was given
  record Approved(Agent app, boolean isPinned) implements AppEvent {
    @Override
    public Optional<String> agentId() {
      return Optional.of(app.id().value());
    }

    @Override
    public EventType type() {
      return AppEvents.APPROVED;
    }

    @Override
    public ObjectNode metadata() {
      return base(app.clientId()).put("is_pinned", isPinned);
    }
  }

  record ApprovalWithdrawn(Agent app) implements AppEvent {
    @Override
    public Optional<String> agentId() {
      return Optional.of(app.id().value());
    }

    @Override
    public EventType type() {
      return AppEvents.APPROVAL_WITHDRAWN;
    }

    @Override
    public ObjectNode metadata() {
      return base(app.clientId());
    }
  }
}
