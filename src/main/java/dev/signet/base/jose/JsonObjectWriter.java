package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Writes one JSON object, such as the claims of a token, as compact UTF-8. Members appear in the
/// order they are added; the caller must not add a name twice. For one thread, and one object.
public final class JsonObjectWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  /// The most bytes that one UTF-16 unit becomes: a control character, as `\u001f`.
  private static final int MAX_ESCAPE_LENGTH = 6;

  private byte[] bytes = new byte[512];
  private int length;

  public JsonObjectWriter() {
    bytes[length++] = '{';
  }

  public JsonObjectWriter text(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  public JsonObjectWriter number(String name, long value) {
    name(name);
    return ascii(Long.toString(value));
  }

  public JsonObjectWriter bool(String name, boolean value) {
    name(name);
    return ascii(Boolean.toString(value));
  }

  public JsonObjectWriter texts(String name, Iterable<String> values) {
    name(name);
    reserve(1);
    bytes[length++] = '[';
    for (var value : values) {
      if (bytes[length - 1] != '[') {
        reserve(1);
        bytes[length++] = ',';
      }
      string(value);
    }
    reserve(1);
    bytes[length++] = ']';
    return this;
  }

  /// Adds a value that is already JSON; it is not checked.
  public JsonObjectWriter json(String name, String value) {
    name(name);
    var raw = value.getBytes(UTF_8);
    reserve(raw.length);
    System.arraycopy(raw, 0, bytes, length, raw.length);
    length += raw.length;
    return this;
  }

  /// Adds an object, made by another writer.
  public JsonObjectWriter object(String name, JsonObjectWriter value) {
    return json(name, new String(value.toBytes(), UTF_8));
  }

  /// The complete object. Members may still be added afterwards, and appear in the next result.
  public byte[] toBytes() {
    var whole = Arrays.copyOf(bytes, length + 1);
    whole[length] = '}';
    return whole;
  }

  private void name(String name) {
    if (length > 1) {
      reserve(1);
      bytes[length++] = ',';
    }
    string(name);
    reserve(1);
    bytes[length++] = ':';
  }

  private JsonObjectWriter ascii(String text) {
    reserve(text.length());
    for (var i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  private void string(String text) {
    reserve(MAX_ESCAPE_LENGTH * text.length() + 2);
    bytes[length++] = '"';
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (c < ' ') {
        control(c);
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (!Character.isSurrogate(c)) {
        wide(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        wide(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        // An unpaired surrogate is not a character. JSON could express it, but not every parser
        // would accept it.
        wide(0xFFFD);
      }
    }
    bytes[length++] = '"';
  }

  private void control(char c) {
    bytes[length++] = '\\';
    switch (c) {
      case '\b' -> bytes[length++] = 'b';
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\f' -> bytes[length++] = 'f';
      case '\r' -> bytes[length++] = 'r';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 0xF];
      }
    }
  }

  private void wide(int codePoint) {
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
      } else {
        bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
      }
      bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    }
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
