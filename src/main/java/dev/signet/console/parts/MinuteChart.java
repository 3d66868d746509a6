package dev.signet.console.parts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A bar chart of the last hour, one bar a minute, drawn in a box of 600 by 120.
public record MinuteChart(
    List<Bar> bars, long peak, long total, long lastFullMinute, String startText) {
  public static final int MINUTES = 60;
  private static final int HEIGHT = 120;
  private static final int STEP = 10;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// A bar of the chart.
  ///
  /// @param y the top of the bar; its height is at least a line if the value is not 0
  public record Bar(int x, int y, int height, String label) {}

  /// A chart of the minutes until a time.
  ///
  /// @param now the end of the chart
  public static MinuteChart of(Map<Instant, Long> counts, Instant now) {
    var end = now.truncatedTo(ChronoUnit.MINUTES);
    var start = end.minus(MINUTES - 1L, ChronoUnit.MINUTES);
    var peak = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    var bars = new ArrayList<Bar>();
    var total = 0L;
    for (var i = 0; i < MINUTES; i++) {
      var minute = start.plus(i, ChronoUnit.MINUTES);
      long count = counts.getOrDefault(minute, 0L);
      total += count;
      if (count > 0) {
        var height = (int) Math.max(2, count * HEIGHT / peak);
        bars.add(
            new Bar(
                i * STEP,
                HEIGHT - height,
                height,
                CLOCK.format(minute) + ": " + TimeFormat.quantity(count, "token")));
      }
    }
    var lastWhole = counts.getOrDefault(end.minus(1, ChronoUnit.MINUTES), 0L);
    return new MinuteChart(bars, peak, total, lastWhole, CLOCK.format(start));
  }

  /// The text alternative for screen readers.
  public String label() {
    return "%s in the last hour; %,d in the busiest minute, %,d in the last whole one"
        .formatted(TimeFormat.quantity(total, "token"), peak, lastFullMinute);
  }
}
