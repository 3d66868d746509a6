package dev.signet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Formats a response for people.
@FunctionalInterface
interface ResponseView {
  void print(JsonNode answer, PrintWriter out);

  /// The entries of `data` as a table.
  ///
  /// @param columns the members to show, which are also the column headings
  static ResponseView table(String... columns) {
    return (answer, out) -> {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of(columns));
      for (var entry : answer.path("data")) {
        var row = new ArrayList<String>();
        for (var column : columns) {
          row.add(text(entry.at("/" + column)));
        }
        rows.add(row);
      }
      print(rows, out);
      printRemaining(answer, rows.size() - 1, out);
    };
  }

  /// The members of one object, one per line, without those that are not set.
  static ResponseView lines() {
    return (answer, out) -> {
      var rows = new ArrayList<List<String>>();
      for (var member : answer.properties()) {
        if (!member.getValue().isNull()) {
          rows.add(List.of(member.getKey(), text(member.getValue())));
        }
      }
      print(rows, out);
    };
  }

  private static void print(List<List<String>> rows, PrintWriter out) {
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      for (var i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < row.size(); i++) {
        line.append(row.get(i)).repeat(" ", widths.get(i) - row.get(i).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static void printRemaining(JsonNode answer, int shown, PrintWriter out) {
    var total = answer.path("total").longValue(shown);
    if (total > shown) {
      out.println();
      out.println(shown + " of " + total);
    }
    answer.path("next").stringValueOpt().ifPresent(next -> out.println("Older: --after " + next));
  }

  /// One value on one line. Control characters, which could move the cursor, are escaped.
  private static String text(JsonNode value) {
    var text =
        switch (value.getNodeType()) {
          case NULL, MISSING -> "-";
          case STRING -> value.stringValue();
          case ARRAY ->
              value.isEmpty()
                  ? "-"
                  : value.valueStream().map(ResponseView::text).collect(Collectors.joining(" "));
          default -> value.toString();
        };
    return text.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
        .collect(Collectors.joining());
  }
}
