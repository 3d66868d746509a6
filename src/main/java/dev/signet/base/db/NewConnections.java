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
final class NewConnections {
  private final Set<PGConnection> known = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Handle> look = _ -> {};

  void lookWith(Consumer<Handle> look) {
    this.look = look;
    known.clear();
  }

  /// Looks at the handle's connection unless that was done.
  void look(Handle handle) {
    try {
      var connection = handle.getConnection();
      if (!connection.isWrapperFor(PGConnection.class)) {
        return;
      }
      var postgresql = connection.unwrap(PGConnection.class);
      if (known.contains(postgresql)) {
        return;
      }
      look.accept(handle);
      known.removeIf(NewConnections::isClosed);
      known.add(postgresql);
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
