package dev.signet.web.http;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/// Valid JSON values that code behind the parser may not expect, as text, because a JSON library
/// would normalize them.
final class HostileValues {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "a\udfffb",
          "\udc00\ud800",
          "caf\u00e9",
          "cafe\u0301",
          "\ud83e\udd16",
          "\ud83d\udc69\u200d\ud83d\udcbb",
          "\u202eabc",
          "a\u200bb",
          "a\u2028b",
          "\u007f",
          "\u0085",
          "\u009f",
          "\ufeff",
          "\uffff",
          "\udbff\udfff",
          "\u0130stanbul",
          "stra\u00dfe",
          "\ufb03",
          "line\nbreak",
          "tab\tbed",
          "<script>alert(1)</script>",
          "&amp;\"'`${7*7}",
          "'; DROP TABLE agents; --",
          "100%_!\\",
          "null",
          "x".repeat(127),
          "x".repeat(128),
          "x".repeat(129),
          "x".repeat(200),
          "x".repeat(201),
          "\ud83e\udd16".repeat(100),
          "\u0130".repeat(200),
          "x".repeat(2000),
          "x".repeat(2001),
          "x".repeat(20_000));

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-0.0",
          "0.10",
          "1e5",
          "1E+5",
          "60",
          "600.0",
          "86400",
          "1e31",
          "99999999999999999999999999999999",
          "999999999999999999999999999999999",
          "1234567891234567891234567891234e9",
          "-1234567891234567891234567891e-9",
          "1.7976931348623157e308",
          "4.9e-324",
          "1e399",
          "1e400",
          "1e-399",
          "1e-400",
          "1e999999999",
          "1e-999999999",
          "1e2147483647",
          "1e2147483648",
          "9223372036854775808",
          "0e999999999");

  private final Random random;

  HostileValues(Random random) {
    this.random = random;
  }

  /// Some text, as a JSON string.
  String text() {
    return quoted(pick(TEXTS));
  }

  String number() {
    return pick(NUMBERS);
  }

  /// Any value, most often a shallow one.
  String any() {
    return switch (random.nextInt(8)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2, 3 -> number();
      case 4, 5 -> text();
      case 6 -> "[" + text() + "," + number() + "]";
      default -> object();
    };
  }

  /// A JSON object, sometimes deeply nested.
  String object() {
    if (random.nextInt(6) == 0) {
      var depth = random.nextInt(36);
      return "{\"a\":".repeat(depth) + "{}" + "}".repeat(depth);
    }
    return object(3);
  }

  private String object(int depth) {
    var members = new StringJoiner(",", "{", "}");
    var count = random.nextInt(5);
    for (var i = 0; i < count; i++) {
      members.add(quoted(i + pick(TEXTS)) + ":" + value(depth));
    }
    return members.toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2, 3, 4 -> number();
      case 5 -> text();
      case 6 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
      default -> object(depth - 1);
    };
  }

  <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// With or without escapes, as clients differ. What UTF-8 cannot say is always escaped.
  private String quoted(String text) {
    var escapes = random.nextBoolean();
    var json = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          var isPlain = c >= ' ' && c != '"' && c != '\\' && !(c >= 0xd800 && c <= 0xdfff);
          if (isPlain && (c < 0x7f || !escapes)) {
            json.appendCodePoint(c);
          } else {
            for (var unit : Character.toChars(c)) {
              json.append("\\u%04x".formatted((int) unit));
            }
          }
        });
    return json.append('"').toString();
  }
}
