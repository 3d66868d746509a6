package dev.signet.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// How much memory something takes, freed again or not.
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// The bytes that this thread allocates for this.
  public static long of(Runnable work) {
    work.run();
    var before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
