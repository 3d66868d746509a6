package dev.signet.base.jose;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The claims of a token ([RFC 7519 §4](https://www.rfc-editor.org/rfc/rfc7519#section-4));
/// immutable. A missing claim and one of another type than requested both read as empty.
public final class Claims {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .build())
          .build();

  /// Some 30,000 years.
  private static final double MAX_SECONDS = 1e12;

  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

  private final ObjectNode members;

  private Claims(ObjectNode members) {
    this.members = members;
  }

  /// Parses a JSON object in UTF-8; empty for anything else, and when a name appears twice.
  public static Optional<Claims> parse(byte[] json) {
    try {
      // Decoded here, because the parser would also try UTF-16 and UTF-32.
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      return JSON.readTree(text) instanceof ObjectNode members
          ? Optional.of(new Claims(members))
          : Optional.empty();
    } catch (CharacterCodingException | JacksonException _) {
      return Optional.empty();
    }
  }

  public boolean has(String name) {
    return members.has(name);
  }

  public Optional<String> text(String name) {
    return get(name).flatMap(JsonNode::stringValueOpt);
  }

  public Optional<Long> number(String name) {
    return get(name)
        .filter(value -> value.isIntegralNumber() && value.canConvertToLong())
        .map(JsonNode::longValue);
  }

  public Optional<Boolean> bool(String name) {
    return get(name).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
  }

  /// A time in seconds since 1970: a NumericDate, which may have a fraction or an exponent ([RFC
  /// 7519 §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
  public Optional<Instant> time(String name) {
    try {
      return get(name)
          .filter(JsonNode::isNumber)
          .flatMap(value ->
              value.isIntegralNumber()
                  ? number(name).map(Instant::ofEpochSecond)
                  : fraction(value));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// A time too far away for whole nanoseconds is not relevant to any check.
  private static Optional<Instant> fraction(JsonNode value) {
    var seconds = value.doubleValue();
    if (!(Math.abs(seconds) <= MAX_SECONDS)) {
      return Optional.empty();
    }
    var whole = Math.floor(seconds);
    return Optional.of(
        Instant.ofEpochSecond((long) whole, (long) ((seconds - whole) * 1_000_000_000)));
  }

  /// A list of strings; a single string is a list of one, as `aud` may be written ([RFC 7519
  /// §4.1.3](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3)).
  public Optional<List<String>> texts(String name) {
    var value = members.get(name);
    if (value == null || !(value.isString() || value.isArray())) {
      return Optional.empty();
    }
    var texts = new ArrayList<String>();
    for (var element : value.isArray() ? value : List.of(value)) {
      if (!element.isString()) {
        return Optional.empty();
      }
      texts.add(element.stringValue());
    }
    return Optional.of(List.copyOf(texts));
  }

  public Optional<Claims> object(String name) {
    return get(name).flatMap(JsonNode::asObjectOpt).map(Claims::new);
  }

  /// These claims as compact JSON.
  public String json() {
    return members.toString();
  }

  /// These claims as plain values, maps and lists, as the library reads them.
  Map<String, Object> toMap() {
    return JSON.convertValue(members, MEMBERS);
  }

  private Optional<JsonNode> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Claims claims && members.equals(claims.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /// Only the names, because the values may be confidential.
  @Override
  public String toString() {
    return members.propertyNames().toString();
  }
}
