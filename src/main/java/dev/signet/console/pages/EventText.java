package dev.signet.console.pages;

import dev.signet.console.parts.Notice;
import dev.signet.console.parts.TimeFormat;
import dev.signet.events.audit.EventView;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.catalog.EventWords;
import tools.jackson.databind.JsonNode;

/// The words of an event in the console: `“Ada” deactivated “courier”, which revoked 17 active
/// tokens.` The sentences are in the catalogue of events.
final class EventText implements EventWords {
  private final EventView event;
  private final ActorNames.Names names;
  private final String reader;

  private EventText(EventView event, ActorNames.Names names, String reader) {
    this.event = event;
    this.names = names;
    this.reader = reader;
  }

  /// @param names the names of actors and agents in the event
  /// @param reader the id of the signed-in user, who is addressed as “you”
  static Notice of(EventCatalog catalog, EventView event, ActorNames.Names names, String reader) {
    var words = new EventText(event, names, reader);
    return Notice.of(
        catalog
            .find(event.action())
            .map(type -> type.text().apply(words))
            .orElseGet(() -> event.action() + ", by " + words.actorName() + "."));
  }

  private static String capitalized(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }

  private static String withSpaces(String word) {
    return word.replace('_', ' ');
  }

  @Override
  public String text(String field) {
    var value = event.metadata().path(field);
    return value.isMissingNode() || value.isNull() ? "" : Notice.clean(value.asString());
  }

  @Override
  public String name(String field) {
    return Notice.name(text(field));
  }

  @Override
  public long count(String field) {
    return event.metadata().path(field).asLong(0);
  }

  @Override
  public String spaced(String field) {
    return withSpaces(text(field));
  }

  @Override
  public String quantity(String field, String noun) {
    return TimeFormat.quantity(count(field), noun);
  }

  @Override
  public boolean isBy(String field) {
    return event.actor().id().equals(text(field));
  }

  @Override
  public boolean hasAgent() {
    return event.agentId() != null;
  }

  @Override
  public boolean isFailure() {
    return event.outcome().equals("failure");
  }

  private String actorName() {
    return isByReader() ? "you" : names.description(event.actor());
  }

  @Override
  public boolean isByReader() {
    return event.actor().id().equals(reader);
  }

  @Override
  public String agentName() {
    var id = event.agentId();
    if (id == null) {
      return "an agent";
    }
    var name = names.agent(id);
    return name == null ? "agent " + id : Notice.name(name);
  }

  @Override
  public String agentAsSubject() {
    var name = names.agent(event.agentId());
    return name == null ? capitalized(agentName()) : "The agent " + Notice.name(name);
  }

  @Override
  public String agentSentence(String what, String more) {
    var itself = event.actor().id().equals(event.agentId());
    return capitalized(actorName())
        + " "
        + what
        + " "
        + (itself ? "itself" : agentName())
        + more
        + ".";
  }

  @Override
  public String actorSentence(String rest) {
    return capitalized(actorName()) + " " + rest;
  }

  @Override
  public String quotedReasonSuffix() {
    return text("reason").isEmpty() ? "" : " (" + Notice.name(withSpaces(text("reason"))) + ")";
  }

  @Override
  public String list(String field, String before) {
    var names =
        event
            .metadata()
            .path(field)
            .valueStream()
            .map(JsonNode::asString)
            .map(EventText::withSpaces)
            .toList();
    return names.isEmpty() ? "" : before + String.join(", ", names);
  }
}
