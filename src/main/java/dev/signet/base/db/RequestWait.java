package dev.signet.base.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/// Limits how long a request waits in total for a database that has stopped responding: a request
/// that has waited before gives its next transaction less time. Without this, each would wait for
/// the whole socket timeout.
///
/// A request that takes longer because it has much to do is not limited: the time is that until the
/// database responds to one statement.
public final class RequestWait {

  /// How long after its arrival a request gives up a statement.
  private static final Duration MAX_TOTAL = Duration.ofMillis(10_500);

  /// How long after its arrival a request gives up looking for the outcome of a commit.
  private static final Duration MAX_WITH_LOOKUP = Duration.ofSeconds(11);

  /// What every transaction and read has, however long its request has taken.
  private static final Duration MIN_EACH = Duration.ofMillis(2_500);

  private static final ScopedValue<Long> STARTED = ScopedValue.newInstance();

  private RequestWait() {}

  /// Runs the work of a request.
  ///
  /// @param started when the request arrived, by [System#nanoTime]
  public static <T> T of(long started, Supplier<T> work) {
    return ScopedValue.where(STARTED, started).call(work::get);
  }

  /// Limits the time until the database responds to a statement of this connection, until it is
  /// returned to its pool.
  static void limit(Handle handle) {
    if (!STARTED.isBound()) {
      return;
    }
    var elapsed = System.nanoTime() - STARTED.get();
    if (elapsed < MIN_EACH.toNanos() || elapsed > MAX_TOTAL.toNanos()) {
      return;
    }
    var left = Math.max(MIN_EACH.toMillis(), MAX_TOTAL.minusNanos(elapsed).toMillis());
    try {
      var connection = handle.getConnection();
      var usual = connection.getNetworkTimeout();
      if (usual == 0 || left < usual) {
        connection.setNetworkTimeout(Runnable::run, (int) left);
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  /// When a wait ends that would usually end at this time, by [System#nanoTime].
  static long until(long usual) {
    if (!STARTED.isBound()) {
      return usual;
    }
    var latest = STARTED.get() + MAX_WITH_LOOKUP.toNanos();
    var isLate = latest - System.nanoTime() < 0;
    return isLate || usual - latest < 0 ? usual : latest;
  }

  /// Since when an item that is submitted now waits, by [System#nanoTime]: the time that its
  /// request has taken counts, as far as enough is left.
  ///
  /// @param longest how long an item may wait
  static long since(Duration longest) {
    var now = System.nanoTime();
    return STARTED.isBound()
        ? Math.max(STARTED.get(), now - longest.minus(MIN_EACH).toNanos())
        : now;
  }
}
