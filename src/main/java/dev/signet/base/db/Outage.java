package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers that the database did not respond, so that not every request has to wait for its own
/// timeout. During an outage one request at a time tries, twice a second; all others are refused at
/// once. The first success ends the outage.
final class Outage {
  private static final long PAUSE = Duration.ofMillis(500).toNanos();

  /// No outage.
  private static final long NONE = Long.MIN_VALUE;

  private final AtomicLong tryAgainAt = new AtomicLong(NONE);

  /// When the last outage ended.
  private volatile long endedAt = System.nanoTime();

  /// Lets the caller try, or refuses.
  ///
  /// @throws Refused `ServiceUnavailable` during an outage
  void admit() {
    var at = tryAgainAt.get();
    if (at == NONE) {
      return;
    }
    var now = System.nanoTime();
    if (now - at < 0 || !tryAgainAt.compareAndSet(at, now + PAUSE)) {
      throw Refused.unavailable("the database did not respond a moment ago");
    }
  }

  /// The database did not respond to work that began at this time. Work that began before the end
  /// of the last outage is ignored.
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
