package dev.signet.base.time;

import java.time.Clock;

/// Measures intervals. Unlike the wall clock it never goes back and never jumps, so rates, budgets
/// and waits are unaffected when the wall clock is corrected.
@FunctionalInterface
public interface ElapsedTime {

  /// Nanoseconds since an arbitrary origin; only differences are meaningful.
  long nanos();

  /// The elapsed time for a clock: the process's monotonic clock, or the clock itself if it
  /// measures intervals too, as the tests' clock does.
  static ElapsedTime of(Clock clock) {
    return clock instanceof ElapsedTime elapsed ? elapsed : System::nanoTime;
  }
}
