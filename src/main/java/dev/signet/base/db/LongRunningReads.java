package dev.signet.base.db;

import dev.signet.base.db.ReadContext.Lane;
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

/// Reads that may be long: lists, the audit log. SQLite does not let go of the thread it reads on,
/// and a virtual thread would take its carrier from all other requests: so they get a few platform
/// threads of their own, in [ReadContext.Lane]s, and leave the connections of the others to those
/// who issue. Each reader has one under way, and no statement takes longer than its lane allows.
final class LongRunningReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LongRunningReads.class);
  private static final int MAX_WAITING = 64;
  private static final int MAX_WAITING_PER_READER = 16;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /// How much later than the statement's time the whole read ends: it may have several.
  private static final int STATEMENTS = 3;

  private final ConnectionSource connections;
  private final Map<Lane, ThreadPoolExecutor> threads = new EnumMap<>(Lane.class);
  private final Map<ReadContext, ReaderPermit> permits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("signet-slow-reads-clock").daemon().factory());

  /// Does work with a connection.
  @FunctionalInterface
  interface ConnectionSource {
    @Nullable Object with(Function<Handle, ?> work);
  }

  /// One reader's: who has the permit reads.
  private static final class ReaderPermit {
    private final Semaphore permit = new Semaphore(1, true);
    private int users;
  }

  /// @param reading does the work with a connection
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

  /// Reads what is committed.
  ///
  /// @throws Refused `TooMany` when too many reads of this reader wait, `ServiceUnavailable` when
  ///   too many of all wait, or it takes too long
  <T> T read(Function<Handle, T> work) {
    var reader = ReadContext.current();
    if (reader.lane() == Lane.JOBS) {
      return inLane(reader.lane(), work);
    }
    var turn = acquirePermit(reader);
    try {
      if (!turn.permit.tryAcquire(reader.lane().waitTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refused.tooManyRequests(TRY_AGAIN, "a slow read of this caller is under way");
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

  private ReaderPermit acquirePermit(ReadContext reader) {
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

  private void releasePermit(ReadContext reader) {
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
      throw Refused.unavailable("too many slow reads wait");
    } catch (TimeoutException _) {
      // Not under way yet: it is not begun any more. Under way: it is broken off.
      task.cancel(false);
      running.interrupt();
      throw Refused.unavailable("a slow read took too long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted during a slow read");
    }
  }

  /// A read in its thread.
  private final class RunningRead {
    private final Lane lane;
    private final Function<Handle, ?> work;
    private @Nullable Handle handle;

    RunningRead(Lane lane, Function<Handle, ?> work) {
      this.lane = lane;
      this.work = work;
    }

    private @Nullable Object read() {
      return connections.with(open -> {
        // PostgreSQL: its driver has the server break the statement off.
        open.getConfig(SqlStatements.class)
            .setQueryTimeout(Math.toIntExact(lane.statementTimeout().toSeconds()));
        use(open);
        // SQLite has no such thing: another thread breaks the statement off.
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

    /// Breaks off what is under way. The connection is this read's until [#use] takes it away.
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
        LOG.atDebug().setCause(e).log("a slow read was not broken off");
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.values().forEach(ThreadPoolExecutor::shutdownNow);
  }
}
