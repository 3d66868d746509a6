package dev.signet.base.json;

import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the members of a JSON object in a request one by one. A member may be spelled in camelCase
/// or snake_case. Errors are collected, and reported together by [#finish].
///
/// A reader names the field in camelCase and gets its value, or empty when it is missing or
/// invalid.
public final class JsonFields {
  /// Keeps the response from being many times as long as its request.
  private static final int MAX_ERRORS = 50;

  /// The maximum number of digits of a number in plain notation: enough for every double, and few
  /// enough for programs that write numbers in full.
  static final int MAX_DIGITS = 400;

  /// The error of a text that is not a valid [SingleLine].
  public static final String NOT_SINGLE_LINE =
      "must not contain control characters, broken surrogates, or characters that do not show or"
          + " that change the direction of others";

  private final Map<String, JsonNode> members = new HashMap<>();
  private final Map<String, String> sentNames = new HashMap<>();
  private final Set<String> readFields = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  private JsonFields(JsonNode object) {
    for (var member : object.properties()) {
      var name = camel(member.getKey());
      if (members.putIfAbsent(name, member.getValue()) != null) {
        errors.add(new FieldError(member.getKey(), "is given in both spellings"));
      }
      sentNames.putIfAbsent(name, member.getKey());
    }
  }

  /// The members of this object.
  ///
  /// @throws Refused `Malformed` when the value is not an object
  public static JsonFields of(JsonNode node) {
    if (!node.isObject()) {
      throw Refused.malformed("The body must be a JSON object");
    }
    return new JsonFields(node);
  }

  /// One line of text: 1 to `max` visible characters, as [SingleLine] defines.
  public Optional<String> singleLine(String field, int max) {
    return text(field, max, false);
  }

  /// Text that may have line breaks and tabs.
  public Optional<String> multiline(String field, int max) {
    return text(field, max, true);
  }

