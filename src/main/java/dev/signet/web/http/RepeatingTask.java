package dev.signet.web.http;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something again and again, whatever it throws.
///
/// @param executor runs a task after milliseconds
/// @param shouldContinue asked after each time
record RepeatingTask(
    DelayedExecutor executor, long periodMillis, Runnable task, BooleanSupplier shouldContinue) {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatingTask.class);

  /// Runs a task some time later, on a thread of its own.
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
      LOG.atError().setCause(e).log("watch of connections failed; it goes on");
    } finally {
      if (shouldContinue.getAsBoolean()) {
        start();
      }
    }
  }
}
