package dev.signet.events.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.testing.Await;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The counts are exact after the server was killed at any time.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UsageCrashTest {
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path data;

  @Test
  void the_sums_are_those_of_the_audit_log_after_kills() throws Exception {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var database = TestDatabase.fresh(data);
    var port = ServerProcess.freePort();
    for (var kill = 0; kill < KILLS; kill++) {
      try (var server = ServerProcess.dev(port, data, database, "--rate-token", "0")) {
        var load = Thread.startVirtualThread(() -> issueUntilKilled(server.client()));
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(3_000));
        server.kill();
        load.join();
      }
    }

    try (var server = ServerProcess.dev(port, data, database, "--rate-token", "0")) {
      var recorded = recorded(database);
      assertThat(recorded).isGreaterThan(10);
      Await.until(PATIENCE, "all tokens are counted", () -> counted(server.client()) >= recorded);
      assertThat(counted(server.client())).isEqualTo(recorded);
    }
  }

  private static void issueUntilKilled(TestClient client) {
    try {
      var agent = client.post("/api/v1/agents", "name", "busy", "scopes", java.util.List.of("a"));
      var secret =
          client
              .post("/api/v1/agents/" + agent.text("agentId") + "/credentials")
              .text("clientSecret");
      while (true) {
        client.form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            agent.text("clientId"),
            "client_secret",
            secret);
      }
    } catch (UncheckedIOException _) {
      // The server was killed.
    }
  }

  private static long counted(TestClient client) {
    var answer = client.get("/api/v1/analytics/tokens?days=2");
    return answer
        .json()
        .path("data")
        .valueStream()
        .mapToLong(day -> day.path("count").asLong())
        .sum();
  }

  private static long recorded(String database) throws SQLException {
    return number(database, "SELECT COUNT(*) FROM audit_events WHERE token_expires_at IS NOT NULL");
  }

  private static long number(String database, String sql) throws SQLException {
    try (var connection =
            switch (DatabaseUrl.parse(database)) {
              case DatabaseUrl.Sqlite(var file) ->
                  DriverManager.getConnection("jdbc:sqlite:" + file);
              case DatabaseUrl.Postgresql url ->
                  DriverManager.getConnection(url.jdbc(), url.user(), url.password());
            };
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
