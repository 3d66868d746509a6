package dev.signet.events.audit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How what works through the whole trail in small parts leaves the machine to those who are
/// served: while this node writes events, it rests after each part for several times as long as
/// that took; else it goes on at once.
public final class BackgroundThrottle {
  private static final int PAUSE_FACTOR = 9;
  private static final long MAX_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier writeCount;

  /// @param written how many events this node has written so far
  BackgroundThrottle(LongSupplier written) {
    this.writeCount = written;
  }

  /// A part begins.
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

    /// What came until now was waiting, and is not to be rested from.
    void restart() {
      began = System.nanoTime();
    }

    /// It is done: rests, if others have something to do.
    public void pause() {
      if (writeCount.getAsLong() != before) {
        LockSupport.parkNanos(
            Math.min(PAUSE_FACTOR * (System.nanoTime() - began), MAX_PAUSE_NANOS));
      }
    }
  }
}
