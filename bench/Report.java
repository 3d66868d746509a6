import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The result as people read it: in a terminal, and in `docs/performance.md`.
///
/// @param notes sentences that stand under the table
record Report(Settings settings, String provider, List<Row> rows, List<String> notes) {

  String text() {
    var table = Stream.concat(Stream.of(Row.TITLES), rows.stream().map(Row::cells)).toList();
    var widths =
        IntStream.range(0, Row.TITLES.size())
            .map(column -> table.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    var lines =
        table.stream()
            .map(row ->
                IntStream.range(0, widths.length)
                    .mapToObj(column -> padded(row.get(column), widths[column], column))
                    .collect(Collectors.joining("  ")))
            .collect(Collectors.joining("\n"));
    return "\n" + conditions() + "\n\n" + lines + "\n" + underneath();
  }

  private static String padded(String cell, int width, int column) {
    var space = " ".repeat(width - cell.length());
    return column == 0 ? cell + space : space + cell;
  }

  String markdown() {
    var rule = "| --- |" + " ---: |".repeat(Row.TITLES.size() - 1);
    var lines = rows.stream().map(row -> line(row.cells())).collect(Collectors.joining("\n"));
    return conditions() + "\n\n" + line(Row.TITLES) + "\n" + rule + "\n" + lines + "\n" + underneath();
  }

  private String underneath() {
    return notes.stream().map(note -> "\n" + note + "\n").collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private String conditions() {
    return ("%s, %d cores (%s), JDK %s, %s. %,d agents of each algorithm, %d connections; each work"
            + " %d s after %d s of warming up; wrk on the same cores.")
        .formatted(
            settings.database().equals("sqlite") ? "SQLite" : "PostgreSQL",
            Runtime.getRuntime().availableProcessors(),
            processor(),
            Runtime.version().feature(),
            provider,
            settings.agents(),
            settings.connections(),
            settings.seconds(),
            settings.warmup());
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
