package dev.signet.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.refusal.Refused;
import dev.signet.testing.Answer;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Another process locks the SQLite file, or the disk is full: what is short is waited for, what is
/// long is 503 and not ready, and service resumes by itself.
@DisplayNameGeneration(ReplaceUnderscores.class)
class EmbeddedFaultsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(10);

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
    var agent = server.registersAgent("courier");
    try (var other = foreign()) {
      lock(other);
      var answers = new AtomicReference<Answer>();
      var tokens = new AtomicReference<Answer>();
      var change =
          Thread.startVirtualThread(
              () -> answers.set(server.operator().post("/api/v1/agents", "name", "late")));
      var token = Thread.startVirtualThread(() -> tokens.set(agent.asksForToken()));
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
    var agent = server.registersAgent("courier");
    var held = agent.token();
    try (var other = foreign()) {
      lock(other);
      isUnavailable(agent.asksForToken(), "temporarily_unavailable");
      isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
      await(() -> ready() == 503);
      assertThat(server.operator().form("/oauth/introspect", "token", held).text("active"))
          .as("what is read from memory goes on")
          .isEqualTo("true");
      other.rollback();
    }
    await(() -> ready() == 200);
    assertThat(agent.asksForToken().status()).isEqualTo(200);
  }

  @Test
  void a_full_disk_is_503_and_not_ready_until_there_is_room_again() {
    var agent = server.registersAgent("courier");
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
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  /// SQLite keeps what there is if a smaller bound is asked for: then the next page is one too
  /// many.
  private boolean pages(String pragma) {
    try {
      return server
          .server()
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
    return server.anybody().get("/health/ready").status();
  }

  private static void isUnavailable(Answer answer, String error) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json("error")).isEqualTo(error);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("SQL", "jdbc", "isk");
  }

  private static void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
