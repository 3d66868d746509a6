package dev.signet.console.parts;

import dev.signet.base.text.SingleLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A sentence with names in it. Names come from users and agents, so they are marked and cannot be
/// mistaken for a part of the sentence: they are put between quotation marks, which are removed
/// from the name itself, and on the page into a `bdi` element, which isolates their direction.
public record Notice(List<Part> parts) {
  /// Control characters, which names cannot contain.
  private static final char BEGIN = '\u0002';

  private static final char END = '\u0003';

  /// @param isName whether the text is a name
  record Part(String text, boolean isName) {}

  public Notice {
    parts = List.copyOf(parts);
  }

  /// A name, marked for use in a sentence.
  public static String name(String name) {
    return "“" + BEGIN + clean(name).replaceAll("[“”„‟\"]", "'") + END + "”";
  }

  /// The text without invisible characters.
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

  /// The whole sentence as plain text.
  public String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }

  /// A sentence in which names are marked by [#name], as plain text.
  public static String plain(String marked) {
    return of(marked).text();
  }
}
