package dev.signet.base.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.secrets.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Migrates the tables with Flyway, which is skipped when they are up to date.
final class Migrations {
  private static final String FOLDER = "db/migration";

  private Migrations() {}

  /// Migrates the tables. Each migration is one transaction together with its row in Flyway's
  /// history, so an interrupted start has applied all of it, or nothing.
  ///
  /// @throws DatabaseUnusable when the tables belong to another version of the server, or a
  ///   migration failed half way
  /// @throws org.flywaydb.core.api.FlywayException when a migration fails
  static void apply(DataSource database, Dialect dialect) {
    if (isOfDevelopment(database)) {
      throw new DatabaseUnusable(
          "The tables were made by a development version from before 0.1.0, and there is no upgrade"
              + " from it. Start with an empty database: another --data folder, or another"
              + " --database.",
          null);
    }
    var scripts = scripts(dialect);
    SchemaCompatibility.requireSupported(database, newest(scripts));
    failedMigration(database).ifPresent(Migrations::refuse);
    if (!areApplied(database, scripts)) {
      var locations = folders(dialect).map(folder -> "classpath:" + folder).toArray(String[]::new);
      Flyway.configure()
          .dataSource(database)
          .locations(locations)
          // Otherwise Flyway holds its lock in a transaction of another connection, and does not
          // write its history in that of the migration.
          .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
          .load()
          .migrate();
      saveFingerprint(database, fingerprint(scripts));
    }
  }

  /// Whether a migration of the development versions was applied, which had dozens of them in place
  /// of the baseline.
  private static boolean isOfDevelopment(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT 1 FROM flyway_schema_history WHERE script = 'V2__operators.sql'")) {
      return rows.next();
    } catch (SQLException _) {
      // The table does not exist yet, or the database cannot be read; Flyway reports which.
      return false;
    }
  }

  private static void refuse(String script) {
    throw new DatabaseUnusable(
        "The migration "
            + script
            + " failed half way, so the tables are inconsistent. Restore the backup from before"
            + " the upgrade; or complete its statements by hand, or undo them, and delete its row"
            + " from flyway_schema_history. Then start again.",
        null);
  }

  /// The number of the newest migration of this server.
  private static int newest(SortedMap<String, byte[]> scripts) {
    return scripts.keySet().stream().mapToInt(Migrations::number).max().orElse(0);
  }

  /// `16` of `db/migration/V16__pages.sql`, `10` of `db/sqlite/V10.2__directory_search.sql`.
  private static int number(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 2).split("[._]", 2)[0]);
  }

  /// The migration that Flyway's history lists as failed. Ours are rolled back when they fail and
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
      // The table does not exist yet, or the database cannot be read; Flyway reports which.
      return Optional.empty();
    }
  }

  /// Whether exactly these migrations have been applied. Then Flyway would find nothing to do, and
  /// would take a third of the startup time for it.
  static boolean areApplied(DataSource database, Dialect dialect) {
    return areApplied(database, scripts(dialect));
  }

  private static boolean areApplied(DataSource database, SortedMap<String, byte[]> scripts) {
    return failedMigration(database).isEmpty()
        && fingerprint(database).filter(fingerprint(scripts)::equals).isPresent();
  }

  /// The fingerprint of the migrations that were applied last; empty before the first ones.
  private static Optional<String> fingerprint(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT fingerprint FROM db_migrated")) {
      return rows.next() ? Optional.of(rows.getString("fingerprint")) : Optional.empty();
    } catch (SQLException _) {
      // The table does not exist yet, or the database cannot be read; Flyway reports which.
      return Optional.empty();
    }
  }

  private static String fingerprint(SortedMap<String, byte[]> scripts) {
    var digest = Sha256.digest();
    scripts.forEach((name, content) -> {
      digest.update((name + " " + content.length + "\n").getBytes(UTF_8));
      digest.update(content);
    });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void saveFingerprint(DataSource database, String fingerprint) {
    try (var connection = database.getConnection();
        var statement =
            connection.prepareStatement(
                """
                INSERT INTO db_migrated (id, fingerprint) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint
                """)) {
      statement.setString(1, fingerprint);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new DatabaseUnusable("The fingerprint of the migrations could not be written.", e);
    }
  }

  private static Stream<String> folders(Dialect dialect) {
    return Stream.of(FOLDER, dialect.ownMigrations());
  }

  /// The migration files by path.
  private static SortedMap<String, byte[]> scripts(Dialect dialect) {
    var scripts = new TreeMap<String, byte[]>();
    folders(dialect)
        .forEach(folder ->
            names(folder).stream()
                .filter(name -> name.endsWith(".sql"))
                .map(name -> folder + "/" + name)
                .forEach(path -> scripts.put(path, content(path))));
    return scripts;
  }

  /// The names of the files in a folder, inside the jar or among the class files.
  private static List<String> names(String path) {
    var folder = Migrations.class.getClassLoader().getResource(path);
    if (folder == null) {
      throw new IllegalStateException("No migrations on the class path");
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

  private static byte[] content(String path) {
    try (var file = Migrations.class.getClassLoader().getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("Migration not found: " + path);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
