package dev.signet.base.time;

import java.time.Clock;

/// Measures intervals. Unlike the wall clock it never goes back and never jumps, so rates, budgets
/// and waits that are measured by it go on when the wall clock is corrected.
@FunctionalInterface
public interface ElapsedTime {

  /// Nanoseconds since an arbitrary origin; only differences have a meaning.
  long nanos();

  /// What goes with a clock: the process's monotonic clock, or the clock itself where it measures
  /// intervals too, as the tests' clock does.
  static ElapsedTime of(Clock clock) {
    return clock instanceof ElapsedTime elapsed ? elapsed : System::nanoTime;
  }
}
