package dev.signet.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// New connections to the primary server among those that a URL of PostgreSQL names. The server
/// that the last one led to is tried first, for all pools of this process: when it comes back after
/// another one has taken its place, it gets nothing until that one has gone. The driver would try
/// the servers in their order each time, and wait for a server that hangs as long as for a slow
/// statement.
final class PrimaryConnections implements DataSource {

  /// Which of the servers the last connection led to; shared by the pools of a process.
  static final class Last {
    private volatile int host;
  }

  /// How long each step of opening a connection may take: reaching the server, TLS, signing in.
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final String SOCKET_TIMEOUT = "socketTimeout";

  private final List<String> urls;
  private final Properties properties;
  private final Duration statement;
  private final Last last;

  /// @param url the driver's, with all servers
  /// @param statement how long a statement may take, unless the URL says so
  /// @param last shared by all pools
  PrimaryConnections(String url, Properties properties, Duration statement, Last last) {
    this.urls = PostgresqlUrl.oneByOne(url);
    this.properties = properties;
    this.statement = statement;
    this.last = last;
    properties.setProperty("connectTimeout", Long.toString(STEP.toSeconds()));
    properties.setProperty(SOCKET_TIMEOUT, Long.toString(STEP.toSeconds()));
    properties.setProperty("sslResponseTimeout", Long.toString(STEP.toMillis()));
    properties.setProperty("gssResponseTimeout", Long.toString(STEP.toMillis()));
    // What is known of a server is asked of it again by each new connection.
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
        last.host = host;
        return patient(connection);
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

  private Connection patient(Connection connection) throws SQLException {
    if (!urls.getFirst().contains(SOCKET_TIMEOUT + "=")) {
      connection.setNetworkTimeout(Runnable::run, (int) statement.toMillis());
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is the URL's");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // It logs nothing.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // Each step has its own.
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
