package dev.signet.bench;

import dev.signet.base.db.Ids;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// Measures the effect of very large numbers in one place, over SQLite: a start with millions of
/// revoked tokens beside one with none, and how long other requests wait while a refresh family or
/// all tokens of an agent are revoked. The rows are written with SQL, as issuing writes them but
/// without the hash chain.
final class BulkBenchmark {
  private static final int REVOKED = 5_000_000;
  private static final int OF_FAMILY = 1_000_000;
  private static final int OF_AGENT = 3_000_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final BenchSettings settings;
  private final BenchResources started;
  private final WrkLoad wrk;
  private final Path root;
  private final Path log;
  private final Path data;
  private final BenchHttpClient caller = new BenchHttpClient();

  BulkBenchmark(BenchSettings settings, BenchResources started, WrkLoad wrk, Path root, Path log) {
    this.settings = settings;
    this.started = started;
    this.wrk = wrk;
    this.root = root;
    this.log = log;
    this.data = started.scratch().resolve("bulk");
  }

  String measure() {
    var report = new StringBuilder();
    var server = start();
    var clients = BenchAgents.register(server, Algorithm.ES256, 10).all();
    started.stop(server);
    report.append("| Revoked tokens | Ready after | Introspection | Memory after it |\n");
    report.append("| ---: | ---: | ---: | ---: |\n");
    report.append(start(0, clients));
    execute(
        """
        INSERT INTO revoked_tokens (jti, agent_id, generation, expires_at, revoked_at)
        WITH RECURSIVE numbers (n) AS (
          SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        SELECT '%s' || lower(hex(randomblob(2))) || '-' || substr('' || (1000000000000 + n), 2),
          'no-agent', 1, %d, %d FROM numbers
        """
            .formatted(
                REVOKED,
                prefix(Instant.now()),
                Instant.now().plus(1, ChronoUnit.DAYS).toEpochMilli(),
                Instant.now().toEpochMilli()));
    report.append(start(REVOKED, clients)).append('\n');

    report.append(
        "| | Answered after | Longest wait of another client | in the 10 s before | Counted |\n");
    report.append("| --- | ---: | ---: | ---: | ---: |\n");
    report.append(family(clients)).append(agent(clients)).append('\n');
    return report.toString();
  }

  private SignetServer start() {
    var server =
        started.start(() -> SignetServer.start(root, BenchProcess.freePort(), data, "", log));
    server.awaitReady(data);
    return server;
  }

  private String start(int revoked, List<BenchClient> clients) {
    var began = System.nanoTime();
    var server = start();
    var ready = secondsSince(began);
    var requests =
        WrkLoad.Requests.write(
            started.scratch().resolve("requests"),
            BenchRequests.introspections(clients, clients::get, server.at("/oauth/token"), ""));
    load(server, requests, settings.warmup());
    var outcome = load(server, requests, settings.seconds());
    var memory = server.program().residentMebibytes();
    started.stop(server);
    return "| %,d | %.2f s | %,.0f/s | %d MiB |%n"
        .formatted(revoked, ready, outcome.rate(), memory);
  }

  private LoadResult load(SignetServer server, WrkLoad.Requests requests, int seconds) {
    var outcome =
        wrk.load(
            server.at("/oauth/introspect"), requests, settings.connections().getFirst(), seconds);
    outcome.requireNoErrors("introspection");
    return outcome;
  }

  private static String familyOf(String accessToken) {
    var claims = Base64.getUrlDecoder().decode(accessToken.split("\\.", -1)[1]);
    return JSON.readTree(claims).get("fam").stringValue();
  }

  private String family(List<BenchClient> clients) {
    var server = start();
    var made = server.post("/api/agents", Map.of("name", "bulk", "scopes", List.of("read")));
    var form =
        "grant_type=client_credentials&client_id="
            + made.get("client_id").stringValue()
            + "&client_secret="
            + made.get("client_secret").stringValue();
    var token = caller.post(server.at("/oauth/token"), form);
    var refresh = token.get("refresh_token").stringValue();
    var agent = made.get("agent").get("id").stringValue();
    started.stop(server);
    issue(OF_FAMILY, agent, "'" + familyOf(token.get("access_token").stringValue()) + "'");
    return ends(
        "revoking a refresh family of %,d access tokens".formatted(OF_FAMILY),
        clients,
        agent,
        "token.revoked",
        again -> {
          var credentials = form.replace("grant_type=client_credentials&", "");
          caller.post(again.at("/oauth/revoke"), credentials + "&token=" + refresh);
        });
  }

