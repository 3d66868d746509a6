package dev.signet.people;

import dev.signet.audit.Event;
import dev.signet.http.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What people do at the door of the console, and what is done with them. Who it was is the event's
/// actor.
sealed interface PeopleEvent extends Event {

  /// Somebody has signed in.
  record SignedIn(String sessionId, Proof proof) implements PeopleEvent {
    @Override
    public String action() {
      return "console.signed_in";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("session_id", sessionId).put("method", proof.wire());
    }
  }

  /// Somebody who is signed in has proved again who he is.
  record Confirmed(String sessionId, Proof proof) implements PeopleEvent {
    @Override
    public String action() {
      return "console.confirmed";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("session_id", sessionId).put("method", proof.wire());
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
      /// It is no link of ours, or one that was used or has expired.
      UNKNOWN;

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

  private static ObjectNode about(Person person) {
    return Json.object()
        .put("person_id", person.id().value())
        .put("name", person.name())
        .put("role", person.role().wire());
  }
}
