package dev.signet.identity.users;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What people do at the door of the console, and what is done with them. Who it was is the event's
/// actor.
sealed interface UserEvent extends Event {

  /// Somebody has signed in.
  ///
  /// @param replacedSessionId the session that his browser had before, which ends
  record SignedIn(String sessionId, SignInProof proof, Optional<String> replacedSessionId)
      implements UserEvent {
    @Override
    public String action() {
      return "console.signed_in";
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      proof.writeTo(metadata);
      replacedSessionId.ifPresent(id -> metadata.put("replaced_session_id", id));
      return metadata;
    }
  }

  /// Somebody who is signed in has proved again who he is.
  record Reauthenticated(String sessionId, SignInProof proof) implements UserEvent {
    @Override
    public String action() {
      return "console.confirmed";
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      proof.writeTo(metadata);
      return metadata;
    }
  }

  /// Somebody has ended one stay of his own, or all.
  record SignedOut(int sessions) implements UserEvent {
    @Override
    public String action() {
      return "console.signed_out";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("session_count", sessions);
    }
  }

  /// Something was shown that does not sign anybody in.
  record SignInFailed(SignInMethod method, Reason reason) implements UserEvent {

    enum Reason {
      /// It is no link of ours, or one that was used or has expired; or nobody's passkey.
      UNKNOWN,
      /// It is not what a browser says for a passkey.
      UNREADABLE,
      /// It answers to no challenge of ours, or to one that was used or is too old.
      CHALLENGE,
      /// The passkey has not signed this, here and now, by its owner's will.
      NOT_PROVED;

      String wire() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public String action() {
      return "auth.failed";
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

  /// There is one more who may sign in.
  record UserAdded(User user) implements UserEvent {
    @Override
    public String action() {
      return "person.added";
    }

    @Override
    public ObjectNode metadata() {
      return about(user);
    }
  }

  /// Somebody who has never come was given another link.
  record LinkCreated(User user) implements UserEvent {
    @Override
    public String action() {
      return "person.link_made";
    }

    @Override
    public ObjectNode metadata() {
      return about(user);
    }
  }

  /// Somebody has another role.
  ///
  /// @param user as he is now
  record RoleChanged(User user, Role previous) implements UserEvent {
    @Override
    public String action() {
      return "person.role_changed";
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("previous_role", previous.wire());
    }
  }

  /// Somebody's sessions were ended by another.
  record SignedOutByOther(User user, int sessions) implements UserEvent {
    @Override
    public String action() {
      return "person.signed_out";
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("session_count", sessions);
    }
  }

  /// Somebody may not sign in any more.
  record UserRemoved(User user, int sessions, int passkeys) implements UserEvent {
    @Override
    public String action() {
      return "person.removed";
    }

    @Override
    public ObjectNode metadata() {
      return about(user).put("session_count", sessions).put("passkey_count", passkeys);
    }
  }

  /// Somebody has one more passkey.
  record PasskeyAdded(Passkey passkey) implements UserEvent {
    @Override
    public String action() {
      return "person.passkey_added";
    }

    @Override
    public ObjectNode metadata() {
      return about(passkey);
    }
  }

  record PasskeyRemoved(Passkey passkey) implements UserEvent {
    @Override
    public String action() {
      return "person.passkey_removed";
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

  private static ObjectNode about(User person) {
    return Json.object()
        .put("person_id", person.id().value())
        .put("name", person.name())
        .put("role", person.role().wire());
  }
}
