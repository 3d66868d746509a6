package dev.signet.base.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/// Which connections to PostgreSQL have been looked at. One that has leads to the same server for
/// as long as it is open.
final class ConnectionInspection {
  private final Set<PGConnection> inspected = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Handle> inspector = _ -> {};

  void setInspector(Consumer<Handle> look) {
    this.inspector = look;
    inspected.clear();
  }

  /// Looks at the handle's connection unless that was done.
  void inspect(Handle handle) {
    try {
      var connection = handle.getConnection();
      if (!connection.isWrapperFor(PGConnection.class)) {
        return;
      }
      var postgresql = connection.unwrap(PGConnection.class);
      if (inspected.contains(postgresql)) {
        return;
      }
      inspector.accept(handle);
      inspected.removeIf(ConnectionInspection::isClosed);
      inspected.add(postgresql);
    } catch (SQLException _) {
      // It was closed meanwhile; what is to be done over it says so.
    }
  }

  private static boolean isClosed(PGConnection connection) {
    try {
      return ((Connection) connection).isClosed();
    } catch (SQLException _) {
      return true;
    }
  }
}
