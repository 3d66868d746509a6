package dev.signet.client.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens later. */
public final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private Await() {}

  public static void until(BooleanSupplier happened) {
    var deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("It has not happened within " + DEADLINE);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }
}
