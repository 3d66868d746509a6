package dev.signet.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// One row of the result. A value that does not apply is empty, and shown as a dash.
///
/// @param ofRaw the rate as a share of the raw signing rate
/// @param batch the average number of tokens in one commit
/// @param commitMillis the average duration of one commit
/// @param cpuMicros the server's average processor time for one response
/// @param residentMebibytes the server's memory at the end
record ResultRow(
    String work,
    double rate,
    Duration p50,
    Duration p99,
    OptionalDouble ofRaw,
    OptionalDouble batch,
    OptionalDouble commitMillis,
    OptionalDouble cpuMicros,
    long residentMebibytes) {

  static final List<String> TITLES =
      List.of(
          "Work",
          "Rate",
          "p50",
          "p99",
          "Of raw rate",
          "Per commit",
          "Commit",
          "CPU each",
          "Memory");

  /// Only signatures.
  static ResultRow raw(Algorithm algorithm, double rate) {
    var none = OptionalDouble.empty();
    return new ResultRow(
        "raw " + algorithm + " signatures",
        rate,
        Duration.ZERO,
        Duration.ZERO,
        none,
        none,
        none,
        none,
        0);
  }

  List<String> cells() {
    return List.of(
        work,
        format("%,.0f/s", rate),
        millis(p50),
        millis(p99),
        text("%.0f %%", ofRaw, 100),
        text("%.1f", batch, 1),
        text("%.2f ms", commitMillis, 1),
        text("%,.0f µs", cpuMicros, 1),
        residentMebibytes == 0 ? "–" : residentMebibytes + " MiB");
  }

  private static String millis(Duration duration) {
    return duration.isZero() ? "–" : format("%.1f ms", duration.toNanos() / 1e6);
  }

  private static String text(String format, OptionalDouble value, double factor) {
    return value.isPresent() ? format(format, factor * value.getAsDouble()) : "–";
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
