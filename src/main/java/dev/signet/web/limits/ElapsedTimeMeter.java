package dev.signet.web.limits;

import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.TimeMeter;

/// Bucket4j's time. Measured, not read off the wall clock: a budget goes on being refilled when the
/// wall clock is corrected.
record ElapsedTimeMeter(ElapsedTime elapsed) implements TimeMeter {
  @Override
  public long currentTimeNanos() {
    return elapsed.nanos();
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
