package dev.signet.app;

import dev.signet.base.db.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Keeps a start from making an empty database in the place of one that has gone: a disk that was
/// not mounted, a file that was deleted or lies elsewhere.
final class MissingDatabaseCheck {
  private MissingDatabaseCheck() {}

  /// Sees that an SQLite file is there where the data folder has keys of one, and makes an empty
  /// one otherwise: a first start that is killed after it has made the keys is no loss.
  ///
  /// @throws BadSettings when it has gone, unless a setting says that a new one is meant
  static void requireIntended(Config config) {
    if (!(config.database() instanceof DatabaseUrl.Sqlite(var file))) {
      return;
    }
    var operatorKey = config.data().resolve("operator.key");
    var masterKey = config.data().resolve("master.key");
    try {
      if (!config.newDatabase()) {
        // The first operator key is written when the tables are there, the master key before.
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
          List.of("--database (SIGNET_DATABASE): cannot make " + file + ": " + e));
    }
  }

  private static boolean isEmpty(Path file) throws IOException {
    return !Files.exists(file) || Files.size(file) == 0;
  }

  private static BadSettings databaseMissing(Path file, Path key) {
    return new BadSettings(
        List.of(
            "--database (SIGNET_DATABASE): there is no database in "
                + file
                + ", but "
                + key
                + " belongs to an earlier one. Put the database back, or start once with"
                + " --new-database true to begin with an empty one"));
  }
}
