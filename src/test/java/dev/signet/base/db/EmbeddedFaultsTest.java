package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.app.BadSettings;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.CapturedLog;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Faults of the SQLite file caused by another process, the disk or an operator: the server waits
/// for short ones, long ones cause 503 and not ready, and service resumes by itself.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(value = CapturedLog.RESOURCE, mode = ResourceAccessMode.READ)
class EmbeddedFaultsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final TestServer server = new TestServer();

  @BeforeEach
  void start() throws IOException {
    assumeFalse(TestDatabase.isPostgresql(), "of the embedded database");
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void a_lock_of_another_process_that_ends_soon_is_waited_for() throws Exception {
    var agent = server.registerAgent("courier");
    try (var other = foreign()) {
      lock(other);
      var answers = new AtomicReference<TestResponse>();
      var tokens = new AtomicReference<TestResponse>();
      var change =
          Thread.startVirtualThread(
              () -> answers.set(server.operator().post("/api/v1/agents", "name", "late")));
      var token = Thread.startVirtualThread(() -> tokens.set(agent.requestToken()));
      assertThat(change.join(Duration.ofMillis(200))).as("it waits").isFalse();
      other.rollback();
      change.join();
      token.join();
      assertThat(answers.get().status()).isEqualTo(201);
      assertThat(tokens.get().status()).isEqualTo(200);
      assertThat(ready()).isEqualTo(200);
    }
  }

  @Test
  void a_lock_that_does_not_end_is_503_and_not_ready_until_it_does() throws Exception {
    var agent = server.registerAgent("courier");
    var held = agent.token();
    try (var other = foreign()) {
      lock(other);
      isUnavailable(agent.requestToken(), "temporarily_unavailable");
      isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
      await(() -> ready() == 503);
      assertThat(server.operator().form("/oauth/introspect", "token", held).text("active"))
          .as("what is read from memory goes on")
          .isEqualTo("true");
      other.rollback();
    }
    await(() -> ready() == 200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void a_full_disk_is_503_and_not_ready_until_there_is_room_again() {
    var agent = server.registerAgent("courier");
    var held = agent.token();
    pages("PRAGMA max_page_count = 1");

    await(() -> {
      var answer = server.operator().post("/api/v1/agents", "name", "n".repeat(200));
      assertThat(answer.status()).isIn(201, 503);
      return answer.status() == 503;
    });
    isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
    await(() -> ready() == 503);
    assertThat(server.operator().form("/oauth/introspect", "token", held).text("active"))
        .isEqualTo("true");
    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);

    await(() -> pages("PRAGMA max_page_count = 1000000"));
    await(() -> ready() == 200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void a_file_that_is_deleted_under_the_server_is_noticed_and_nothing_is_served()
      throws IOException {
    var agent = server.registerAgent("courier");
    try (var log = CapturedLog.of(Heartbeat.class)) {
      Files.delete(file());

      await(() -> ready() == 503);
      assertThat(log.lines())
          .anySatisfy(line ->
              assertThat(line).startsWith("ERROR database lost").contains(file() + " was deleted"));
    }
    isUnavailable(agent.requestToken(), "temporarily_unavailable");
    isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
    isUnavailable(server.operator().get("/api/v1/agents"), "unavailable");
  }

  @Test
  void a_file_that_is_replaced_is_noticed_and_served_again_when_it_is_back() throws IOException {
    var agent = server.registerAgent("courier");
    var aside = server.data().resolve("aside.db");
    Files.move(file(), aside);
    Files.copy(aside, file());
    await(() -> ready() == 503);
    isUnavailable(agent.requestToken(), "temporarily_unavailable");

    Files.move(aside, file(), StandardCopyOption.REPLACE_EXISTING);
    await(() -> ready() == 200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void a_write_ahead_log_that_is_deleted_is_noticed() throws IOException {
    Files.delete(Path.of(file() + "-wal"));

    await(() -> ready() == 503);
    isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
  }

  @Test
  void a_lock_that_another_process_has_taken_is_noticed_until_it_ends() throws Exception {
    var agent = server.registerAgent("courier");
    var other =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import fcntl, sys
                with open(sys.argv[1], 'r+b') as file:
                  fcntl.lockf(file, fcntl.LOCK_EX, 2, int(sys.argv[2]))
                  print('locked', flush=True)
                  sys.stdin.read()
                """,
                file().toString(),
                Long.toString(DatabaseFile.LOCKED_BYTE))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var log = CapturedLog.of(Heartbeat.class);
        var output = other.inputReader()) {
      // Whatever descriptor of the file a process closes, its locks end.
      await(() -> {
        closeDescriptor();
        return isReady(output);
      });

      await(() -> ready() == 503);
      assertThat(log.lines())
          .anySatisfy(line ->
              assertThat(line)
                  .startsWith("ERROR database lost")
                  .contains("another process has the lock"));
      isUnavailable(agent.requestToken(), "temporarily_unavailable");
    } finally {
      other.destroyForcibly().waitFor();
    }
    await(() -> ready() == 200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  private void closeDescriptor() {
    try {
      FileChannel.open(file()).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isReady(Reader output) {
    try {
      return output.ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_write_ahead_log_that_cannot_grow_is_503_and_loses_nothing(@TempDir Path data)
      throws IOException {
    var file = data.resolve("full.db");
    try (var process = ServerProcess.dev(data, "sqlite:" + file)) {
      var client = process.client();
      var acknowledged = new ArrayList<String>();
      process.limitFileSize(Files.size(Path.of(file + "-wal")) + 200_000);

      await(() -> {
        var name = "agent-" + acknowledged.size();
        var answer = client.post("/api/v1/agents", "name", name);
        assertThat(answer.status()).as(answer.body()).isIn(201, 503);
        if (answer.status() == 201) {
          acknowledged.add(name);
        }
        return answer.status() == 503;
      });
      isUnavailable(client.post("/api/v1/agents", "name", "late"), "unavailable");
      await(() -> client.get("/health/ready").status() == 503);

      process.liftLimitOfFileSize();
      await(() -> client.get("/health/ready").status() == 200);

      assertThat(client.post("/api/v1/agents", "name", "next").status()).isEqualTo(201);
      for (var name : acknowledged) {
        assertThat(client.get("/api/v1/agents?q=" + name).body()).contains("\"" + name + "\"");
      }
      assertThat(client.get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
    }
  }

  @Test
  void another_process_does_not_start_on_the_file_whatever_it_calls_it() throws IOException {
    var symbolic = Files.createSymbolicLink(server.data().resolve("symbolic.db"), file());
    var hard = Files.createLink(server.data().resolve("hard.db"), file());
    for (var name : List.of(symbolic, hard)) {
      var folder = Files.createDirectory(server.data().resolve(name.getFileName() + ".data"));
      assertThatThrownBy(() -> ServerProcess.dev(folder, "sqlite:" + name))
          .as(name.toString())
          .hasMessageContaining("in use by another Signet");
    }
    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(ready()).isEqualTo(200);
  }

  @Test
  void the_write_ahead_log_shrinks_when_another_process_has_read_to_its_end() throws Exception {
    var db = server.internals().db();
    db.inTransaction(tx -> tx.update("CREATE TABLE large (bytes BLOB NOT NULL)").execute());
    try (var other = foreign()) {
      other.setAutoCommit(false);
      try (var reading = other.createStatement();
          var _ = reading.executeQuery("SELECT COUNT(*) FROM large")) {
        for (var written = 0L; written <= WalLimit.BYTES + 10_000_000; written += 5_000_000) {
          db.inTransaction(
              tx -> tx.update("INSERT INTO large (bytes) VALUES (zeroblob(5000000))").execute());
        }
        assertThat(logSize()).isGreaterThan(WalLimit.BYTES);
      }
      other.rollback();
    }
    await(() -> logSize() <= WalLimit.BYTES);
    assertThat(ready()).isEqualTo(200);
  }

  @Test
  void a_start_over_keys_whose_database_has_gone_needs_a_setting_and_keeps_the_key()
      throws IOException {
    var earlier = server.operatorKey();
    server.server().close();
    Files.delete(file());

    assertThatThrownBy(server::restart)
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("operator.key belongs to an earlier one")
        .hasMessageContaining("--new-database");
    assertThat(server.operatorKey()).isEqualTo(earlier);
    assertThat(file()).doesNotExist();

    server.with("new-database", "true").restart();
    assertThat(server.operatorKey()).isNotEqualTo(earlier);
    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
    try (var files = Files.list(server.data())) {
      assertThat(files.filter(kept -> kept.getFileName().toString().startsWith("operator.key.")))
          .singleElement()
          .satisfies(kept -> assertThat(kept).hasContent(earlier));
    }
  }

  @Test
  void a_damaged_page_is_reported_by_audit_verification_and_the_rest_is_served() throws Exception {
    for (var number = 0; number < 40; number++) {
      server.registerAgent("courier " + number).token();
    }
    var page = someLeafOf("audit_events");
    server.server().close();
    overwrite(page);
    server.restart();

    var check = server.operator().get("/api/v1/audit/verify");
    assertThat(check.status()).isEqualTo(200);
    assertThat(check.text("valid")).isEqualTo("false");
    assertThat(check.body()).contains("cannot be read");
    assertThat(Long.parseLong(check.text("events"))).isGreaterThan(40);
    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(server.operator().post("/api/v1/agents", "name", "next").status()).isEqualTo(201);
    assertThat(ready()).isEqualTo(200);
  }

  @Test
  void a_damaged_page_of_the_registry_is_503_and_the_other_agents_are_served() throws Exception {
    var agents = new ArrayList<TestAgent>();
    for (var number = 0; number < 60; number++) {
      agents.add(server.registerAgent("courier " + number));
    }
    var page = someLeafOf("agents");
    server.server().close();
    overwrite(page);
    server.restart();

    var served = 0;
    for (var agent : agents) {
      var shown = server.operator().get("/api/v1/agents/" + agent.id());
      var token =
          new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), agent.secret())
              .requestToken();
      assertThat(shown.status()).isIn(200, 503);
      assertThat(token.status()).isIn(200, 503);
      served += token.status() == 200 ? 1 : 0;
      if (shown.status() == 503) {
        isUnavailable(shown, "unavailable");
      }
    }
    assertThat(served).isBetween(30, 59);
    for (var list : List.of("/api/v1/agents", "/api/v1/agents?q=courier", "/api/agents")) {
      assertThat(server.operator().get(list).status()).isIn(200, 503);
    }
    assertThat(server.operator().post("/api/v1/agents", "name", "next").status()).isEqualTo(201);
    assertThat(ready()).isEqualTo(200);
  }

  private Path file() {
    return Path.of(server.databaseUrl().substring("sqlite:".length()));
  }

  private long logSize() {
    try {
      return Files.size(Path.of(file() + "-wal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long someLeafOf(String table) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery(
                    """
                    SELECT pageno FROM dbstat WHERE name = :table AND pagetype = 'leaf'
                    ORDER BY path LIMIT 1 OFFSET 1
                    """)
                .bind("table", table)
                .mapTo(Long.class)
                .one());
  }

  private void overwrite(long page) throws IOException {
    var garbage = ByteBuffer.allocate(4096);
    while (garbage.hasRemaining()) {
      garbage.put((byte) 0xa5);
    }
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(garbage.flip(), (page - 1) * 4096);
    }
  }

  /// SQLite keeps what there is if a smaller bound is asked for: then the next page is one too
  /// many.
  private boolean pages(String pragma) {
    try {
      return server
          .internals()
          .db()
          .inTransaction(tx -> tx.handle().createQuery(pragma).mapTo(Long.class).one() > 0);
    } catch (Refused _) {
      return false;
    }
  }

  private Connection foreign() throws SQLException {
    return DriverManager.getConnection("jdbc:" + server.databaseUrl());
  }

  private static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE agents SET name = name WHERE 1 = 0");
    }
  }

  private int ready() {
    return server.unauthenticated().get("/health/ready").status();
  }

  private static void isUnavailable(TestResponse answer, String error) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json("error")).isEqualTo(error);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("SQL", "jdbc", "isk");
  }

  private static void await(BooleanSupplier condition) {
    Await.until(DEADLINE, "the expected state", condition);
  }
}
