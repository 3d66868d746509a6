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

/// Counts issued tokens and refused requests per minute, over all nodes. Every few seconds each
/// node stores what its metrics have counted since the last time. Pages show the sum over nodes; a
/// restart loses only the last seconds.
final class ActivityCounters {
  /// How long counts are kept.
  private static final Duration KEPT = Duration.ofHours(2);

  /// The prefix of the counters of refusals, before the reason.
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

  /// The activity of a period.
  ///
  /// @param issued the number of tokens by start of the minute, without minutes that have none
  /// @param refused the number of refused requests by reason
  record ActivityCounts(Map<Instant, Long> issued, Map<String, Long> refused) {}

  /// Stores what has been counted since the last call.
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

  /// The activity since this time.
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
