package dev.signet.events.audit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Slows down jobs that process the whole audit log in small parts, so that they do not slow down
/// requests: while this node writes events, a job pauses after each part for several times as long
/// as that took; otherwise it continues at once.
public final class BackgroundThrottle {
  private static final int PAUSE_FACTOR = 9;
  private static final long MAX_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier writeCount;

  /// @param written how many events this node has written so far
  BackgroundThrottle(LongSupplier written) {
    this.writeCount = written;
  }

  /// Begins a part.
  public WorkUnit begin() {
    return new WorkUnit(writeCount.getAsLong());
  }

  /// One part of the work.
  public final class WorkUnit {
    private final long before;
    private long began = System.nanoTime();

    private WorkUnit(long before) {
      this.before = before;
    }

    /// The time until now was spent waiting, and does not count.
    void restart() {
      began = System.nanoTime();
    }

    /// Ends the part, and pauses if there are requests.
    public void pause() {
      if (writeCount.getAsLong() != before) {
        LockSupport.parkNanos(
            Math.min(PAUSE_FACTOR * (System.nanoTime() - began), MAX_PAUSE_NANOS));
      }
    }
  }
}
