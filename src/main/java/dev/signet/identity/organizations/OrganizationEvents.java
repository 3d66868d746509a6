package dev.signet.identity.organizations;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of organizations.
public final class OrganizationEvents {
  public static final EventType CREATED =
      EventType.sentToOrganization("organization.created", "an organization was created")
          .fields(text("name", "Acme"), text("slug", "acme"))
          .text(
              words -> words.actorSentence("created the organization " + words.name("name") + "."));

  public static final EventType RENAMED =
      EventType.sentToOrganization("organization.renamed", "an organization was renamed")
          .fields(text("name", "Acme"), text("previous_name", "Acme Ltd"))
          .text(words ->
              words.actorSentence(
                  "renamed the organization "
                      + words.name("previous_name")
                      + " to "
                      + words.name("name")
                      + "."));

  public static final EventType SUSPENDED =
      EventType.sentToOrganization(
              "organization.suspended",
              "an organization was suspended, and all tokens of its agents revoked; if these are"
                  + " still being counted, `counted` is false, and"
                  + " `organization.suspension_counted` follows")
          .fields(
              text("name", "Acme"),
              text("reason", "incident 42"),
              number("agents", 12),
              revokedTokens(48).optional(),
              flag("counted", true))
          .text(words ->
              words.actorSentence(
                  "suspended the organization "
                      + words.name("name")
                      + ", which has "
                      + words.quantity("agents", "active agent")
                      + words.revokedTokensClause().replace(", which", ", and")
                      + words.quotedReasonSuffix()
                      + "."));

  public static final EventType SUSPENSION_COUNTED =
      EventType.sentToOrganization(
              "organization.suspension_counted",
              "the tokens that the event `suspension` revoked have been counted; `exact` is false"
                  + " when agents of the organization changed meanwhile or had exchanged tokens")
          .fields(
              text("name", "Acme"),
              text("suspension", "01970f3a-5b1c-7c1e-8a52-3d7f6b9c0e12"),
              revokedTokens(310_000),
              flag("exact", true))
          .text(words ->
              "The suspension of the organization "
                  + words.name("name")
                  + " revoked "
                  + words.revokedTokens("token")
                  + ".");

  public static final EventType REACTIVATED =
      EventType.sentToOrganization(
              "organization.reactivated",
              "an organization was reactivated; its earlier tokens stay revoked")
          .fields(text("name", "Acme"))
          .text(words -> words.nameSentence("reactivated the organization", ""));

  public static final EventType DELETED =
      EventType.sentToOrganization("organization.deleted", "an organization was deleted")
          .fields(text("name", "Acme"), text("slug", "acme"))
          .text(words -> words.nameSentence("deleted the organization", ""));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(CREATED, RENAMED, SUSPENDED, SUSPENSION_COUNTED, REACTIVATED, DELETED);

  private OrganizationEvents() {}
}
