package dev.signet.identity.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Suspending an organization while its agents get tokens, refresh them and register others, on one
/// node over SQLite and on two over PostgreSQL: once it is answered, no token is active and none is
/// issued, and the count is that of the tokens that were issued.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrganizationSuspensionRaceTest {
  private static final int ROUNDS = 25;
  private static final int RACERS = 16;
  private static final String PATH = "/api/v1/organizations/";

  private static final TestServer first = new TestServer().with("token-alg", "ES256");
  private static List<TestServer> nodes = List.of();

  @BeforeAll
  static void start() throws IOException {
    first.start();
    nodes = TestDatabase.isPostgresql() ? List.of(first, first.startNode()) : List.of(first);
  }

  @AfterAll
  static void stop() throws IOException {
    nodes.stream().skip(1).forEach(node -> node.server().close());
    first.close();
  }

  private static TestServer node(int racer) {
    return nodes.get(racer % nodes.size());
  }

  @Test
  void no_token_survives_the_suspension_and_the_count_is_exact() {
    for (var round = 0; round < ROUNDS; round++) {
      new Round(first.createOrganization("race-" + round)).run();
    }
  }

  /// One organization that is suspended under load, reactivated, and suspended again.
  private static final class Round {
    private final String organization;
    private final TestAgent issuing;
    private final TestAgent refreshing;
    private final TestAgent registering;
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> late = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> registered = new ConcurrentLinkedQueue<>();

    Round(String organization) {
      this.organization = organization;
      this.issuing = agent("issuing");
      this.registering = agent("registering");
      this.refreshing = agent("refreshing");
    }

    private TestAgent agent(String name) {
      return first.registerAgentWith(
          "name",
          name,
          "organizationId",
          organization,
          "scopes",
          List.of("agents:write", "agents:read"),
          "grantTypes",
          List.of("client_credentials", "refresh_token"));
    }

    void run() {
      suspendUnderLoad();
      var reactivated = first.operator().post(PATH + organization + "/reactivate");
      assertThat(reactivated.status()).isEqualTo(200);
      assertThat(tokens).allSatisfy(Round::isInactive);
      tokens.clear();
      suspendUnderLoad();
    }

    private void suspendUnderLoad() {
      var answered = new AtomicBoolean();
      var answer = new AtomicReference<TestResponse>();
      var manager = keep(registering.requestToken());
      ConcurrentCalls.race(
          RACERS + 1,
          racer -> {
            if (racer == RACERS) {
              keep(issuing.requestToken());
              answer.set(
                  node(racer).operator().post(PATH + organization + "/suspend", "reason", "race"));
              answered.set(true);
            } else if (racer % 4 == 0) {
              register(node(racer), manager, answered);
            } else if (racer % 4 == 1) {
              refresh(node(racer), answered);
            } else {
              issue(node(racer), answered);
            }
          });
      assertThat(answer.get().status()).isEqualTo(200);
      assertThat(late).as("tokens issued, or agents registered, after the answer").isEmpty();
      assertThat(tokens).allSatisfy(Round::isInactive);
      assertThat(answer.get().text("revokedTokenCount")).isEqualTo(Integer.toString(tokens.size()));
      assertThat(answer.get().text("agents")).isEqualTo(Integer.toString(3 + registered.size()));
    }

    private String keep(TestResponse answer) {
      assertThat(answer.status()).isEqualTo(200);
      tokens.add(answer.text("access_token"));
      return answer.text("access_token");
    }

    private void issue(TestServer node, AtomicBoolean answered) {
      var agent =
          new TestAgent(node.unauthenticated(), issuing.id(), issuing.clientId(), issuing.secret());
      for (var last = false; !last; ) {
        last = answered.get();
        record(agent.requestToken(), last);
      }
    }

    private void refresh(TestServer node, AtomicBoolean answered) {
      var started =
          new TestAgent(
                  node.unauthenticated(),
                  refreshing.id(),
                  refreshing.clientId(),
                  refreshing.secret())
              .requestToken();
      record(started, false);
      var token = started.status() == 200 ? started.text("refresh_token") : "";
      for (var last = false; !last && !token.isEmpty(); ) {
        last = answered.get();
        var answer =
            node.unauthenticated()
                .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);
        record(answer, last);
        token = answer.status() == 200 ? answer.text("refresh_token") : token;
      }
    }

    private void record(TestResponse answer, boolean isLate) {
      if (answer.status() == 200) {
        (isLate ? late : tokens).add(answer.text("access_token"));
      } else {
        assertThat(answer.status()).isIn(400, 401, 503);
      }
    }

    private void register(TestServer node, String manager, AtomicBoolean answered) {
      for (var last = false; !last; ) {
        last = answered.get();
        var answer = node.unauthenticated().bearer(manager).post("/api/v1/agents", "name", "new");
        if (answer.status() == 201) {
          (last ? late : registered).add(answer.text("agentId"));
        } else {
          assertThat(answer.status()).isIn(401, 403, 409);
        }
      }
    }

    private static void isInactive(String token) {
      for (var node : nodes) {
        assertThat(node.operator().form("/oauth/introspect", "token", token).body())
            .isEqualTo("{\"active\":false}");
      }
    }
  }

  @Test
  void of_concurrent_suspensions_and_reactivations_each_token_is_counted_once() {
    var organization = first.createOrganization("both-ways");
    var agent = first.registerAgentWith("name", "agent", "organizationId", organization);
    var issued = new ConcurrentLinkedQueue<>(List.of(agent.token()));
    var counted = new ConcurrentLinkedQueue<Integer>();
    var switching = new AtomicInteger(RACERS / 2);
    ConcurrentCalls.race(
        RACERS,
        racer -> {
          try {
            if (racer % 4 == 0) {
              for (var i = 0; i < 20; i++) {
                var suspended = node(racer).operator().post(PATH + organization + "/suspend");
                counted.add(Integer.parseInt(suspended.text("revokedTokenCount")));
              }
            } else if (racer % 4 == 1) {
              for (var i = 0; i < 20; i++) {
                node(racer).operator().post(PATH + organization + "/reactivate");
              }
            }
          } finally {
            if (racer % 4 < 2) {
              switching.decrementAndGet();
            }
          }
          var own =
              new TestAgent(
                  node(racer).unauthenticated(), agent.id(), agent.clientId(), agent.secret());
          while (switching.get() > 0) {
            var answer = own.requestToken();
            if (answer.status() == 200) {
              issued.add(answer.text("access_token"));
            }
          }
        });

    var last = first.operator().post(PATH + organization + "/suspend");
    counted.add(Integer.parseInt(last.text("revokedTokenCount")));

    assertThat(counted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(issued.size());
    assertThat(issued).allSatisfy(Round::isInactive);
  }

  @Test
  void a_token_revoked_while_its_organization_is_suspended_is_counted_once() {
    for (var round = 0; round < 10; round++) {
      var organization = first.createOrganization("both-revoke-" + round);
      var agents =
          List.of(
              first.registerAgentWith("name", "one", "organizationId", organization),
              first.registerAgentWith("name", "two", "organizationId", organization));
      agents.forEach(agent -> agent.token());
      agents.forEach(agent -> agent.token());
      var counted = new ConcurrentLinkedQueue<Integer>();
      ConcurrentCalls.race(
          3,
          racer -> {
            var answer =
                racer == 2
                    ? node(racer).operator().post(PATH + organization + "/suspend")
                    : node(racer)
                        .operator()
                        .post("/api/v1/agents/" + agents.get(racer).id() + "/suspend");
            counted.add(Integer.parseInt(answer.text("revokedTokenCount")));
          });

      assertThat(counted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
    }
  }
}
