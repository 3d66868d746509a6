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

  /// When the last outage ended, or the database last responded to the heartbeat.
  private volatile long respondedAt = System.nanoTime();

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
  /// of the last outage, or before the last successful heartbeat, is ignored: it may have failed
  /// over a connection to a server that is not used any more.
  ///
  /// @param started by [System#nanoTime]
  void recordFailure(long started) {
    if (started - respondedAt >= 0) {
      tryAgainAt.set(System.nanoTime() + PAUSE);
    }
  }

  void recordSuccess() {
    if (tryAgainAt.get() != NONE) {
      recordHeartbeat();
    }
  }

  /// The database responded to the heartbeat.
  void recordHeartbeat() {
    respondedAt = System.nanoTime();
    tryAgainAt.set(NONE);
  }
}
