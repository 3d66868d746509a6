package dev.signet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Runs the same work for many items, several at once.
final class InParallel {
  private static final int THREADS = 16;

  private InParallel() {}

  /// The results, in the order of the items.
  static <I, O> List<O> each(List<I> items, Function<I, O> work) {
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      var begun = items.stream().map(item -> threads.submit(() -> work.apply(item))).toList();
      try {
        var done = new ArrayList<O>();
        for (Future<O> one : begun) {
          done.add(one.get());
        }
        return done;
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof BenchFailure failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new BenchFailure("interrupted");
      }
    }
  }
}
