package dev.signet.base.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Filled tables of a release are opened, migrated, and used.
///
/// The fixture of each release has the rows of all its tables as SQL that both databases take, and
/// the secrets that a client of that time holds. `-Dsignet.fixture.write=true` writes it once,
/// before the release; from then on it never changes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReleasedTablesTest {
  /// The releases that have a fixture, each with its newest migration.
  private static final Map<String, String> RELEASES = Map.of("0.1.0", "24");

  private static final Path FIXTURES = Path.of("src/test/resources/dev/signet/base/db");

  /// Tables that the server fills by itself, or that only one of the databases has.
  private static final List<String> NOT_COPIED =
      List.of(
          "flyway_schema_history",
          "db_floor",
          "db_migrated",
          "db_heartbeats",
          "sqlite_",
          "agent_numbers",
          "agent_trigrams");

  @TempDir Path folder;

  @Test
  void a_server_over_the_tables_of_each_release_serves_its_clients() throws Exception {
    for (var release : RELEASES.entrySet()) {
      var secrets = TestResponse.parse(read(release.getKey(), "secrets.json"));
      var url = restore(release.getKey(), release.getValue());
      try (var server =
          new TestServer()
              .with("database", url)
              .with("master-key", secrets.at("/masterKey").stringValue())) {
        server.start();

        checkOperator(server, secrets);
        checkAgent(server, secrets);
        checkTokens(server, secrets);
      }
    }
  }

  private static void checkOperator(TestServer server, JsonNode secrets) {
    var operator = server.unauthenticated().bearer(text(secrets, "operatorKey"));
    assertThat(operator.get("/api/v1/agents").text("total")).isEqualTo("3");
    assertThat(operator.get("/api/v1/agents?owner=logistics").text("total")).isEqualTo("1");
    assertThat(operator.get("/api/v1/agents/" + text(secrets, "suspendedAgent")).text("status"))
        .isEqualTo("suspended");
    assertThat(operator.get("/api/v1/resources").text("data/0/scopes/0/name"))
        .isEqualTo("files.read");
    assertThat(operator.get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
    assertThat(operator.get("/api/v1/audit?action=token.issued").text("total")).isEqualTo("3");
  }

  private static void checkAgent(TestServer server, JsonNode secrets) {
    var issued =
        server
            .unauthenticated()
            .basic(text(secrets, "clientId"), text(secrets, "clientSecret"))
            .form("/oauth/token", "grant_type", "client_credentials");
    assertThat(issued.status()).isEqualTo(200);
    var refreshed =
        server
            .unauthenticated()
            .basic(text(secrets, "clientId"), text(secrets, "clientSecret"))
            .form(
                "/oauth/token",
                "grant_type",
                "refresh_token",
                "refresh_token",
                text(secrets, "refreshToken"));
    assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
    assertThat(
            server
                .unauthenticated()
                .bearer(text(secrets, "apiKey"))
                .get("/v1/agents/self")
                .status())
        .isEqualTo(200);
  }

  private static void checkTokens(TestServer server, JsonNode secrets) {
    var operator = server.unauthenticated().bearer(text(secrets, "operatorKey"));
    assertThat(
            operator
                .form("/oauth/introspect", "token", text(secrets, "activeToken"))
                .text("active"))
        .isEqualTo("true");
    assertThat(
            operator
                .form("/oauth/introspect", "token", text(secrets, "revokedToken"))
                .text("active"))
        .isEqualTo("false");
  }

  @Test
  void the_fixture_of_the_next_release_is_written_on_request() throws Exception {
    assumeTrue(Boolean.getBoolean("signet.fixture.write"), "only on request");
    assumeFalse(TestDatabase.isPostgresql(), "one database is enough: both take these rows");
    try (var server = new TestServer()) {
      server.start();
      var courier =
          server.registerAgentWith(
              "name",
              "Courier",
              "scopes",
              List.of("parcels:read"),
              "grantTypes",
              List.of("client_credentials", "refresh_token"),
              "owner",
              "logistics");
      var active = courier.requestToken();
      var revoked = courier.token();
      server.operator().form("/oauth/revoke", "token", revoked);
      var suspended = server.registerAgent("Resume screener", "resumes:read");
      suspended.token();
      server.operator().post("/api/v1/agents/" + suspended.id() + "/suspend", "reason", "a drill");
      var apiKey = server.operator().post("/api/v1/agents/" + courier.id() + "/api-key/rotate");
      server.registerAgentWith("name", "Planner", "email", "planner@example.com");
      server
          .operator()
          .post(
              "/api/v1/resources",
              "uri",
              "https://mcp.example.com/mcp",
              "name",
              "Example Files",
              "scopes",
              List.of(Map.of("name", "files.read", "title", "Read your files")));
      server.operator().get("/api/v1/audit/verify");
      var secrets =
          """
          {
            "masterKey": "%s",
            "operatorKey": "%s",
            "clientId": "%s",
            "clientSecret": "%s",
            "refreshToken": "%s",
            "activeToken": "%s",
            "revokedToken": "%s",
            "apiKey": "%s",
            "suspendedAgent": "%s"
          }
          """
              .formatted(
                  Files.readString(server.data().resolve("master.key")).strip(),
                  server.operatorKey(),
                  courier.clientId(),
                  courier.secret(),
                  active.text("refresh_token"),
                  active.text("access_token"),
                  revoked,
                  apiKey.text("apiKey"),
                  suspended.id());
      var fixture = FIXTURES.resolve("0.1.0");
      Files.createDirectories(fixture);
      Files.writeString(fixture.resolve("secrets.json"), secrets);
      var database = server.databaseUrl();
      server.server().close();
      Files.write(fixture.resolve("rows.sql"), rows("jdbc:" + database), UTF_8);
      assertThat(Jwt.of(revoked).claim("jti")).isNotEmpty();
    }
  }

  /// A database with the release's migrations and rows.
  private String restore(String release, String migration) throws IOException, SQLException {
    var url = TestDatabase.fresh(Files.createDirectories(folder.resolve(release)));
    var dialect =
        DatabaseUrl.parse(url) instanceof DatabaseUrl.Sqlite ? Dialect.SQLITE : Dialect.POSTGRESQL;
    var connection =
        switch (DatabaseUrl.parse(url)) {
          case DatabaseUrl.Sqlite(var file) -> new String[] {"jdbc:sqlite:" + file, "", ""};
          case DatabaseUrl.Postgresql postgresql ->
              new String[] {postgresql.jdbc(), postgresql.user(), postgresql.password()};
        };
    Flyway.configure()
        .dataSource(connection[0], connection[1], connection[2])
        .locations("classpath:db/migration", "classpath:" + dialect.ownMigrations())
        .target(migration)
        .load()
        .migrate();
    try (var database = DriverManager.getConnection(connection[0], connection[1], connection[2]);
        var statement = database.createStatement()) {
      database.setAutoCommit(false);
      for (var row : read(release, "rows.sql").split("(?<=;)\n", -1)) {
        if (!row.isBlank()) {
          statement.execute(row);
        }
      }
      if (dialect == Dialect.SQLITE) {
        statement.execute(
            "INSERT INTO agent_numbers (agent_id) SELECT agent_id FROM agents ORDER BY agent_id");
        statement.execute(
            """
            INSERT INTO agent_trigrams (rowid, search_text)
            SELECT number, search_text FROM agent_numbers JOIN agents USING (agent_id) ORDER BY number
            """);
      }
      database.commit();
    }
    return url;
  }

  private static List<String> rows(String url) throws SQLException {
    var rows = new ArrayList<String>();
    try (var database = DriverManager.getConnection(url);
        var statement = database.createStatement()) {
      for (var table : tables(statement)) {
        rows.add("DELETE FROM " + table + ";");
        try (var found = statement.executeQuery("SELECT * FROM " + table)) {
          var columns = found.getMetaData();
          while (found.next()) {
            var names = new ArrayList<String>();
            var values = new ArrayList<String>();
            for (var i = 1; i <= columns.getColumnCount(); i++) {
              names.add(columns.getColumnName(i));
              values.add(
                  switch (found.getObject(i)) {
                    case null -> "NULL";
                    case Number number -> number.toString();
                    case Object text -> "'" + text.toString().replace("'", "''") + "'";
                  });
            }
            rows.add(
                "INSERT INTO %s (%s)\nVALUES (%s);"
                    .formatted(table, String.join(", ", names), String.join(", ", values)));
          }
        }
      }
    }
    return rows;
  }

  /// In the order of their creation, which references follow.
  private static List<String> tables(Statement statement) throws SQLException {
    var tables = new ArrayList<String>();
    try (var found =
        statement.executeQuery(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")) {
      while (found.next()) {
        var name = found.getString(1);
        if (NOT_COPIED.stream().noneMatch(name::startsWith)) {
          tables.add(name);
        }
      }
    }
    return tables;
  }

  private static String read(String release, String file) throws IOException {
    return Files.readString(FIXTURES.resolve(release).resolve(file));
  }

  private static String text(JsonNode secrets, String name) {
    return secrets.at("/" + name).stringValue();
  }
}
