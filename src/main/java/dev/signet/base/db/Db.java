package dev.signet.base.db;

import dev.signet.base.refusals.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
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

  /// How long to wait for the writer before responding 503.
  private static final Duration WRITER_TIMEOUT = ConnectionPools.CONNECTION_TIMEOUT;

  private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

  private static final Duration WAL_CHECK_PERIOD = Duration.ofSeconds(5);

  /// The SQLSTATE of a connection failure.
  private static final String CONNECTION_FAILURE = "08006";

  /// How long after its start the outcome of a transaction is looked up.
  private static final Duration OUTCOME_LOOKUP_PERIOD = Duration.ofSeconds(9);

  private static final Logger LOG = LoggerFactory.getLogger(Db.class);

  private final Dialect dialect;
  private final ConnectionPools pools;
  private final Jdbi readJdbi;
  private final Jdbi writeJdbi;
  private final Jdbi longReadJdbi;
  private final Jdbi jobJdbi;
  private final Outage outage = new Outage();
  private final Outage writeOutage;
  private final Heartbeat heartbeat = new Heartbeat();
  private final DatabaseFailures failures;
  private final LongRunningReads longReads = new LongRunningReads(this::readInLane);
  private final WriteLanes writeLanes;
  private final Queue<WriterThread> lanes = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService timer =
      // Two, because truncating the write-ahead log may take long.
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("db-seconds-", 1).daemon().factory());
  private final @Nullable WriterThread writer;
  private final @Nullable DatabaseFile file;
  private final ConnectionInspection connectionInspection = new ConnectionInspection();
  private HeartbeatProbes.@Nullable PostgresqlProbe heartbeatProbe;

  private Db(
      Dialect dialect,
      ConnectionPools pools,
      @Nullable WriterThread writer,
      @Nullable DatabaseFile file,
      MeterRegistry meters) {
    this.dialect = dialect;
    this.pools = pools;
    this.readJdbi = jdbi(dialect, pools.readers());
    this.longReadJdbi = jdbi(dialect, pools.slowReaders());
    this.jobJdbi = jdbi(dialect, pools.jobReaders());
    this.writeJdbi = jdbi(dialect, pools.writers());
    this.writeLanes = new WriteLanes(meters);
    // A file that cannot be written can still be read; a server that cannot be written is the wrong
    // one.
    this.writeOutage = dialect.isShared() ? outage : new Outage();
    this.failures = new DatabaseFailures(pools, heartbeat, writeOutage, dialect.isShared());
    this.writer = writer;
    this.file = file;
  }

  private static Jdbi jdbi(Dialect dialect, DataSource connections) {
    var jdbi = Jdbi.create(connections);
    return dialect.isShared() ? RequestWait.limit(jdbi) : jdbi;
  }

  /// Opens the database and migrates its tables.
  ///
  /// @throws DatabaseUnusable with a sentence for the operator who starts the server
  public static Db open(DatabaseUrl url, MeterRegistry meters) {
    return open(url, Duration.ZERO, meters);
  }

  /// As the other one.
  ///
  /// @param wait how long a PostgreSQL that cannot be reached is waited for
  public static Db open(DatabaseUrl url, Duration wait, MeterRegistry meters) {
    return switch (url) {
      case DatabaseUrl.Sqlite(var file) -> openSqlite(file, meters);
      case DatabaseUrl.Postgresql postgresql -> openPostgresql(postgresql, wait, meters);
    };
  }

  /// Opens the database read-only: nothing is created or changed, and a server may be using it.
  ///
  /// @throws DatabaseUnusable when it cannot be opened
  public static Db openReadOnly(DatabaseUrl url, MeterRegistry meters) {
    var dialect =
        switch (url) {
          case DatabaseUrl.Sqlite _ -> Dialect.SQLITE;
          case DatabaseUrl.Postgresql _ -> Dialect.POSTGRESQL;
        };
    return new Db(dialect, ConnectionPools.readOnly(url, meters), null, null, meters);
  }

  private static Db openSqlite(Path path, MeterRegistry meters) {
    var file = DatabaseFile.openLocked(path);
    try {
      var pools = ConnectionPools.sqlite(path, meters);
      var writer = new WriterThread("writer");
      var db = new Db(Dialect.SQLITE, pools, writer, file, meters);
      db.heartbeat.start(
          new HeartbeatProbes.SqliteProbe(db.writeJdbi, writer, WRITER_TIMEOUT, file),
          db::recordReachable);
      var _ =
          db.timer.scheduleWithFixedDelay(
              new WalLimit(file, db.readJdbi)::truncateIfTooLarge,
              WAL_CHECK_PERIOD.toSeconds(),
              WAL_CHECK_PERIOD.toSeconds(),
              TimeUnit.SECONDS);
      return db;
    } catch (DatabaseUnusable e) {
      file.close();
      throw e;
    }
  }

  private static Db openPostgresql(
      DatabaseUrl.Postgresql url, Duration wait, MeterRegistry meters) {
    var pools = awaitPostgresql(url, System.nanoTime() + wait.toNanos(), meters);
    var db = new Db(Dialect.POSTGRESQL, pools, null, null, meters);
    var probe =
        new HeartbeatProbes.PostgresqlProbe(pools.heartbeat().orElseThrow(), pools.writers());
    db.heartbeatProbe = probe;
    db.heartbeat.start(probe, db::recordReachable);
    return db;
  }

  /// @param until when to give up, by [System#nanoTime]
  private static ConnectionPools awaitPostgresql(
      DatabaseUrl.Postgresql url, long until, MeterRegistry meters) {
    while (true) {
      try {
        return ConnectionPools.postgresql(url, meters);
      } catch (DatabaseUnusable e) {
        var left = until - System.nanoTime();
        if (left <= 0 || !isUnreachable(DatabaseFault.of(e))) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("reason", rootMessage(e))
            .addKeyValue("for", TimeUnit.NANOSECONDS.toSeconds(left) + "s")
            .log("waiting for the database");
        LockSupport.parkNanos(Math.min(left, RECONNECT_PAUSE.toNanos()));
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private static boolean isUnreachable(DatabaseFault fault) {
    return fault == DatabaseFault.CONNECTION || fault == DatabaseFault.UNREACHABLE;
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
        WRITER_TIMEOUT,
        patience -> writer == null ? transact(work) : writer.call(() -> transact(work), patience));
  }

  /// Sets a check for each new connection to PostgreSQL, which may lead to a server that has
  /// replaced another one. An exception of the check is passed to the caller.
  public void inspectNewConnections(Consumer<Handle> look) {
    connectionInspection.setInspector(look);
  }

  private void recordReachable() {
    outage.recordHeartbeat();
    writeOutage.recordHeartbeat();
  }

  private void requireReachable() {
    if (heartbeat.isLost()) {
      throw Refused.unavailable("the database was moved or replaced");
    }
  }

  private void requireReadable() {
    if (dialect.isShared() && !heartbeat.isReadable()) {
      throw Refused.unavailable("the database has committed nothing for too long");
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
        failures.evictAllFromReadOnly(e);
        if (!failures.isRetryable(e, fault, attempt, started)) {
          throw failures.exceptionFor(e, fault, writeOutage, started);
        }
        LOG.atDebug().addKeyValue("reason", rootMessage(e)).log("transaction repeated");
      }
    }
  }

  private <T> T attempt(Function<Tx, T> work, long started) {
    Tx tx = null;
    var committed = false;
    writeOutage.admit();
    try (var handle = open(writeJdbi)) {
      connectionInspection.inspect(handle);
      dialect.begin(handle);
      tx = new Tx(handle);
      try {
        var result = work.apply(tx);
        tx.runBeforeCommit();
        commit(handle, tx, started);
        committed = true;
        writeOutage.recordSuccess();
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

  /// @throws ConnectionException when the pool has no connection within its timeout
  private static Handle open(Jdbi from) {
    var started = System.nanoTime();
    try {
      return from.open();
    } finally {
      RequestWait.recordTurn(started);
    }
  }

  /// Commits. If the response to the commit is lost, looks up the outcome.
  ///
  /// @throws JdbiException when nothing was committed
  /// @throws Refused `ServiceUnavailable` when the outcome is unknown
  private void commit(Handle handle, Tx tx, long started) {
    // A primary that was replaced may confirm statements again, but waits for a standby to commit.
    requireCurrentPrimary(handle);
    var sent = System.nanoTime();
    var process = dialect.isShared() ? CommitOutcomeLookup.backendPid(handle) : 0;
    try {
      RequestWait.commit(handle.getConnection(), () -> dialect.commit(handle));
      requireCurrentPrimary(handle);
      // PostgreSQL confirms a transaction that wrote nothing without waiting for a standby.
      if (!dialect.isShared() || tx.commitCheck().isPresent()) {
        heartbeat.recordCommit(sent);
      }
    } catch (JdbiException e) {
      if (DatabaseFault.of(e) != DatabaseFault.CONNECTION) {
        throw e;
      }
      var until = RequestWait.lookupEnd(started + OUTCOME_LOOKUP_PERIOD.toNanos());
      var lookup = new CommitOutcomeLookup(writeJdbi);
      var check = tx.commitCheck();
      switch (RequestWait.lookup(() -> lookup.find(process, check, until))) {
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
      if (pools.lastPrimary().isPresent()
          && connection.isWrapperFor(PGConnection.class)
          && pools
              .lastPrimary()
              .get()
              .isReplaced((Connection) connection.unwrap(PGConnection.class))) {
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
    requireReadable();
    var started = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      outage.admit();
      try (var handle = open(from)) {
        connectionInspection.inspect(handle);
        var result = work.apply(handle);
        // Also afterwards: a server that hung meanwhile may have been replaced.
        requireCurrentPrimary(handle);
        requireReadable();
        outage.recordSuccess();
        return result;
      } catch (JdbiException e) {
        if (DatabaseFault.isStatementTimeout(e)) {
          throw Refused.unavailable("a slow read took too long");
        }
        var fault = DatabaseFault.of(e);
        if (!failures.isRetryable(e, fault, attempt, started)) {
          throw failures.exceptionFor(e, fault, outage, started);
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
    pools.close();
    if (file != null) {
      file.close();
    }
  }
}
