package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of registrations and invites. None contains a token or its hash.
sealed interface RegistrationEvent extends Event {

  record Registered(Agent agent, Registration registration) implements OfAgent {
    @Override
    public EventType type() {
      return RegistrationEvents.REGISTERED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("name", registration.name())
          .put("state", registration.state().wire())
          .put("invite_id", registration.invite().map(InviteId::value).orElse(null));
    }
  }

  /// A caller tried to register an agent, and was refused.
  ///
  /// @param invite the invite that was presented, if it is or was one
  record RegistrationFailed(Reason reason, Optional<InviteId> invite) implements RegistrationEvent {
    @Override
    public EventType type() {
      return RegistrationEvents.REGISTERED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public Optional<String> credentialFingerprint() {
      return invite.map(InviteId::value);
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("reason", reason.wire());
    }
  }

  enum Reason {
    TOO_MANY_ATTEMPTS,
    CLOSED,
    INVITE_REQUIRED,
    /// Unknown, used up, expired or revoked.
    INVITE_INVALID,
    TOO_MANY_UNCLAIMED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// An operator has claimed the agent.
  record Claimed(Agent agent) implements OfAgent {
    @Override
    public EventType type() {
      return RegistrationEvents.CLAIMED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }
  }

  /// The agent was decommissioned because it was neither claimed nor used in time.
  record Reaped(Agent agent) implements OfAgent {
    @Override
    public EventType type() {
      return RegistrationEvents.REAPED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("registered_at", Json.time(agent.createdAt()));
    }
  }

  record InviteCreated(Invite invite) implements OfInvite {
    @Override
    public EventType type() {
      return RegistrationEvents.INVITE_CREATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(invite)
          .put("max_uses", invite.maxUses())
          .put("expires_at", Json.time(invite.expiresAt()));
    }
  }

  record InviteRevoked(Invite invite) implements OfInvite {
    @Override
    public EventType type() {
      return RegistrationEvents.INVITE_REVOKED;
    }

    @Override
    public ObjectNode metadata() {
      return about(invite).put("uses", invite.uses());
    }
  }

  /// An event of an agent.
  sealed interface OfAgent extends RegistrationEvent {
    Agent agent();

    @Override
    default Optional<String> agentId() {
      return Optional.of(agent().id().value());
    }

    @Override
    default Optional<String> organizationId() {
      return Optional.of(agent().organization().value());
    }
  }

  /// An event of an invite.
  sealed interface OfInvite extends RegistrationEvent {
    Invite invite();

    @Override
    default Optional<String> organizationId() {
      return invite().organization().map(OrganizationId::value);
    }
  }

  private static ObjectNode about(Invite invite) {
    return Json.object()
        .put("invite_id", invite.id().value())
        .put("name", invite.name().orElse(null));
  }
}
