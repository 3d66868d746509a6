package dev.signet.base.db;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps SQLite's write-ahead log small. SQLite begins it anew when all of it has been copied into
/// the database and no other process reads from it; one that reads for long lets it grow, and the
/// file stays as large as it was.
final class WalLimit {

  /// The largest that the file may be once nothing reads from it, in bytes.
  static final long BYTES = 64L * 1024 * 1024;

  /// So few pages may be left to copy while the writer waits.
  private static final long FEW = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(WalLimit.class);

  private final DatabaseFile file;
  private final Jdbi database;

  /// @param database connections that nothing is written with
  WalLimit(DatabaseFile file, Jdbi database) {
    this.file = file;
    this.database = database;
  }

  /// Truncates the log if it is too large. A job calls it every few seconds.
  void truncateIfTooLarge() {
    if (file.logSize() <= BYTES) {
      return;
    }
    try (var handle = database.open()) {
      // The writer goes on while this copies.
      var copied = checkpoint(handle, "PASSIVE");
      if (copied.left() < FEW) {
        // It waits for nobody: a reader that keeps the log is left alone, and asked again later.
        handle.execute("PRAGMA busy_timeout = 0");
        try {
          checkpoint(handle, "TRUNCATE");
        } finally {
          handle.execute("PRAGMA busy_timeout = " + Db.SQLITE_BUSY_TIMEOUT.toMillis());
        }
      }
    } catch (JdbiException e) {
      LOG.atDebug().addKeyValue("reason", Db.rootMessage(e)).log("log not truncated");
    }
  }

  private static WalProgress checkpoint(Handle handle, String mode) {
    return handle
        .createQuery("PRAGMA wal_checkpoint(" + mode + ")")
        .map((row, _) -> new WalProgress(row.getLong("log"), row.getLong("checkpointed")))
        .one();
  }

  /// How many pages the log has, and how many of them are in the database.
  private record WalProgress(long pages, long copied) {
    long left() {
      return pages - copied;
    }
  }
}
