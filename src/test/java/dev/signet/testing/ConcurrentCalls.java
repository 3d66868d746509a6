package dev.signet.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// Does the same thing from many virtual threads.
public final class ConcurrentCalls {
  private ConcurrentCalls() {}

  /// Runs all at once and waits for all; the first failure is thrown.
  public static void race(int threads, IntConsumer each) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (var i = 0; i < threads; i++) {
        var number = i;
        running.add(executor.submit(() -> each.accept(number)));
      }
      for (var future : running) {
        try {
          future.get();
        } catch (ExecutionException e) {
          throw new AssertionError("A racer failed", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
