package dev.signet.base.text;

/// One line of text for people: a name, a reason. It contains visible characters only: no control
/// characters, no line or paragraph separators, and no format characters of Unicode, which are
/// invisible or change the direction of the text around them. A joiner between two other characters
/// is allowed: emoji and some scripts need it.
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

  /// Whether a line may contain this code point at all.
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
