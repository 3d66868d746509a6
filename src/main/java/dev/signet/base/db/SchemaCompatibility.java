package dev.signet.base.db;

import java.sql.SQLException;
import javax.sql.DataSource;

/// Stops an older server from using tables that are incompatible with it. Migrations only go
/// forward, and the previous release is compatible with most of them; an incompatible one raises
/// the floor.
final class SchemaCompatibility {
  private SchemaCompatibility() {}

  /// Checks that a server whose newest migration has this number may use the tables.
  ///
  /// @throws DatabaseUnusable when it may not
  static void requireSupported(DataSource database, int newest) {
    var floor = minimumVersion(database);
    if (floor > newest) {
      throw new DatabaseUnusable(
          "The tables were migrated by a newer Signet and are incompatible with this one: they need"
              + " a server with migration "
              + floor
              + ", and this one's newest is "
              + newest
              + ". Start the newer version, or restore the backup from before the upgrade.",
          null);
    }
  }

  private static int minimumVersion(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT migration FROM db_floor")) {
      return rows.next() ? rows.getInt("migration") : 0;
    } catch (SQLException _) {
      // The table does not exist yet, or there is an error that the migrations will report.
      return 0;
    }
  }
}
