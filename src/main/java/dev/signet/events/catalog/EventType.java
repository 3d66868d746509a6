package dev.signet.events.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A kind of event: everything that the audit log, the console, webhooks and the documentation need
/// to know of it. Each room declares those that it records.
///
/// @param action the event's name on the wire: `agent.created`
/// @param summary when it is recorded, as docs/audit.md has it
/// @param fields the members of its metadata
/// @param issuesToken whether each event is the record of a token
/// @param text the sentence about one event
public record EventType(
    String action,
    String summary,
    List<EventField> fields,
    boolean issuesToken,
    Audience audience,
    Function<EventWords, String> text) {

  /// Whose webhooks receive an event.
  public sealed interface Audience {

    /// The event's organization, and the operators.
    record Organization() implements Audience {}

    /// The operators only.
    record Operators() implements Audience {}

    /// No webhook.
    ///
    /// @param reason why not
    record NotSent(String reason) implements Audience {}
  }

  public EventType {
    fields = List.copyOf(fields);
  }

  /// An event that the webhooks of its organization receive, and those of the operators.
  ///
  /// @param summary when it is recorded
  public static Builder sentToOrganization(String action, String summary) {
    return new Builder(action, summary, new Audience.Organization());
  }

  /// An event that only webhooks of operators receive.
  ///
  /// @param summary when it is recorded
  public static Builder sentToOperators(String action, String summary) {
    return new Builder(action, summary, new Audience.Operators());
  }

  /// An event that no webhook receives by itself.
  ///
  /// @param summary when it is recorded
  /// @param reason why it is not sent
  public static Builder notSent(String action, String summary, String reason) {
    return new Builder(action, summary, new Audience.NotSent(reason));
  }

  public boolean isSent() {
    return !(audience instanceof Audience.NotSent);
  }

  /// Whether its events have the number of tokens that they revoked.
  public boolean countsRevokedTokens() {
    return fields.stream().anyMatch(field -> field.name().equals(EventField.REVOKED_TOKENS));
  }

  /// The JSON schema of the metadata in their public form, which is in camel case.
  public ObjectNode publicSchema() {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    var properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (var field : fields) {
      properties.set(field.publicName(), field.schema());
      if (!field.isOptional()) {
        required.add(field.publicName());
      }
    }
    return schema;
  }

  /// A sample of the metadata in their public form.
  public ObjectNode publicSample() {
    var sample = JsonNodeFactory.instance.objectNode();
    fields.forEach(field -> sample.set(field.publicName(), field.sample()));
    return sample;
  }

  /// The metadata of an event in their public form: the declared fields, in the order of their
  /// declaration, so that the form of an event never depends on how it was stored.
  public ObjectNode publicForm(JsonNode metadata) {
    var data = JsonNodeFactory.instance.objectNode();
    for (var field : fields) {
      var value = metadata.path(field.name());
      if (!value.isMissingNode()) {
        data.set(field.publicName(), value);
      }
    }
    return data;
  }

  /// What is wrong with the metadata of an event of this type; empty if they are as declared.
  public Optional<String> faultOf(JsonNode metadata) {
    for (var name : metadata.propertyNames()) {
      if (fields.stream().noneMatch(field -> field.name().equals(name))) {
        return Optional.of(action + " does not declare the field " + name);
      }
    }
    return fields.stream()
        .filter(field -> !field.accepts(metadata.path(field.name())))
        .findFirst()
        .map(field ->
            action + " has " + metadata.path(field.name()) + " in its field " + field.name());
  }

  /// Builds a type. [#text] comes last.
  public static final class Builder {
    private final String action;
    private final String summary;
    private final Audience audience;
    private final List<EventField> fields = new ArrayList<>();
    private boolean issuesToken;

    private Builder(String action, String summary, Audience audience) {
      this.action = action;
      this.summary = summary;
      this.audience = audience;
    }

    public Builder fields(EventField... more) {
      fields.addAll(List.of(more));
      return this;
    }

    public Builder issuesToken() {
      issuesToken = true;
      return this;
    }

    /// The event may have the number of tokens that ended with the revoked ones, because they had
    /// been exchanged from them.
    public Builder countsDescendants() {
      return fields(
          EventField.revokedDescendants(3),
          EventField.flag(EventField.DESCENDANTS_COUNTED, false).optional());
    }

    /// The number of revoked tokens may be counted when others that they were exchanged from have
    /// ended as well: then it may be too small.
    public Builder mayBeInexact() {
      return fields(EventField.flag(EventField.EXACT, false).optional());
    }

    /// Completes the type with the sentence about one event: `Ada suspended courier.`
    public EventType text(Function<EventWords, String> sentence) {
      return new EventType(action, summary, fields, issuesToken, audience, sentence);
    }
  }
}
