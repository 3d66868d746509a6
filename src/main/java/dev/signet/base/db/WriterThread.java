package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One platform thread that executes transactions one after the other, in order of arrival. A
/// virtual thread that waited for the disk itself would block its carrier for other requests.
final class WriterThread implements Executor, AutoCloseable {
  private static final int QUEUE = 10_000;

  private final ThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  WriterThread(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              var made = Thread.ofPlatform().name("signet-" + name).daemon().unstarted(task);
              thread = made;
              return made;
            });
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("writer queue full or closed");
    }
  }

  /// Runs the work on the writer thread and waits for it. Work that has not begun within the
  /// patience never begins; work that has begun is waited for, because its outcome is not known
  /// earlier.
  <T> T call(Supplier<T> work, Duration patience) {
    if (Thread.currentThread().equals(thread)) {
      return work.get();
    }
    var started = new AtomicBoolean();
    var task =
        new FutureTask<T>(() -> {
          if (!started.compareAndSet(false, true)) {
            throw new CancellationException();
          }
          return work.get();
        });
    execute(task);
    try {
      try {
        return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (started.compareAndSet(false, true)) {
          throw Refused.unavailable("waited too long for the writer");
        }
        return task.get();
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while waiting for the writer");
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      executor.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
