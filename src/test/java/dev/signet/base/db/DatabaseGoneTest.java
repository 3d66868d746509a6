package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.PostgresServer;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The database stops and starts again.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DatabaseGoneTest {
  private static final Duration FAST = Duration.ofSeconds(12);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @Test
  void requests_fail_fast_with_503_and_service_resumes_by_itself() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database does not go away");
    try (var database = PostgresServer.dedicated();
        var server = new TestServer().with("database", database.newDatabaseUrl())) {
      server.start();
      var agent = server.registerAgent("courier", "read");
      var token = agent.token();

      database.stop();

      for (var attempt = 0; attempt < 2; attempt++) {
        var started = System.nanoTime();
        isUnavailable(agent.requestToken(), "temporarily_unavailable");
        isUnavailable(
            server.operator().form("/oauth/introspect", "token", token), "temporarily_unavailable");
        isUnavailable(server.operator().get("/api/v1/agents"), "unavailable");
        // Once the last commit is 3 seconds old.
        await(() -> server.unauthenticated().get("/health/ready").status() == 503);
        isUnavailable(server.unauthenticated().get("/health/ready"), "unavailable");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(FAST);
      }
      assertThat(server.unauthenticated().get("/health/live").status()).isEqualTo(200);

      database.start();

      await(() -> server.unauthenticated().get("/health/ready").status() == 200);
      // On a busy machine a late heartbeat may refuse a request once more.
      await(() -> agent.requestToken().status() == 200);
      await(() ->
          "true"
              .equals(server.operator().form("/oauth/introspect", "token", token).json("active")));
      assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
      var counted = server.operator().get("/api/agents/" + agent.id()).text("agent/token_count");
      var written =
          server
              .operator()
              .get("/api/v1/audit?action=token.issued&agentId=" + agent.id())
              .text("total");
      assertThat(List.of(counted)).containsExactly(written);
    }
  }

  @Test
  void an_outage_under_load_refuses_every_request_and_undoes_no_answered_write()
      throws IOException, InterruptedException {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database does not go away");
    try (var database = PostgresServer.dedicated();
        var server = new TestServer().with("database", database.newDatabaseUrl())) {
      server.start();
      var agents =
          IntStream.range(0, 8).mapToObj(i -> server.registerAgent("courier " + i)).toList();
      Set<String> tokens = ConcurrentHashMap.newKeySet();
      Set<Integer> statuses = ConcurrentHashMap.newKeySet();
      var over = new AtomicBoolean();
      var load =
          Thread.startVirtualThread(() ->
              ConcurrentCalls.race(
                  agents.size(),
                  racer -> {
                    while (!over.get()) {
                      var answer = agents.get(racer).requestToken();
                      statuses.add(answer.status());
                      if (answer.status() == 200) {
                        tokens.add(answer.text("access_token"));
                      }
                    }
                  }));
      for (var outage = 0; outage < 3; outage++) {
        var before = tokens.size();
        await(() -> tokens.size() > before + 50);
        database.stop();
        await(() -> server.unauthenticated().get("/health/ready").status() == 503);
        database.start();
        await(() -> server.unauthenticated().get("/health/ready").status() == 200);
      }
      over.set(true);
      load.join();

      assertThat(statuses).containsExactlyInAnyOrder(200, 503);
      for (var token : tokens) {
        var event = writeRequest(server, "/api/v1/audit/" + Jwt.of(token).claim("jti"));
        assertThat(event.json("action")).as(event.toString()).isEqualTo("token.issued");
      }
      assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
      for (var agent : agents) {
        var counted = server.operator().get("/api/agents/" + agent.id()).text("agent/token_count");
        var events = "/api/v1/audit?action=token.issued&agentId=" + agent.id();
        assertThat(server.operator().get(events).text("total")).isEqualTo(counted);
      }
    }
  }

  /// A node on a busy machine may say 503 again for a while; any other answer is final.
  private static TestResponse writeRequest(TestServer server, String path) {
    var deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      var answer = server.operator().get(path);
      if (answer.status() != 503 || System.nanoTime() > deadline) {
        return answer;
      }
    }
  }

  private static void await(BooleanSupplier condition) {
    Await.until(DEADLINE, "the expected state", condition);
  }

  private static void isUnavailable(TestResponse answer, String error) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json("error")).isEqualTo(error);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("SQL", "jdbc", "postgres", "onnection");
  }
}
