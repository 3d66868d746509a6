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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tenants whose agents send hundreds of requests at once, each within its rate limit, while
/// another tenant works as usual.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CrowdingTenantsTest {
  private static final int CONNECTIONS = 300;

  /// Longer than the two seconds after which a request that waits for the database is refused.
  private static final Duration LENGTH = Duration.ofSeconds(6);

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Duration AT_MOST = Duration.ofSeconds(2);

  /// How much slower the good tenant may become on a machine that is slow anyway.
  private static final int FACTOR = 10;

  private ServerProcess server;
  private TestClient operator;
  private Duration alone = Duration.ZERO;
  private final Map<Integer, Integer> hostile = new ConcurrentHashMap<>();

  @BeforeEach
  void start(@TempDir Path data) throws IOException {
    server = ServerProcess.serve(data, 0, "--database", TestDatabase.fresh(data));
    operator = server.client().bearer(Files.readString(data.resolve("operator.key")).strip());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String organization(String name) {
    return operator
        .post("/api/v1/organizations", "name", name, "slug", name)
        .text("organizationId");
  }

  private record Agent(TestClient client, String id, String secret, TestClient authenticated) {
    TestResponse requestsToken() {
      return client.form(
          "/oauth/token",
          "grant_type",
          "client_credentials",
          "client_id",
          id,
          "client_secret",
          secret);
    }

    TestResponse readsItself() {
      return authenticated.get("/api/v1/agents/" + id);
    }

    TestResponse changesItself(String description) {
      return authenticated.patch("/api/v1/agents/" + id, "description", description);
    }
  }

  private Agent agent(String organization, String name) {
    var id =
        operator
            .post(
                "/api/v1/agents",
                "name",
                name,
                "organizationId",
                organization,
                "scopes",
                List.of("agents:read", "agents:write"))
            .text("agentId");
    var secret = operator.post("/api/v1/agents/" + id + "/credentials").text("clientSecret");
    var agent = new Agent(server.client(), id, secret, server.client());
    var token = agent.requestsToken().text("access_token");
    return new Agent(agent.client(), id, secret, server.client().bearer(token));
  }

  /// Works as the well-behaved tenant.
  private static MeasuredCalls works(Agent agent, Duration length) {
    var calls = new MeasuredCalls();
    var end = System.nanoTime() + length.toNanos();
    for (var i = 0; System.nanoTime() < end; i++) {
      var description = "change " + i;
      calls.call("token", agent::requestsToken);
      calls.call("read", agent::readsItself);
      calls.call("change", () -> agent.changesItself(description));
    }
    return calls;
  }

  /// Works as the good tenant while the hostile agents send over all their connections.
  private MeasuredCalls worksBeside(List<Agent> crowd, CrowdRequest request) {
    var good = agent(organization("good"), "good");
    alone = works(good, WARM_UP).p99();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var end = System.nanoTime() + LENGTH.plusSeconds(2).toNanos();
      for (var i = 0; i < CONNECTIONS; i++) {
        var agent = crowd.get(i % crowd.size());
        executor.execute(() -> {
          for (var time = 0; System.nanoTime() < end; time++) {
            if (sends(agent, request, time) == 429) {
              // As `Retry-After` says: requests beyond the limits would only occupy the processor.
              LockSupport.parkNanos(RETRY_AFTER.toNanos());
            }
          }
        });
      }
      return works(good, LENGTH);
    }
  }

  private int sends(Agent agent, CrowdRequest request, int time) {
    var status = 0;
    try {
      status = request.send(agent, time).status();
    } catch (RuntimeException _) {
      // The server may close connections of a client that has many.
    }
    hostile.merge(status, 1, Integer::sum);
    return status;
  }

  @FunctionalInterface
  private interface CrowdRequest {
    TestResponse send(Agent agent, int time);
  }

  private void wasServed(MeasuredCalls calls) {
    assertThat(calls.statuses().keySet())
        .as(calls.statuses() + ", p99 " + calls.p99() + ", and the hostile ones saw " + hostile)
        .containsExactlyInAnyOrder("token 200", "read 200", "change 200");
  }

  private void wasNotSlowed(MeasuredCalls calls) {
    var bound = alone.multipliedBy(FACTOR);
    assertThat(calls.p99())
        .as("p99 alone " + alone + ", beside " + hostile)
        .isLessThan(bound.compareTo(AT_MOST) > 0 ? bound : AT_MOST);
  }

  @Test
  void an_agent_that_changes_itself_over_hundreds_of_connections_delays_no_other_tenant() {
    var crowd = List.of(agent(organization("first"), "first"));

    var calls = worksBeside(crowd, (agent, time) -> agent.changesItself("change " + time));

    wasServed(calls);
    wasNotSlowed(calls);

    assertThat(hostile).containsKeys(200, 429);
  }

  @Test
  void two_tenants_of_ten_agents_that_change_themselves_delay_no_other_tenant() {
    var first = organization("first");
    var second = organization("second");
    var crowd =
        IntStream.range(0, 20)
            .mapToObj(i -> agent(i % 2 == 0 ? first : second, "agent " + i))
            .toList();

    var calls = worksBeside(crowd, (agent, time) -> agent.changesItself("change " + time));

    wasServed(calls);
    wasNotSlowed(calls);

    assertThat(hostile).containsKey(200);
  }

  @Test
  void an_agent_that_requests_tokens_over_hundreds_of_connections_has_no_other_tenant_refused() {
    var crowd = List.of(agent(organization("first"), "first"));

    wasServed(worksBeside(crowd, (agent, _) -> agent.requestsToken()));

    assertThat(hostile).containsKey(200);
  }
}
