package dev.signet.base.db;

import dev.signet.base.db.DbCaller.Lane;
import dev.signet.base.refusals.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/// Reads that may take long: lists, the audit log. A read of SQLite blocks its thread, and a
/// virtual thread would block its carrier for all other requests. These reads therefore run on a
/// few platform threads, in [DbCaller.Lane]s, with their own connections, so that issuing tokens
/// does not wait for them. Each reader has one read in progress, and no statement takes longer than
/// its lane allows.
final class LongRunningReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LongRunningReads.class);
  private static final int MAX_WAITING = 64;
  private static final int MAX_WAITING_PER_READER = 16;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /// How many times the statement limit a whole read may take, as it may have several statements.
  private static final int STATEMENTS = 3;

  private final ConnectionSource connections;
  private final Map<Lane, ThreadPoolExecutor> threads = new EnumMap<>(Lane.class);
  private final Map<Reader, ReaderPermit> permits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("signet-slow-reads-clock").daemon().factory());

  /// Does work with a connection for this lane.
  @FunctionalInterface
  interface ConnectionSource {
    @Nullable Object with(Lane lane, Function<Handle, ?> work);
  }

  /// A group of callers, which read one after the other.
  private record Reader(Lane lane, String group) {}

  /// The permit of one reader; its holder may read.
  private static final class ReaderPermit {
    private final Semaphore permit = new Semaphore(1, true);
    private int users;
  }

  /// @param reading runs the work with a connection
  LongRunningReads(ConnectionSource reading) {
    this.connections = reading;
    for (var lane : Lane.values()) {
      var pool =
          new ThreadPoolExecutor(
              lane.threads(),
              lane.threads(),
              IDLE.toSeconds(),
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(MAX_WAITING),
              Thread.ofPlatform()
                  .name("signet-slow-reads-" + lane.name().toLowerCase(Locale.ROOT) + "-", 1)
                  .daemon()
                  .factory());
      pool.allowCoreThreadTimeOut(true);
      threads.put(lane, pool);
    }
  }

  /// Reads committed data.
  ///
  /// @throws Refused `TooManyRequests` when too many reads of this reader wait,
  ///   `ServiceUnavailable` when too many reads wait in total, or the read takes too long
  <T> T read(Function<Handle, T> work) {
    var caller = DbCaller.current();
    var reader = new Reader(caller.lane(), caller.group());
    if (reader.lane() == Lane.JOBS) {
      return inLane(reader.lane(), work);
    }
    var turn = acquirePermit(reader);
    try {
      if (!turn.permit.tryAcquire(reader.lane().waitTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refused.tooManyRequests(TRY_AGAIN, "a slow read of this caller is in progress");
      }
      try {
        return inLane(reader.lane(), work);
      } finally {
        turn.permit.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted before a slow read");
    } finally {
      releasePermit(reader);
    }
  }

  private ReaderPermit acquirePermit(Reader reader) {
    return permits.compute(
        reader,
        (_, before) -> {
          var turn = before == null ? new ReaderPermit() : before;
          if (turn.users > MAX_WAITING_PER_READER) {
            throw Refused.tooManyRequests(TRY_AGAIN, "too many slow reads of this caller wait");
          }
          turn.users++;
          return turn;
        });
  }

  private void releasePermit(Reader reader) {
    permits.computeIfPresent(reader, (_, turn) -> --turn.users == 0 ? null : turn);
  }

  @SuppressWarnings("unchecked") // What the work returns is what the reading returns.
  private <T> T inLane(Lane lane, Function<Handle, T> work) {
    var running = new RunningRead(lane, work);
    var task = new FutureTask<Object>(running::read);
    var pool = threads.get(lane);
    var longest = lane.statementTimeout().multipliedBy(STATEMENTS).plus(lane.waitTimeout());
    try {
      if (pool == null) {
        throw new IllegalStateException("No threads for " + lane);
      }
      pool.execute(task);
      return (T) task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("too many slow reads are waiting");
    } catch (TimeoutException _) {
      // A task that has not begun never begins; a running one is cancelled.
      task.cancel(false);
      running.interrupt();
      throw Refused.unavailable("a slow read took too long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted during a slow read");
    }
  }

  /// A read on its thread.
  private final class RunningRead {
    private final Lane lane;
    private final Function<Handle, ?> work;
    private @Nullable Handle handle;

    RunningRead(Lane lane, Function<Handle, ?> work) {
      this.lane = lane;
      this.work = work;
    }

    private @Nullable Object read() {
      return connections.with(
          lane,
          open -> {
            // PostgreSQL: the driver has the server cancel the statement.
            open.getConfig(SqlStatements.class)
                .setQueryTimeout(Math.toIntExact(lane.statementTimeout().toSeconds()));
            use(open);
            // SQLite has no timeout: another thread interrupts the statement.
            var end =
                timer.schedule(
                    this::interrupt, lane.statementTimeout().toMillis(), TimeUnit.MILLISECONDS);
            try {
              return work.apply(open);
            } finally {
              end.cancel(false);
              use(null);
            }
          });
    }

    private synchronized void use(@Nullable Handle open) {
      handle = open;
    }

    /// Interrupts the running statement. The connection belongs to this read until [#use] takes it
    /// away.
    private synchronized void interrupt() {
      if (handle == null) {
        return;
      }
      try {
        var connection = handle.getConnection();
        if (connection.isWrapperFor(SQLiteConnection.class)) {
          connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        }
      } catch (SQLException e) {
        LOG.atDebug().setCause(e).log("a slow read could not be interrupted");
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.values().forEach(ThreadPoolExecutor::shutdownNow);
  }
}
