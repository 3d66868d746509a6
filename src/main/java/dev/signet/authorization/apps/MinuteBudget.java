package dev.signet.authorization.apps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Counts what callers do within each minute of the clock. Thread-safe; the counts of the busiest
/// callers are kept, up to a limit.
final class MinuteBudget {
  private static final int MAX_CALLERS = 10_000;
  private static final int SECONDS = 60;

  private record Spent(long minute, int count) {}

  private final Clock clock;
  private final Cache<String, Spent> spent = Caffeine.newBuilder().maximumSize(MAX_CALLERS).build();

  MinuteBudget(Clock clock) {
    this.clock = clock;
  }

  /// Counts one more.
  ///
  /// @param most how many a caller may do in a minute
  /// @return whether this is still within the budget
  boolean spend(String caller, int most) {
    var minute = clock.instant().getEpochSecond() / SECONDS;
    return spent
            .asMap()
            .merge(
                caller,
                new Spent(minute, 1),
                (before, one) ->
                    before.minute() == minute ? new Spent(minute, before.count() + 1) : one)
            .count()
        <= most;
  }

  /// How long until the next minute begins.
  Duration untilNext() {
    var now = clock.instant();
    return Duration.between(
        now, Instant.ofEpochSecond((now.getEpochSecond() / SECONDS + 1) * SECONDS));
  }
}
