package dev.signet.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a failed attempt is repeated: ten attempts over 75 hours, each pause up to a fifth shorter
/// or longer, so that a receiver that comes back is not sent everything at once.
final class RetrySchedule {
  static final int MAX_ATTEMPTS = 10;

  /// The longest pause that a receiver can ask for.
  static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

  private static final double JITTER = 0.2;

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  private final RandomGenerator random;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /// The pause after this many failed attempts; empty after the last one.
  ///
  /// @param retryAfter what the receiver asks for
  Optional<Duration> pauseAfter(long attempts, Optional<Duration> retryAfter) {
    if (attempts > PAUSES.size()) {
      return Optional.empty();
    }
    var planned = PAUSES.get((int) attempts - 1).toMillis();
    var pause = (long) (planned * (1 - JITTER + random.nextDouble(2 * JITTER)));
    var asked = retryAfter.map(Duration::toMillis).orElse(0L);
    return Optional.of(
        Duration.ofMillis(Math.max(pause, Math.min(asked, MAX_RETRY_AFTER.toMillis()))));
  }
}
