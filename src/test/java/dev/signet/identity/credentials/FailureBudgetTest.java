package dev.signet.identity.credentials;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How many failures are answered and recorded individually, and that a correct secret is not
/// affected by them. All tests connect through a trusted proxy.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FailureBudgetTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .withDefault("failures-per-secret")
          .withDefault("failures-per-client-and-address")
          .withDefault("failures-per-address")
          .withDefault("failures-per-client")
          .with("trusted-proxies", "127.0.0.1, 10.0.0.0/8");

  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  /// A published test vector of bcrypt, for the secret `U*U`.
  private static final String VECTOR =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger();

  private final TestAgent agent = server.registerAgent("courier", "read");

  @Test
  void after_ten_failures_further_failures_have_to_wait_but_successes_do_not() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      assertThat(asks(from(address), agent.clientId(), "guess " + i).status()).isEqualTo(401);
    }

    var refused = wrong(from(address), agent);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json("error")).isEqualTo("slow_down");
    assertThat(refused.header("retry-after")).contains("6");
    assertThat(right(from(address), agent).status()).isEqualTo(200);
    assertThat(wrong(from(address), agent).status()).isEqualTo(429);
  }

  @Test
  void the_correct_secret_from_an_address_without_failures_still_works() {
    var guesser = newAddress();
    for (var i = 0; i < 11; i++) {
      wrong(from(guesser), agent);
    }

    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void failures_from_many_addresses_do_not_block_a_clients_correct_secret() {
    var addresses = Stream.generate(FailureBudgetTest::newAddress).limit(100).toList();
    for (var address : addresses) {
      assertThat(wrong(from(address), agent).status()).isEqualTo(401);
    }

    assertThat(wrong(from(addresses.getFirst()), agent).status()).isEqualTo(429);
    assertThat(right(from(addresses.getFirst()), agent).status()).isEqualTo(200);
    assertThat(wrong(from(newAddress()), agent).status()).isEqualTo(429);
    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void guessing_at_many_clients_uses_up_the_addresss_budget() {
    var address = newAddress();
    for (var i = 0; i < 100; i++) {
      var client = "client-" + i;
      assertThat(asks(from(address), client, "hunter" + i).status()).isEqualTo(401);
    }

    assertThat(asks(from(address), "client-100", "another").status()).isEqualTo(429);
    assertThat(right(from(address), agent).status()).isEqualTo(200);
    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void the_budget_recovers_after_waiting() {
    var address = newAddress();
    for (var i = 0; i < 11; i++) {
      wrong(from(address), agent);
    }

    server.clock().advance(Duration.ofSeconds(6));

    assertThat(wrong(from(address), agent).status()).isEqualTo(401);
    assertThat(wrong(from(address), agent).status()).isEqualTo(429);
    server.clock().advance(Duration.ofSeconds(6));
    assertThat(right(from(address), agent).status()).isEqualTo(200);
  }

  @Test
  void delayed_attempts_are_counted_but_not_recorded() {
    var address = newAddress();
    for (var i = 0; i < 15; i++) {
      wrong(from(address), agent);
    }

    var events =
        server.operator().get("/api/v1/audit?limit=100&action=auth.failed&agentId=" + agent.id());
    assertThat(events.json().at("/data").size()).isEqualTo(10);
    assertThat(events.json("data/0/ipAddress")).isEqualTo(address);
    var metrics = server.operator().get("/metrics").body();
    assertThat(metrics)
        .contains("signet_auth_failures_total{method=\"client_secret\",reason=\"over_budget\"}");
    assertThat(metrics)
        .contains("signet_auth_failures_total{method=\"client_secret\",reason=\"wrong_secret\"}");
  }

  @Test
  void concurrent_guesses_get_no_further_than_sequential_guesses() throws Exception {
    var address = newAddress();
    var answers = new ArrayList<TestResponse>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racers =
          Stream.<Callable<TestResponse>>generate(() -> () -> wrong(from(address), agent))
              .limit(64)
              .toList();
      for (var racer : threads.invokeAll(racers)) {
        answers.add(racer.get());
      }
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(401, 429));
    assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSizeBetween(10, 20);
  }

  @Test
  void an_agent_has_one_budget_for_all_its_ids() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      var name = i % 2 == 0 ? made.text("client_id") : made.text("agent/id");
      assertThat(asks(from(address), name, "hunter2." + i).status()).isEqualTo(401);
    }

    for (var name : List.of(made.text("client_id"), made.text("agent/id"))) {
      assertThat(asks(from(address), name, "hunter3").status()).isEqualTo(429);
      assertThat(asks(from(address), name, made.text("client_secret")).status()).isEqualTo(200);
    }
  }

  @Test
  void an_unreadable_secret_counts_as_a_failure() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      var answer =
          from(address)
              .with("Authorization", "Basic ***")
              .rawForm("/oauth/token", "grant_type=client_credentials");
      assertThat(answer.status()).isEqualTo(401);
    }

    assertThat(
            from(address)
                .with("Authorization", "Basic ***")
                .rawForm("/oauth/token", "grant_type=client_credentials")
                .status())
        .isEqualTo(429);
    assertThat(right(from(address), agent).status()).isEqualTo(200);
  }

  @Test
  void requests_without_a_secret_do_not_count() {
    var address = newAddress();
    for (var i = 0; i < 200; i++) {
      var answer = from(address).rawForm("/oauth/token", "grant_type=client_credentials");
      assertThat(answer.status()).isEqualTo(401);
    }

    assertThat(right(from(address), agent).status()).isEqualTo(200);
  }

  @Test
  void introspection_shares_the_budget() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      from(address).basic(agent.id(), "hunter2." + i).form("/oauth/introspect", "token", "x");
    }

    assertThat(
            from(address)
                .basic(agent.id(), "hunter3")
                .form("/oauth/introspect", "token", "x")
                .status())
        .isEqualTo(429);
    assertThat(wrong(from(address), agent).status()).isEqualTo(429);
    assertThat(
            from(address)
                .basic(agent.id(), agent.secret())
                .form("/oauth/introspect", "token", "x")
                .status())
        .isEqualTo(200);
    assertThat(right(from(address), agent).status()).isEqualTo(200);
  }

  @Test
  void repeating_one_wrong_secret_counts_as_one_guess() {
    var address = newAddress();
    var other = server.registerAgent("neighbour", "read");
    for (var i = 0; i < 200; i++) {
      wrong(from(address), agent);
    }

    assertThat(wrong(from(address), agent).status()).isEqualTo(429);
    for (var i = 0; i < 9; i++) {
      assertThat(asks(from(address), other.clientId(), "guess " + i).status()).isEqualTo(401);
    }
    assertThat(asks(from(address), agent.clientId(), "another one").status()).isEqualTo(401);
  }

  @Test
  void unknown_api_keys_and_revoked_refresh_tokens_do_not_delay_a_client_with_the_correct_secret() {
    var address = newAddress();
    var here = from(address);
    for (var i = 0; i < 120; i++) {
      here.bearer(SECRETS.generate(SecretKind.API_KEY).reveal()).get("/api/v1/agents");
    }
    var stranger = here.bearer(SECRETS.generate(SecretKind.API_KEY).reveal()).get("/api/v1/agents");
    isProblem(stranger, 429, "too_many_requests");
    assertThat(stranger.header("retry-after")).isPresent();

    assertThat(right(here, agent).status()).isEqualTo(200);
    assertThat(here.bearer(server.operatorKey()).get("/api/v1/agents").status()).isEqualTo(200);
    var key =
        server.operator().post("/api/v1/agents/" + agent.id() + "/api-key/rotate").text("apiKey");
    assertThat(here.bearer(key).get("/v1/agents/self").status()).isEqualTo(200);
    assertThat(asks(here, agent.clientId(), key).status()).isEqualTo(200);
  }

  @Test
  void an_ended_refresh_token_uses_neither_the_agents_rate_limit_nor_other_clients_budgets()
      throws Exception {
    try (var rated =
        new TestServer()
            .withDefault("failures-per-secret")
            .withDefault("failures-per-address")
            .with("rate-token", "20")) {
      rated.start();
      var made = rated.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
      var id = made.text("client_id");
      var secret = made.text("client_secret");
      var first = asks(rated.unauthenticated(), id, secret).text("refresh_token");
      var second = refreshes(rated.unauthenticated(), first).text("refresh_token");
      var third = refreshes(rated.unauthenticated(), second).text("refresh_token");
      rated.clock().advance(Duration.ofMinutes(11));
      assertThat(refreshes(rated.unauthenticated(), third).status()).isEqualTo(200);
      assertThat(refreshes(rated.unauthenticated(), first).status()).as("reused").isEqualTo(400);
      rated.clock().advance(Duration.ofMinutes(1));

      var answers = new ArrayList<Integer>();
      for (var i = 0; i < 120; i++) {
        answers.add(refreshes(rated.unauthenticated(), first).status());
      }

      assertThat(answers).startsWith(400, 400, 400).endsWith(429, 429, 429);
      assertThat(answers.stream().filter(status -> status == 400)).hasSize(10);
      assertThat(asks(rated.unauthenticated(), id, secret).status()).isEqualTo(200);
      assertThat(rated.operator().get("/api/v1/agents").status()).isEqualTo(200);
      assertThat(refreshes(rated.unauthenticated(), "rt_nothing").status())
          .as("another ended refresh token at the address")
          .isEqualTo(400);
    }
  }

  private static TestResponse refreshes(TestClient client, String token) {
    return client.form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);
  }

  @Test
  void an_imported_secret_that_a_person_may_have_chosen_has_to_wait() {
    var imported = imports("U*U", VECTOR);
    var guesser = newAddress();
    assertThat(asks(from(guesser), imported, "U*U").status()).isEqualTo(200);
    for (var i = 0; i < 10; i++) {
      assertThat(asks(from(guesser), imported, "guess " + i).status()).isEqualTo(401);
    }

    assertThat(asks(from(guesser), imported, "U*U").status())
        .as("else it could be guessed at any speed")
        .isEqualTo(429);
    assertThat(asks(from(newAddress()), imported, "U*U").status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(6));
    assertThat(asks(from(guesser), imported, "U*U").status()).isEqualTo(200);
  }

  @Test
  void a_clients_budget_does_not_block_addresses_that_have_recovered_or_used_the_secret() {
    var imported = imports("U*U", VECTOR);
    var proven = newAddress();
    var forgiven = newAddress();
    assertThat(asks(from(proven), imported, "U*U").status()).isEqualTo(200);
    assertThat(asks(from(forgiven), imported, "wrong").status()).isEqualTo(401);
    // Requests in the meantime do not extend it.
    for (var i = 0; i < 4; i++) {
      server.clock().advance(Duration.ofSeconds(50));
      assertThat(right(from(forgiven), agent).status()).isEqualTo(200);
    }
    assertThat(asks(from(proven), imported, "wrong").status()).isEqualTo(401);
    for (var place = 0; place < 12; place++) {
      var guesser = newAddress();
      for (var i = 0; i < 10; i++) {
        asks(from(guesser), imported, "guess " + place + "." + i);
      }
    }

    var failed = newAddress();
    assertThat(asks(from(failed), imported, "wrong").status()).as("log").isEqualTo(429);
    assertThat(asks(from(proven), imported, "U*U").status()).isEqualTo(200);
    assertThat(asks(from(forgiven), imported, "U*U").status()).isEqualTo(200);
  }

  @Test
  void an_imported_random_secret_is_compared_without_delay_after_its_first_success() {
    var random = "7f3a2b1c9d8e4f0a6b5c3d2e1f0a9b8c";
    var hash = new Bcrypt(4, 1, 1).hash(Secret.of(random));
    var imported = imports(random, hash);
    var address = newAddress();
    assertThat(asks(from(address), imported, random).status()).isEqualTo(200);
    for (var i = 0; i < 20; i++) {
      asks(from(address), imported, "7f3a2b1c9d8e4f0a6b5c3d2e1f0a9b" + (10 + i));
    }

    assertThat(wrong(from(address), agent).status()).isEqualTo(401);
    assertThat(asks(from(address), imported, random).status()).isEqualTo(200);
    assertThat(asks(from(address), imported, random + "x").status()).isEqualTo(429);
  }

  private static String imports(String secret, String hash) {
    assertThat(secret).isNotEmpty();
    return server
        .operator()
        .post(
            "/api/v1/agents",
            "name",
            "moved",
            "scopes",
            List.of("read"),
            "credentials",
            List.of(Map.of("clientSecretHash", hash)))
        .text("agentId");
  }

  @Test
  void addresses_that_a_client_puts_into_the_forwarding_header_give_no_attempts() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      wrong(from("198.51.100." + i + ", " + address), agent);
    }

    assertThat(wrong(from("198.51.100.99, " + address), agent).status()).isEqualTo(429);
    assertThat(wrong(from("198.51.100.99, " + address + ", 10.1.2.3"), agent).status())
        .isEqualTo(429);
  }

  @Test
  void without_a_trusted_proxy_the_header_is_ignored() throws Exception {
    try (var open = new TestServer().withDefault("failures-per-client-and-address")) {
      open.start();
      var guessed = open.registerAgent("guessed", "read");
      for (var i = 0; i < 10; i++) {
        var forged = open.unauthenticated().with("X-Forwarded-For", "203.0.113." + i);
        assertThat(asks(forged, guessed.id(), "hunter2." + i).status()).isEqualTo(401);
      }

      var forged = open.unauthenticated().with("X-Forwarded-For", "203.0.113.99");
      assertThat(asks(forged, guessed.id(), "hunter2").status()).isEqualTo(429);
    }
  }

  private static String newAddress() {
    var next = NEXT_ADDRESS.incrementAndGet();
    return "203.0." + next / 250 + "." + (1 + next % 250);
  }

  private static TestClient from(String forwarded) {
    return server.unauthenticated().with("X-Forwarded-For", forwarded);
  }

  private static TestResponse wrong(TestClient client, TestAgent agent) {
    return asks(client, agent.clientId(), "hunter2");
  }

  private static TestResponse right(TestClient client, TestAgent agent) {
    return asks(client, agent.clientId(), agent.secret());
  }

  private static TestResponse asks(TestClient client, String id, String secret) {
    return client.form(
        "/oauth/token",
        "grant_type",
        "client_credentials",
        "client_id",
        id,
        "client_secret",
        secret);
  }
}
