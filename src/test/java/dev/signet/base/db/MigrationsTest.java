package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flyway is skipped exactly when it would find nothing to do.
@DisplayNameGeneration(ReplaceUnderscores.class)
class MigrationsTest {
  @TempDir Path data;

  private HikariDataSource database;
  private Dialect dialect = Dialect.SQLITE;

  @BeforeEach
  void open() {
    database = connect(TestDatabase.fresh(data));
  }

  private HikariDataSource connect(String url) {
    var config = new HikariConfig();
    switch (DatabaseUrl.parse(url)) {
      case DatabaseUrl.Sqlite(var file) -> config.setJdbcUrl("jdbc:sqlite:" + file);
      case DatabaseUrl.Postgresql postgresql -> {
        dialect = Dialect.POSTGRESQL;
        config.setJdbcUrl(postgresql.jdbc());
        config.setUsername(postgresql.user());
        config.setPassword(postgresql.password());
      }
    }
    config.setMaximumPoolSize(6);
    return new HikariDataSource(config);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void an_empty_database_is_not_up_to_date() {
    assertThat(Migrations.areApplied(database, dialect)).isFalse();
  }

  /// Opens a database in a process of its own.
  static final class Opening {
    private Opening() {}

    public static void main(String[] arguments) {
      System.out.println("opens");
      Db.open(DatabaseUrl.parse(arguments[0]), new SimpleMeterRegistry()).close();
    }
  }

  @Test
  void after_a_kill_during_the_migrations_the_next_start_continues_them() throws Exception {
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var killed = 0;
    for (var run = 0; run < 9 && killed < 3; run++) {
      var url = TestDatabase.fresh(Files.createDirectory(data.resolve("killed" + run)));
      var after = 1 + random.nextInt(15);
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Opening.class.getName(),
                  url)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var connection = connect(url);
          var output = process.inputReader()) {
        assertThat(output.lines().anyMatch("opens"::equals)).isTrue();
        while (process.isAlive() && migrations(connection.getConnection()) < after) {
          Thread.onSpinWait();
        }
        process.destroyForcibly();
        process.waitFor();
        killed += Migrations.areApplied(connection, dialect) ? 0 : 1;
      }

      Db.open(DatabaseUrl.parse(url), new SimpleMeterRegistry()).close();

      try (var opened = connect(url)) {
        assertThat(Migrations.areApplied(opened, dialect)).isTrue();
      }
    }
    assertThat(killed).as("kills between the first migration and the last").isEqualTo(3);
  }

  /// How many migrations are in the database.
  private static long migrations(Connection connection) {
    try (connection;
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM flyway_schema_history")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException _) {
      // There is no table yet, or it is locked.
      return 0;
    }
  }

  @Test
  void a_database_migrated_by_flyway_is_up_to_date() {
    Migrations.apply(database, dialect);

    assertThat(Migrations.areApplied(database, dialect)).isTrue();
  }

  @Test
  void a_newer_one_of_a_later_release_is_for_flyway_to_judge_and_it_lets_us_start()
      throws SQLException {
    Migrations.apply(database, dialect);
    execute(
        """
        INSERT INTO flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        SELECT 9999, '9999', 'later', type, 'V9999__later.sql', 7, installed_by, 1, success
        FROM flyway_schema_history WHERE version = '1'
        """);
    execute("UPDATE db_migrated SET fingerprint = 'of the later release'");

    assertThat(Migrations.areApplied(database, dialect)).isFalse();
    assertThatCode(() -> Migrations.apply(database, dialect)).doesNotThrowAnyException();
  }

  @Test
  void a_migration_that_was_changed_after_it_was_applied_is_for_flyway_to_refuse()
      throws SQLException {
    Migrations.apply(database, dialect);
    execute("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '3'");
    execute("UPDATE db_migrated SET fingerprint = 'of other files'");

    assertThat(Migrations.areApplied(database, dialect)).isFalse();
    assertThatThrownBy(() -> Migrations.apply(database, dialect))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("checksum mismatch");
  }

  @Test
  void a_migration_that_failed_half_way_ends_the_start_with_advice() throws SQLException {
    Migrations.apply(database, dialect);
    for (var version : List.of("3", "9999")) {
      execute(
          """
          INSERT INTO flyway_schema_history
            (installed_rank, version, description, type, script, checksum, installed_by,
             execution_time, success)
          SELECT 1000 + %1$s, '%1$s', 'x', type, 'V%1$s__x.sql', 7, installed_by, 1, NOT success
          FROM flyway_schema_history WHERE version = '1'
          """
              .formatted(version));

      assertThat(Migrations.areApplied(database, dialect)).isFalse();
      assertThatThrownBy(() -> Migrations.apply(database, dialect))
          .isInstanceOf(DatabaseUnusable.class)
          .hasMessageContaining("V" + version + "__x.sql failed half way")
          .hasMessageContaining("start again");
      execute("DELETE FROM flyway_schema_history WHERE script = 'V%s__x.sql'".formatted(version));
    }
    assertThat(Migrations.areApplied(database, dialect)).isTrue();
  }

  @Test
  void a_server_older_than_the_schema_allows_stops_with_a_message() throws SQLException {
    Migrations.apply(database, dialect);
    execute("UPDATE db_floor SET migration = 9999");
    assertThatThrownBy(() -> Migrations.apply(database, dialect))
        .isInstanceOf(DatabaseUnusable.class)
        .hasMessageContaining("migrated by a newer Signet")
        .hasMessageContaining("migration 9999");

    execute("UPDATE db_floor SET migration = 20");
    assertThatCode(() -> Migrations.apply(database, dialect)).doesNotThrowAnyException();
  }

  @Test
  void a_first_start_killed_around_any_commit_is_completed_by_the_next() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var kills = 0;
    while (!Migrations.areApplied(database, dialect)) {
      // Flyway needs a few commits for itself; the rest fall on migrations.
      var mortal = new KillableConnections(database, 1 + random.nextInt(12), random.nextBoolean());
      try {
        Migrations.apply(mortal.dataSource(), dialect);
      } catch (FlywayException | DatabaseUnusable e) {
        assertThat(mortal.killed()).as("nothing else fails: %s", e).isTrue();
      }
      kills++;
      assertThat(kills).as("the migrations come to an end").isLessThan(400);
    }
    assertThat(kills).isGreaterThan(3);
  }

  @Test
  void tables_of_a_development_version_are_refused_with_a_message() throws SQLException {
    Migrations.apply(database, dialect);
    execute("UPDATE flyway_schema_history SET script = 'V2__operators.sql' WHERE version = '2'");

    assertThatThrownBy(() -> Migrations.apply(database, dialect))
        .isInstanceOf(DatabaseUnusable.class)
        .hasMessageContaining("development version")
        .hasMessageContaining("empty database");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isOne();
    }
  }
}
