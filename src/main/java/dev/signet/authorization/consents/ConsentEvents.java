package dev.signet.authorization.consents;

import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of consents. The agent of each is the client.
public final class ConsentEvents {
  private static final EventField ID = text("consent_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94");
  private static final EventField USER = text("user_id", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12");
  private static final EventField RESOURCE =
      text("resource_id", "01970f3a-2a4b-7c1e-8a52-3d7f6b9c0e12");
  private static final EventField SCOPE = text("scope", "files.read");

  public static final EventType GRANTED =
      EventType.sentToOrganization(
              "consent.granted", "a user allowed a client to act for them at a resource")
          .fields(ID, USER, RESOURCE, SCOPE)
          .text(words ->
              words.actorSentence(
                  "allowed " + words.agentName() + " to act for them" + words.scopeSuffix() + "."));

  public static final EventType CHANGED =
      EventType.sentToOrganization(
              "consent.changed", "a user allowed a client more; `scope` is all that it may do now")
          .fields(ID, USER, RESOURCE, SCOPE)
          .text(words ->
              words.actorSentence(
                  "allowed " + words.agentName() + " more" + words.scopeSuffix() + "."));

  public static final EventType DENIED =
      EventType.sentToOrganization(
              "consent.denied",
              "a user did not allow a client what it asked for; recorded at most once an hour for a"
                  + " user and client")
          .fields(USER, RESOURCE, SCOPE)
          .text(words ->
              words.actorSentence("did not allow what " + words.agentName() + " asked for."));

  public static final EventType ENDED =
      EventType.sentToOrganization(
              "consent.ended",
              "a consent ended, and with it all tokens that the client got by it;"
                  + " `connection_count` is how many refresh token families ended")
          .fields(ID, USER, RESOURCE, number("connection_count", 1), revokedTokens(2).optional())
          .text(words ->
              words.actorSentence(
                  "ended what "
                      + words.agentName()
                      + " was allowed"
                      + words.revokedTokensClause()
                      + "."));

  public static final EventType BLOCKED =
      EventType.sentToOrganization(
              "consent.blocked",
              "an operator blocked a client for a user at a resource, which ended all tokens that"
                  + " it got by the consent")
          .fields(ID, USER, RESOURCE, number("connection_count", 1), revokedTokens(2).optional())
          .text(words ->
              words.actorSentence(
                  "blocked "
                      + words.agentName()
                      + " for a user"
                      + words.revokedTokensClause()
                      + "."));

  public static final EventType UNBLOCKED =
      EventType.sentToOrganization(
              "consent.unblocked", "an operator let a user decide about a blocked client again")
          .fields(ID, USER, RESOURCE)
          .text(words -> words.actorSentence("unblocked " + words.agentName() + " for a user."));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(GRANTED, CHANGED, DENIED, ENDED, BLOCKED, UNBLOCKED);

  private ConsentEvents() {}
}
