package dev.signet.identity.quotas;

import static dev.signet.testing.RefusalAssertions.isQuotaExceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Limits of how much an organization has: on one node over SQLite and on two over PostgreSQL.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CountLimitsTest {
  private static final int RACERS = 16;
  private static final AtomicInteger numbers = new AtomicInteger();

  private static final TestServer first =
      new TestServer().with("webhook-private-addresses", "true").with("leaks", "quarantine");
  private static List<TestServer> nodes = List.of();

  private String organization = "";
  private String agent = "";

  /// What each limit counts: how one more is created, and one removed.
  enum Counted {
    AGENTS("maxAgents") {
      @Override
      TestResponse create(TestClient by, CountLimitsTest test) {
        return by.post("/api/v1/agents", "name", uniqueName(), "organizationId", test.organization);
      }

      @Override
      TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created) {
        return by.delete("/api/v1/agents/" + created.text("agentId"));
      }
    },
    CREDENTIALS("maxCredentialsPerAgent") {
      @Override
      TestResponse create(TestClient by, CountLimitsTest test) {
        return by.post("/api/v1/agents/" + test.agent + "/credentials");
      }

      @Override
      TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created) {
        return by.delete(
            "/api/v1/agents/" + test.agent + "/credentials/" + created.text("credentialId"));
      }
    },
    OPERATOR_KEYS("maxOperatorKeys") {
      @Override
      TestResponse create(TestClient by, CountLimitsTest test) {
        return by.post(
            "/api/v1/operator-keys",
            "name",
            uniqueName(),
            "scopes",
            List.of("agents:read"),
            "organizationId",
            test.organization);
      }

      @Override
      TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created) {
        return by.delete("/api/v1/operator-keys/" + created.text("keyId"));
      }
    },
    WEBHOOKS("maxWebhooks") {
      @Override
      TestResponse create(TestClient by, CountLimitsTest test) {
        return by.post(
            "/api/v1/webhooks",
            "name",
            uniqueName(),
            "url",
            "http://localhost:1024/hook",
            "events",
            List.of("audit.pruned"),
            "organizationId",
            test.organization);
      }

      @Override
      TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created) {
        return by.delete("/api/v1/webhooks/" + created.text("webhookId"));
      }
    },
    MEMBERS("maxMembers") {
      @Override
      TestResponse create(TestClient by, CountLimitsTest test) {
        return by.post(members(test), "name", uniqueName(), "role", "auditor");
      }

      @Override
      TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created) {
        return by.delete(members(test) + "/" + created.text("userId"));
      }

      private static String members(CountLimitsTest test) {
        return "/api/v1/organizations/" + test.organization + "/members";
      }
    };

    private final String quota;

    Counted(String quota) {
      this.quota = quota;
    }

    abstract TestResponse create(TestClient by, CountLimitsTest test);

    abstract TestResponse remove(TestClient by, CountLimitsTest test, TestResponse created);
  }

  private static String uniqueName() {
    return "thing-" + numbers.incrementAndGet();
  }

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

  @BeforeEach
  void createOrganization() {
    organization = first.createOrganization("counted-" + numbers.incrementAndGet());
  }

  private static TestClient operator(int racer) {
    return nodes.get(racer % nodes.size()).operator();
  }

  private void limit(Counted counted, int limit, String enforcement) {
    if (counted == Counted.CREDENTIALS && agent.isEmpty()) {
      agent =
          first
              .operator()
              .post("/api/v1/agents", "name", uniqueName(), "organizationId", organization)
              .text("agentId");
    }
    var set =
        first
            .operator()
            .put(
                "/api/v1/organizations/" + organization + "/tier",
                "tier",
                "unlimited",
                "overrides",
                Map.of(counted.quota, limit),
                "enforcement",
                enforcement);
    assertThat(set.status()).as(set.body()).isEqualTo(200);
  }

  private List<TestResponse> create(Counted counted, int times) {
    var answers = new ArrayList<TestResponse>();
    for (var i = 0; i < times; i++) {
      answers.add(counted.create(first.operator(), this));
    }
    return answers;
  }

  private void isRefused(TestResponse answer, Counted counted, int limit, int used) {
    isQuotaExceeded(answer, counted.quota, limit, used);
    assertThat(answer.json("tier")).isEqualTo("unlimited");
    assertThat(answer.json("organizationId")).isEqualTo(organization);
    assertThat(answer.text("remedy")).contains("ask an operator for a higher limit");
    assertThat(answer.json().has("code")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void the_limit_is_reached_and_not_exceeded(Counted counted) {
    limit(counted, 3, "hard");

    var answers = create(counted, 4);

    assertThat(answers.subList(0, 3))
        .allSatisfy(made -> assertThat(made.status()).as(made.body()).isEqualTo(201));
    isRefused(answers.getLast(), counted, 3, 3);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_removed_makes_room(Counted counted) {
    limit(counted, 1, "hard");
    var made = counted.create(first.operator(), this);
    isRefused(counted.create(first.operator(), this), counted, 1, 1);

    assertThat(counted.remove(first.operator(), this, made).status()).isEqualTo(204);

    assertThat(counted.create(first.operator(), this).status()).isEqualTo(201);
    isRefused(counted.create(first.operator(), this), counted, 1, 1);
  }

  @ParameterizedTest
  @EnumSource
  void of_concurrent_creations_as_many_succeed_as_the_limit_allows(Counted counted) {
    limit(counted, 5, "hard");
    create(counted, 2);
    var answers = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(RACERS, racer -> answers.add(counted.create(operator(racer), this)));

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(3);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .hasSize(RACERS - 3)
        .allSatisfy(answer -> isRefused(answer, counted, 5, 5));
  }

  @ParameterizedTest
  @EnumSource
  void a_first_limit_that_is_set_meanwhile_is_not_exceeded_afterwards(Counted counted) {
    limit(counted, 20, "off");
    clearTier();
    var counts = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            limit(counted, 8, "hard");
          } else {
            counts.add(counted.create(operator(racer), this));
          }
        });

    // Those before the change are not limited; from then on the limit is final.
    var before = counts.stream().filter(answer -> answer.status() == 201).count();
    assertThat(counts)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> assertThat(answer.json("error")).isEqualTo("quota_exceeded"));
    var more = create(counted, 9).stream().filter(answer -> answer.status() == 201).count();
    assertThat(more).isEqualTo(Math.max(0, 8 - before));
  }

  @ParameterizedTest
  @EnumSource
  void a_tier_is_changed_while_much_is_created(Counted counted) {
    limit(counted, 18, "hard");

    ConcurrentCalls.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            for (var i = 0; i < 10; i++) {
              limit(counted, 19 + i % 2, "hard");
            }
          } else {
            assertThat(counted.create(operator(racer), this).status()).isEqualTo(201);
          }
        });
  }

  private void clearTier() {
    assertThat(
            first
                .operator()
                .put("/api/v1/organizations/" + organization + "/tier", "tier", "unlimited")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void a_lower_limit_ends_nothing_and_refuses_what_is_new(Counted counted) {
    limit(counted, 3, "hard");
    create(counted, 3);

    limit(counted, 1, "hard");

    isRefused(counted.create(first.operator(), this), counted, 1, 3);
    limit(counted, 4, "hard");
    assertThat(counted.create(first.operator(), this).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @EnumSource
  void soft_enforcement_only_warns_and_off_does_not(Counted counted) {
    limit(counted, 1, "soft");
    assertThat(create(counted, 3)).allSatisfy(made -> assertThat(made.status()).isEqualTo(201));
    assertThat(events("quota.reached")).isEqualTo(1);

    limit(counted, 5, "off");
    assertThat(create(counted, 3)).allSatisfy(made -> assertThat(made.status()).isEqualTo(201));
    assertThat(events("quota.reached")).isEqualTo(1);
    assertThat(events("quota.warning")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void events_report_four_fifths_of_a_limit_and_its_end(Counted counted) {
    limit(counted, 5, "hard");

    create(counted, 3);
    assertThat(events("quota.warning")).isZero();
    create(counted, 1);
    assertThat(events("quota.warning")).isEqualTo(1);
    assertThat(events("quota.reached")).isZero();
    create(counted, 2);
    assertThat(events("quota.warning")).isEqualTo(1);
    assertThat(events("quota.reached")).isEqualTo(1);
    var event = eventsOf("quota.reached").getFirst().at("/metadata");
    assertThat(event.at("/quota").asString()).isEqualTo(counted.quota);
    assertThat(event.at("/limit").asLong()).isEqualTo(5);
    assertThat(event.at("/used").asLong()).isEqualTo(5);
  }

  private long events(String action) {
    return eventsOf(action).size();
  }

  private List<JsonNode> eventsOf(String action) {
    return first
        .operator()
        .get("/api/v1/audit?limit=100&action=" + action)
        .json()
        .at("/data")
        .valueStream()
        .filter(event -> event.at("/organizationId").asString().equals(organization))
        .toList();
  }

  @Test
  void a_suspended_agent_counts_and_its_reactivation_is_not_refused() {
    limit(Counted.AGENTS, 1, "hard");
    var made = Counted.AGENTS.create(first.operator(), this);
    var path = "/api/v1/agents/" + made.text("agentId");
    assertThat(first.operator().post(path + "/suspend").status()).isEqualTo(200);

    isRefused(Counted.AGENTS.create(first.operator(), this), Counted.AGENTS, 1, 1);

    assertThat(first.operator().patch(path, "active", true).status()).isEqualTo(200);
  }

  @Test
  void a_refused_agent_leaves_its_email_address_free() {
    limit(Counted.AGENTS, 0, "hard");

    assertThat(registerWithEmail().status()).isEqualTo(403);

    limit(Counted.AGENTS, 1, "hard");
    assertThat(registerWithEmail().status()).isEqualTo(201);
  }

  private TestResponse registerWithEmail() {
    return first
        .operator()
        .post(
            "/api/v1/agents",
            "name",
            uniqueName(),
            "email",
            "ada@example.com",
            "organizationId",
            organization);
  }

  @Test
  void an_agent_of_the_default_organization_is_moved_only_below_the_limit() {
    limit(Counted.AGENTS, 1, "hard");
    var moved = first.registerAgent("moved");
    var refused = first.registerAgent("refused");

    assertThat(
            first
                .operator()
                .patch("/api/v1/agents/" + moved.id(), "organizationId", organization)
                .status())
        .isEqualTo(200);
    isRefused(
        first.operator().patch("/api/v1/agents/" + refused.id(), "organizationId", organization),
        Counted.AGENTS,
        1,
        1);
    assertThat(refused.requestToken().status()).isEqualTo(200);
  }

  @Test
  void agents_register_others_only_below_the_limit() {
    limit(Counted.AGENTS, 2, "hard");
    var registering =
        first.registerAgentWith(
            "name",
            uniqueName(),
            "organizationId",
            organization,
            "scopes",
            List.of("agents:write"));
    var caller = first.unauthenticated().bearer(registering.token());

    assertThat(caller.post("/api/v1/agents", "name", uniqueName()).status()).isEqualTo(201);

    isRefused(caller.post("/api/v1/agents", "name", uniqueName()), Counted.AGENTS, 2, 2);
  }

  @Test
  void the_refusal_of_the_free_tier_has_the_code_that_clients_of_others_know() {
    var set =
        first
            .operator()
            .put(
                "/api/v1/organizations/" + organization + "/tier",
                "tier",
                "free",
                "overrides",
                Map.of("maxAgents", 0));
    assertThat(set.status()).isEqualTo(200);

    var answer = Counted.AGENTS.create(first.operator(), this);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json("code")).isEqualTo("FREE_TIER_LIMIT_EXCEEDED");
    assertThat(answer.json("tier")).isEqualTo("free");
  }

  @Test
  void a_quarantined_operator_key_counts_because_it_can_be_released() {
    limit(Counted.OPERATOR_KEYS, 1, "hard");
    var made = Counted.OPERATOR_KEYS.create(first.operator(), this);
    var path = "/api/v1/operator-keys/" + made.text("keyId");
    assertThat(first.operator().post("/api/v1/leaks", "text", made.text("secret")).status())
        .isEqualTo(202);

    isRefused(Counted.OPERATOR_KEYS.create(first.operator(), this), Counted.OPERATOR_KEYS, 1, 1);

    assertThat(first.operator().post(path + "/release").status()).isEqualTo(200);
    assertThat(first.operator().delete(path).status()).isEqualTo(204);
    assertThat(Counted.OPERATOR_KEYS.create(first.operator(), this).status()).isEqualTo(201);
  }
}
