package dev.signet.base.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;

/// Finds the outcome of a transaction whose `COMMIT` PostgreSQL did not answer, over another
/// connection. The server may still be working on it: a transaction without a trace is known to be
/// rolled back only when the server process of the broken connection has ended.
final class CommitOutcomeLookup {

  /// The outcome of the transaction.
  enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Jdbi database;

  CommitOutcomeLookup(Jdbi database) {
    this.database = database;
  }

  /// The id of the server process for a connection; 0 when it is unknown.
  static int backendPid(Handle handle) {
    try {
      var connection = handle.getConnection();
      return connection.isWrapperFor(PGConnection.class)
          ? connection.unwrap(PGConnection.class).getBackendPID()
          : 0;
    } catch (SQLException _) {
      return 0;
    }
  }

  /// Looks for the transaction until its outcome is known, or time is up.
  ///
  /// @param process the server process of the broken connection
  /// @param trace whether the rows that the transaction wrote are there
  /// @param until when to give up, by [System#nanoTime]
  Outcome find(int process, Optional<Predicate<Handle>> trace, long until) {
    if (trace.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    do {
      try (var handle = database.open()) {
        // Checked before the trace: otherwise the transaction could commit between the two.
        var ended = hasEnded(handle, process);
        if (trace.get().test(handle)) {
          return Outcome.COMMITTED;
        }
        if (ended) {
          return Outcome.ROLLED_BACK;
        }
      } catch (JdbiException _) {
        // This connection does not work either; the next one may.
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    } while (System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted());
    return Outcome.UNKNOWN;
  }

  /// A connection pooler reports process ids of its own, which the server does not list: then the
  /// end of the process cannot be known.
  private static boolean hasEnded(Handle handle, int process) {
    return process != 0
        && handle
            .createQuery(
                """
                SELECT pg_backend_pid() = :own
                  AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = :process)
                """)
            .bind("own", backendPid(handle))
            .bind("process", process)
            .mapTo(Boolean.class)
            .one();
  }
}
