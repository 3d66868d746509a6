package dev.signet.identity.users;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What people do at the door of the console, and what is done with them. Who it was is the event's
/// actor.
sealed interface PeopleEvent extends Event {

  /// Somebody has signed in.
  ///
  /// @param replaced the session that his browser had before, which ends
  record SignedIn(String sessionId, Shown shown, Optional<String> replaced) implements PeopleEvent {
    @Override
    public String action() {
      return "console.signed_in";
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      shown.tell(metadata);
      replaced.ifPresent(id -> metadata.put("replaced_session_id", id));
      return metadata;
    }
  }

  /// Somebody who is signed in has proved again who he is.
  record Confirmed(String sessionId, Shown shown) implements PeopleEvent {
    @Override
    public String action() {
      return "console.confirmed";
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("session_id", sessionId);
      shown.tell(metadata);
      return metadata;
    }
  }

  /// Somebody has ended one stay of his own, or all.
  record SignedOut(int sessions) implements PeopleEvent {
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
  record SignInFailed(Proof proof, Reason reason) implements PeopleEvent {

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
      return Json.object().put("method", proof.wire()).put("reason", reason.wire());
    }
  }

  /// There is one more who may sign in.
  record PersonAdded(Person person) implements PeopleEvent {
    @Override
    public String action() {
      return "person.added";
    }

    @Override
    public ObjectNode metadata() {
      return about(person);
    }
  }

  /// Somebody who has never come was given another link.
  record LinkMade(Person person) implements PeopleEvent {
    @Override
    public String action() {
      return "person.link_made";
    }

    @Override
    public ObjectNode metadata() {
      return about(person);
    }
  }

  /// Somebody has another role.
  ///
  /// @param person as he is now
  record RoleChanged(Person person, Role previous) implements PeopleEvent {
    @Override
    public String action() {
      return "person.role_changed";
    }

    @Override
    public ObjectNode metadata() {
      return about(person).put("previous_role", previous.wire());
    }
  }

  /// Somebody's sessions were ended by another.
  record SignedOutByOther(Person person, int sessions) implements PeopleEvent {
    @Override
    public String action() {
      return "person.signed_out";
    }

    @Override
    public ObjectNode metadata() {
      return about(person).put("session_count", sessions);
    }
  }

  /// Somebody may not sign in any more.
  record PersonRemoved(Person person, int sessions, int passkeys) implements PeopleEvent {
    @Override
    public String action() {
      return "person.removed";
    }

    @Override
    public ObjectNode metadata() {
      return about(person).put("session_count", sessions).put("passkey_count", passkeys);
    }
  }

  /// Somebody has one more passkey.
  record PasskeyAdded(Passkey passkey) implements PeopleEvent {
    @Override
    public String action() {
      return "person.passkey_added";
    }

    @Override
    public ObjectNode metadata() {
      return about(passkey);
    }
  }

  record PasskeyRemoved(Passkey passkey) implements PeopleEvent {
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
        .put("person_id", passkey.person().value())
        .put("passkey_id", passkey.id())
        .put("name", passkey.name());
  }

  private static ObjectNode about(Person person) {
    return Json.object()
        .put("person_id", person.id().value())
        .put("name", person.name())
        .put("role", person.role().wire());
  }
}
