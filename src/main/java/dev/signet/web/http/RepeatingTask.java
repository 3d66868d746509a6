package dev.signet.web.http;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a task repeatedly, even if it throws.
///
/// @param executor runs a task after a delay in milliseconds
/// @param shouldContinue checked after each run
record RepeatingTask(
    DelayedExecutor executor, long periodMillis, Runnable task, BooleanSupplier shouldContinue) {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatingTask.class);

  /// Runs a task after a delay, on its own thread.
  @FunctionalInterface
  interface DelayedExecutor {
    void run(Runnable task, long millis);
  }

  void start() {
    executor.run(this::runOnce, periodMillis);
  }

  private void runOnce() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("watch of connections failed; continuing");
    } finally {
      if (shouldContinue.getAsBoolean()) {
        start();
      }
    }
  }
}