  /// Text as it was sent, with any characters: to be searched, and not to be stored or shown.
  public Optional<String> anyText(String field, int max) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      return addError(field, "must be a string");
    }
    return node.stringValue().length() > max
        ? addError(field, "must be at most " + max + " characters")
        : Optional.of(node.stringValue());
  }

  private Optional<String> text(String field, int max, boolean lines) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      return addError(field, "must be a string");
    }
    var fault = textError(node.stringValue(), max, lines);
    return fault.isPresent() ? addError(field, fault.get()) : Optional.of(node.stringValue());
  }

  private static Optional<String> textError(String text, int max, boolean lines) {
    if (text.isBlank()) {
      return Optional.of("must not be empty");
    }
    if (text.length() > max) {
      return Optional.of("must be at most " + max + " characters");
    }
    if (!lines && !SingleLine.isValid(text)) {
      return Optional.of(NOT_SINGLE_LINE);
    }
    return hasForbidden(text)
        ? Optional.of("must not contain control characters or broken surrogates")
        : Optional.empty();
  }

  private static boolean hasForbidden(String text) {
    return text.chars()
            .anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')
        || hasBrokenSurrogates(text);
  }

  /// Whether the text contains an unpaired surrogate.
  public static boolean hasBrokenSurrogates(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /// A whole number within bounds, both included.
  public OptionalLong integer(String field, long min, long max) {
    var node = take(field);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      addError(field, "must be a whole number from " + min + " to " + max);
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  public Optional<Boolean> flag(String field) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    return node.isBoolean()
        ? Optional.of(node.booleanValue())
        : addError(field, "must be a boolean");
  }

  /// A list of at most `max` texts that each pass `good`; duplicates count once.
  ///
  /// @param kind what each entry has to be, for the error message: "a scope"
  public Optional<List<String>> texts(String field, int max, Predicate<String> good, String kind) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isArray()) {
      return addError(field, "must be an array of strings");
    }
    if (node.size() > max) {
      return addError(field, "must have at most " + max + " entries");
    }
    var found = new LinkedHashSet<String>();
    for (var i = 0; i < node.size(); i++) {
      var entry = node.get(i);
      if (!entry.isString() || !good.test(entry.stringValue())) {
        return addError(field, "entry " + i + " is not " + kind);
      }
      found.add(entry.stringValue());
    }
    return Optional.of(List.copyOf(found));
  }

  /// A JSON object of at most `maxBytes` characters when written. Its texts may contain every
  /// character that JSON can; its numbers keep their value, within [#MAX_DIGITS].
  public Optional<ObjectNode> object(String field, int maxBytes) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode object)) {
      return addError(field, "must be an object");
    }
    var written = Json.toPortableText(object);
    if (written.length() > maxBytes) {
      return addError(field, "must be at most " + maxBytes + " characters of JSON");
    }
    return hasOversizedNumber(object)
        ? addError(
            field,
            "must not have a number of more than " + MAX_DIGITS + " digits when written in full")
        : Optional.of(object);
  }

  private static boolean hasOversizedNumber(JsonNode node) {
    if (node.isNumber()) {
      return digits(node.decimalValue()) > MAX_DIGITS;
    }
    for (var child : node) {
      if (hasOversizedNumber(child)) {
        return true;
      }
    }
    return false;
  }

  /// Computed without writing the number out: an exponent of ten characters can stand for gigabytes
  /// of zeros.
  private static long digits(BigDecimal number) {
    var beforePoint = Math.max(1L, (long) number.precision() - number.scale());
    return beforePoint + Math.max(0L, number.scale());
  }

  /// The value of any type, unless it is `null`, for a field that is checked elsewhere.
  public Optional<JsonNode> any(String field) {
    return Optional.ofNullable(take(field));
  }

  /// A list of JSON objects, each to be read with its own `JsonFields`.
  public Optional<List<ObjectNode>> objects(String field, int max) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isArray() || node.size() > max) {
      return addError(field, "must be an array of at most " + max + " objects");
    }
    var found = new ArrayList<ObjectNode>();
    for (var entry : node) {
      if (!(entry instanceof ObjectNode object)) {
        return addError(field, "must be an array of objects");
      }
      found.add(object);
    }
    return Optional.of(List.copyOf(found));
  }

  /// An RFC 3339 time between the years 2000 and 9999.
  public Optional<Instant> instant(String field) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    var instant = node.isString() ? Json.instant(node.stringValue()) : Optional.<Instant>empty();
    return instant.filter(JsonFields::isSensible).isPresent()
        ? instant
        : addError(field, "must be an RFC 3339 time such as 2027-03-28T00:00:00.000Z");
  }

  private static boolean isSensible(Instant instant) {
    return instant.isAfter(Instant.parse("2000-01-01T00:00:00Z"))
        && instant.isBefore(Instant.parse("9999-12-31T23:59:59Z"));
  }

  /// One of the values of an enumeration, in its lower-case wire form.
  public <E extends Enum<E>> Optional<E> oneOf(String field, Class<E> type) {
    var node = take(field);
    if (node == null) {
      return Optional.empty();
    }
    var names = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      var wire = constant.name().toLowerCase(Locale.ROOT);
      if (node.isString() && node.stringValue().equals(wire)) {
        return Optional.of(constant);
      }
      names.add(wire);
    }
    return addError(field, "must be one of " + String.join(", ", names));
  }

  /// Whether the field was sent as `null`, for a field that `null` clears. Call it before reading
  /// the field.
  public boolean isExplicitNull(String field) {
    var node = members.get(field);
    if (node == null || !node.isNull()) {
      return false;
    }
    readFields.add(field);
    members.remove(field);
    return true;
  }

  /// Refuses these fields if they are sent, as they are read-only.
  public void refuseReadOnly(String... names) {
    for (var name : names) {
      refuse(name, "cannot be changed");
    }
  }

  /// Refuses this field if it is sent, with a reason.
  public void refuse(String field, String message) {
    if (has(field)) {
      readFields.add(field);
      addError(field, message);
    }
  }

  public boolean has(String field) {
    return members.containsKey(field);
  }

  /// A field's name as the caller spelled it.
  public String sentName(String field) {
    return sentNames.getOrDefault(field, field);
  }

  /// Adds an error that the reader found itself.
  public <T> Optional<T> addError(String field, String message) {
    errors.add(new FieldError(sentName(field), message));
    return Optional.empty();
  }

  /// Adds an error for a required field.
  public void addMissing(String field) {
    if (errors.stream().noneMatch(fault -> camel(fault.field()).equals(field))) {
      addError(field, "is required");
    }
  }

  /// Refuses unknown fields, then reports all errors together.
  ///
  /// @throws Refused `Invalid` when there is any error
  public void finish() {
    members.keySet().stream()
        .filter(field -> !readFields.contains(field))
        .sorted()
        .forEach(field -> addError(field, "is not a field of this request"));
    finishAllowingUnknown();
  }

  /// Reports all errors together, up to a limit, and ignores unknown fields.
  public void finishAllowingUnknown() {
    if (!errors.isEmpty()) {
      throw Refused.invalid(errors.subList(0, Math.min(errors.size(), MAX_ERRORS)));
    }
  }

  private @Nullable JsonNode take(String field) {
    readFields.add(field);
    var node = members.get(field);
    if (node != null && node.isNull()) {
      addError(field, "must not be null");
      return null;
    }
    return node;
  }

  /// The camelCase spelling of a name in either spelling.
  public static String camel(String name) {
    if (name.indexOf('_') < 0) {
      return name;
    }
    var text = new StringBuilder(name.length());
    var upper = false;
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (c == '_' && i > 0 && i + 1 < name.length()) {
        upper = true;
      } else {
        text.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return text.toString();
  }

  /// The snake_case spelling of a name in either spelling.
  public static String snake(String name) {
    var text = new StringBuilder(name.length() + 4);
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (c >= 'A' && c <= 'Z' && i > 0) {
        text.append('_').append(Character.toLowerCase(c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
