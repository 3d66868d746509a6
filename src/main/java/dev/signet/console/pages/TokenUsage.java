package dev.signet.console.pages;

import dev.signet.console.parts.MinuteChart;
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

/// The tokens issued to an agent: per hour of the last day, and per day of the last month.
record TokenUsage(UsageChart hours, UsageChart days) {
  private static final int HOURS = 24;
  private static final int DAYS = 30;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// The number of tokens in a period.
  ///
  /// @param isEstimate whether some of the tokens were estimated
  record TokenCount(String timeText, long tokens, boolean isEstimate) {

    /// `1,234`, or `about 120,000`.
    String label() {
      return isEstimate ? "about %,d".formatted(rounded(tokens)) : "%,d".formatted(tokens);
    }
  }

  /// A bar chart in a box of 600 by 120: the hours of a day or the days of a month.
  ///
  /// @param unit the period of one bar: `hour`
  /// @param period the period of the whole chart: `24 hours`
  record UsageChart(String unit, String period, List<TokenCount> counts) {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 120;
    private static final int GAP = 4;

    UsageChart {
      counts = List.copyOf(counts);
    }

    private int step() {
      return WIDTH / counts.size();
    }

    int barWidth() {
      return step() - GAP;
    }

    private long peak() {
      return counts.stream().mapToLong(TokenCount::tokens).max().orElse(0);
    }

    private long total() {
      return counts.stream().mapToLong(TokenCount::tokens).sum();
    }

    private boolean isEstimate() {
      return counts.stream().anyMatch(TokenCount::isEstimate);
    }

    boolean isEmpty() {
      return total() == 0;
    }

    List<MinuteChart.Bar> bars() {
      var bars = new ArrayList<MinuteChart.Bar>();
      for (var i = 0; i < counts.size(); i++) {
        var column = counts.get(i);
        if (column.tokens() > 0) {
          var height = (int) Math.max(2, Math.round((double) HEIGHT * column.tokens() / peak()));
          bars.add(
              new MinuteChart.Bar(
                  i * step() + GAP / 2,
                  HEIGHT - height,
                  height,
                  column.timeText() + ": " + column.label()));
        }
      }
      return bars;
    }

    String startText() {
      return counts.getFirst().timeText();
    }

    /// The text alternative for screen readers.
    String label() {
      var peak = counts.stream().max(Comparator.comparingLong(TokenCount::tokens)).orElseThrow();
      return "%s token%s in the last %s, %s in the busiest %s"
          .formatted(
              new TokenCount("", total(), isEstimate()).label(),
              total() == 1 ? "" : "s",
              period,
              peak.label(),
              unit);
    }

    /// Latest first, as in lists.
    List<TokenCount> rows() {
      return counts.reversed();
    }
  }

  /// The number of hours from the beginning of the first day until now.
  static int hours(Instant now) {
    return (DAYS - 1) * HOURS + now.atOffset(ZoneOffset.UTC).getHour() + 1;
  }

  /// @param hours as many as [#hours(Instant)] returns
  static TokenUsage of(List<TokenHour> hours) {
    var last =
        hours.subList(hours.size() - HOURS, hours.size()).stream()
            .map(
                hour -> new TokenCount(HOUR.format(hour.start()), hour.tokens(), hour.isEstimate()))
            .toList();
    var days = new TreeMap<Instant, TokenCount>();
    for (var hour : hours) {
      var day = hour.start().truncatedTo(ChronoUnit.DAYS);
      days.merge(
          day,
          new TokenCount(DAY.format(day), hour.tokens(), hour.isEstimate()),
          (one, other) ->
              new TokenCount(
                  one.timeText(),
                  one.tokens() + other.tokens(),
                  one.isEstimate() || other.isEstimate()));
    }
    return new TokenUsage(
        new UsageChart("hour", "24 hours", last),
        new UsageChart("day", "30 days", List.copyOf(days.values())));
  }

  /// Rounded to two digits, because an estimate is not more precise.
  private static long rounded(long count) {
    var unit = 1L;
    while (count / unit >= 100) {
      unit *= 10;
    }
    return (count + unit / 2) / unit * unit;
  }
}
