package dev.signet.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads or processes do, with a time limit.
public final class Await {
  private static final Duration POLL = Duration.ofMillis(5);

  private Await() {}

  /// Waits until a condition holds.
  ///
  /// @param what names the condition in the message of a failure
  public static void until(Duration limit, String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
