package dev.signet.base.text;

import java.text.Normalizer;
import java.util.Locale;

/// Text normalized for searching, so that texts which read the same are equal. Composed and
/// decomposed letters (NFC, NFD), full-width letters, ligatures and superscripts are equal
/// (Unicode's compatibility forms, [UAX #15](https://www.unicode.org/reports/tr15/)), and so are
/// upper and lower case, `ß` and `ss`, both forms of the small sigma, and every kind and number of
/// spaces. Invisible characters are removed.
public final class SearchText {
  private static final int FIRST_SELECTOR = 0xFE00;
  private static final int LAST_SELECTOR = 0xFE0F;

  private SearchText() {}

  public static String of(String text) {
    return isPlainAscii(text) ? lowerOf(text) : folded(text);
  }

  private static boolean isPlainAscii(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String lowerOf(String ascii) {
    return oneSpaced(ascii.toLowerCase(Locale.ROOT));
  }

  private static String folded(String text) {
    // Lower case first: the capital `ẞ` is its own upper case, and `ß` has the two letters `SS`.
    var lower = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    lower = lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    return oneSpaced(Normalizer.normalize(visible(lower), Normalizer.Form.NFKC));
  }

  private static String visible(String text) {
    var visible = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isInvisible(c)).forEach(visible::appendCodePoint);
    return visible.toString();
  }

  private static boolean isInvisible(int c) {
    return Character.getType(c) == Character.FORMAT || (c >= FIRST_SELECTOR && c <= LAST_SELECTOR);
  }

  /// Replaces each run of blanks, tabs and line ends by one blank.
  private static String oneSpaced(String text) {
    var spaced = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        spaced.append(c);
      } else if (spaced.isEmpty() || spaced.charAt(spaced.length() - 1) != ' ') {
        spaced.append(' ');
      }
    }
    return spaced.toString();
  }
}
