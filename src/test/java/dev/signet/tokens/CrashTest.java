package dev.signet.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Client;
import dev.signet.testing.Jwt;
import dev.signet.testing.Load;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle of load, and what is there afterwards.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CrashTest {
  private static final int AGENTS = 24;
  private static final int ROUNDS = 3;
  private static final int TOKENS_A_ROUND = 400;

  @TempDir Path data;

  @Test
  void what_was_answered_before_a_kill_is_there_after_it() throws InterruptedException {
    var database = TestDatabase.fresh(data);
    var port = ServerProcess.freePort();
    Map<String, String> agentOfToken = new ConcurrentHashMap<>();
    Set<String> suspended = ConcurrentHashMap.newKeySet();
    Set<String> maybeSuspended = ConcurrentHashMap.newKeySet();
    Map<String, String> secrets = new ConcurrentHashMap<>();
    for (var round = 0; round < ROUNDS; round++) {
      try (var server = ServerProcess.dev(port, data, database, "--rate-token", "0")) {
        var ids = registerAgents(server.client(), secrets);
        var enough = new CountDownLatch(TOKENS_A_ROUND);
        var load =
            Thread.startVirtualThread(() ->
                loadUntilKilled(
                    server, ids, secrets, agentOfToken, suspended, maybeSuspended, enough));
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        server.kill();
        load.join();
      }
    }
    try (var server = ServerProcess.dev(port, data, database)) {
      assertThat(agentOfToken.size()).isGreaterThanOrEqualTo(ROUNDS * TOKENS_A_ROUND);
      agentOfToken.forEach((token, agent) -> {
        var event = server.client().get("/api/v1/audit/" + Jwt.of(token).claim("jti"));
        assertThat(event.status()).as("event of an answered token").isEqualTo(200);
        assertThat(event.text("action")).isEqualTo("token.issued");
        assertThat(event.text("agentId")).isEqualTo(agent);
        // A suspension that was asked for and not answered may be or not be.
        if (suspended.contains(agent) || !maybeSuspended.contains(agent)) {
          var active = server.client().form("/oauth/introspect", "token", token).text("active");
          assertThat(active).isEqualTo(suspended.contains(agent) ? "false" : "true");
        }
      });
      assertThat(suspended).isNotEmpty();
      suspended.forEach(agent ->
          assertThat(server.client().get("/api/v1/agents/" + agent).text("status"))
              .isEqualTo("suspended"));
      var verified = server.client().get("/api/v1/audit/verify");
      assertThat(verified.text("valid")).as(verified.body()).isEqualTo("true");
      countersAreThoseOfTheTrail(server.client(), secrets.keySet());
    }
  }

  private static String[] registerAgents(Client client, Map<String, String> secrets) {
    var ids = new String[AGENTS];
    for (var i = 0; i < AGENTS; i++) {
      var id = client.post("/api/v1/agents", "name", "agent " + i).text("agentId");
      var made = client.post("/api/v1/agents/" + id + "/credentials");
      secrets.put(id, made.text("clientSecret"));
      ids[i] = id;
    }
    return ids;
  }

  /// Takes tokens from all agents, and suspends one in eight on the way, until nobody answers.
  private static void loadUntilKilled(
      ServerProcess server,
      String[] ids,
      Map<String, String> secrets,
      Map<String, String> agentOfToken,
      Set<String> suspended,
      Set<String> maybeSuspended,
      CountDownLatch enough) {
    var answered = new AtomicInteger();
    Load.race(
        16,
        racer -> {
          try {
            for (var i = racer; ; i++) {
              var id = ids[i % ids.length];
              var answer =
                  server
                      .client()
                      .form(
                          "/oauth/token",
                          "grant_type",
                          "client_credentials",
                          "client_id",
                          id,
                          "client_secret",
                          secrets.getOrDefault(id, ""));
              if (answer.status() == 200) {
                agentOfToken.put(answer.text("access_token"), id);
                enough.countDown();
              }
              if (answered.incrementAndGet() == TOKENS_A_ROUND / 2) {
                for (var at = 0; at < ids.length; at += 8) {
                  maybeSuspended.add(ids[at]);
                  var ended = server.client().patch("/api/v1/agents/" + ids[at], "active", false);
                  if (ended.status() == 200) {
                    suspended.add(ids[at]);
                  }
                }
              }
            }
          } catch (UncheckedIOException _) {
            // Killed.
          }
        });
  }

  private static void countersAreThoseOfTheTrail(Client client, Set<String> agents) {
    for (var agent : agents) {
      var counted = client.get("/api/agents/" + agent).text("agent/token_count");
      var written = client.get("/api/v1/audit?action=token.issued&agentId=" + agent).text("total");
      assertThat(counted).isEqualTo(written);
    }
  }
}
