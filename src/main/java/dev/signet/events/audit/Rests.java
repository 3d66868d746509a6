package dev.signet.events.audit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// How what works through the whole trail in small parts leaves the machine to those who are
/// served: while this node writes events, it rests after each part for several times as long as
/// that took; else it goes on at once.
public final class Rests {
  private static final int TIMES = 9;
  private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier written;

  /// @param written how many events this node has written so far
  Rests(LongSupplier written) {
    this.written = written;
  }

  /// A part begins.
  public Part part() {
    return new Part(written.getAsLong());
  }

  /// One part of the work.
  public final class Part {
    private final long before;
    private long began = System.nanoTime();

    private Part(long before) {
      this.before = before;
    }

    /// What came until now was waiting, and is not to be rested from.
    void beginsNow() {
      began = System.nanoTime();
    }

    /// It is done: rests, if others have something to do.
    public void done() {
      if (written.getAsLong() != before) {
        LockSupport.parkNanos(Math.min(TIMES * (System.nanoTime() - began), LONGEST_NANOS));
      }
    }
  }
}
