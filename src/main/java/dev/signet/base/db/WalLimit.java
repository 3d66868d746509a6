package dev.signet.base.db;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits the size of SQLite's write-ahead log. SQLite restarts the log when all of it was copied
/// into the database and no other process reads from it; a long reader lets it grow, and the file
/// keeps its size.
final class WalLimit {

  /// The maximum size of the file once there are no readers, in bytes.
  static final long BYTES = 64L * 1024 * 1024;

  /// At most this many pages may be left to copy while the writer waits.
  private static final long FEW = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(WalLimit.class);

  private final DatabaseFile file;
  private final Jdbi database;

  /// @param database connections that are not used for writing
  WalLimit(DatabaseFile file, Jdbi database) {
    this.file = file;
    this.database = database;
  }

  /// Truncates the log if it is too large. Called by a job every few seconds.
  void truncateIfTooLarge() {
    if (file.logSize() <= BYTES) {
      return;
    }
    try (var handle = database.open()) {
      // The writer continues while this copies.
      var copied = checkpoint(handle, "PASSIVE");
      if (copied.left() < FEW) {
        // Without waiting: if a reader still uses the log, the next run tries again.
        handle.execute("PRAGMA busy_timeout = 0");
        try {
          checkpoint(handle, "TRUNCATE");
        } finally {
          handle.execute("PRAGMA busy_timeout = " + ConnectionPools.SQLITE_BUSY_TIMEOUT.toMillis());
        }
      }
    } catch (JdbiException e) {
      LOG.atDebug().addKeyValue("reason", Db.rootMessage(e)).log("write-ahead log not truncated");
    }
  }

  private static WalProgress checkpoint(Handle handle, String mode) {
    return handle
        .createQuery("PRAGMA wal_checkpoint(" + mode + ")")
        .map((row, _) -> new WalProgress(row.getLong("log"), row.getLong("checkpointed")))
        .one();
  }

  /// The number of pages in the log, and how many of them are in the database.
  private record WalProgress(long pages, long copied) {
    long left() {
      return pages - copied;
    }
  }
}
