package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;

/// Encodes bytes as digits and letters, in blocks, so that the work grows with the length and not
/// with its square: 8 bytes are one big-endian number of 11 characters, and a last block of 1 to 7
/// bytes is one of 2, 3, 5, 6, 7, 9 or 10. Each byte string has exactly one encoding.
public final class Base62 {
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(ISO_8859_1);

  private static final int BLOCK_BYTES = 8;
  private static final int BLOCK_CHARS = 11;

  /// The number of characters for a block of this many bytes.
  private static final int[] CHARS = {0, 2, 3, 5, 6, 7, 9, 10, BLOCK_CHARS};

  /// The number of bytes in a block of this many characters; -1 where there is no such block.
  private static final int[] BYTES = {0, -1, 1, 2, -1, 3, 4, 5, -1, 6, 7, BLOCK_BYTES};

  /// 62 to the 6th: splits a block into numbers that fit a signed division.
  private static final long SPLIT = 56_800_235_584L;

  /// The largest number before which one more digit may still fit in 64 bits.
  private static final long LAST_BEFORE_OVERFLOW = Long.divideUnsigned(-1L, 62);

  private static final byte[] VALUES = values();

  private Base62() {}

  public static String encode(byte[] bytes) {
    var whole = bytes.length / BLOCK_BYTES;
    var rest = bytes.length % BLOCK_BYTES;
    var out = new byte[whole * BLOCK_CHARS + CHARS[rest]];
    var to = 0;
    for (var from = 0; from < bytes.length; from += BLOCK_BYTES) {
      var length = Math.min(BLOCK_BYTES, bytes.length - from);
      var number = 0L;
      for (var i = from; i < from + length; i++) {
        number = number << 8 | (bytes[i] & 0xFF);
      }
      write(number, out, to, CHARS[length]);
      to += CHARS[length];
    }
    return new String(out, ISO_8859_1);
  }

  /// Decodes a text; empty when it is not a valid encoding.
  public static Optional<byte[]> decode(String text) {
    return decode(text, 0, text.length());
  }

  static Optional<byte[]> decode(String text, int start, int end) {
    var length = end - start;
    var rest = BYTES[length % BLOCK_CHARS];
    if (rest < 0) {
      return Optional.empty();
    }
    var out = new byte[length / BLOCK_CHARS * BLOCK_BYTES + rest];
    var to = 0;
    for (var from = start; from < end; from += BLOCK_CHARS) {
      var chars = Math.min(BLOCK_CHARS, end - from);
      var bytes = BYTES[chars];
      var number = 0L;
      for (var i = from; i < from + chars; i++) {
        var digit = valueOf(text.charAt(i));
        if (digit < 0 || Long.compareUnsigned(number, LAST_BEFORE_OVERFLOW) > 0) {
          return Optional.empty();
        }
        number = number * 62 + digit;
        if (Long.compareUnsigned(number, digit) < 0) {
          return Optional.empty();
        }
      }
      if (bytes < BLOCK_BYTES && number >>> (8 * bytes) != 0) {
        return Optional.empty();
      }
      for (var i = bytes - 1; i >= 0; i--) {
        out[to + i] = (byte) number;
        number >>>= 8;
      }
      to += bytes;
    }
    return Optional.of(out);
  }

  /// The number with this many digits, padded with zeros on the left.
  static String encode(long number, int digits) {
    var out = new byte[digits];
    write(number, out, 0, digits);
    return new String(out, ISO_8859_1);
  }

  static byte digit(int value) {
    return DIGITS[value];
  }

  /// The value of a digit, or -1 when it is not one.
  static int valueOf(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }

  private static void write(long number, byte[] out, int at, int digits) {
    var high = Long.divideUnsigned(number, SPLIT);
    var low = number - high * SPLIT;
    for (var i = digits - 1; i >= 0; i--) {
      if (digits - 1 - i == 6) {
        low = high;
      }
      out[at + i] = DIGITS[(int) (low % 62)];
      low /= 62;
    }
  }

  private static byte[] values() {
    var values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (var i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }
}
