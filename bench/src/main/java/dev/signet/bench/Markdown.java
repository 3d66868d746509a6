package dev.signet.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Markdown tables, with columns that are aligned in a terminal too.
final class Markdown {
  private Markdown() {}

  /// @param words the number of text columns at the left; all others are figures
  static String table(List<String> titles, int words, List<List<String>> lines) {
    var table = Stream.concat(Stream.of(titles), lines.stream()).toList();
    var widths =
        IntStream.range(0, titles.size())
            .map(column ->
                Math.max(
                    4, table.stream().mapToInt(line -> line.get(column).length()).max().orElse(0)))
            .toArray();
    var rule =
        IntStream.range(0, titles.size())
            .mapToObj(column ->
                column < words ? "-".repeat(widths[column]) : "-".repeat(widths[column] - 1) + ":")
            .collect(Collectors.joining(" | ", "| ", " |"));
    return line(titles, words, widths)
        + "\n"
        + rule
        + "\n"
        + lines.stream().map(line -> line(line, words, widths)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> cells, int words, int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> {
          var cell = cells.get(column);
          var space = " ".repeat(widths[column] - cell.length());
          return column < words ? cell + space : space + cell;
        })
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
