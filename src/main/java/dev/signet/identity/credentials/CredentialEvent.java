package dev.signet.identity.credentials;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.leaks.Quarantine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The events of a credential. None contains a secret or its hash.
sealed interface CredentialEvent extends Event {

  Agent agent();

  CredentialId credential();

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
    return Optional.of(credential().value());
  }

  /// The credential was created, and can be used.
  ///
  /// @param imported whether its hash was imported, so that no secret was shown here
  record Generated(
      Agent agent, CredentialId credential, Optional<Instant> expiresAt, boolean imported)
      implements CredentialEvent {
    @Override
    public EventType type() {
      return CredentialEvents.GENERATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(credential).put("expires_at", timeOrNull(expiresAt)).put("imported", imported);
    }
  }

  /// The credential has a new secret.
  ///
  /// @param overlap how long the old secret stays valid
  record Rotated(
      Agent agent, CredentialId credential, Optional<Instant> expiresAt, Duration overlap)
      implements CredentialEvent {
    @Override
    public EventType type() {
      return CredentialEvents.ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(credential)
          .put("expires_at", timeOrNull(expiresAt))
          .put("overlap_seconds", overlap.toSeconds());
    }
  }

  record Revoked(Agent agent, CredentialId credential) implements CredentialEvent {
    @Override
    public EventType type() {
      return CredentialEvents.REVOKED;
    }

    @Override
    public ObjectNode metadata() {
      return about(credential);
    }
  }

  /// The credential was put in quarantine, and is rejected until it is released.
  record Quarantined(Agent agent, CredentialId credential, Quarantine quarantine)
      implements CredentialEvent {
    @Override
    public EventType type() {
      return CredentialEvents.QUARANTINED;
    }

    @Override
    public ObjectNode metadata() {
      return about(credential).put("reason", quarantine.reason());
    }
  }

  /// The credential was released from quarantine and works again.
  record Released(Agent agent, CredentialId credential) implements CredentialEvent {
    @Override
    public EventType type() {
      return CredentialEvents.RELEASED;
    }

    @Override
    public ObjectNode metadata() {
      return about(credential);
    }
  }

  private static ObjectNode about(CredentialId credential) {
    return Json.object().put("credential_id", credential.value());
  }

  private static @Nullable String timeOrNull(Optional<Instant> time) {
    return time.map(Json::time).orElse(null);
  }
}
