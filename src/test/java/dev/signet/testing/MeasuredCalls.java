package dev.signet.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Makes calls one after the other, and keeps their statuses and durations.
public final class MeasuredCalls {
  private final Map<String, Integer> statuses = new TreeMap<>();
  private final List<Long> nanos = new ArrayList<>();

  /// Makes a call, and measures it.
  ///
  /// @param what names the call in [#statuses]
  public void call(String what, Supplier<TestResponse> call) {
    var started = System.nanoTime();
    var status = call.get().status();
    nanos.add(System.nanoTime() - started);
    statuses.merge(what + " " + status, 1, Integer::sum);
  }

  /// How many responses of each call had each status: `token 200`.
  public Map<String, Integer> statuses() {
    return Collections.unmodifiableMap(statuses);
  }

  /// The 99th percentile of the durations.
  public Duration p99() {
    var sorted = nanos.stream().sorted().toList();
    return Duration.ofNanos(sorted.get(sorted.size() * 99 / 100));
  }
}
