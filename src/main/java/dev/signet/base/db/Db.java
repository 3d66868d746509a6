package dev.signet.base.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.signet.base.refusals.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database: pool, transactions, migrations. The same statements run on SQLite, which only this
/// process uses, through one writer thread, and on PostgreSQL.
public final class Db implements AutoCloseable {

  /// How long to wait for a connection or for the writer before responding 503.
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

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

  private static final Duration WAL_CHECK_PERIOD = Duration.ofSeconds(5);
  private static final int MAX_ATTEMPTS = 5;
  private static final int SQLITE_READERS = 4;
  private static final int POSTGRESQL_CONNECTIONS = 16;

  /// For background jobs on PostgreSQL: one long read and one snapshot.
  private static final int POSTGRESQL_JOB_CONNECTIONS = 2;

  /// How long after its start a transaction is retried over another connection when its connection
  /// breaks.
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  /// The SQLSTATE of a connection failure.
  private static final String CONNECTION_FAILURE = "08006";

  /// How long after its start the outcome of a transaction is looked up.
  private static final Duration OUTCOME_LOOKUP_PERIOD = Duration.ofSeconds(9);

  /// How long a statement waits for a row that another transaction has locked.
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(4);

  private static final Logger LOG = LoggerFactory.getLogger(Db.class);

