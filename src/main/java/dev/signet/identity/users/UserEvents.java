package dev.signet.identity.users;

import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of users and their sessions.
public final class UserEvents {
  public static final EventType SIGNED_IN =
      EventType.notSent(
              "console.signed_in",
              "a user or an operator key signed in to the console; `method` and `key_id` or"
                  + " `passkey_id` name what was used, `replaced_session_id` the session of the"
                  + " same browser that ended",
              "sign-ins to the console are only recorded in the audit log")
          .fields(
              text("session_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("method", "passkey"),
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional(),
              text("passkey_id", "b3BhcXVl").optional(),
              text("replaced_session_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional())
          .text(words -> words.actorSentence("signed in to the console."));

  public static final EventType CONFIRMED =
      EventType.notSent(
              "console.confirmed",
              "the owner of a session confirmed their identity",
              "sign-ins to the console are only recorded in the audit log")
          .fields(
              text("session_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("method", "passkey"),
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional(),
              text("passkey_id", "b3BhcXVl").optional())
          .text(words ->
              words.actorSentence(
                  "confirmed "
                      + (words.isByReader() ? "your" : "their")
                      + " identity in the console."));

  public static final EventType SWITCHED =
      EventType.notSent(
              "console.switched",
              "a user switched to another organization, or to the whole server, with the `role`"
                  + " that they have there",
              "sign-ins to the console are only recorded in the audit log")
          .fields(
              text("session_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), text("role", "auditor"))
          .text(words ->
              words.actorSentence("switched organization, as " + words.text("role") + "."));

  public static final EventType SIGNED_OUT =
      EventType.notSent(
              "console.signed_out",
              "a user ended one or all of their sessions",
              "sign-ins to the console are only recorded in the audit log")
          .fields(number("session_count", 1))
          .text(words -> words.actorSentence("signed out of the console."));

  public static final EventType ADDED =
      EventType.sentToOperators("person.added", "a user was added with a role")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"))
          .text(words ->
              words.isBy("person_id")
                  ? words.name("name") + " signed in as the first user and became owner."
                  : words.nameSentence("added", ", as " + words.text("role")));

  public static final EventType LINK_MADE =
      EventType.sentToOperators(
              "person.link_made", "a user got a new sign-in link before the first sign-in")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"))
          .text(words -> words.nameSentence("created a new sign-in link for", ""));

  public static final EventType ROLE_CHANGED =
      EventType.sentToOperators(
              "person.role_changed", "a user got another role; `previous_role` is the one before")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"),
              text("previous_role", "auditor"))
          .text(words ->
              words.nameSentence(
                  "changed the role of",
                  " from " + words.text("previous_role") + " to " + words.text("role")));

  public static final EventType SIGNED_OUT_BY_OTHER =
      EventType.sentToOperators("person.signed_out", "another user ended the sessions of a user")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"),
              number("session_count", 2))
          .text(words ->
              words.nameSentence(
                  "signed out", ", which ended " + words.quantity("session_count", "session")));

  public static final EventType REMOVED =
      EventType.sentToOperators("person.removed", "a user was removed")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"),
              number("session_count", 2),
              number("passkey_count", 1))
          .text(words ->
              words.nameSentence(
                  "removed the user",
                  ", with "
                      + words.quantity("session_count", "session")
                      + " and "
                      + words.quantity("passkey_count", "passkey")));

  public static final EventType PASSKEY_ADDED =
      EventType.sentToOperators("person.passkey_added", "a user added a passkey")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("passkey_id", "b3BhcXVl"),
              text("name", "laptop"))
          .text(words -> words.actorSentence("added a passkey" + words.nameSuffix() + "."));

  public static final EventType PASSKEY_REMOVED =
      EventType.sentToOperators("person.passkey_removed", "a user removed their own passkey")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("passkey_id", "b3BhcXVl"),
              text("name", "laptop"))
          .text(words -> words.actorSentence("removed a passkey" + words.nameSuffix() + "."));

  public static final EventType MEMBER_ADDED =
      EventType.sentToOrganization(
              "organization.member_added", "a user was added to an organization with a role")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"))
          .text(words -> words.nameSentence("added the member", ", as " + words.text("role")));

  public static final EventType MEMBER_ROLE_CHANGED =
      EventType.sentToOrganization(
              "organization.member_role_changed",
              "a member of an organization got another role; `session_count` sessions ended")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"),
              text("previous_role", "auditor"),
              number("session_count", 1))
          .text(words ->
              words.nameSentence(
                  "changed the role of the member",
                  " from " + words.text("previous_role") + " to " + words.text("role")));

  public static final EventType MEMBER_REMOVED =
      EventType.sentToOrganization(
              "organization.member_removed", "a user was removed from an organization")
          .fields(
              text("person_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "Ada"),
              text("role", "owner"),
              number("session_count", 2))
          .text(words -> words.nameSentence("removed the member", ""));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(
          SIGNED_IN,
          CONFIRMED,
          SWITCHED,
          SIGNED_OUT,
          ADDED,
          LINK_MADE,
          ROLE_CHANGED,
          SIGNED_OUT_BY_OTHER,
          REMOVED,
          PASSKEY_ADDED,
          PASSKEY_REMOVED,
          MEMBER_ADDED,
          MEMBER_ROLE_CHANGED,
          MEMBER_REMOVED);

  private UserEvents() {}
}
