package dev.signet.events.audit;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The SQL of the numbers of tokens per hour. Only the audit log has them, and some agents have
/// millions of events: so only the first tokens of each hour are counted, in the index alone, and
/// the total of the hour is extrapolated from the time they took.
final class TokenHourQueries {

  /// How many tokens are counted of each of the last hours, and of each earlier one.
  static final int MAX_COUNTED = 2_000;

  static final int MAX_COUNTED_OLDER = 200;
  static final int LAST_HOURS = 24;

  private static final Duration HOUR = Duration.ofHours(1);

  private final String count;
  private final String reached;

  TokenHourQueries(Dialect dialect) {
    var hours = dialect.textsOf(":hours");
    var tokens =
        """
        FROM audit_events
        WHERE agent_id = :agent AND event_id >= substr(value, 1, 36)
          AND event_id < substr(value, 38) AND token_expires_at IS NOT NULL
        """;
    // The bounds of an hour are the first ids of this hour and of the next.
    count =
        "SELECT value, (SELECT COUNT(*) FROM (SELECT 1 "
            + tokens
            + "LIMIT :limit) AS counted) AS tokens FROM "
            + hours;
    reached =
        "SELECT value, (SELECT event_id "
            + tokens
            + "ORDER BY event_id LIMIT 1 OFFSET :limit - 1) AS reached FROM "
            + hours;
  }

  /// The last hours, the oldest first; the current hour is included.
  List<TokenHour> lastHours(Handle handle, String agentId, Instant now, int hours) {
    var start = now.truncatedTo(ChronoUnit.HOURS).minus(HOUR.multipliedBy(hours - 1L));
    var before = Math.max(0, hours - LAST_HOURS);
    var found = new ArrayList<TokenHour>();
    found.addAll(read(handle, agentId, start, before, MAX_COUNTED_OLDER, now));
    found.addAll(
        read(
            handle,
            agentId,
            start.plus(HOUR.multipliedBy(before)),
            hours - before,
            MAX_COUNTED,
            now));
    return found;
  }

  private List<TokenHour> read(
      Handle handle, String agentId, Instant first, int hours, int limit, Instant now) {
    var starts = new ArrayList<Instant>();
    for (var i = 0; i < hours; i++) {
      starts.add(first.plus(HOUR.multipliedBy(i)));
    }
    var counts = new HashMap<String, Long>();
    handle
        .createQuery(count)
        .bind("agent", agentId)
        .bind("limit", limit)
        .bind("hours", bounds(starts))
        .map((row, _) -> Map.entry(row.getString("value"), row.getLong("tokens")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    var full =
        starts.stream().filter(start -> counts.getOrDefault(bounds(start), 0L) == limit).toList();
    var reached =
        full.isEmpty() ? Map.<String, Instant>of() : reached(handle, agentId, full, limit);
    return starts.stream()
        .map(start -> {
          var key = bounds(start);
          var time = reached.get(key);
          return time == null
              ? new TokenHour(start, counts.getOrDefault(key, 0L), false)
              : new TokenHour(start, estimate(start, time, limit, now), true);
        })
        .toList();
  }

  /// The time of the last counted token of each of these hours.
  private Map<String, Instant> reached(
      Handle handle, String agentId, List<Instant> starts, int limit) {
    var times = new HashMap<String, Instant>();
    handle
        .createQuery(reached)
        .bind("agent", agentId)
        .bind("limit", limit)
        .bind("hours", bounds(starts))
        .map((row, _) -> Map.entry(row.getString("value"), Ids.madeAt(row.getString("reached"))))
        .forEach(entry -> times.put(entry.getKey(), entry.getValue()));
    return times;
  }

  private static long estimate(Instant start, Instant reached, int counted, Instant now) {
    var end = now.isBefore(start.plus(HOUR)) ? now : start.plus(HOUR);
    var length = Duration.between(start, end).toMillis();
    var took = Math.clamp(Duration.between(start, reached).toMillis(), 1, Math.max(1, length));
    return Math.max(counted, Math.round((double) counted * length / took));
  }

  private static String bounds(List<Instant> starts) {
    return Json.toText(starts.stream().map(TokenHourQueries::bounds).toList());
  }

  private static String bounds(Instant start) {
    return Ids.firstAt(start) + " " + Ids.firstAt(start.plus(HOUR));
  }
}
