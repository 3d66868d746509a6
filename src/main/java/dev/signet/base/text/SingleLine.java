package dev.signet.base.text;

/// One line of text that people read: a name, a reason. All of it has to show as what it is. So it
/// has no control characters, no line or paragraph separators, and no format characters of Unicode,
/// which show as nothing, or turn the direction of what stands around them. A joiner between two
/// other characters is none of these: emoji and some scripts are written with it.
public final class SingleLine {
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;

  private SingleLine() {}

  public static boolean isValid(String text) {
    for (var i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      var c = text.codePointAt(i);
      if (!isVisible(c) || (joins(c) && !isBetweenOthers(text, i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether a line may have this code point at all.
  public static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> joins(c);
      default -> true;
    };
  }

  private static boolean joins(int c) {
    return c == NON_JOINER || c == JOINER;
  }

  private static boolean isBetweenOthers(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && isOther(text.codePointBefore(at))
        && isOther(text.codePointAt(at + 1));
  }

  private static boolean isOther(int c) {
    return !joins(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
  }
}
