package dev.signet.base.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/// Tracks which connections to PostgreSQL have been inspected. A connection leads to the same
/// server for as long as it is open.
final class ConnectionInspection {
  private final Set<PGConnection> inspected = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Handle> inspector = _ -> {};

  void setInspector(Consumer<Handle> look) {
    this.inspector = look;
    inspected.clear();
  }

  /// Inspects the handle's connection unless that was done.
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
      // The connection was closed meanwhile; its next use reports that.
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
