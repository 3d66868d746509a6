package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what follows when work on the database fails: it is repeated, the caller gets a 503, or
/// it is a bug of this server.
final class DatabaseFailures {
  private static final int MAX_ATTEMPTS = 5;

  /// How long after its start work is repeated over another connection when its connection breaks.
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFailures.class);

  private final ConnectionPools pools;
  private final Heartbeat heartbeat;
  private final Outage writeOutage;
  private final boolean isShared;

  /// @param isShared whether other nodes use the database
  DatabaseFailures(
      ConnectionPools pools, Heartbeat heartbeat, Outage writeOutage, boolean isShared) {
    this.pools = pools;
    this.heartbeat = heartbeat;
    this.writeOutage = writeOutage;
    this.isShared = isShared;
  }

  /// Whether the work may be repeated. One broken connection does not mean that the others are: as
  /// long as the work has just begun, it is repeated over another one before the database counts as
  /// unavailable.
  ///
  /// @param attempt how often the work was done, this time included
  /// @param started when the work was begun, by [System#nanoTime]
  boolean isRetryable(JdbiException e, DatabaseFault fault, int attempt, long started) {
    var soon = System.nanoTime() - started < RETRY_PERIOD.toNanos();
    return attempt < MAX_ATTEMPTS
        && (fault == DatabaseFault.CONFLICT
            || (soon && (fault == DatabaseFault.CONNECTION || DatabaseFault.isReadOnlyServer(e))));
  }

  /// The exception for a failure: 503, unless it is a bug of this server.
  ///
  /// @param outage of the kind of work, in which the failure is recorded
  /// @param started when the failed work was begun, by [System#nanoTime]
  RuntimeException exceptionFor(JdbiException e, DatabaseFault fault, Outage outage, long started) {
    var reason = Db.rootMessage(e);
    switch (fault) {
      case BUG -> {
        return e;
      }
      case CONFLICT, BUSY -> LOG.atWarn().addKeyValue("reason", reason).log("transaction given up");
      case PREPARED_STATEMENT_LOST ->
          LOG.atError()
              .addKeyValue("reason", reason)
              .log(
                  "the database loses prepared statements, as behind a pooler in transaction mode"
                      + " (PgBouncer): add prepareThreshold=0 to the options of --database");
      case DAMAGED -> LOG.atError().setCause(e).log("database damaged: data cannot be read");
      case UNWRITABLE -> {
        heartbeat.recordWriteFailure();
        writeOutage.recordFailure(started);
        LOG.atError().addKeyValue("reason", reason).log("database cannot be written");
      }
      case CONNECTION, UNREACHABLE -> {
        if (!RequestWait.isShortened()) {
          outage.recordFailure(started);
        }
        LOG.atWarn().addKeyValue("reason", reason).log("database unavailable");
      }
    }
    return Refused.unavailable("database: " + reason);
  }

  /// When one connection leads to a server that does not accept writes, all do.
  void evictAllFromReadOnly(JdbiException e) {
    if (isShared && DatabaseFault.isReadOnlyServer(e)) {
      pools.evictWriters();
    }
  }
}
