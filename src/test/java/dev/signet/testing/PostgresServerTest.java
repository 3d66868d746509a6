package dev.signet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayNameGeneration(ReplaceUnderscores.class)
@EnabledIfSystemProperty(
    named = "signet.test.database",
    matches = "postgresql",
    disabledReason = "starts a server, which the suite over SQLite does not need")
class PostgresServerTest {

  @Test
  void each_database_starts_empty() throws SQLException {
    var server = PostgresServer.shared();

    for (var url : new String[] {server.newDatabaseUrl(), server.newDatabaseUrl()}) {
      try (var connection = connect(url)) {
        run(connection, "CREATE TABLE things (thing TEXT)");
        assertThat(ask(connection, "SELECT count(*) FROM things")).isEqualTo("0");
      }
    }
  }

  @Test
  void it_is_durable_accepts_many_connections_and_grants_no_superuser() throws SQLException {
    try (var server = PostgresServer.dedicated();
        var connection = connect(server.newDatabaseUrl())) {
      assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(Integer.parseInt(ask(connection, "SHOW max_connections")))
          .isGreaterThanOrEqualTo(200);
      assertThat(ask(connection, "SHOW is_superuser")).isEqualTo("off");
    }
  }

  @Test
  void it_stops_and_restarts_at_the_same_port_with_the_committed_data() throws SQLException {
    try (var server = PostgresServer.dedicated()) {
      var url = server.newDatabaseUrl();
      try (var connection = connect(url)) {
        run(connection, "CREATE TABLE things AS SELECT 'kept' AS thing");

        server.stop();

        assertThat(connection.isValid(1)).isFalse();
        assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
      }

      server.start();

      try (var connection = connect(url)) {
        assertThat(ask(connection, "SELECT thing FROM things")).isEqualTo("kept");
      }
    }
  }

  private static Connection connect(String url) throws SQLException {
    var secret = url.substring("postgresql://signet:".length(), url.indexOf('@'));
    return DriverManager.getConnection(
        "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1), "signet", secret);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
