package dev.signet.identity.organizations;

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

  /// All of them.
  public static final List<EventType> ALL = List.of(CREATED, RENAMED);

  private OrganizationEvents() {}
}
