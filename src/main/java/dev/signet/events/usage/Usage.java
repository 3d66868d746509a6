package dev.signet.events.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.followers.Followers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Usage: the counts, and keeping them for as long as they are needed. All days and hours are those
/// of UTC. Where an organization is asked for, null means all.
public final class Usage {

  /// How many days there are exact hours of, today included.
  public static final int MAX_DAYS = 90;

  /// How long days are kept.
  static final int DAYS_KEPT = 400;

  private static final int DELETED_AT_ONCE = 500;
  private static final int EXPORT_BATCH = 1_000;
  private static final long HOURS_A_DAY = 24;
  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

  private final Db db;
  private final Clock clock;
  private final UsageStore store = new UsageStore();
  private final UsageRecorder recorder;

  Usage(Db db, Followers followers, EventCatalog catalog, Clock clock) {
    this.db = db;
    this.clock = clock;
    this.recorder = new UsageRecorder(followers, catalog, store);
  }

  /// The counts of a period.
  ///
  /// @param start of the hour or the day
  public record PeriodUsage(Instant start, UsageCounts counts) {}

  /// Periods, the oldest first, also those without use.
  ///
  /// @param countedUntil everything before this time is counted; empty shortly after a start
  public record Series(Optional<Instant> countedUntil, List<PeriodUsage> periods) {
    public Series {
      periods = List.copyOf(periods);
    }
  }

  /// What an agent used in a period.
  ///
  /// @param activeDays on how many days it got a token
  public record AgentUsage(String agentId, UsageCounts counts, int activeDays, Instant lastAt) {}

  /// Agents with use.
  ///
  /// @param countedUntil everything before this time is counted; empty shortly after a start
  public record Agents(Optional<Instant> countedUntil, List<AgentUsage> agents) {
    public Agents {
      agents = List.copyOf(agents);
    }
  }

  /// How many agents got a token on a day.
  public record ActiveDay(LocalDate date, long agents) {}

  /// The days of an organization until today.
  public Series days(@Nullable String organization, int days) {
    var until = recorder.hoursCountedUntil();
    var first = firstDay(days);
    var sums =
        db.readLongRunning(handle -> {
          var found = store.days(handle, organization, first, first + days);
          store
              .hours(handle, organization, first * HOURS_A_DAY, (first + days) * HOURS_A_DAY)
              .forEach((hour, counts) ->
                  found.merge(Math.floorDiv(hour, HOURS_A_DAY), counts, UsageCounts::plus));
          return found;
        });
    return new Series(until, days(sums, first, days));
  }

  /// The hours of an organization, from the beginning of the first day until the current hour.
  public Series hours(@Nullable String organization, int days) {
    var until = recorder.hoursCountedUntil();
    var first = firstDay(days) * HOURS_A_DAY;
    var now = Math.floorDiv(clock.instant().getEpochSecond(), HOUR_SECONDS);
    var sums = db.readLongRunning(handle -> store.hours(handle, organization, first, now + 1));
    var periods = new ArrayList<PeriodUsage>();
    for (var hour = first; hour <= now; hour++) {
      periods.add(
          new PeriodUsage(
              Instant.ofEpochSecond(hour * HOUR_SECONDS),
              sums.getOrDefault(hour, UsageCounts.NONE)));
    }
    return new Series(until, periods);
  }

  /// The days of an agent until today.
  public Series daysOfAgent(String agentId, int days) {
    var until = recorder.agentsCountedUntil();
    var first = firstDay(days);
    var sums =
        db.readLongRunning(handle -> store.daysOfAgent(handle, agentId, first, first + days));
    return new Series(until, days(sums, first, days));
  }

  /// The agents with the most tokens, the busiest first.
  public Agents busiestAgents(@Nullable String organization, int days, int limit) {
    var until = recorder.agentsCountedUntil();
    var from = firstDay(days);
    return new Agents(
        until,
        db.readLongRunning(handle -> store.busiestAgents(handle, organization, from, limit)));
  }

  /// The agents with tokens, in the order of their ids.
  ///
  /// @param after only those with a greater id
  public Agents agents(@Nullable String organization, int days, String after, int limit) {
    var until = recorder.agentsCountedUntil();
    var from = firstDay(days);
    return new Agents(
        until,
        db.readLongRunning(handle -> store.agentsAfter(handle, organization, from, after, limit)));
  }

