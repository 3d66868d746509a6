package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.testing.Await;
import dev.signet.testing.CapturedLog;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Writes that a database has lost, as a standby does that was promoted too early, are reported to
/// the operator in the log, in the audit log and by `signet doctor`.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(CapturedLog.RESOURCE)
class LostWritesReportTest {
  @TempDir private Path folder = Path.of("");
  private String database;

  @BeforeEach
  void create() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database has no standby servers");
    database = TestDatabase.fresh(folder);
  }

  @Test
  void lost_writes_are_reported_in_the_log_in_the_audit_log_and_by_the_doctor() throws Exception {
    try (var server = ServerProcess.dev(folder, database)) {
      assertThat(doctor()).doesNotContain("lost writes");
      var operator =
          server.client().bearer(Files.readString(folder.resolve("operator.key")).strip());
      for (var number = 0; number < 3; number++) {
        assertThat(operator.post("/api/v1/agents", "name", "courier " + number).status())
            .isEqualTo(201);
      }

      loseLastEvents();

      var noticed = lostWritesEvents(operator);
      assertThat(noticed).contains("\"outcome\":\"failure\"", "lost_event_count");
      assertThat(server.log())
          .contains("the database has lost its latest commits, which may include revocations");
      assertThat(doctor())
          .contains("BAD  lost writes", "all tokens issued before it are refused")
          .contains("replicate synchronously");
    }
  }

  /// Removes the last events, and breaks all connections: new ones lead to the server that has not
  /// got them.
  private void loseLastEvents() throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  """
                  DELETE FROM audit_events WHERE (chain_id, seq) IN
                    (SELECT chain_id, seq FROM audit_events ORDER BY event_id DESC LIMIT 2)
                  """))
          .isEqualTo(2);
      statement.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
          """);
    }
  }

  private Connection connection() throws SQLException {
    var url = (DatabaseUrl.Postgresql) DatabaseUrl.parse(database);
    return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
  }

  private static String lostWritesEvents(TestClient operator) {
    Await.until(
        Duration.ofSeconds(20),
        "the loss is recorded",
        () -> events(operator).body().contains("lost_event_count"));
    return events(operator).body();
  }

  private static TestResponse events(TestClient operator) {
    return operator.get("/api/v1/audit?action=database.lost_writes");
  }

  private String doctor() {
    var out = new StringWriter();
    var line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.execute("doctor", "--data", folder.toString(), "--database", database);
    return out.toString();
  }
}
