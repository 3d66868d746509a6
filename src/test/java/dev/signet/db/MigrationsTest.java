package dev.signet.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.signet.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flyway is left alone where it would find nothing to do, and nowhere else.
@DisplayNameGeneration(ReplaceUnderscores.class)
class MigrationsTest {
  @TempDir Path data;

  private HikariDataSource database;
  private Dialect dialect = Dialect.SQLITE;

  @BeforeEach
  void open() {
    var config = new HikariConfig();
    switch (DatabaseUrl.parse(TestDatabase.fresh(data))) {
      case DatabaseUrl.Sqlite(var file) -> config.setJdbcUrl("jdbc:sqlite:" + file);
      case DatabaseUrl.Postgresql postgresql -> {
        dialect = Dialect.POSTGRESQL;
        config.setJdbcUrl(postgresql.jdbc());
        config.setUsername(postgresql.user());
        config.setPassword(postgresql.password());
      }
    }
    config.setMaximumPoolSize(2);
    database = new HikariDataSource(config);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void an_empty_database_is_not_up_to_date() {
    assertThat(Migrations.areApplied(database, dialect)).isFalse();
  }

  @Test
  void what_flyway_has_just_brought_up_to_date_is() {
    Migrations.apply(database, dialect);

    assertThat(Migrations.areApplied(database, dialect)).isTrue();
  }

  @Test
  void a_newer_one_of_a_later_release_is_for_flyway_to_judge_and_it_lets_us_start()
      throws SQLException {
    Migrations.apply(database, dialect);
    tell(
        """
        INSERT INTO flyway_schema_history
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        SELECT 9999, '9999', 'later', type, 'V9999__later.sql', 7, installed_by, 1, success
        FROM flyway_schema_history WHERE version = '1'
        """);

    assertThat(Migrations.areApplied(database, dialect)).isFalse();
    assertThatCode(() -> Migrations.apply(database, dialect)).doesNotThrowAnyException();
  }

  @Test
  void a_migration_that_was_changed_after_it_was_applied_is_for_flyway_to_refuse()
      throws SQLException {
    Migrations.apply(database, dialect);
    tell("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '3'");

    assertThat(Migrations.areApplied(database, dialect)).isFalse();
    assertThatThrownBy(() -> Migrations.apply(database, dialect))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("checksum mismatch");
  }

  @Test
  void one_that_failed_is_for_flyway_to_refuse() throws SQLException {
    Migrations.apply(database, dialect);
    tell("UPDATE flyway_schema_history SET success = NOT success WHERE version = '3'");

    assertThat(Migrations.areApplied(database, dialect)).isFalse();
    assertThatThrownBy(() -> Migrations.apply(database, dialect))
        .isInstanceOf(FlywayException.class);
  }

  private void tell(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isOne();
    }
  }
}
