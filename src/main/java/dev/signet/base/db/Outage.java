package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers that the database did not answer just now, so that not every request waits for itself
/// to find that out. While it is gone one request at a time tries, twice a second; the others are
/// told at once. The first that gets through ends the outage.
final class Outage {
  private static final long PAUSE = Duration.ofMillis(500).toNanos();

  /// No outage.
  private static final long NONE = Long.MIN_VALUE;

  private final AtomicLong tryAgainAt = new AtomicLong(NONE);

  /// When the last outage ended.
  private volatile long endedAt = System.nanoTime();

  /// Lets the caller try, or not.
  ///
  /// @throws Refused `ServiceUnavailable` when the database was gone just now
  void admit() {
    var at = tryAgainAt.get();
    if (at == NONE) {
      return;
    }
    var now = System.nanoTime();
    if (now - at < 0 || !tryAgainAt.compareAndSet(at, now + PAUSE)) {
      throw Refused.unavailable("the database was gone just now");
    }
  }

  /// The database did not answer what was begun at this time. What was begun before the last outage
  /// ended says nothing of what is now.
  ///
  /// @param started by [System#nanoTime]
  void recordFailure(long started) {
    if (started - endedAt >= 0) {
      tryAgainAt.set(System.nanoTime() + PAUSE);
    }
  }

  void recordSuccess() {
    if (tryAgainAt.get() != NONE) {
      endedAt = System.nanoTime();
      tryAgainAt.set(NONE);
    }
  }
}
