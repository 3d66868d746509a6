package dev.signet.authorization.resources;

import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of resources.
public final class ResourceEvents {
  private static final EventField ID = text("resource_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8b10");
  private static final EventField URI = text("uri", "https://mcp.example.com/mcp");
  private static final EventField NAME = text("name", "Example Files");

  public static final EventType CREATED =
      EventType.sentToOrganization("resource.created", "a resource was registered")
          .fields(ID, URI, NAME, texts("scopes", "files.read"))
          .text(words -> words.nameSentence("registered the resource", ""));

  public static final EventType UPDATED =
      EventType.sentToOrganization(
              "resource.updated", "a resource was changed; `changed` names the changed fields")
          .fields(ID, URI, NAME, texts("changed", "tokenLifetimeSeconds"))
          .text(words -> words.nameSentence("changed the resource", words.list("changed", ": ")));

  public static final EventType SCOPES_CHANGED =
      EventType.sentToOrganization(
              "resource.scopes_changed",
              "scopes of a resource were added, removed or changed; new and refreshed tokens no"
                  + " longer have a removed one")
          .fields(
              ID,
              URI,
              NAME,
              texts("added", "files.write"),
              texts("removed", "files.all"),
              texts("changed", "files.read"))
          .text(words ->
              words.nameSentence(
                  "changed the scopes of the resource",
                  words.list("added", "; added: ")
                      + words.list("removed", "; removed: ")
                      + words.list("changed", "; changed: ")));

  public static final EventType DELETED =
      EventType.sentToOrganization("resource.deleted", "a resource was deleted")
          .fields(ID, URI, NAME)
          .text(words -> words.nameSentence("deleted the resource", ""));

  /// All of them.
  public static final List<EventType> ALL = List.of(CREATED, UPDATED, SCOPES_CHANGED, DELETED);

  private ResourceEvents() {}
}
