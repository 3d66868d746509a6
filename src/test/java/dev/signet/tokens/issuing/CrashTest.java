package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Ids;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The state of the server after `kill -9` under load.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CrashTest {
  private static final int AGENTS = 24;
  private static final int ROUNDS = 3;
  private static final int TOKENS_A_ROUND = 400;

  /// More tokens than are counted in the revoking transaction.
  private static final int MANY = 30_000;

  private static final Duration POLL = Duration.ofMillis(5);

  @TempDir Path data;

  @Test
  void acknowledged_changes_survive_a_kill() throws InterruptedException {
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
    String cut;
    try (var server = ServerProcess.dev(port, data, database)) {
      assertThat(agentOfToken.size()).isGreaterThanOrEqualTo(ROUNDS * TOKENS_A_ROUND);
      agentOfToken.forEach((token, agent) -> {
        var event = server.client().get("/api/v1/audit/" + Jwt.of(token).claim("jti"));
        assertThat(event.status()).as("event of an answered token").isEqualTo(200);
        assertThat(event.text("action")).isEqualTo("token.issued");
        assertThat(event.text("agentId")).isEqualTo(agent);
        // A suspension without a response may or may not have been committed.
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
      cut = isKilledBetweenCutAndCount(server, database);
    }
    try (var server = ServerProcess.dev(port, data, database)) {
      var path = "/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + cut;
      var event = server.client().get(path);
      while (event.text("total").equals("0")) {
        LockSupport.parkNanos(POLL.toNanos());
        event = server.client().get(path);
      }
      assertThat(event.text("data/0/metadata/revoked_token_count"))
          .isEqualTo(Integer.toString(MANY));
      assertThat(event.text("total")).isEqualTo("1");
      assertThat(server.client().get("/api/v1/agents/" + cut).text("status"))
          .isEqualTo("suspended");
    }
  }

  /// Suspends an agent with many tokens, and kills the server while their count is pending: another
  /// connection holds the lock that recording it needs. If the count was recorded before that,
  /// another agent is used.
  ///
  /// @return the agent
  private static String isKilledBetweenCutAndCount(ServerProcess server, String database) {
    try (var other = connect(database)) {
      while (true) {
        var agent = server.client().post("/api/v1/agents", "name", "busy").text("agentId");
        hasIssued(other, agent);
        var cut = Thread.startVirtualThread(() -> suspend(server.client(), agent));
        while (cut.isAlive() && due(other, agent) == 0) {
          Thread.onSpinWait();
        }
        other.setAutoCommit(false);
        var isDue =
            update(other, "UPDATE token_counts SET event = event WHERE agent_id = ?", agent) == 1;
        if (isDue) {
          server.kill();
        }
        other.rollback();
        other.setAutoCommit(true);
        if (isDue) {
          return agent;
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void suspend(TestClient client, String agent) {
    try {
      client.patch("/api/v1/agents/" + agent, "active", false);
    } catch (UncheckedIOException _) {
      // The server was killed.
    }
  }

  private static Connection connect(String database) throws SQLException {
    return switch (DatabaseUrl.parse(database)) {
      case DatabaseUrl.Sqlite _ ->
          DriverManager.getConnection("jdbc:" + database + "?busy_timeout=60000");
      case DatabaseUrl.Postgresql(var jdbc, var user, var password) ->
          DriverManager.getConnection(jdbc, user, password);
    };
  }

  private static int update(Connection connection, String sql, String agent) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, agent);
      return statement.executeUpdate();
    }
  }

  private static long due(Connection connection, String agent) throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT COUNT(*) FROM token_counts WHERE agent_id = ?")) {
      query.setString(1, agent);
      var rows = query.executeQuery();
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Events of tokens that are active for an hour, as issuance records them, but without the hash
  /// chain.
  private static void hasIssued(Connection connection, String agent) throws SQLException {
    var now = Instant.now();
    var id = Ids.firstAt(now).substring(0, 14) + UUID.randomUUID().toString().substring(14, 24);
    update(
        connection,
        """
        INSERT INTO audit_events (
          event_id, chain_id, seq, occurred_at, action, outcome, agent_id, actor_type, actor_id,
          ip_address, user_agent, request_id, metadata, token_expires_at, token_generation,
          prev_hash, hash)
        WITH RECURSIVE numbers (n) AS (
          SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        SELECT '%s' || substr(CAST(1000000000000 + n AS TEXT), 2), '%s', n, %d, 'token.issued',
          'success', agent_id, 'agent', agent_id, '', '', '', '{}', %d, generation, '', ''
        FROM numbers CROSS JOIN agents WHERE agent_id = ?
        """
            .formatted(
                MANY,
                id,
                UUID.randomUUID(),
                now.toEpochMilli(),
                now.plus(Duration.ofHours(1)).toEpochMilli()),
        agent);
  }

  private static String[] registerAgents(TestClient client, Map<String, String> secrets) {
    var ids = new String[AGENTS];
    for (var i = 0; i < AGENTS; i++) {
      var id = client.post("/api/v1/agents", "name", "agent " + i).text("agentId");
      var made = client.post("/api/v1/agents/" + id + "/credentials");
      secrets.put(id, made.text("clientSecret"));
      ids[i] = id;
    }
    return ids;
  }

  /// Gets tokens for all agents, and suspends one in eight of them, until the server no longer
  /// responds.
  private static void loadUntilKilled(
      ServerProcess server,
      String[] ids,
      Map<String, String> secrets,
      Map<String, String> agentOfToken,
      Set<String> suspended,
      Set<String> maybeSuspended,
      CountDownLatch enough) {
    var answered = new AtomicInteger();
    ConcurrentCalls.race(
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
            // The server was killed.
          }
        });
  }

  private static void countersAreThoseOfTheTrail(TestClient client, Set<String> agents) {
    for (var agent : agents) {
      var counted = client.get("/api/agents/" + agent).text("agent/token_count");
      var written = client.get("/api/v1/audit?action=token.issued&agentId=" + agent).text("total");
      assertThat(counted).isEqualTo(written);
    }
  }
}
