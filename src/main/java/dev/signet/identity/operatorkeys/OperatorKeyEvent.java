package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.leaks.Quarantine;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of operator keys.
sealed interface OperatorKeyEvent extends Event {

  /// An event of a key that exists.
  sealed interface OfKey extends OperatorKeyEvent {
    OperatorKey key();

    @Override
    default Optional<String> organizationId() {
      return key().organization().map(OrganizationId::value);
    }
  }

  record KeyCreated(OperatorKey key) implements OfKey {
    @Override
    public EventType type() {
      return OperatorKeyEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = about(key);
      key.scopes().forEach(metadata.putArray("scopes")::add);
      key.expiresAt().ifPresent(end -> metadata.put("expires_at", Json.time(end)));
      return metadata;
    }
  }

  record KeyRotated(OperatorKey key) implements OfKey {
    @Override
    public EventType type() {
      return OperatorKeyEvents.ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key);
    }
  }

  record KeyRevoked(OperatorKey key) implements OfKey {
    @Override
    public EventType type() {
      return OperatorKeyEvents.REVOKED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key);
    }
  }

  /// The key was put in quarantine, and is rejected until it is released.
  record KeyQuarantined(OperatorKey key, Quarantine quarantine) implements OfKey {
    @Override
    public EventType type() {
      return OperatorKeyEvents.QUARANTINED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key).put("reason", quarantine.reason());
    }
  }

  /// The key was released from quarantine and works again.
  record KeyReleased(OperatorKey key) implements OfKey {
    @Override
    public EventType type() {
      return OperatorKeyEvents.RELEASED;
    }

    @Override
    public ObjectNode metadata() {
      return about(key);
    }
  }

  /// A caller presented a string in the format of an operator key that is not a valid key.
  ///
  /// @param key the key that it once was, if any
  record AuthFailed(Reason reason, Optional<OperatorKeyId> key) implements OperatorKeyEvent {
    /// Why the presented key was rejected.
    static final String METHOD = "operator_key";

    enum Reason {
      UNKNOWN,
      /// A secret that was replaced by rotation.
      ROTATED_AWAY,
      EXPIRED,
      REVOKED,
      QUARANTINED;

      String wire() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public EventType type() {
      return AuditEvents.AUTH_FAILED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public Optional<String> credentialFingerprint() {
      return key.map(OperatorKeyId::value);
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("method", METHOD).put("reason", reason.wire());
    }
  }

  private static ObjectNode about(OperatorKey key) {
    return Json.object().put("key_id", key.id().value()).put("name", key.name());
  }
}
