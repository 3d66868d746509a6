package dev.signet.db;

import dev.signet.refusal.Refused;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Reads that may be long: lists, the trail. SQLite does not let go of the thread it reads on, and
/// a virtual thread would take its carrier from all other requests: so they get a few platform
/// threads of their own, and leave the others of the pool's connections to those who issue.
final class SlowReads implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Db db;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE.toSeconds(),
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().name("signet-slow-reads-", 1).daemon().factory());

  SlowReads(Db db) {
    this.db = db;
    threads.allowCoreThreadTimeOut(true);
  }

  /// Reads what is committed.
  ///
  /// @throws Refused `Unavailable` when too many wait, or it takes too long
  <T> T read(Function<Handle, T> work) {
    var task = new FutureTask<>(() -> db.read(work));
    try {
      threads.execute(task);
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("too many long reads wait");
    } catch (TimeoutException _) {
      task.cancel(true);
      throw Refused.unavailable("a long read took too long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted during a long read");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
