package dev.signet.bench;

import java.util.List;
import java.util.stream.Collectors;

/// The results of Signet alone, as Markdown.
///
/// @param notes sentences below the table
record SignetReport(
    BenchSettings settings, String provider, List<ResultRow> rows, List<String> notes) {

  String markdown() {
    return conditions()
        + "\n\n"
        + Markdown.table(ResultRow.TITLES, 1, rows.stream().map(ResultRow::cells).toList())
        + "\n"
        + notes.stream().map(note -> "\n" + note + "\n").collect(Collectors.joining());
  }

  private String conditions() {
    return ("%s, %s, JDK %s, %s. %,d agents of each kind, %d connections; each work %d s after %d s"
            + " of warming up; the load on the same cores.")
        .formatted(
            settings.database().equals("sqlite") ? "SQLite" : "PostgreSQL",
            MachineDescription.text(),
            Runtime.version().feature(),
            provider,
            settings.agents(),
            settings.connections().getFirst(),
            settings.seconds(),
            settings.warmup());
  }
}
