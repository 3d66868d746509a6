package dev.signet.identity.quotas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of tokens over servers that are killed while they have tokens left.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenLimitCrashTest {
  private static final int LIMIT = 1_000;
  private static final int THREADS = 4;

  @TempDir Path data;

  private static TestAgent register(TestClient operator) {
    var organization =
        operator
            .post("/api/v1/organizations", "name", "killed", "slug", "killed")
            .text("organizationId");
    assertThat(
            operator
                .put(
                    "/api/v1/organizations/" + organization + "/tier",
                    "tier",
                    "unlimited",
                    "overrides",
                    Map.of("tokensPerMonth", LIMIT))
                .status())
        .isEqualTo(200);
    var agent = operator.post("/api/v1/agents", "name", "courier", "organizationId", organization);
    var id = agent.text("agentId");
    return new TestAgent(
        operator,
        id,
        agent.text("clientId"),
        operator.post("/api/v1/agents/" + id + "/credentials").text("clientSecret"));
  }

  /// How many tokens the audit log has.
  private static long issued(TestClient operator) {
    return operator
        .get("/api/v1/audit/export?action=token.issued")
        .body()
        .lines()
        .filter(line -> line.contains("\"token.issued\""))
        .count();
  }

  /// Kills the server while it issues tokens.
  private static void killAmid(ServerProcess server, TestAgent agent, int tokens) {
    var left = new AtomicInteger(tokens);
    ConcurrentCalls.race(
        THREADS,
        _ -> {
          try {
            while (agent.requestToken().status() == 200) {
              if (left.decrementAndGet() == 0) {
                server.kill();
              }
            }
          } catch (UncheckedIOException _) {
            // It is killed.
          }
        });
  }

  @Test
  void what_a_killed_server_has_issued_is_counted_and_the_rest_is_not_lost() {
    var month = YearMonth.now(Clock.systemUTC());
    var database = TestDatabase.fresh(data);
    TestAgent agent;
    try (var server = ServerProcess.dev(data, database, "--rate-token", "0")) {
      agent = register(server.client());
      killAmid(server, agent, 333);
    }
    for (var run = 0; run < 2; run++) {
      try (var server = ServerProcess.dev(data, database, "--rate-token", "0")) {
        killAmid(
            server,
            new TestAgent(server.client(), agent.id(), agent.clientId(), agent.secret()),
            111);
      }
    }
    try (var server = ServerProcess.dev(data, database, "--rate-token", "0")) {
      var client = server.client();
      var again = new TestAgent(client, agent.id(), agent.clientId(), agent.secret());

      var before = issued(client);
      assertThat(before).isGreaterThanOrEqualTo(333 + 111 + 111).isLessThan(LIMIT);
      var more = new AtomicInteger();
      // On PostgreSQL the last leases of the killed servers are put back after half a minute.
      Await.until(
          Duration.ofMinutes(2),
          "all tokens of the month are issued",
          () -> {
            while (again.requestToken().status() == 200) {
              more.incrementAndGet();
            }
            return before + more.get() >= LIMIT;
          });

      assumeTrue(month.equals(YearMonth.now(Clock.systemUTC())), "the month has changed meanwhile");
      assertThat(issued(client)).isEqualTo(LIMIT);
      assertThat(again.requestToken().json("used")).isEqualTo(Integer.toString(LIMIT));
    }
  }
}
