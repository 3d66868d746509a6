package dev.signet.delegation;

import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of delegations. The agent of each is the subject.
public final class DelegationEvents {
  private static final EventField ID =
      text("delegation_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94");
  private static final EventField ACTOR = text("actor", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12");
  private static final EventField ACTOR_NAME = text("actor_name", "label-printer");
  private static final EventField SCOPE = text("scope", "parcels:read");
  private static final EventField RESOURCES = texts("resources", "https://api.example.com/");
  private static final EventField MAX_HOPS = number("max_hops", 1);
  private static final EventField EXPIRES_AT = time("expires_at");

  public static final EventType CREATED =
      EventType.sentToOrganization(
              "delegation.created",
              "an agent was lent rights of another one; `max_hops` is how many agents may act below"
                  + " the subject")
          .fields(ID, ACTOR, ACTOR_NAME, SCOPE, RESOURCES, MAX_HOPS, EXPIRES_AT)
          .text(words ->
              words.actorSentence(
                  "lent rights of "
                      + words.agentName()
                      + " to "
                      + words.name("actor_name")
                      + words.scopeSuffix()
                      + "."));

  public static final EventType NARROWED =
      EventType.sentToOrganization(
              "delegation.narrowed",
              "a delegation was narrowed, which applies to the tokens issued before; `changed`"
                  + " names the changed fields")
          .fields(
              ID,
              ACTOR,
              ACTOR_NAME,
              texts("changed", "scopes"),
              SCOPE,
              RESOURCES,
              MAX_HOPS,
              EXPIRES_AT,
              revokedTokens(2).optional())
          .text(words ->
              words.actorSentence(
                  "narrowed what "
                      + words.agentName()
                      + " lends to "
                      + words.name("actor_name")
                      + words.list("changed", ": ")
                      + words.revokedTokensClause()
                      + "."));

  public static final EventType REVOKED =
      EventType.sentToOrganization(
              "delegation.revoked",
              "a delegation was revoked, and with it all tokens issued through it")
          .fields(ID, ACTOR, ACTOR_NAME, text("reason", "incident 42"), revokedTokens(2).optional())
          .text(words ->
              words.actorSentence(
                  "revoked what "
                      + words.agentName()
                      + " lent to "
                      + words.name("actor_name")
                      + words.revokedTokensClause()
                      + words.quotedReasonSuffix()
                      + "."));

  public static final EventType EXPIRED =
      EventType.sentToOrganization("delegation.expired", "a delegation has expired")
          .fields(ID, ACTOR, ACTOR_NAME)
          .text(words ->
              "What "
                  + words.agentName()
                  + " lent to "
                  + words.name("actor_name")
                  + " has expired.");

  /// All of them.
  public static final List<EventType> ALL = List.of(CREATED, NARROWED, REVOKED, EXPIRED);

  private DelegationEvents() {}
}
