package dev.signet.identity.apikeys;

import dev.signet.base.json.Json;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.leaks.Quarantine;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of API keys. None contains a secret or its hash.
sealed interface ApiKeyEvent extends Event {

  /// An agent without an API key was issued one.
  record Created(Agent agent, ApiKey key) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key);
    }
  }

  /// The key was prepared; its first use replaces the active key.
  record Prepared(Agent agent, ApiKey key) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.PREPARED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key);
    }
  }

  /// The prepared key was used for the first time.
  ///
  /// @param replaced the key that was revoked by this, if any
  record Activated(Agent agent, ApiKey key, Optional<ApiKeyId> replaced) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.ACTIVATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key).put("replaced_key_id", replaced.map(ApiKeyId::value).orElse(null));
    }
  }

  /// The key has immediately replaced another one.
  record Rotated(Agent agent, ApiKey key, ApiKeyId replaced) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key).put("replaced_key_id", replaced.value());
    }
  }

  record Revoked(Agent agent, ApiKey key) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.REVOKED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("key_id", key.id().value());
    }
  }

  /// The key was put in quarantine, and is rejected until it is released.
  record Quarantined(Agent agent, ApiKey key, Quarantine quarantine) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.QUARANTINED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("key_id", key.id().value()).put("reason", quarantine.reason());
    }
  }

  /// The key was released from quarantine and works again.
  record Released(Agent agent, ApiKey key) implements OfAgent {
    @Override
    public EventType type() {
      return ApiKeyEvents.RELEASED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("key_id", key.id().value());
    }
  }

  /// A caller tried to rotate an agent's key as the agent, and failed.
  record RotationFailed(Failure failure) implements OfFailure {
    @Override
    public EventType type() {
      return ApiKeyEvents.ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("reason", failure.reason().wire());
    }
  }

  /// A caller presented an API key that is not valid.
  record AuthFailed(Failure failure) implements OfFailure {
    static final String METHOD = "api_key";

    @Override
    public EventType type() {
      return AuditEvents.AUTH_FAILED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("method", METHOD).put("reason", failure.reason().wire());
    }
  }

  /// An event of an agent's key.
  sealed interface OfAgent extends ApiKeyEvent {
    Agent agent();

    ApiKey key();

    @Override
    default Optional<String> agentId() {
      return Optional.of(agent().id().value());
    }

    @Override
    default Optional<String> organizationId() {
      return Optional.of(agent().organization().value());
    }

    @Override
    default Optional<String> credentialFingerprint() {
      return Optional.of(key().id().value());
    }
  }

  /// An event of a failed attempt.
  sealed interface OfFailure extends ApiKeyEvent {
    Failure failure();

    @Override
    default Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    default Optional<String> agentId() {
      return failure().agent().map(agent -> agent.id().value());
    }

    @Override
    default Optional<String> organizationId() {
      return failure().agent().map(agent -> agent.organization().value());
    }

    @Override
    default Optional<String> credentialFingerprint() {
      return failure().key().map(key -> key.id().value());
    }
  }

  /// Why an attempt failed.
  ///
  /// @param key the key that was presented, if it is or was one
  /// @param agent the agent that the key belongs or belonged to
  record Failure(Reason reason, Optional<ApiKey> key, Optional<Agent> agent) {
    static Failure of(Reason reason) {
      return new Failure(reason, Optional.empty(), Optional.empty());
    }

    static Failure of(Reason reason, ApiKey key, Optional<Agent> agent) {
      return new Failure(reason, Optional.of(key), agent);
    }
  }

  enum Reason {
    /// The attempt was not checked.
    TOO_MANY_ATTEMPTS,
    NO_API_KEY,
    UNKNOWN,
    /// Another key has replaced it.
    ROTATED_AWAY,
    REVOKED,
    QUARANTINED,
    /// The key is valid, but FAPI 2.0 requires its agent to authenticate by signing.
    METHOD_NOT_ALLOWED,
    AGENT_NOT_ACTIVE,
    AGENT_EXPIRED,
    ORGANIZATION_SUSPENDED,
    ROTATION_SECRET_NOT_PROVIDED,
    NO_ROTATION_SECRET,
    WRONG_ROTATION_SECRET;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static ObjectNode about(ApiKey key) {
    return Json.object()
        .put("key_id", key.id().value())
        .put("rotates_itself", key.hasRotationSecret());
  }
}
