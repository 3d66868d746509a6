package dev.signet.console.pages;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What all nodes together issue and refuse, minute by minute. Each node writes down every few
/// seconds what its metrics have counted since the last time; the sum over nodes is what pages
/// show, and a restart loses nothing but the last seconds.
final class ActivityCounters {
  /// For how long it is kept.
  private static final Duration KEPT = Duration.ofHours(2);

  /// What stands before the reason of a refusal.
  static final String REFUSED = "refused ";

  static final String ISSUED = "issued";

  private final Db db;
  private final Clock clock;
  private final MeterRegistry meters;
  private final String node;
  private final ActivityCounterStore store = new ActivityCounterStore();
  private Map<String, Long> written = Map.of();

  ActivityCounters(Db db, Ids ids, Clock clock, MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.meters = meters;
    this.node = ids.next();
  }

  /// What happened in some minutes.
  ///
  /// @param issued tokens, by the minute's start; minutes without any are left out
  /// @param refused requests, by the reason
  record ActivityCounts(Map<Instant, Long> issued, Map<String, Long> refused) {}

  /// Writes down what has been counted since the last time.
  synchronized void flush() {
    var counted = counted();
    var fresh = new TreeMap<String, Long>();
    counted.forEach((what, total) -> {
      var more = total - written.getOrDefault(what, 0L);
      if (more > 0) {
        fresh.put(what, more);
      }
    });
    if (!fresh.isEmpty()) {
      var minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
      db.inTransaction(tx -> {
        store.add(tx, minute, node, fresh);
        return store.forget(tx, minute.minus(KEPT));
      });
      written = counted;
    }
  }

  private Map<String, Long> counted() {
    var all = new HashMap<String, Long>();
    all.put(
        ISSUED,
        meters.find("signet.tokens.issued").counters().stream()
            .mapToLong(ActivityCounters::wholeCount)
            .sum());
    meters
        .find("signet.tokens.refused")
        .counters()
        .forEach(counter ->
            all.merge(REFUSED + counter.getId().getTag("reason"), wholeCount(counter), Long::sum));
    return all;
  }

  private static long wholeCount(Counter counter) {
    return Math.round(counter.count());
  }

  /// The minutes since then.
  ActivityCounts since(Instant start) {
    var rows = db.read(handle -> store.since(handle, start));
    return new ActivityCounts(
        rows.stream()
            .filter(row -> row.counter().equals(ISSUED))
            .collect(
                Collectors.groupingBy(
                    ActivityCounterStore.Row::minute,
                    Collectors.summingLong(ActivityCounterStore.Row::count))),
        rows.stream()
            .filter(row -> row.counter().startsWith(REFUSED))
            .collect(
                Collectors.groupingBy(
                    row -> row.counter().substring(REFUSED.length()),
                    Collectors.summingLong(ActivityCounterStore.Row::count))));
  }
}
