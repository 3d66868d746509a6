package dev.signet.base.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.refusals.Refused;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/// Reads and writes JSON: bounded and strict input, times in RFC 3339 with milliseconds in the
/// output. Views are records, written member by member in their order.
public final class Json {
  public static final int MAX_DEPTH = 32;

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The maximum number of values, names and ends of objects and arrays in a body: each takes many
  /// times its length once it is parsed.
  public static final int MAX_TOKENS = 10_000;

  private static final JsonMapper CAMEL = mapper(strict()).build();

  private static final JsonMapper SNAKE =
      mapper(strict()).propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /// Reads JSON that Signet wrote, without the limits for requests. A value within those may be
  /// longer as we write it than as it was sent, and must not become unreadable.
  private static final JsonMapper OWN =
      mapper(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private Json() {}

  private static JsonFactory strict() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxTokenCount(MAX_TOKENS)
                .maxNumberLength(32)
                .maxNameLength(256)
                .build())
        .build();
  }

  private static JsonMapper.Builder mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        // Numbers are written as they were read: as a double 1e400 would be infinite.
        .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .addModule(new SimpleModule().addSerializer(Instant.class, new Millis()));
  }

  /// Reads one JSON value and nothing after it.
  ///
  /// @throws Refused `Malformed` when it is not JSON, names a member twice, is nested too deep, or
  ///   has too many values or a number beyond the limits
  public static JsonNode read(String text) {
    try {
      var node = parse(CAMEL, text);
      if (node == null || node.isMissingNode()) {
        throw Refused.malformed("The body is empty; a JSON object is required");
      }
      return node;
    } catch (StreamConstraintsException e) {
      throw Refused.malformed(
          "The JSON is nested deeper than "
              + MAX_DEPTH
              + ", has more than "
              + MAX_TOKENS
              + " names and values, or a name or a number that is too long or too large");
    } catch (JacksonException e) {
      // Without the parser's message, which repeats input that may be a secret.
      throw Refused.malformed(
          "The body is not well-formed JSON, or names a member twice" + place(e));
    }
  }

  private static String place(JacksonException e) {
    var location = e.getLocation();
    return location == null
        ? ""
        : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /// Reads JSON that Signet wrote.
  ///
  /// @throws JacksonException when it is not JSON after all
  public static JsonNode parseOwn(String text) {
    return parse(OWN, text);
  }

  /// As [#parseOwn], for an object that another program may have damaged in the database.
  public static Optional<ObjectNode> parseOwnIfReadable(String text) {
    try {
      return parseOwn(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /// The parser limits the length of a number. But an exponent of few digits can exceed what a
  /// `BigDecimal` holds, and the parser has no exception of its own for that.
  private static JsonNode parse(JsonMapper mapper, String text) {
    try {
      return mapper.readTree(text);
    } catch (NumberFormatException e) {
      throw new StreamConstraintsException("a number is too large: " + e.getMessage());
    }
  }

  public static byte[] toCamelCase(Object view) {
    return bytes(CAMEL, view);
  }

  public static byte[] toSnakeCase(Object view) {
    return bytes(SNAKE, view);
  }

  /// JSON can contain an unpaired surrogate, as an escape, and UTF-8 cannot. Only an agent's
  /// metadata may have one.
  private static byte[] bytes(JsonMapper mapper, Object view) {
    try {
      return mapper.writeValueAsBytes(view);
    } catch (StreamWriteException _) {
      return escaped(mapper.writeValueAsString(view)).getBytes(UTF_8);
    }
  }

  /// As [#toText], with an escape for each unpaired surrogate: so every character that JSON can
  /// contain passes unchanged through UTF-8 and any database.
  public static String toPortableText(Object view) {
    return escaped(toText(view));
  }

  private static String escaped(String json) {
    var escaped = new StringBuilder(json.length());
    for (var i = 0; i < json.length(); i += Character.charCount(json.codePointAt(i))) {
      var c = json.codePointAt(i);
      if (Character.getType(c) == Character.SURROGATE) {
        escaped.append("\\u").append(HexFormat.of().toHexDigits((char) c));
      } else {
        escaped.appendCodePoint(c);
      }
    }
    return escaped.toString();
  }

  public static String toText(Object view) {
    return CAMEL.writeValueAsString(view);
  }

  /// As [#toCamelCase], for people: one line per member.
  public static String toPrettyCamelCase(Object view) {
    return CAMEL.writerWithDefaultPrettyPrinter().writeValueAsString(view);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// A time in the wire format: `2026-03-28T09:00:00.000Z`.
  public static String time(Instant instant) {
    return MILLIS.format(instant);
  }

  /// Parses an RFC 3339 time, to the millisecond.
  public static Optional<Instant> instant(String text) {
    try {
      var parsed = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      return Optional.of(Instant.ofEpochMilli(parsed.toEpochMilli()));
    } catch (DateTimeParseException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static final class Millis extends StdSerializer<Instant> {
    Millis() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
      out.writeString(time(value));
    }
  }
}
