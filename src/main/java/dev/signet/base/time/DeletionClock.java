package dev.signet.base.time;

import dev.signet.base.db.Db;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time by which the server deletes expired data: revoked tokens, used proofs, stored
/// responses, old audit events. It is never ahead of the wall clock, and does not follow a jump of
/// it at once: a revoked token that was deleted because the wall clock was wrong for a minute would
/// be active again once the clock is right.
///
/// While wall clock and monotonic clock agree, this is the wall clock. When the wall clock jumps
/// ahead, this continues at the pace of the monotonic clock, and logs it, until the wall clock has
/// run steadily for [#CONFIRMED_AFTER]. The latest time is stored in the database, so that a
/// restart does not bypass this: a wall clock that is ahead of it at a start, after a long stop or
/// because it is wrong, has to run steadily for as long.
public final class DeletionClock {

  /// How long the wall clock has to run steadily after a jump before it is trusted.
  static final Duration CONFIRMED_AFTER = Duration.ofHours(6);

  /// The maximum deviation from the monotonic clock between two readings: a correction by NTP.
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  /// How far the wall clock may be ahead of the stored time at a start: for a restart, or the
  /// interval between two writes of it.
  static final Duration START_TOLERANCE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(DeletionClock.class);

  private final Clock clock;
  private final ElapsedTime elapsed;
  private final Db db;
  private final DeletionClockStore store = new DeletionClockStore();

  private Instant time;
  private Instant wall;
  private long readAt;
  private long steadySince;
  private boolean isBehind;

  public DeletionClock(Db db, Clock clock, MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.elapsed = ElapsedTime.of(clock);
    this.wall = clock.instant();
    this.readAt = elapsed.nanos();
    this.steadySince = readAt;
    var stored = db.read(store::find);
    this.time = stored.map(this::atStart).orElse(wall);
    Gauge.builder("signet.clock.ahead", this, DeletionClock::secondsAhead)
        .description(
            "How far the wall clock is ahead of the time by which expired records are deleted; 0"
                + " while the wall clock is trusted")
        .baseUnit("seconds")
        .register(meters);
  }

  /// Logs a warning if this machine's clock is behind an event that has been recorded. Called at
  /// startup.
  public void warnIfBehind(Instant newestEvent) {
    var now = clock.instant();
    if (isBefore(now, newestEvent)) {
      LOG.atWarn()
          .addKeyValue("clock", now)
          .addKeyValue("event", newestEvent)
          .log("the clock is behind the newest event of the audit log");
    }
  }

  /// Whether a clock is behind a time that has passed, by more than a correction.
  public static boolean isBefore(Instant now, Instant passed) {
    return now.isBefore(passed.minus(TOLERANCE));
  }

  private Instant atStart(Instant stored) {
    if (isBefore(wall, stored)) {
      LOG.atWarn()
          .addKeyValue("clock", wall)
          .addKeyValue("stored", stored)
          .log("the clock is behind the time that is stored in the database");
      return wall;
    }
    if (!wall.isAfter(stored.plus(START_TOLERANCE))) {
      return wall;
    }
    isBehind = true;
    LOG.atWarn()
        .addKeyValue("clock", wall)
        .addKeyValue("stored", stored)
        .log(
            "the clock is ahead of the time that is stored in the database, as after a long stop;"
                + " expired records are kept until it has run steadily for "
                + CONFIRMED_AFTER.toHours()
                + " hours");
    return stored;
  }

  /// Data that has expired by this time may be deleted.
  public synchronized Instant instant() {
    var nowWall = clock.instant();
    var nowElapsed = elapsed.nanos();
    var passed = Duration.ofNanos(nowElapsed - readAt);
    if (Duration.between(wall.plus(passed), nowWall).abs().compareTo(TOLERANCE) > 0) {
      steadySince = nowElapsed;
      LOG.atWarn()
          .addKeyValue("clock", nowWall)
          .addKeyValue("expected", wall.plus(passed))
          .log("the wall clock has jumped");
    }
    wall = nowWall;
    readAt = nowElapsed;
    time = next(time.plus(passed), nowWall, Duration.ofNanos(nowElapsed - steadySince));
    return time;
  }

  private Instant next(Instant expected, Instant nowWall, Duration steady) {
    if (!nowWall.isAfter(expected.plus(TOLERANCE))) {
      updateBehind(false, nowWall, expected);
      return nowWall;
    }
    if (steady.compareTo(CONFIRMED_AFTER) >= 0) {
      updateBehind(false, nowWall, expected);
      return nowWall;
    }
    updateBehind(true, nowWall, expected);
    return expected;
  }

  private void updateBehind(boolean behind, Instant nowWall, Instant expected) {
    if (behind == isBehind) {
      return;
    }
    isBehind = behind;
    if (behind) {
      LOG.atWarn()
          .addKeyValue("clock", nowWall)
          .addKeyValue("expected", expected)
          .log(
              "the wall clock is ahead of the monotonic clock; expired records are kept until it"
                  + " has run steadily for "
                  + CONFIRMED_AFTER.toHours()
                  + " hours");
    } else {
      LOG.atInfo().addKeyValue("clock", nowWall).log("the wall clock is trusted again");
    }
  }

  /// Stores the latest time, for the next start. Called by a job every minute.
  public void save() {
    var now = instant();
    db.inTransaction(tx -> {
      store.raise(tx, now);
      return now;
    });
  }

  private synchronized double secondsAhead() {
    return isBehind ? Duration.between(time, wall).toMillis() / 1000.0 : 0;
  }
}
