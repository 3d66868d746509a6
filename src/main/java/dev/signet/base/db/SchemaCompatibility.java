package dev.signet.base.db;

import java.sql.SQLException;
import javax.sql.DataSource;

/// Keeps an older server from tables that it cannot live with. Migrations of later servers only go
/// forward, and the release before can live with most of them; one with which it cannot raises the
/// floor.
final class SchemaCompatibility {
  private SchemaCompatibility() {}

  /// Sees that a server whose newest migration has this number may use the tables.
  ///
  /// @throws DatabaseUnusable when it may not
  static void requireSupported(DataSource database, int newest) {
    var floor = minimumVersion(database);
    if (floor > newest) {
      throw new DatabaseUnusable(
          "The tables were made by a newer Signet, and this one cannot live with them: they need"
              + " one that has migration "
              + floor
              + ", and this one's newest is "
              + newest
              + ". Start the newer one, or restore the backup from before the upgrade.",
          null);
    }
  }

  private static int minimumVersion(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT migration FROM db_floor")) {
      return rows.next() ? rows.getInt("migration") : 0;
    } catch (SQLException _) {
      // There is no such table yet, or worse; the migrations will say.
      return 0;
    }
  }
}
