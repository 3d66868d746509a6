package dev.signet.base.memory;

import java.util.stream.Stream;

/// The heap size of texts in bytes, for caches that are limited in bytes.
public final class TextBytes {
  /// The overhead of a string and of its array.
  private static final int EACH = 60;

  /// A string with characters up to this one takes one byte for each, any other takes two.
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
