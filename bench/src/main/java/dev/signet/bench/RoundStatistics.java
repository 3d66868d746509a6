package dev.signet.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The statistics of several rounds.
record RoundStatistics(double median, double least, double most) {

  static <T> RoundStatistics of(List<T> rounds, ToDoubleFunction<T> value) {
    var sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    var half = sorted.length / 2;
    var median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new RoundStatistics(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
  }

  /// The median, followed by the range.
  String text(String format) {
    return least == most
        ? format(format, median)
        : format(format, median) + " (" + format(format, least) + "–" + format(format, most) + ")";
  }

  @SuppressWarnings(
      "AnnotateFormatMethod") // Its annotation is of a library that only the compiler needs.
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
