package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Writes one JSON object, such as the claims of a token, as compact UTF-8. Members stand in the
/// order they are added; that no name is added twice is for the caller to see to. For one thread,
/// and one object.
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

  /// Adds a value that is JSON already; it is not looked at.
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

  /// The whole object. Members may still be added after it, and are in the next.
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
        // Half a pair is no character. JSON could spell it, but not every reader would take it.
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
