package dev.signet.app;

import dev.signet.base.db.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Keeps a start from creating an empty database in place of a missing one: a disk that was not
/// mounted, a file that was deleted or moved.
final class MissingDatabaseCheck {
  private MissingDatabaseCheck() {}

  /// Checks that an SQLite file exists if the data folder has keys of an earlier one, and creates
  /// an empty file otherwise: a first start that is killed after creating the keys then loses
  /// nothing.
  ///
  /// @throws BadSettings when the file is missing, unless a setting allows a new one
  static void requireIntended(Config config) {
    if (!(config.database() instanceof DatabaseUrl.Sqlite(var file))) {
      return;
    }
    var operatorKey = config.data().resolve("operator.key");
    var masterKey = config.data().resolve("master.key");
    try {
      if (!config.newDatabase()) {
        // The first operator key is written after the tables, the master key before them.
        if (isEmpty(file) && Files.exists(operatorKey)) {
          throw databaseMissing(file, operatorKey);
        }
        if (!Files.exists(file) && Files.exists(masterKey)) {
          throw databaseMissing(file, masterKey);
        }
      }
      DatabaseUrl.create(file);
    } catch (IOException e) {
      throw new BadSettings(
          List.of("--database (SIGNET_DATABASE): cannot create " + file + ": " + e));
    }
  }

  private static boolean isEmpty(Path file) throws IOException {
    return !Files.exists(file) || Files.size(file) == 0;
  }

  private static BadSettings databaseMissing(Path file, Path key) {
    return new BadSettings(
        List.of(
            "--database (SIGNET_DATABASE): there is no database at "
                + file
                + ", but "
                + key
                + " belongs to an earlier one. Restore the database, or start once with"
                + " --new-database true to begin with an empty one"));
  }
}
