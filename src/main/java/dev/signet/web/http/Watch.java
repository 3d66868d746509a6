package dev.signet.web.http;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something again and again, whatever it throws.
///
/// @param later runs a task after milliseconds
/// @param goesOn asked after each time
record Watch(Later later, long periodMillis, Runnable task, BooleanSupplier goesOn) {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /// Runs a task some time later, on a thread of its own.
  @FunctionalInterface
  interface Later {
    void run(Runnable task, long millis);
  }

  void start() {
    later.run(this::runOnce, periodMillis);
  }

  private void runOnce() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("watch of connections failed; it goes on");
    } finally {
      if (goesOn.getAsBoolean()) {
        start();
      }
    }
  }
}
