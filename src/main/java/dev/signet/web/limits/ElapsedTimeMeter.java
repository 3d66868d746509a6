package dev.signet.web.limits;

import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.TimeMeter;

/// The time for Bucket4j. Elapsed time instead of the wall clock, so that budgets are still
/// refilled when the wall clock is corrected.
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
