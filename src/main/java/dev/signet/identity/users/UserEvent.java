package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of signing in to the console and of user administration. The event's actor is the
/// user or key that acted.
sealed interface UserEvent extends Event {

  /// A user or an operator key has signed in.
  ///
  /// @param replacedSessionId the previous session of the same browser, which ends
  /// @param organization that the session is in; empty for the whole server
  record SignedIn(
      String sessionId,
      SignInProof proof,
      Optional<String> replacedSessionId,
      Optional<OrganizationId> organization)
      implements UserEvent {
    @Override
    public Optional<String> organizationId() {
      return organization.map(OrganizationId::value);
    }

    @Override
    public EventType type() {
      return UserEvents.SIGNED_IN;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      proof.writeTo(metadata);
      replacedSessionId.ifPresent(id -> metadata.put("replaced_session_id", id));
      return metadata;
    }
  }

  /// The owner of a session has proved their identity again.
  ///
  /// @param organization that the session is in; empty for the whole server
  record Reauthenticated(String sessionId, SignInProof proof, Optional<OrganizationId> organization)
      implements UserEvent {
    @Override
    public Optional<String> organizationId() {
      return organization.map(OrganizationId::value);
    }

    @Override
    public EventType type() {
      return UserEvents.CONFIRMED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      proof.writeTo(metadata);
      return metadata;
    }
  }

  /// A user has moved their session to another organization, or to the whole server.
  ///
  /// @param organization empty for the whole server
  /// @param role of the user there
  record Switched(String sessionId, Optional<OrganizationId> organization, Role role)
      implements UserEvent {
    @Override
    public Optional<String> organizationId() {
      return organization.map(OrganizationId::value);
    }

    @Override
    public EventType type() {
      return UserEvents.SWITCHED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("session_id", sessionId).put("role", role.wire());
    }
  }

  /// A user has ended one or all of their sessions.
  record SignedOut(int sessions) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.SIGNED_OUT;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("session_count", sessions);
    }
  }

  /// A sign-in failed.
  record SignInFailed(SignInMethod method, Reason reason) implements UserEvent {

    enum Reason {
      /// The link is unknown, used or expired; or the passkey belongs to no user.
      UNKNOWN,
      /// The response is not a passkey response of a browser.
      UNREADABLE,
      /// The response answers an unknown, used or expired challenge.
      CHALLENGE,
      /// The passkey did not sign this challenge for this site with its owner verified.
      NOT_PROVED;

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
    public ObjectNode metadata() {
      return Json.object().put("method", method.wire()).put("reason", reason.wire());
    }
  }

  /// A user was added.
  record UserAdded(User user) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.ADDED;
    }

    @Override
    public ObjectNode metadata() {
      return about(user);
    }
  }

  /// A user who has never signed in was given another link.
  record LinkCreated(User user) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.LINK_MADE;
    }

    @Override
    public ObjectNode metadata() {
      return about(user);
    }
  }

  /// A user was given another role.
  ///
  /// @param user with the new role
  record RoleChanged(User user, Role previous) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.ROLE_CHANGED;
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("previous_role", previous.wire());
    }
  }

  /// A user's sessions were ended by another user or an operator key.
  record SignedOutByOther(User user, int sessions) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.SIGNED_OUT_BY_OTHER;
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("session_count", sessions);
    }
  }

  /// A user was removed.
  record UserRemoved(User user, int sessions, int passkeys) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.REMOVED;
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("session_count", sessions).put("passkey_count", passkeys);
    }
  }

  /// A user has added a passkey.
  record PasskeyAdded(Passkey passkey) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.PASSKEY_ADDED;
    }

    @Override
    public ObjectNode metadata() {
      return about(passkey);
    }
  }

  record PasskeyRemoved(Passkey passkey) implements UserEvent {
    @Override
    public EventType type() {
      return UserEvents.PASSKEY_REMOVED;
    }

    @Override
    public ObjectNode metadata() {
      return about(passkey);
    }
  }

  private static ObjectNode about(Passkey passkey) {
    return Json.object()
        .put("person_id", passkey.user().value())
        .put("passkey_id", passkey.id())
        .put("name", passkey.name());
  }

  private static ObjectNode about(User user) {
    return Json.object()
        .put("person_id", user.id().value())
        .put("name", user.name())
        .put("role", user.role().wire());
  }
}
