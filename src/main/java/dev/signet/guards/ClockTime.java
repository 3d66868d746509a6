package dev.signet.guards;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;

/// Bucket4j's time, taken from the server's clock, so that a test can move it.
record ClockTime(Clock clock) implements TimeMeter {
  @Override
  public long currentTimeNanos() {
    return clock.millis() * 1_000_000;
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }
}
