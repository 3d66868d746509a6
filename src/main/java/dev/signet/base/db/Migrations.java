package dev.signet.base.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// The tables' versions: Flyway brings them up to date, and is left alone where they are.
final class Migrations {
  private static final String FOLDER = "db/migration";

  private Migrations() {}

  /// Brings the tables up to date. Each migration is one transaction with its row in Flyway's
  /// record, so a start that ends in the middle of it has done all of it, or nothing.
  ///
  /// @throws DatabaseUnusable when these tables are not for this server, or a migration failed half
  ///   way
  /// @throws org.flywaydb.core.api.FlywayException when a migration cannot be done
  static void apply(DataSource database, Dialect dialect) {
    SchemaCompatibility.requireSupported(database, newest(dialect));
    failedMigration(database).ifPresent(Migrations::refuse);
    if (!areApplied(database, dialect)) {
      var locations = folders(dialect).map(folder -> "classpath:" + folder).toArray(String[]::new);
      Flyway.configure()
          .dataSource(database)
          .locations(locations)
          // Else it holds its lock in a transaction of another connection, and does not write its
          // record in that of the migration.
          .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
          .load()
          .migrate();
    }
  }

  private static void refuse(String script) {
    throw new DatabaseUnusable(
        "The migration "
            + script
            + " failed half way, so the tables cannot be trusted. Restore the backup from before"
            + " the upgrade; or complete its statements by hand, or undo them, and delete its row"
            + " from flyway_schema_history. Then start again.",
        null);
  }

  /// The number of the newest migration that this server has.
  private static int newest(Dialect dialect) {
    return ownChecksums(dialect).keySet().stream().mapToInt(Migrations::number).max().orElse(0);
  }

  /// `41` of `V41__db_floor.sql`, `22` of `V22.1__agents_search.sql`.
  private static int number(String script) {
    return Integer.parseInt(script.substring(1).split("[._]", 2)[0]);
  }

  /// The migration that Flyway's record has as failed. Ours are rolled back when they fail and
  /// leave no row; one of a later server may not be.
  private static Optional<String> failedMigration(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT script, success FROM flyway_schema_history ORDER BY installed_rank")) {
      while (rows.next()) {
        if (!rows.getBoolean("success")) {
          return Optional.of(rows.getString("script"));
        }
      }
      return Optional.empty();
    } catch (SQLException _) {
      // There is no such table yet, or worse; Flyway will say.
      return Optional.empty();
    }
  }

  /// Whether Flyway has applied exactly our migrations, byte for byte. Then it would find nothing
  /// to do, and would take a third of a start for it. Anything else is for Flyway to judge.
  static boolean areApplied(DataSource database, Dialect dialect) {
    return appliedChecksums(database).filter(ownChecksums(dialect)::equals).isPresent();
  }

  private static Stream<String> folders(Dialect dialect) {
    return Stream.of(FOLDER, dialect.ownMigrations());
  }

  /// Flyway's own record: each file and its checksum. Empty where there is none, or where it has
  /// more than files that went well.
  private static Optional<Map<String, Integer>> appliedChecksums(DataSource database) {
    var found = new HashMap<String, Integer>();
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT script, checksum, success FROM flyway_schema_history")) {
      while (rows.next()) {
        var script = rows.getString("script");
        var checksum = rows.getInt("checksum");
        if (rows.wasNull() || !rows.getBoolean("success") || found.put(script, checksum) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(found);
    } catch (SQLException _) {
      // There is no such table yet, or worse; Flyway will say.
      return Optional.empty();
    }
  }

  private static Map<String, Integer> ownChecksums(Dialect dialect) {
    var checksums = new HashMap<String, Integer>();
    folders(dialect)
        .forEach(folder ->
            names(folder).stream()
                .filter(name -> name.endsWith(".sql"))
                .forEach(name -> checksums.put(name, checksum(folder + "/" + name))));
    return checksums;
  }

  /// What is in a folder: in the jar, or in the classes that it is made of.
  private static List<String> names(String path) {
    var folder = Migrations.class.getClassLoader().getResource(path);
    if (folder == null) {
      throw new IllegalStateException("There are no migrations on the class path");
    }
    try {
      if (folder.openConnection() instanceof JarURLConnection connection) {
        return connection.getJarFile().stream()
            .map(ZipEntry::getName)
            .filter(name -> name.startsWith(path + "/"))
            .map(name -> name.substring(path.length() + 1))
            .toList();
      }
      try (var files = Files.list(Path.of(folder.toURI()))) {
        return files.map(file -> file.getFileName().toString()).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As Flyway reckons it: over the lines, without what ends them.
  private static int checksum(String path) {
    try (var file = Migrations.class.getClassLoader().getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("There is no migration " + path);
      }
      var checksum = new CRC32();
      new String(file.readAllBytes(), UTF_8)
          .lines()
          .forEach(line -> checksum.update(line.getBytes(UTF_8)));
      return (int) checksum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
