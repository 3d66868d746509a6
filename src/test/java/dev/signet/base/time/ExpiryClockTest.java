package dev.signet.base.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.testing.CapturedLog;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(value = CapturedLog.RESOURCE, mode = ResourceAccessMode.READ)
class ExpiryClockTest {
  private static final Instant START = Instant.parse("2026-03-28T09:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path data;
  private final TestClock clock = new TestClock(START);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Db db;
  private DeletionClock expiry;

  @BeforeEach
  void open() throws IOException {
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(data)), meters);
    expiry = new DeletionClock(db, clock, meters);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void passes(Duration time) {
    var end = clock.nanos() + time.toNanos();
    while (clock.nanos() < end) {
      clock.advance(MINUTE);
      var _ = expiry.instant();
    }
  }

  private double secondsAhead() {
    return meters.get("signet.clock.ahead").gauge().value();
  }

  private DeletionClock restarted() {
    meters.clear();
    return new DeletionClock(db, clock, meters);
  }

  @Test
  void it_is_the_wall_clock_while_both_clocks_agree() {
    passes(Duration.ofDays(2));

    assertThat(expiry.instant()).isEqualTo(START.plus(Duration.ofDays(2)));
    assertThat(secondsAhead()).isZero();
  }

  @Test
  void a_jump_ahead_is_not_followed_at_once() {
    clock.jump(Duration.ofDays(90));
    passes(MINUTE.multipliedBy(5));

    assertThat(expiry.instant()).isEqualTo(START.plus(MINUTE.multipliedBy(5)));
    assertThat(secondsAhead()).isEqualTo((double) Duration.ofDays(90).toSeconds());
  }

  @Test
  void after_a_jump_ahead_and_back_it_is_the_wall_clock_again() {
    clock.jump(Duration.ofHours(2));
    passes(MINUTE);
    clock.jump(Duration.ofHours(-2));

    assertThat(expiry.instant()).isEqualTo(clock.instant());
    assertThat(secondsAhead()).isZero();
  }

  @Test
  void it_goes_back_with_the_wall_clock_at_once() {
    clock.jump(Duration.ofHours(-2));

    assertThat(expiry.instant()).isEqualTo(START.minus(Duration.ofHours(2)));
  }

  @Test
  void a_wall_clock_that_runs_steadily_after_a_jump_is_followed_in_the_end() {
    clock.jump(Duration.ofHours(2));
    passes(DeletionClock.CONFIRMED_AFTER.minus(MINUTE));
    var before = expiry.instant();
    passes(MINUTE.multipliedBy(2));

    assertThat(before)
        .isEqualTo(clock.instant().minus(Duration.ofHours(2)).minus(MINUTE.multipliedBy(2)));
    assertThat(expiry.instant()).isEqualTo(clock.instant());
    assertThat(secondsAhead()).isZero();
  }

  @Test
  void corrections_by_a_few_seconds_are_followed() {
    clock.jump(DeletionClock.TOLERANCE);

    assertThat(expiry.instant()).isEqualTo(clock.instant());
  }

  @Test
  void a_restart_does_not_bypass_it() {
    expiry.save();
    clock.jump(Duration.ofDays(90));

    assertThat(restarted().instant()).isEqualTo(START);
  }

  @Test
  void the_clock_is_trusted_after_a_short_stop_and_after_a_long_one_once_it_has_run_steadily() {
    expiry.save();
    clock.advance(DeletionClock.START_TOLERANCE);
    var afterShort = restarted().instant();
    clock.advance(Duration.ofDays(3));
    expiry = restarted();
    var afterLong = expiry.instant();
    passes(DeletionClock.CONFIRMED_AFTER);

    assertThat(afterShort).isEqualTo(START.plus(DeletionClock.START_TOLERANCE));
    assertThat(afterLong).isEqualTo(START);
    assertThat(expiry.instant()).isEqualTo(clock.instant());
  }

  @Test
  void a_start_behind_the_stored_time_logs_a_warning() {
    clock.advance(Duration.ofMillis(123));
    expiry.save();
    var stored = clock.instant();
    try (var log = CapturedLog.of(DeletionClock.class)) {
      clock.jump(DeletionClock.TOLERANCE.negated());
      restarted();
      assertThat(log.lines()).as("tolerated").noneMatch(line -> line.contains(stored + ""));

      clock.jump(Duration.ofMillis(-1));
      restarted();
      assertThat(log.lines())
          .contains(
              "WARN the clock is behind the time that is stored in the database clock=\"%s\" stored=\"%s\""
                  .formatted(clock.instant(), stored));
    }
  }

  @Test
  void the_stored_time_never_goes_down() {
    expiry.save();
    clock.jump(Duration.ofHours(-2));
    expiry.save();
    clock.jump(Duration.ofHours(2));

    assertThat(restarted().instant()).isEqualTo(START);
  }

  @Test
  void
      it_is_never_ahead_of_the_wall_clock_nor_of_the_time_that_has_passed_by_more_than_the_tolerance_a_reading() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var lastWall = clock.instant();
    var last = expiry.instant();
    for (var turn = 0; turn < 2_000; turn++) {
      var passed = Duration.ofSeconds(random.nextInt(120));
      clock.advance(passed);
      if (random.nextInt(4) == 0) {
        clock.jump(Duration.ofSeconds(random.nextInt(20_000) - 10_000));
      }
      var now = expiry.instant();

      assertThat(now).as("seed " + seed).isBeforeOrEqualTo(clock.instant());
      assertThat(now)
          .as("seed " + seed + ", turn " + turn + ", wall clock before " + lastWall)
          .isBeforeOrEqualTo(last.plus(passed).plus(DeletionClock.TOLERANCE));
      last = now;
      lastWall = clock.instant();
    }
  }
}
