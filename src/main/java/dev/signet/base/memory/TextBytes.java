package dev.signet.base.memory;

import java.util.stream.Stream;

/// How many bytes of the heap texts take, for caches that are bounded in bytes.
public final class TextBytes {
  /// Of a string and of its array, besides the characters.
  private static final int EACH = 60;

  /// A string in which all characters are at most this has one byte for each, any other has two.
  private static final char LAST_OF_LATIN = 0xFF;

  private TextBytes() {}

  public static int of(String text) {
    return EACH + (isLatin(text) ? text.length() : 2 * text.length());
  }

  public static int of(Stream<String> texts) {
    return texts.mapToInt(TextBytes::of).sum();
  }

  private static boolean isLatin(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LAST_OF_LATIN) {
        return false;
      }
    }
    return true;
  }
}
