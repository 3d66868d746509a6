package dev.signet.console;

import dev.signet.events.audit.TokenHour;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What an agent was given lately: the tokens of each hour of a day, and of each day of a month.
record Usage(Columns hours, Columns days) {
  private static final int HOURS = 24;
  private static final int DAYS = 30;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// Tokens of a stretch of time.
  ///
  /// @param isEstimate whether somewhere in it not all were counted
  record Column(String when, long tokens, boolean isEstimate) {

    /// `1,234`, or `about 120,000`.
    String says() {
      return isEstimate ? "about %,d".formatted(rounded(tokens)) : "%,d".formatted(tokens);
    }
  }

  /// Columns of a chart of 600 by 120, of a day's hours or a month's days.
  ///
  /// @param name of one of them: `hour`
  /// @param lasts how long all of them are: `24 hours`
  record Columns(String name, String lasts, List<Column> all) {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 120;
    private static final int GAP = 4;

    Columns {
      all = List.copyOf(all);
    }

    private int step() {
      return WIDTH / all.size();
    }

    int barWidth() {
      return step() - GAP;
    }

    private long peak() {
      return all.stream().mapToLong(Column::tokens).max().orElse(0);
    }

    private long total() {
      return all.stream().mapToLong(Column::tokens).sum();
    }

    private boolean isEstimate() {
      return all.stream().anyMatch(Column::isEstimate);
    }

    boolean isEmpty() {
      return total() == 0;
    }

    List<Chart.Bar> bars() {
      var bars = new ArrayList<Chart.Bar>();
      for (var i = 0; i < all.size(); i++) {
        var column = all.get(i);
        if (column.tokens() > 0) {
          var height = (int) Math.max(2, Math.round((double) HEIGHT * column.tokens() / peak()));
          bars.add(
              new Chart.Bar(
                  i * step() + GAP / 2,
                  HEIGHT - height,
                  height,
                  column.when() + ": " + column.says()));
        }
      }
      return bars;
    }

    String from() {
      return all.getFirst().when();
    }

    /// For who does not see it.
    String says() {
      var peak = all.stream().max(Comparator.comparingLong(Column::tokens)).orElseThrow();
      return "%s token%s in the last %s, %s in the busiest %s"
          .formatted(
              new Column("", total(), isEstimate()).says(),
              total() == 1 ? "" : "s",
              lasts,
              peak.says(),
              name);
    }

    /// The latest first, as lists are.
    List<Column> rows() {
      return all.reversed();
    }
  }

  /// How many hours until now it takes to have all of these days.
  static int hours(Instant now) {
    return (DAYS - 1) * HOURS + now.atOffset(ZoneOffset.UTC).getHour() + 1;
  }

  /// @param hours as many as [#hours(Instant)] says
  static Usage of(List<TokenHour> hours) {
    var last =
        hours.subList(hours.size() - HOURS, hours.size()).stream()
            .map(hour -> new Column(HOUR.format(hour.start()), hour.tokens(), hour.isEstimate()))
            .toList();
    var days = new TreeMap<Instant, Column>();
    for (var hour : hours) {
      var day = hour.start().truncatedTo(ChronoUnit.DAYS);
      days.merge(
          day,
          new Column(DAY.format(day), hour.tokens(), hour.isEstimate()),
          (one, other) ->
              new Column(
                  one.when(),
                  one.tokens() + other.tokens(),
                  one.isEstimate() || other.isEstimate()));
    }
    return new Usage(
        new Columns("hour", "24 hours", last),
        new Columns("day", "30 days", List.copyOf(days.values())));
  }

  /// To two digits: more of them would say more than is known.
  private static long rounded(long count) {
    var unit = 1L;
    while (count / unit >= 100) {
      unit *= 10;
    }
    return (count + unit / 2) / unit * unit;
  }
}
