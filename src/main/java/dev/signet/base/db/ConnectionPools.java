package dev.signet.base.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.api.FlywayException;

/// The connections to a database, in a pool for each kind of work. The same pool may serve several
/// kinds.
///
/// @param readers for short reads
/// @param slowReaders for long reads of requests
/// @param jobReaders for long reads of background jobs
/// @param writers for transactions
/// @param heartbeat on PostgreSQL
/// @param lastPrimary on PostgreSQL, when the server is used
record ConnectionPools(
    HikariDataSource readers,
    HikariDataSource slowReaders,
    HikariDataSource jobReaders,
    HikariDataSource writers,
    Optional<HikariDataSource> heartbeat,
    Optional<PrimaryDataSource.LastPrimary> lastPrimary)
    implements AutoCloseable {

  /// How long to wait for a connection.
  static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  /// How long SQLite waits for a lock of another process.
  static final Duration SQLITE_BUSY_TIMEOUT = Duration.ofSeconds(2);

  /// How long a statement of a request may take on PostgreSQL.
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(8);

  /// How long a statement of a background job may take on PostgreSQL: more than the limit of its
  /// lane. Requests never use these connections, so none waits this long for a server that has
  /// gone.
  private static final Duration JOB_STATEMENT_TIMEOUT =
      DbCaller.Lane.JOBS.statementTimeout().plusSeconds(5);

  /// How long one statement of a migration may take.
  private static final Duration MIGRATION_TIMEOUT = Duration.ofMinutes(10);

  /// How long a statement waits for a row that another transaction has locked.
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(4);

  private static final int SQLITE_READERS = 4;
  private static final int POSTGRESQL_CONNECTIONS = 16;

  /// For background jobs on PostgreSQL: one long read and one snapshot.
  private static final int POSTGRESQL_JOB_CONNECTIONS = 2;

  /// The connections of a server to SQLite. Its tables are migrated.
  ///
  /// @throws DatabaseUnusable with a sentence for the operator who starts the server
  static ConnectionPools sqlite(Path file, MeterRegistry meters) {
    var writing = sqlite(file);
    writing.addDataSourceProperty("cache_size", "-16000");
    var writers = pool(writing, 1, "writer", meters);
    migrate(writers, Dialect.SQLITE);
    var readers = pool(sqlite(file), SQLITE_READERS, "readers", meters);
    var slow = sqlite(file);
    // These read much data that is not read again soon.
    slow.addDataSourceProperty("cache_size", "-4000");
    var slowReaders = pool(slow, DbCaller.Lane.allThreads(), "slow-readers", meters);
    return new ConnectionPools(
        readers, slowReaders, slowReaders, writers, Optional.empty(), Optional.empty());
  }

  /// The connections of a server to PostgreSQL. Its tables are migrated.
  ///
  /// @throws DatabaseUnusable with a sentence for the operator who starts the server
  static ConnectionPools postgresql(DatabaseUrl.Postgresql url, MeterRegistry meters) {
    var last = new PrimaryDataSource.LastPrimary();
    try (var migrating = pool(migrating(url, last), 2, "migrations", meters)) {
      migrate(migrating, Dialect.POSTGRESQL);
    }
    var requests = postgresql(url, STATEMENT_TIMEOUT, last);
    cancelSlowStatements(requests, STATEMENT_TIMEOUT);
    var pool = pool(requests, POSTGRESQL_CONNECTIONS, "postgresql", meters);
    last.add(pool);
    var jobs = postgresql(url, JOB_STATEMENT_TIMEOUT, last);
    cancelSlowStatements(jobs, JOB_STATEMENT_TIMEOUT);
    jobs.setMinimumIdle(0);
    var jobReaders = pool(jobs, POSTGRESQL_JOB_CONNECTIONS, "job-readers", meters);
    last.add(jobReaders);
    var heartbeat = pool(postgresql(url, CONNECTION_TIMEOUT, last), 1, "heartbeat", meters);
    last.add(heartbeat);
    return new ConnectionPools(
        pool, pool, jobReaders, pool, Optional.of(heartbeat), Optional.of(last));
  }

  /// One connection, for reading.
  ///
  /// @throws DatabaseUnusable when the database cannot be opened
  static ConnectionPools readOnly(DatabaseUrl url, MeterRegistry meters) {
    var config =
        switch (url) {
          case DatabaseUrl.Sqlite(var file) -> sqlite(file);
          case DatabaseUrl.Postgresql postgresql ->
              postgresql(postgresql, STATEMENT_TIMEOUT, new PrimaryDataSource.LastPrimary());
        };
    var readers = pool(config, 1, "look", meters);
    return new ConnectionPools(
        readers, readers, readers, readers, Optional.empty(), Optional.empty());
  }

  private static HikariConfig sqlite(Path file) {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file);
    // FULL: a commit that was acknowledged is on disk, even if the machine crashes.
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("foreign_keys", "true");
    config.addDataSourceProperty("busy_timeout", Long.toString(SQLITE_BUSY_TIMEOUT.toMillis()));
    config.addDataSourceProperty("journal_size_limit", Long.toString(WalLimit.BYTES));
    config.addDataSourceProperty("cache_size", "-8000");
    // In pages, 16 MiB. Most pages of the log are rewritten often; the less often it is copied into
    // the database, the fewer pages are copied, and the fewer commits wait for that.
    config.setConnectionInitSql("PRAGMA wal_autocheckpoint = 4096");
    // If all connections were closed at once, SQLite would delete the log, and our lock would end.
    config.setMaxLifetime(0);
    return config;
  }

  /// @param statement how long a statement may take
  private static HikariConfig postgresql(
      DatabaseUrl.Postgresql url, Duration statement, PrimaryDataSource.LastPrimary last) {
    var properties = new Properties();
    if (!url.user().isEmpty()) {
      properties.setProperty("user", url.user());
    }
    if (!url.password().isEmpty()) {
      properties.setProperty("password", url.password());
    }
    // The options of the URL override these.
    properties.setProperty("ApplicationName", "signet");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("prepareThreshold", "2");
    properties.setProperty("targetServerType", "primary");
    var config = new HikariConfig();
    config.setDataSource(new PrimaryDataSource(url.jdbc(), properties, statement, last));
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    config.setConnectionInitSql("SET lock_timeout = " + LOCK_TIMEOUT.toMillis());
    config.setExceptionOverride(new ConnectionEviction());
    return config;
  }

  /// An index over many events is built by one statement, and waits for writers.
  private static HikariConfig migrating(
      DatabaseUrl.Postgresql url, PrimaryDataSource.LastPrimary last) {
    var config = postgresql(url, MIGRATION_TIMEOUT, last);
    config.setConnectionInitSql(null);
    return config;
  }

  /// Has the server cancel a statement just before its connection would be given up as lost: a
  /// statement that is slow does not mean that the server has gone, and fails alone. Commits have
  /// no such limit.
  private static void cancelSlowStatements(HikariConfig config, Duration connectionTimeout) {
    config.setConnectionInitSql(
        config.getConnectionInitSql()
            + "; SET statement_timeout = "
            + connectionTimeout.minusSeconds(1).toMillis());
  }

  private static HikariDataSource pool(
      HikariConfig config, int size, String name, MeterRegistry meters) {
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new DatabaseUnusable("The database cannot be opened: " + Db.rootMessage(e), e);
    }
  }

  private static void migrate(HikariDataSource pool, Dialect dialect) {
    try {
      Migrations.apply(pool, dialect);
    } catch (FlywayException e) {
      pool.close();
      throw new DatabaseUnusable(
          "The tables could not be brought up to date: "
              + Db.rootMessage(e)
              + ". The failed migration was rolled back: fix the cause, and start"
              + " again.",
          e);
    }
  }

  /// Closes the connections that are idle, and the others as their work returns them.
  void evictWriters() {
    writers.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  public void close() {
    readers.close();
    slowReaders.close();
    jobReaders.close();
    writers.close();
  }
}
