package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.MeasuredCalls;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two tenants do all that costs the server something, at the rates of a few programs each, while a
/// third one works as usual: it gets its tokens, introspects them, and reads its agents. `make
/// check` does so for a few seconds, beside other tests; `-Dsignet.hostile.seconds=120` for two
/// minutes, and then the 99th percentile of the good tenant may at most double.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TwoHostileTenantsTest {
  private static final Duration SHORT = Duration.ofSeconds(6);

  /// In the short form, where other tests use the processor too.
  private static final Duration AT_MOST = Duration.ofSeconds(3);

  private record Tenant(TestClient operator, TestClient client, String agentId, String secret) {

    static Tenant make(ServerProcess server, TestClient operator, String name) {
      var organization =
          operator.post("/api/v1/organizations", "name", name, "slug", name).text("organizationId");
      var agent =
          operator
              .post(
                  "/api/v1/agents",
                  "name",
                  name,
                  "organizationId",
                  organization,
                  "scopes",
                  List.of("agents:read", "agents:write", "audit:read", "tokens:read"),
                  "grantTypes",
                  List.of("client_credentials", "refresh_token"))
              .text("agentId");
      var secret = operator.post("/api/v1/agents/" + agent + "/credentials").text("clientSecret");
      return new Tenant(operator, server.client(), agent, secret);
    }

    TestResponse asksForToken(String shown) {
      return client.form(
          "/oauth/token",
          "grant_type",
          "client_credentials",
          "client_id",
          agentId,
          "client_secret",
          shown);
    }

    String token() {
      return asksForToken(secret).text("access_token");
    }
  }

  /// A repeated request of a hostile tenant.
  private enum Attack {
    GUESSES_SECRETS {
      @Override
      void once(Tenant tenant, Tenant victim) {
        var _ = victim.asksForToken("wrong" + System.nanoTime());
      }
    },
    READS_THE_AUDIT_LOG {
      @Override
      void once(Tenant tenant, Tenant victim) {
        var client = tenant.client().bearer(tenant.token());
        client.get("/api/v1/audit?requestId=none&limit=100");
        client.get("/api/v1/audit/export");
      }
    },
    ISSUES_AND_REVOKES {
      @Override
      void once(Tenant tenant, Tenant victim) {
        var issued = tenant.asksForToken(tenant.secret());
        var client = tenant.client();
        var credentials = List.of("client_id", tenant.agentId(), "client_secret", tenant.secret());
        for (var token : List.of("access_token", "refresh_token")) {
          var pairs = new ArrayList<>(credentials);
          pairs.addAll(List.of("token", issued.text(token)));
          client.form("/oauth/revoke", pairs.toArray(String[]::new));
        }
      }
    },
    REUSES_REFRESH_TOKENS {
      @Override
      void once(Tenant tenant, Tenant victim) {
        var refresh = tenant.asksForToken(tenant.secret()).text("refresh_token");
        for (var i = 0; i < 3; i++) {
          tenant
              .client()
              .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refresh);
        }
      }
    },
    SENDS_LARGE_BODIES {
      @Override
      void once(Tenant tenant, Tenant victim) {
        tenant
            .client()
            .bearer(tenant.token())
            .postJson("/api/v1/agents", "{\"metadata\":[" + "{},".repeat(8_000) + "{}]}");
      }
    },
    REGISTERS_AGENTS {
      @Override
      void once(Tenant tenant, Tenant victim) {
        tenant.client().bearer(tenant.token()).post("/api/v1/agents", "name", "another one");
      }
    };

    abstract void once(Tenant tenant, Tenant victim);
  }

  /// Works as the well-behaved tenant.
  private static MeasuredCalls works(Tenant tenant, Duration length) {
    var calls = new MeasuredCalls();
    var end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      calls.call("token", () -> tenant.asksForToken(tenant.secret()));
      var token = tenant.token();
      var client = tenant.client().bearer(token);
      calls.call("introspect", () -> client.form("/oauth/introspect", "token", token));
      calls.call("list", () -> client.get("/api/v1/agents?limit=10"));
    }
    return calls;
  }

  private static int attacks(
      Tenant tenant, Tenant victim, Attack attack, Map<String, Integer> broken, long end) {
    var times = 0;
    while (System.nanoTime() < end) {
      try {
        attack.once(tenant, victim);
      } catch (RuntimeException e) {
        // It was refused, and has no token to go on with.
        broken.merge(e.getClass().getSimpleName(), 1, Integer::sum);
      }
      times++;
    }
    return times;
  }

  @Test
  void a_good_tenant_is_never_refused_beside_two_hostile_ones(@TempDir Path data)
      throws IOException {
    var seconds = Integer.getInteger("signet.hostile.seconds", 0);
    var length = seconds == 0 ? SHORT : Duration.ofSeconds(seconds);
    try (var server = ServerProcess.serve(data, 0, "--database", TestDatabase.fresh(data))) {
      var operator = server.client().bearer(Files.readString(data.resolve("operator.key")).strip());
      var good = Tenant.make(server, operator, "good");
      var hostile =
          List.of(Tenant.make(server, operator, "first"), Tenant.make(server, operator, "second"));
      works(good, length.dividedBy(3));
      var before = works(good, length.dividedBy(3));

      MeasuredCalls beside;
      var broken = new ConcurrentHashMap<String, Integer>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var end = System.nanoTime() + length.toNanos();
        var attacks = new ArrayList<Future<Integer>>();
        for (var tenant : hostile) {
          for (var attack : Attack.values()) {
            attacks.add(executor.submit(() -> attacks(tenant, good, attack, broken, end)));
          }
        }
        beside = works(good, length);
        for (var attack : attacks) {
          assertThat(attack.get()).isPositive();
        }
      } catch (ExecutionException e) {
        throw new AssertionError("An attack failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }

      assertThat(beside.statuses().keySet())
          .as(beside.statuses() + ", and the hostile ones saw " + broken)
          .containsExactlyInAnyOrder("token 200", "introspect 200", "list 200");
      assertThat(operator.get("/api/v1/agents").status()).isEqualTo(200);
      if (seconds == 0) {
        assertThat(beside.p99()).isLessThan(AT_MOST);
      } else {
        System.out.println("p99 alone " + before.p99() + ", beside both " + beside.p99());
        assertThat(beside.p99()).isLessThan(before.p99().multipliedBy(2));
      }
    }
  }
}
