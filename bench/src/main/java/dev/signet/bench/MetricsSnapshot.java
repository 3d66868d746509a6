package dev.signet.bench;

import java.util.Map;
import java.util.stream.Collectors;

/// The server's counters, as read from `/metrics`.
record MetricsSnapshot(Map<String, Double> samples) {

  static MetricsSnapshot parse(String text) {
    return new MetricsSnapshot(
        text.lines()
            .filter(line -> !line.startsWith("#") && line.indexOf(' ') > 0)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.lastIndexOf(' ')),
                    line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                    Double::sum)));
  }

  /// One sample by its name and labels; 0 when it is missing.
  double get(String sample) {
    return samples.getOrDefault(sample, 0.0);
  }

  double since(MetricsSnapshot before, String sample) {
    return get(sample) - before.get(sample);
  }
}
