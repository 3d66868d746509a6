package dev.signet.base.db;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// The heartbeat of each database.
final class HeartbeatProbes {

  /// As much as a few transactions write: a full disk may still have room for a byte.
  private static final int FILLER = 64 * 1024;

  private static final Duration NODE_RETENTION = Duration.ofDays(1);

  private HeartbeatProbes() {}

  /// SQLite: takes the write lock without writing. After a failed write, only another write shows
  /// that the disk accepts writes again.
  static final class SqliteProbe implements Heartbeat.HeartbeatProbe {
    private final Jdbi writing;
    private final WriterThread writer;
    private final Duration patience;
    private final DatabaseFile file;

    SqliteProbe(Jdbi writing, WriterThread writer, Duration patience, DatabaseFile file) {
      this.file = file;
      this.writing = writing;
      this.writer = writer;
      this.patience = patience;
    }

    @Override
    public Optional<String> fault() {
      return file.fault();
    }

    @Override
    public void run(boolean mustWrite) {
      writer.call(
          () -> {
            try (var handle = writing.open()) {
              if (mustWrite) {
                fill(handle);
              } else {
                lock(handle);
              }
              return true;
            }
          },
          patience);
    }

    private static void lock(Handle handle) {
      Dialect.SQLITE.begin(handle);
      Dialect.SQLITE.rollback(handle);
    }

    private static void fill(Handle handle) {
      handle
          .createUpdate(
              """
              INSERT INTO db_heartbeats (node, beats, beaten_at, filler)
              VALUES ('filler', 1, :now, :filler)
              ON CONFLICT (node) DO UPDATE SET beats = db_heartbeats.beats + 1, filler = excluded.filler
              """)
          .bind("now", Instant.now().toEpochMilli())
          .bind("filler", "x".repeat(FILLER))
          .execute();
      handle.execute("DELETE FROM db_heartbeats WHERE node = 'filler'");
    }
  }

  /// PostgreSQL: updates the node's row over a dedicated connection, so that busy connections do
  /// not delay it.
  static final class PostgresqlProbe implements Heartbeat.HeartbeatProbe, AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi database;
    private final HikariDataSource others;
    private final String node = UUID.randomUUID().toString();

    /// @param pool for the heartbeat alone
    /// @param others the pool of everything else, whose connections share what the heartbeat learns
    ///   about the server
    PostgresqlProbe(HikariDataSource pool, HikariDataSource others) {
      this.pool = pool;
      this.database = Jdbi.create(pool);
      this.others = others;
      database.useHandle(handle ->
          handle
              .createUpdate("DELETE FROM db_heartbeats WHERE beaten_at < :before")
              .bind("before", Instant.now().minus(NODE_RETENTION).toEpochMilli())
              .execute());
    }

    @Override
    public void run(boolean mustWrite) {
      try {
        write();
      } catch (JdbiException broken) {
        if (DatabaseFault.of(broken) != DatabaseFault.CONNECTION
            && !DatabaseFault.isReadOnlyServer(broken)) {
          throw broken;
        }
        writeAgain();
      }
    }

    /// Over a new connection: the old one was broken, or led to a server that does not accept
    /// writes.
    private void writeAgain() {
      try {
        write();
      } catch (JdbiException e) {
        others.getHikariPoolMXBean().softEvictConnections();
        throw e;
      }
    }

    private void write() {
      database.useHandle(handle ->
          handle
              .createUpdate(
                  """
                  INSERT INTO db_heartbeats (node, beats, beaten_at) VALUES (:node, 1, :now)
                  ON CONFLICT (node) DO UPDATE
                  SET beats = db_heartbeats.beats + 1, beaten_at = excluded.beaten_at
                  """)
              .bind("node", node)
              .bind("now", Instant.now().toEpochMilli())
              .execute());
    }

    @Override
    public void close() {
      try (pool) {
        database.useHandle(handle ->
            handle
                .createUpdate("DELETE FROM db_heartbeats WHERE node = :node")
                .bind("node", node)
                .execute());
      } catch (JdbiException _) {
        // The database is already unavailable; the row is deleted a day later.
      }
    }
  }
}
