package dev.signet.events.catalog;

import dev.signet.base.json.JsonFields;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A field in the metadata of an event.
///
/// @param name as the audit log spells it, in snake case
/// @param isOptional whether it may be absent or null
/// @param sample a typical value
public record EventField(String name, Type type, boolean isOptional, JsonNode sample) {
  /// The name of the field with the number of tokens that an event has revoked.
  public static final String REVOKED_TOKENS = "revoked_token_count";

  /// The name of the field with the number of tokens that ended with the revoked ones.
  public static final String REVOKED_DESCENDANTS = "revoked_descendant_count";

  /// The name of the field that is false when these were too many to count.
  public static final String DESCENDANTS_COUNTED = "descendants_counted";

  /// Whether the number of revoked tokens is exact.
  public static final String EXACT = "exact";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// What a value is.
  public enum Type {
    TEXT("string"),
    /// RFC 3339, in UTC.
    TIME("string"),
    NUMBER("integer"),
    FLAG("boolean"),
    TEXTS("array"),
    /// Objects of an action's own form.
    OBJECTS("array"),
    OBJECT("object");

    private final String schema;

    Type(String schema) {
      this.schema = schema;
    }

    /// The type in JSON schema.
    String schema() {
      return schema;
    }
  }

  public static EventField text(String name, String sample) {
    return new EventField(name, Type.TEXT, false, JSON.stringNode(sample));
  }

  public static EventField time(String name) {
    return new EventField(name, Type.TIME, false, JSON.stringNode("2026-12-01T09:00:00.000Z"));
  }

  public static EventField number(String name, long sample) {
    return new EventField(name, Type.NUMBER, false, JSON.numberNode(sample));
  }

  /// The number of tokens that the event has revoked.
  public static EventField revokedTokens(long sample) {
    return number(REVOKED_TOKENS, sample);
  }

  /// The number of tokens that ended because they had been exchanged from revoked ones.
  public static EventField revokedDescendants(long sample) {
    return number(REVOKED_DESCENDANTS, sample).optional();
  }

  public static EventField flag(String name, boolean sample) {
    return new EventField(name, Type.FLAG, false, JSON.booleanNode(sample));
  }

  public static EventField texts(String name, String... sample) {
    var array = JSON.arrayNode();
    List.of(sample).forEach(array::add);
    return new EventField(name, Type.TEXTS, false, array);
  }

  public static EventField objects(String name) {
    return new EventField(name, Type.OBJECTS, false, JSON.arrayNode());
  }

  public static EventField object(String name) {
    return new EventField(name, Type.OBJECT, false, JSON.objectNode());
  }

  /// The same field where it may be absent or null.
  public EventField optional() {
    return new EventField(name, type, true, sample);
  }

  /// Its name in the public form.
  public String publicName() {
    return JsonFields.camel(name);
  }

  /// Whether a value in the metadata of an event is of this field.
  public boolean accepts(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return isOptional;
    }
    return switch (type) {
      case TEXT, TIME -> value.isString();
      case NUMBER -> value.isIntegralNumber();
      case FLAG -> value.isBoolean();
      case TEXTS -> value.isArray() && value.valueStream().allMatch(JsonNode::isString);
      case OBJECTS -> value.isArray() && value.valueStream().allMatch(JsonNode::isObject);
      case OBJECT -> value.isObject();
    };
  }

  ObjectNode schema() {
    var schema = JSON.objectNode();
    if (isOptional) {
      schema.putArray("type").add(type.schema()).add("null");
    } else {
      schema.put("type", type.schema());
    }
    switch (type) {
      case TIME -> schema.put("format", "date-time");
      case TEXTS -> schema.putObject("items").put("type", "string");
      case OBJECTS -> schema.putObject("items").put("type", "object");
      case TEXT, NUMBER, FLAG, OBJECT -> {}
    }
    return schema;
  }
}
