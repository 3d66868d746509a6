package dev.signet.events.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.secrets.Sha256;
import java.util.HexFormat;
import java.util.Optional;

/// Builds the canonical text of some values, to be hashed or signed: the previous hash, if any,
/// then the values as a JSON array without spaces, with the shortest escapes of RFC 8259 §7, so
/// that anyone can rebuild it.
final class CanonicalText {
  private final StringBuilder text;
  private boolean first = true;

  CanonicalText(String follows, int capacity) {
    text = new StringBuilder(capacity).append(follows).append('[');
  }

  CanonicalText add(String value) {
    separate();
    quote(value);
    return this;
  }

  CanonicalText add(long value) {
    separate();
    text.append(value);
    return this;
  }

  /// Adds `null`, for a missing value.
  CanonicalText addNull() {
    separate();
    text.append("null");
    return this;
  }

  CanonicalText addOrNull(Optional<String> value) {
    return value.isPresent() ? add(value.get()) : addNull();
  }

  String text() {
    return text + "]";
  }

  /// The text's SHA-256, in hex.
  String hash() {
    return HexFormat.of().formatHex(Sha256.digest().digest(text().getBytes(UTF_8)));
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void quote(String value) {
    text.append('"');
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
