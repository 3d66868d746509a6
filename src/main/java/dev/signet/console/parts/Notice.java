package dev.signet.console.parts;

import dev.signet.base.text.SingleLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A sentence that names somebody or something. Names are anybody's words, and they are marked, so
/// that nobody takes one for a part of the sentence: they stand between quotation marks, which they
/// have none of themselves, and on the page in an element that keeps their direction to themselves.
public record Notice(List<Part> parts) {
  /// Control characters, which no name has.
  private static final char BEGIN = '\u0002';

  private static final char END = '\u0003';

  /// @param isName whether these are somebody else's words
  record Part(String text, boolean isName) {}

  public Notice {
    parts = List.copyOf(parts);
  }

  /// A name, ready to be put into a sentence.
  public static String name(String name) {
    return "“" + BEGIN + clean(name).replaceAll("[“”„‟\"]", "'") + END + "”";
  }

  /// Without what does not show.
  public static String clean(String text) {
    return text.codePoints()
        .filter(SingleLine::isVisible)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// A sentence in which names are marked by [#name].
  public static Notice of(String marked) {
    var parts = new ArrayList<Part>();
    var from = 0;
    for (var begin = marked.indexOf(BEGIN); begin >= 0; begin = marked.indexOf(BEGIN, from)) {
      var end = marked.indexOf(END, begin);
      parts.add(new Part(marked.substring(from, begin), false));
      parts.add(new Part(marked.substring(begin + 1, end), true));
      from = end + 1;
    }
    parts.add(new Part(marked.substring(from), false));
    return new Notice(parts);
  }

  /// All of it, as plain text.
  public String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }

  /// A sentence in which names are marked by [#name], as plain text.
  public static String plain(String marked) {
    return of(marked).text();
  }
}