  private final Dialect dialect;
  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final Jdbi readJdbi;
  private final Jdbi writeJdbi;
  private final Outage outage = new Outage();
  private final Outage writeOutage;
  private final Heartbeat heartbeat = new Heartbeat();
  private final HikariDataSource slowReaders;
  private final HikariDataSource jobReaders;
  private final Jdbi longReadJdbi;
  private final Jdbi jobJdbi;
  private final LongRunningReads longReads = new LongRunningReads(this::readInLane);
  private final WriteLanes writeLanes;
  private final Queue<WriterThread> lanes = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("db-seconds").daemon().factory());
  private final @Nullable WriterThread writer;
  private final @Nullable DatabaseFile file;
  private final ConnectionInspection connectionInspection = new ConnectionInspection();
  private HeartbeatProbes.@Nullable PostgresqlProbe heartbeatProbe;
  private PrimaryDataSource.@Nullable LastPrimary lastPrimary;

  private Db(
      Dialect dialect,
      HikariDataSource readers,
      HikariDataSource slowReaders,
      HikariDataSource jobReaders,
      HikariDataSource writers,
      @Nullable WriterThread writer,
      @Nullable DatabaseFile file,
      MeterRegistry meters) {
    this.dialect = dialect;
    this.writeLanes = new WriteLanes(meters);
    this.readers = readers;
    this.slowReaders = slowReaders;
    this.jobReaders = jobReaders;
    this.longReadJdbi = Jdbi.create(slowReaders);
    this.jobJdbi = Jdbi.create(jobReaders);
    this.writers = writers;
    // A file that cannot be written can still be read; a server that cannot be written is the wrong
    // one.
    this.writeOutage = dialect.isShared() ? outage : new Outage();
    this.readJdbi = Jdbi.create(readers);
    this.writeJdbi = Jdbi.create(writers);
    this.writer = writer;
    this.file = file;
  }

  /// Opens the database and migrates its tables.
  ///
  /// @throws DatabaseUnusable with a sentence for the operator who starts the server
  public static Db open(DatabaseUrl url, MeterRegistry meters) {
    return switch (url) {
      case DatabaseUrl.Sqlite(var file) -> openSqlite(file, meters);
      case DatabaseUrl.Postgresql postgresql -> openPostgresql(postgresql, meters);
    };
  }

  /// Opens the database read-only: nothing is created or changed, and a server may be using it.
  ///
  /// @throws DatabaseUnusable when it cannot be opened
  public static Db openReadOnly(DatabaseUrl url, MeterRegistry meters) {
    return switch (url) {
      case DatabaseUrl.Sqlite(var file) -> {
        var readers = pool(sqlite(file), 1, "look", meters);
        yield new Db(Dialect.SQLITE, readers, readers, readers, readers, null, null, meters);
      }
      case DatabaseUrl.Postgresql postgresql -> {
        var readers =
            pool(
                postgresql(postgresql, STATEMENT_TIMEOUT, new PrimaryDataSource.LastPrimary()),
                1,
                "look",
                meters);
        yield new Db(Dialect.POSTGRESQL, readers, readers, readers, readers, null, null, meters);
      }
    };
  }

  private static Db openSqlite(Path file, MeterRegistry meters) {
    var held = DatabaseFile.openLocked(file);
    try {
      var writing = sqlite(file);
      writing.addDataSourceProperty("cache_size", "-16000");
      var writers = pool(writing, 1, "writer", meters);
      migrate(writers, Dialect.SQLITE);
      var readers = pool(sqlite(file), SQLITE_READERS, "readers", meters);
      var slow = sqlite(file);
      // These read much data that is not read again soon.
      slow.addDataSourceProperty("cache_size", "-4000");
      var slowReaders = pool(slow, DbCaller.Lane.allThreads(), "slow-readers", meters);
      var writer = new WriterThread("writer");
      var db =
          new Db(Dialect.SQLITE, readers, slowReaders, slowReaders, writers, writer, held, meters);
      db.heartbeat.start(
          new HeartbeatProbes.SqliteProbe(db.writeJdbi, writer, CONNECTION_TIMEOUT, held),
          db::recordReachable);
      var _ =
          db.timer.scheduleWithFixedDelay(
              new WalLimit(held, db.readJdbi)::truncateIfTooLarge,
              WAL_CHECK_PERIOD.toSeconds(),
              WAL_CHECK_PERIOD.toSeconds(),
              TimeUnit.SECONDS);
      return db;
    } catch (DatabaseUnusable e) {
      held.close();
      throw e;
    }
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

  private static Db openPostgresql(DatabaseUrl.Postgresql url, MeterRegistry meters) {
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
    var beating = pool(postgresql(url, CONNECTION_TIMEOUT, last), 1, "heartbeat", meters);
    last.add(beating);
    var db = new Db(Dialect.POSTGRESQL, pool, pool, jobReaders, pool, null, null, meters);
    db.lastPrimary = last;
    db.heartbeatProbe = new HeartbeatProbes.PostgresqlProbe(beating, pool);
    db.heartbeat.start(db.heartbeatProbe, db::recordReachable);
    return db;
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

  /// An index over many events is built by one statement, and waits for writers.
  private static HikariConfig migrating(
      DatabaseUrl.Postgresql url, PrimaryDataSource.LastPrimary last) {
    var config = postgresql(url, MIGRATION_TIMEOUT, last);
    config.setConnectionInitSql(null);
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
      throw new DatabaseUnusable("The database cannot be opened: " + rootMessage(e), e);
    }
  }

  private static void migrate(HikariDataSource pool, Dialect dialect) {
    try {
      Migrations.apply(pool, dialect);
    } catch (FlywayException e) {
      pool.close();
      throw new DatabaseUnusable(
          "The tables could not be brought up to date: "
              + rootMessage(e)
              + ". The failed migration was rolled back: fix the cause, and start"
              + " again.",
          e);
    }
  }

  public Dialect dialect() {
    return dialect;
  }

  /// Executes the work in one transaction: all of it is on disk when this returns, or none of it
  /// when it throws. A transaction that the database aborts because of a conflict is repeated, so
  /// the work must have no effect except through its [Tx]. Transactions of requests take turns in
  /// the lane of the [DbCaller].
  ///
  /// @throws Refused `ServiceUnavailable` when the database does not respond in time,
  ///   `TooManyRequests` when too many transactions of this caller wait
  public <T> T inTransaction(Function<Tx, T> work) {
    return writeLanes.run(
        CONNECTION_TIMEOUT,
        patience -> writer == null ? transact(work) : writer.call(() -> transact(work), patience));
  }

  /// Sets a check for each new connection to PostgreSQL, which may lead to a server that has
  /// replaced another one. An exception of the check is passed to the caller.
  public void inspectNewConnections(Consumer<Handle> look) {
    connectionInspection.setInspector(look);
  }

  private void recordReachable() {
    outage.recordSuccess();
    writeOutage.recordSuccess();
  }

  private void requireReachable() {
    if (heartbeat.isLost()) {
      throw Refused.unavailable("the database was moved or replaced");
    }
  }

  private <T> T transact(Function<Tx, T> work) {
    requireReachable();
    var started = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      try {
        return attempt(work, started);
      } catch (JdbiException e) {
        var fault = DatabaseFault.of(e);
        evictAllFromReadOnly(e);
        if (!isRetryable(e, fault, attempt, started)) {
          throw unavailableUnlessBug(e, fault, writeOutage, started);
        }
        LOG.atDebug().addKeyValue("reason", rootMessage(e)).log("transaction repeated");
      }
    }
  }

  /// One broken connection does not mean that the others are: the work is retried over another one,
  /// as long as it has just begun, before the database counts as unavailable.
  private boolean isRetryable(JdbiException e, DatabaseFault fault, int attempt, long started) {
    var soon = System.nanoTime() - started < RETRY_PERIOD.toNanos();
    return attempt < MAX_ATTEMPTS
        && (fault == DatabaseFault.CONFLICT
            || (soon && (fault == DatabaseFault.CONNECTION || DatabaseFault.isReadOnlyServer(e))));
  }

  private <T> T attempt(Function<Tx, T> work, long started) {
    Tx tx = null;
    var committed = false;
    writeOutage.admit();
    try (var handle = writeJdbi.open()) {
      writeOutage.recordSuccess();
      connectionInspection.inspect(handle);
      dialect.begin(handle);
      tx = new Tx(handle);
      try {
        var result = work.apply(tx);
        tx.runBeforeCommit();
        commit(handle, tx, started);
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollback(handle);
        }
      }
    } finally {
      if (tx != null) {
        tx.complete(committed);
      }
    }
  }

  /// Commits. If the response to the commit is lost, looks up the outcome.
  ///
  /// @throws JdbiException when nothing was committed
  /// @throws Refused `ServiceUnavailable` when the outcome is unknown
  private void commit(Handle handle, Tx tx, long started) {
    var sent = System.nanoTime();
    var process = dialect.isShared() ? CommitOutcomeLookup.backendPid(handle) : 0;
    try {
      dialect.commit(handle);
      requireCurrentPrimary(handle);
      heartbeat.recordCommit(sent);
    } catch (JdbiException e) {
      if (DatabaseFault.of(e) != DatabaseFault.CONNECTION) {
        throw e;
      }
      var until = started + OUTCOME_LOOKUP_PERIOD.toNanos();
      switch (new CommitOutcomeLookup(writeJdbi).find(process, tx.commitCheck(), until)) {
        case COMMITTED -> LOG.atInfo().log("commit without a response: it is in the database");
        case ROLLED_BACK -> throw e;
        case UNKNOWN -> {
          LOG.atWarn().addKeyValue("reason", rootMessage(e)).log("commit without a response");
          throw Refused.unavailable("outcome of a commit unknown: " + rootMessage(e));
        }
      }
    }
  }

  /// @throws ConnectionException when another server was promoted since the connection was opened:
  ///   what this one has confirmed or read counts for nothing
  private void requireCurrentPrimary(Handle handle) {
    try {
      var connection = handle.getConnection();
      if (lastPrimary != null
          && connection.isWrapperFor(PGConnection.class)
          && lastPrimary.isReplaced((Connection) connection.unwrap(PGConnection.class))) {
        throw new ConnectionException(
            new SQLException("another server was promoted meanwhile", CONNECTION_FAILURE));
      }
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private void rollback(Handle handle) {
    try {
      dialect.rollback(handle);
    } catch (JdbiException e) {
      // The connection is lost, and the transaction with it; the first failure is the one to
      // report.
      LOG.atDebug().addKeyValue("reason", rootMessage(e)).log("rollback failed");
    }
  }

  /// Reads committed data.
  ///
  /// @throws Refused `ServiceUnavailable` when the database does not respond in time, or has
  ///   committed nothing for so long that another server may have replaced it
  public <T> T read(Function<Handle, T> work) {
    return read(readJdbi, work);
  }

  private <T> T read(Jdbi from, Function<Handle, T> work) {
    requireReachable();
    if (dialect.isShared() && !heartbeat.isReadable()) {
      throw Refused.unavailable("the database has committed nothing for too long");
    }
    var started = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      outage.admit();
      try (var handle = from.open()) {
        outage.recordSuccess();
        connectionInspection.inspect(handle);
        var result = work.apply(handle);
        requireCurrentPrimary(handle);
        return result;
      } catch (JdbiException e) {
        if (DatabaseFault.isStatementTimeout(e)) {
          throw Refused.unavailable("a slow read took too long");
        }
        var fault = DatabaseFault.of(e);
        if (!isRetryable(e, fault, attempt, started)) {
          throw unavailableUnlessBug(e, fault, outage, started);
        }
        LOG.atDebug().addKeyValue("reason", rootMessage(e)).log("read repeated");
      }
    }
  }

  /// As [#read], for callers that report unreadable data themselves.
  ///
  /// @return empty when the data is damaged
  public <T> Optional<T> readIfUndamaged(Function<Handle, T> work) {
    return read(handle -> {
      try {
        return Optional.of(work.apply(handle));
      } catch (JdbiException e) {
        if (DatabaseFault.of(e) != DatabaseFault.DAMAGED) {
          throw e;
        }
        return Optional.empty();
      }
    });
  }

  /// As [#read], for work that may take long: in the lane of the [DbCaller], one read per group at
  /// a time, and no longer than the lane allows.
  ///
  /// @throws Refused `TooManyRequests` when too many reads of this reader wait,
  ///   `ServiceUnavailable` also when too many reads wait in total, or the read takes too long
  public <T> T readLongRunning(Function<Handle, T> work) {
    return longReads.read(work);
  }

  private @Nullable Object readInLane(DbCaller.Lane lane, Function<Handle, ?> work) {
    return read(lane == DbCaller.Lane.JOBS ? jobJdbi : longReadJdbi, work);
  }

  /// Reads a consistent snapshot, however long the reading takes. For dedicated threads: this
  /// neither protects other requests nor limits the time.
  public <T> T readSnapshot(Function<Handle, T> work) {
    return switch (dialect) {
      case SQLITE ->
          read(handle -> {
            handle.execute("BEGIN");
            try {
              return work.apply(handle);
            } finally {
              handle.execute("ROLLBACK");
            }
          });
      case POSTGRESQL ->
          read(
              jobJdbi,
              handle ->
                  handle.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply));
    };
  }

  /// The executor for the transactions of a [GroupCommit]: the writer thread of SQLite, or a
  /// separate thread.
  Executor lane(String name) {
    if (writer != null) {
      return writer;
    }
    var lane = new WriterThread(name);
    lanes.add(lane);
    return lane;
  }

  /// Runs a task every second until the database is closed. The task must be quick, and must not
  /// throw.
  void everySecond(Runnable work) {
    var _ = timer.scheduleWithFixedDelay(work, 1, 1, TimeUnit.SECONDS);
  }

  /// Checks that this node can do its work: the database has committed something within 3 s. This
  /// sends no query, so it returns at once.
  ///
  /// @throws Refused `ServiceUnavailable` when it has not
  public void requireReady() {
    if (!heartbeat.isCurrent()) {
      throw Refused.unavailable("the database cannot be written");
    }
  }

  /// The database's name and version.
  public String version() {
    return read(handle -> {
      try {
        var about = handle.getConnection().getMetaData();
        return about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
      } catch (SQLException e) {
        throw new DatabaseUnusable("The version of the database cannot be read: " + e, e);
      }
    });
  }

  /// The current time of the database; for an embedded one, the time of this process.
  public Instant now() {
    return switch (dialect) {
      case SQLITE -> Instant.now();
      case POSTGRESQL ->
          read(handle -> handle.createQuery("SELECT CURRENT_TIMESTAMP").mapTo(Instant.class).one());
    };
  }

  /// The exception for a failure: 503, unless it is a bug of this server.
  ///
  /// @param started when the failed work was begun, by [System#nanoTime]
  private RuntimeException unavailableUnlessBug(
      JdbiException e, DatabaseFault fault, Outage outage, long started) {
    switch (fault) {
      case BUG -> {
        return e;
      }
      case CONFLICT, BUSY ->
          LOG.atWarn().addKeyValue("reason", rootMessage(e)).log("transaction given up");
      case PREPARED_STATEMENT_LOST ->
          LOG.atError()
              .addKeyValue("reason", rootMessage(e))
              .log(
                  "the database loses prepared statements, as behind a pooler in transaction mode"
                      + " (PgBouncer): add prepareThreshold=0 to the options of --database");
      case DAMAGED -> LOG.atError().setCause(e).log("database damaged: data cannot be read");
      case UNWRITABLE -> {
        heartbeat.recordWriteFailure();
        writeOutage.recordFailure(started);
        LOG.atError().addKeyValue("reason", rootMessage(e)).log("database cannot be written");
      }
      case CONNECTION, UNREACHABLE -> {
        outage.recordFailure(started);
        LOG.atWarn().addKeyValue("reason", rootMessage(e)).log("database unavailable");
      }
    }
    return Refused.unavailable("database: " + rootMessage(e));
  }

  /// When one connection leads to a server that does not accept writes, all do.
  private void evictAllFromReadOnly(JdbiException e) {
    if (dialect.isShared() && DatabaseFault.isReadOnlyServer(e)) {
      writers.getHikariPoolMXBean().softEvictConnections();
    }
  }

  static String rootMessage(Throwable e) {
    var at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }

  @Override
  public void close() {
    longReads.close();
    heartbeat.close();
    timer.shutdownNow();
    if (writer != null) {
      writer.close();
    }
    lanes.forEach(WriterThread::close);
    if (heartbeatProbe != null) {
      heartbeatProbe.close();
    }
    readers.close();
    slowReaders.close();
    jobReaders.close();
    writers.close();
    if (file != null) {
      file.close();
    }
  }
}
