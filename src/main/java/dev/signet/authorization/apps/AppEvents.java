package dev.signet.authorization.apps;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of apps. The agent of each is the app, if it is registered.
public final class AppEvents {
  private static final EventField CLIENT = text("client_id", "https://app.example.com/client.json");

  public static final EventType REQUESTED =
      EventType.sentToOperators(
              "app.requested",
              "a user asks the operators to allow an app; recorded at most once a day for a user"
                  + " and app, and ten times for a user")
          .fields(CLIENT, text("user_id", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12"))
          .text(words ->
              words.actorSentence("asks to allow the app " + words.name("client_id") + "."));

  public static final EventType APPROVED =
      EventType.sentToOperators(
              "app.approved",
              "an operator approved an app, so that users may allow it; `is_pinned` is whether a"
                  + " metadata document was given, which is used instead of fetching one")
          .fields(CLIENT, flag("is_pinned", false))
          .text(words -> words.actorSentence("approved the app " + words.agentName() + "."));

  public static final EventType APPROVAL_WITHDRAWN =
      EventType.sentToOperators(
              "app.approval_withdrawn",
              "an operator withdrew the approval of an app; what users have allowed it stays")
          .fields(CLIENT)
          .text(words ->
              words.actorSentence("withdrew the approval of the app " + words.agentName() + "."));

  /// All of them.
  public static final List<EventType> ALL = List.of(REQUESTED, APPROVED, APPROVAL_WITHDRAWN);

  private AppEvents() {}
}
