package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// How long a request has waited for PostgreSQL while it did not respond: the sum of its slow
/// statements and of its slow waits for a turn and a connection. What it has waited is taken from
/// the time limit of the next statement. Without this, a request would wait for the whole socket
/// timeout at each of its statements.
///
/// A request that takes long because it has much to do is not limited: its statements are not slow.
public final class RequestWait {

  /// A statement that takes less does not count as a wait.
  private static final Duration SLOW_STATEMENT = Duration.ofSeconds(2);

  private static final Duration SLOW_TURN = Duration.ofSeconds(1);

  /// After waiting for this long, a request sends no further statement.
  private static final Duration MAX_BEFORE_STATEMENT = Duration.ofSeconds(8);

  /// When a request gives up a statement.
  private static final Duration MAX_TOTAL = Duration.ofMillis(10_500);

  /// What each statement of a look-up has at least.
  private static final Duration MIN_OF_LOOKUP = Duration.ofMillis(500);

  private static final ScopedValue<RequestWait> CURRENT = ScopedValue.newInstance();

  /// In nanoseconds.
  private final AtomicLong waited = new AtomicLong();

  private volatile boolean isShortened;
  private final boolean isLookup;

  private RequestWait(boolean isLookup) {
    this.isLookup = isLookup;
  }

  /// Runs the work of a request.
  public static <T> T of(Supplier<T> work) {
    return ScopedValue.where(CURRENT, new RequestWait(false)).call(work::get);
  }

  /// Limits the statements of requests.
  static Jdbi limit(Jdbi database) {
    return database.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext statement) {
            beforeStatement(statement.getConnection());
          }

          @Override
          public void logAfterExecution(StatementContext statement) {
            afterStatement(statement.getElapsedTime(ChronoUnit.NANOS));
          }

          @Override
          public void logException(StatementContext statement, SQLException e) {
            afterStatement(statement.getElapsedTime(ChronoUnit.NANOS));
          }
        });
  }

  /// Commits, limited as a statement.
  ///
  /// @throws Refused `ServiceUnavailable` before the commit, when the request has waited too long
  static void commit(Connection connection, Runnable commit) {
    beforeStatement(connection);
    var sent = System.nanoTime();
    try {
      commit.run();
    } finally {
      afterStatement(System.nanoTime() - sent);
    }
  }

  /// Records the wait for a turn or a connection.
  ///
  /// @param from by [System#nanoTime]
  static void recordTurn(long from) {
    record(System.nanoTime() - from, SLOW_TURN);
  }

  /// Whether the time limit of a statement of this request was less than the usual one: its failure
  /// says nothing about the database.
  static boolean isShortened() {
    return CURRENT.isBound() && CURRENT.get().isShortened;
  }

  /// How long this request has waited.
  static Duration waited() {
    return CURRENT.isBound() ? Duration.ofNanos(CURRENT.get().waited.get()) : Duration.ZERO;
  }

  /// Until when the outcome of a commit may be looked up, by [System#nanoTime].
  ///
  /// @param usual when the request has not waited before
  static long lookupEnd(long usual) {
    var latest = System.nanoTime() + MAX_TOTAL.minus(waited()).toNanos();
    return CURRENT.isBound() && latest - usual < 0 ? latest : usual;
  }

  /// Looks up the outcome of a commit: what the request has waited limits the statements, but none
  /// is refused.
  static <T> T lookup(Supplier<T> work) {
    if (!CURRENT.isBound()) {
      return work.get();
    }
    var own = new RequestWait(true);
    own.waited.set(CURRENT.get().waited.get());
    return ScopedValue.where(CURRENT, own).call(work::get);
  }

  private static void beforeStatement(Connection connection) {
    if (!CURRENT.isBound()) {
      return;
    }
    var wait = CURRENT.get();
    if (wait.waited.get() > 0) {
      wait.shorten(connection);
    }
  }

  private static void afterStatement(long took) {
    record(took, SLOW_STATEMENT);
  }

  private static void record(long took, Duration slow) {
    if (took >= slow.toNanos() && CURRENT.isBound()) {
      CURRENT.get().waited.addAndGet(took);
    }
  }

  private void shorten(Connection connection) {
    var before = waited.get();
    if (before >= MAX_BEFORE_STATEMENT.toNanos() && !isLookup) {
      throw Refused.unavailable("the database has kept this request waiting for too long");
    }
    var left = Math.max(MAX_TOTAL.minusNanos(before).toMillis(), MIN_OF_LOOKUP.toMillis());
    try {
      var usual = connection.getNetworkTimeout();
      if (usual == 0 || left < usual) {
        // The pool sets the usual one again.
        connection.setNetworkTimeout(Runnable::run, (int) left);
        isShortened = true;
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }
}