  private String agent(List<BenchClient> clients) {
    var server = start();
    var made = server.post("/api/v1/agents", Map.of("name", "bulk"));
    var agent = made.get("agentId").stringValue();
    started.stop(server);
    issue(OF_AGENT, agent, "NULL");
    return ends(
        "deactivating an agent with %,d active tokens".formatted(OF_AGENT),
        clients,
        agent,
        "agent.deactivated_with_revocation",
        again -> {
          again.post("/api/agents/" + agent + "/deactivate", Map.of());
        });
  }

  /// @param ending the request that revokes the tokens
  private String ends(
      String what,
      List<BenchClient> clients,
      String agent,
      String action,
      Consumer<SignetServer> ending) {
    var server = start();
    var over = new AtomicBoolean();
    var longest = new AtomicLong();
    var warm = new AtomicBoolean();
    var refused = new AtomicReference<RuntimeException>();
    var other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (var i = 0; !over.get(); i++) {
                  var began = System.nanoTime();
                  caller.post(
                      server.at("/oauth/token"), clients.get(i % clients.size()).tokenForm(""));
                  if (warm.get()) {
                    longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                  }
                }
              } catch (RuntimeException e) {
                refused.set(e);
              }
            });
    Pause.of(Duration.ofSeconds(settings.warmup()));
    warm.set(true);
    Pause.of(Duration.ofSeconds(10));
    var usual = longest.getAndSet(0);
    var began = System.nanoTime();
    ending.accept(server);
    var answered = secondsSince(began);
    var path = "/api/v1/audit?agentId=" + agent + "&action=" + action;
    var events = server.get(path).get("data");
    while (events.isEmpty() && secondsSince(began) < 60) {
      Pause.of(Duration.ofMillis(20));
      events = server.get(path).get("data");
    }
    var counted = secondsSince(began);
    over.set(true);
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
    if (refused.get() != null) {
      throw new BenchFailure("another client was refused: " + refused.get().getMessage());
    }
    var count =
        events.isEmpty() ? -1 : events.get(0).get("metadata").get("revoked_token_count").asLong();
    started.stop(server);
    return "| %s | %.2f s | %.0f ms | %.0f ms | %,d after %.2f s |%n"
        .formatted(what, answered, longest.get() / 1e6, usual / 1e6, count, counted);
  }

  private void issue(int count, String agent, String family) {
    var now = Instant.now();
    execute(
        """
        INSERT INTO audit_events (
          event_id, chain_id, seq, occurred_at, action, outcome, agent_id, actor_type, actor_id,
          ip_address, user_agent, request_id, metadata, token_expires_at, token_generation,
          token_family, prev_hash, hash)
        WITH RECURSIVE numbers (n) AS (
          SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
        SELECT '%s' || lower(hex(randomblob(2))) || '-' || substr('' || (1000000000000 + n), 2),
          '%s', n, %d, 'token.refreshed', 'success', '%s', 'agent', '%s', '127.0.0.1', 'bench', '',
          '{"scope":"read","kid":"bench","expires_at":"2026-01-01T00:00:00.000Z"}', %d,
          (SELECT generation FROM agents WHERE agent_id = '%s'), %s,
          'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
        FROM numbers
        """
            .formatted(
                count,
                prefix(now),
                UUID.randomUUID(),
                now.toEpochMilli(),
                agent,
                agent,
                now.plus(1, ChronoUnit.DAYS).minusSeconds(60).toEpochMilli(),
                agent,
                family));
  }

  /// The beginning of an id generated at a time, up to the last four digits before the node.
  private static String prefix(Instant now) {
    return Ids.firstAt(now).substring(0, 14) + "7000-";
  }

  private void execute(String sql) {
    var file = data.resolve("signet.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size = -400000");
      statement.execute(sql);
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new BenchFailure("the rows cannot be written: " + e.getMessage());
    }
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