  /// How many agents got a token, by day until today.
  public List<ActiveDay> activeAgents(@Nullable String organization, int days) {
    var first = firstDay(days);
    var found =
        db.readLongRunning(handle -> store.activeAgents(handle, organization, first, first + days));
    var all = new ArrayList<ActiveDay>();
    for (var day = first; day < first + days; day++) {
      all.add(new ActiveDay(LocalDate.ofEpochDay(day), found.getOrDefault(day, 0L)));
    }
    return all;
  }

  /// Until when the counts by agent are complete; empty shortly after a start.
  public Optional<Instant> agentsCountedUntil() {
    return recorder.agentsCountedUntil();
  }

  /// The counts by weekday and hour, Monday first: `[0][8]` is Monday from 8:00.
  public long[][] weekdayHours(@Nullable String organization, int days) {
    var cells = new long[7][24];
    for (var hour : hours(organization, days).periods()) {
      var time = hour.start().atOffset(ZoneOffset.UTC);
      cells[time.getDayOfWeek().getValue() - 1][time.getHour()] += hour.counts().tokens();
    }
    return cells;
  }

  /// Until when the counts by hour are complete; empty shortly after a start.
  public Optional<Instant> hoursCountedUntil() {
    return recorder.hoursCountedUntil();
  }

  /// A CSV file of hours, which is read while it is written.
  @FunctionalInterface
  public interface Export {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Exports the hours with use, by organization.
  public Export export(@Nullable String organization, int days) {
    var from = firstDay(days) * HOURS_A_DAY;
    // Read before the response begins, while a refusal is still possible.
    var first = exportBatch(organization, from, new UsageHour.Key("", 0));
    return out -> {
      var lines = new BufferedOutputStream(out);
      lines.write("organizationId,hour,issued,refreshed,exchanged,revoked\r\n".getBytes(UTF_8));
      var batch = first;
      while (!batch.isEmpty()) {
        for (var hour : batch) {
          lines.write(line(hour).getBytes(UTF_8));
        }
        batch = exportBatch(organization, from, batch.getLast().key());
      }
      lines.flush();
    };
  }

  private List<UsageHour> exportBatch(
      @Nullable String organization, long from, UsageHour.Key after) {
    return db.readLongRunning(
        handle -> store.hoursAfter(handle, organization, from, after, EXPORT_BATCH));
  }

  private static String line(UsageHour hour) {
    var counts = hour.counts();
    return "%s,%s,%d,%d,%d,%d\r\n"
        .formatted(
            hour.key().organizationId(),
            Instant.ofEpochSecond(hour.key().hour() * HOUR_SECONDS),
            counts.issued(),
            counts.refreshed(),
            counts.exchanged(),
            counts.revoked());
  }

  /// Folds old hours into days, and deletes what is older than that. To be called every few hours;
  /// several nodes may do it at once.
  ///
  /// @param now the time by which to delete, which is not simply the wall clock's
  void fold(Instant now) {
    var today = Math.floorDiv(now.getEpochSecond(), HOUR_SECONDS * HOURS_A_DAY);
    var firstHour = (today - MAX_DAYS) * HOURS_A_DAY;
    while (db.inTransaction(tx -> store.foldOldestDay(tx, firstHour))) {
      // One day per transaction.
    }
    var firstDay = today - DAYS_KEPT;
    db.<Tx>inTransaction(tx -> {
      store.deleteDays(tx, firstDay);
      return tx;
    });
    while (db.inTransaction(tx -> store.deleteAgentDays(tx, firstDay, DELETED_AT_ONCE))
        == DELETED_AT_ONCE) {
      // One batch per transaction.
    }
  }

  private long firstDay(int days) {
    return Math.floorDiv(clock.instant().getEpochSecond(), HOUR_SECONDS * HOURS_A_DAY) - days + 1;
  }

  private static List<PeriodUsage> days(Map<Long, UsageCounts> sums, long first, int days) {
    var periods = new ArrayList<PeriodUsage>();
    for (var day = first; day < first + days; day++) {
      periods.add(
          new PeriodUsage(
              LocalDate.ofEpochDay(day).atStartOfDay().toInstant(ZoneOffset.UTC),
              sums.getOrDefault(day, UsageCounts.NONE)));
    }
    return periods;
  }
}
