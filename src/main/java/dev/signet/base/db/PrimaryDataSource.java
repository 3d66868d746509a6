package dev.signet.base.db;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Opens connections to the primary server among those that a PostgreSQL URL names. All pools of
/// this process try the server of the last connection first: a former primary that comes back after
/// another one was promoted is not used until that one fails. The driver would try the servers in
/// their order each time, and would wait for a server that hangs as long as for a slow statement.
final class PrimaryDataSource implements DataSource {

  /// The server of the last connection; shared by the pools of a process.
  ///
  /// A server that is promoted begins another timeline, with a larger number. A primary whose
  /// timeline is older than one already seen was replaced without noticing it: whatever is written
  /// there is lost.
  static final class LastPrimary {
    private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();
    private final Map<Connection, Timeline> timelines = new WeakHashMap<>();
    private volatile int host;
    private volatile boolean hasChanged;
    private Optional<Timeline> newest = Optional.empty();

    /// Registers a pool whose connections are closed when another server was promoted.
    void add(HikariDataSource pool) {
      pools.add(pool);
    }

    /// Whether another server has been promoted since this connection was opened. What such a
    /// connection answers, a commit included, is not what clients of the new primary see: a server
    /// that was frozen meanwhile and goes on confirms commits that no other server has.
    ///
    /// @param connection as the driver made it
    boolean isReplaced(Connection connection) {
      if (!hasChanged) {
        return false;
      }
      synchronized (this) {
        var timeline = timelines.get(connection);
        return timeline != null && newest.filter(timeline::isOlderThan).isPresent();
      }
    }

    /// @return false for a primary that was replaced by another one
    private boolean recordConnection(Connection connection, int to, Optional<Timeline> timeline) {
      synchronized (this) {
        var isOther = timeline.isPresent() && newest.isPresent();
        if (isOther && timeline.get().isOlderThan(newest.get())) {
          return false;
        }
        host = to;
        isOther = isOther && newest.get().isOlderThan(timeline.get());
        if (timeline.isPresent()) {
          newest = timeline;
          timelines.put(connection, timeline.get());
        }
        if (!isOther) {
          return true;
        }
        hasChanged = true;
      }
      pools.forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections());
      return true;
    }
  }

  /// @param system the id of the database cluster
  private record Timeline(String system, long number) {
    boolean isOlderThan(Timeline other) {
      return system.equals(other.system) && number < other.number;
    }
  }

  /// The time limit of each step of opening a connection: TCP, TLS, authentication.
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final String SOCKET_TIMEOUT = "socketTimeout";

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PrimaryDataSource.class);

  private final List<String> urls;
  private final Properties properties;
  private final Duration statement;
  private final LastPrimary last;

  /// @param url the driver's, with all servers
  /// @param statement the time limit of a statement, unless the URL sets one
  /// @param last shared by all pools
  PrimaryDataSource(String url, Properties properties, Duration statement, LastPrimary last) {
    this.urls = PostgresqlUrl.singleHostUrls(url);
    this.properties = properties;
    this.statement = statement;
    this.last = last;
    properties.setProperty("connectTimeout", Long.toString(STEP.toSeconds()));
    properties.setProperty(SOCKET_TIMEOUT, Long.toString(STEP.toSeconds()));
    properties.setProperty("sslResponseTimeout", Long.toString(STEP.toMillis()));
    properties.setProperty("gssResponseTimeout", Long.toString(STEP.toMillis()));
    // The driver must not reuse what an earlier connection found out about a server.
    properties.setProperty("hostRecheckSeconds", "0");
  }

  @Override
  public Connection getConnection() throws SQLException {
    var first = last.host;
    SQLException failed = null;
    for (var i = 0; i < urls.size(); i++) {
      var host = (first + i) % urls.size();
      try {
        var connection = DriverManager.getConnection(urls.get(host), properties);
        if (last.recordConnection(connection, host, timeline(connection))) {
          return withSocketTimeout(connection);
        }
        connection.close();
        throw new SQLException("this server was the primary before another one was promoted");
      } catch (SQLException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    throw failed == null ? new SQLException("no server is named") : failed;
  }

  /// Empty when the server does not report it, as standbys and some PostgreSQL-compatible servers.
  private static Optional<Timeline> timeline(Connection connection) {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
                FROM pg_control_system()
                """)) {
      return row.next()
          ? Optional.of(new Timeline(row.getString(1), Long.parseLong(row.getString(2), 16)))
          : Optional.empty();
    } catch (SQLException e) {
      LOG.atDebug().addKeyValue("reason", e.getMessage()).log("timeline unknown");
      return Optional.empty();
    }
  }

  private Connection withSocketTimeout(Connection connection) throws SQLException {
    if (!urls.getFirst().contains(SOCKET_TIMEOUT + "=")) {
      connection.setNetworkTimeout(Runnable::run, (int) statement.toMillis());
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the URL contains the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // This data source logs nothing.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // Each step has its own limit.
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("this is not a " + type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
