package dev.signet.base.text;

/// The edit distance of two names.
public final class EditDistance {
  private EditDistance() {}

  /// How many letters have to be inserted, deleted or replaced to turn one name into the other
  /// ([Levenshtein](https://en.wikipedia.org/wiki/Levenshtein_distance)).
  public static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (var j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (var i = 1; i <= one.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j < row.length; j++) {
        var replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
