package dev.signet.base.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// Connections that all end at a certain commit, as they do when their process is killed: just
/// before it, or when it has just been done.
final class KillableConnections {
  private final DataSource real;
  private final AtomicInteger left;
  private final boolean beforeIt;
  private final List<Connection> open = new CopyOnWriteArrayList<>();
  private volatile boolean killed;

  KillableConnections(DataSource real, int commits, boolean beforeIt) {
    this.real = real;
    this.left = new AtomicInteger(commits);
    this.beforeIt = beforeIt;
  }

  boolean killed() {
    return killed;
  }

  DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              if (killed) {
                throw new SQLException("killed");
              }
              var result = call(real, method, arguments);
              return result instanceof Connection connection ? killable(connection) : result;
            });
  }

  private Connection killable(Connection connection) {
    open.add(connection);
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (killed && !method.getName().equals("close")) {
                throw new SQLException("killed");
              }
              if (method.getName().equals("commit") && left.decrementAndGet() == 0) {
                if (!beforeIt) {
                  call(connection, method, arguments);
                }
                kill();
                throw new SQLException("killed");
              }
              return call(connection, method, arguments);
            });
  }

  private void kill() throws SQLException {
    killed = true;
    for (var connection : open) {
      // Transactions in progress are rolled back, as the server does when its client disconnects.
      connection.abort(Runnable::run);
      connection.close();
    }
  }

  private static Object call(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
