package dev.signet.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
import dev.signet.testing.Client;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often a client secret may be guessed. All tests speak through a proxy that is believed.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FailureBudgetTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .withDefault("failures-per-client-and-address")
          .withDefault("failures-per-address")
          .withDefault("failures-per-client")
          .with("trusted-proxies", "127.0.0.1, 10.0.0.0/8");

  private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger();

  private final TestAgent agent = server.registersAgent("courier", "read");

  @Test
  void after_ten_failures_client_and_address_have_to_wait() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      assertThat(wrong(from(address), agent).status()).isEqualTo(401);
    }

    var refused = wrong(from(address), agent);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json("error")).isEqualTo("slow_down");
    assertThat(refused.header("retry-after")).contains("6");
    assertThat(right(from(address), agent).status()).isEqualTo(429);
  }

  @Test
  void the_right_secret_from_an_address_without_failures_still_works() {
    var guesser = newAddress();
    for (var i = 0; i < 11; i++) {
      wrong(from(guesser), agent);
    }

    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void a_client_that_many_addresses_guess_at_is_closed_to_each_that_has_failed() {
    var addresses = Stream.generate(FailureBudgetTest::newAddress).limit(100).toList();
    for (var address : addresses) {
      assertThat(wrong(from(address), agent).status()).isEqualTo(401);
    }

    assertThat(wrong(from(addresses.getFirst()), agent).status()).isEqualTo(429);
    assertThat(right(from(addresses.getFirst()), agent).status()).isEqualTo(429);
    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void walking_through_clients_uses_up_the_address() {
    var address = newAddress();
    for (var i = 0; i < 100; i++) {
      var client = "client-" + i;
      assertThat(asks(from(address), client, "hunter2").status()).isEqualTo(401);
    }

    assertThat(asks(from(address), "client-100", "hunter2").status()).isEqualTo(429);
    assertThat(right(from(address), agent).status()).isEqualTo(429);
    assertThat(right(from(newAddress()), agent).status()).isEqualTo(200);
  }

  @Test
  void waiting_is_enough() {
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
  void who_is_made_to_wait_is_counted_but_not_written_down() {
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
  void guessing_at_once_gets_no_further_than_guessing_in_turn() throws Exception {
    var address = newAddress();
    var answers = new ArrayList<Answer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racers =
          Stream.<Callable<Answer>>generate(() -> () -> wrong(from(address), agent))
              .limit(64)
              .toList();
      for (var racer : threads.invokeAll(racers)) {
        answers.add(racer.get());
      }
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(401, 429));
    assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSizeBetween(10, 31);
  }

  @Test
  void an_agent_has_one_budget_for_all_its_names() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      var name = i % 2 == 0 ? made.text("client_id") : made.text("agent/id");
      assertThat(asks(from(address), name, "hunter2").status()).isEqualTo(401);
    }

    for (var name : List.of(made.text("client_id"), made.text("agent/id"))) {
      assertThat(asks(from(address), name, made.text("client_secret")).status()).isEqualTo(429);
    }
  }

  @Test
  void a_secret_that_cannot_be_read_counts_as_well() {
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
  void asking_without_a_secret_uses_nothing_up() {
    var address = newAddress();
    for (var i = 0; i < 200; i++) {
      var answer = from(address).rawForm("/oauth/token", "grant_type=client_credentials");
      assertThat(answer.status()).isEqualTo(401);
    }

    assertThat(right(from(address), agent).status()).isEqualTo(200);
  }

  @Test
  void introspection_draws_on_the_same_budget() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      from(address).basic(agent.id(), "hunter2").form("/oauth/introspect", "token", "x");
    }

    assertThat(
            from(address)
                .basic(agent.id(), agent.secret())
                .form("/oauth/introspect", "token", "x")
                .status())
        .isEqualTo(429);
    assertThat(right(from(address), agent).status()).isEqualTo(429);
  }

  @Test
  void what_a_client_writes_before_the_proxys_word_buys_no_tries() {
    var address = newAddress();
    for (var i = 0; i < 10; i++) {
      wrong(from("198.51.100." + i + ", " + address), agent);
    }

    assertThat(wrong(from("198.51.100.99, " + address), agent).status()).isEqualTo(429);
    assertThat(wrong(from("198.51.100.99, " + address + ", 10.1.2.3"), agent).status())
        .isEqualTo(429);
  }

  @Test
  void without_a_trusted_proxy_the_header_is_not_read() throws Exception {
    try (var open = new TestServer().withDefault("failures-per-client-and-address")) {
      open.start();
      var guessed = open.registersAgent("guessed", "read");
      for (var i = 0; i < 10; i++) {
        var forged = open.anybody().with("X-Forwarded-For", "203.0.113." + i);
        assertThat(asks(forged, guessed.id(), "hunter2").status()).isEqualTo(401);
      }

      var forged = open.anybody().with("X-Forwarded-For", "203.0.113.99");
      assertThat(asks(forged, guessed.id(), "hunter2").status()).isEqualTo(429);
    }
  }

  private static String newAddress() {
    var next = NEXT_ADDRESS.incrementAndGet();
    return "203.0." + next / 250 + "." + (1 + next % 250);
  }

  private static Client from(String forwarded) {
    return server.anybody().with("X-Forwarded-For", forwarded);
  }

  private static Answer wrong(Client client, TestAgent agent) {
    return asks(client, agent.clientId(), "hunter2");
  }

  private static Answer right(Client client, TestAgent agent) {
    return asks(client, agent.clientId(), agent.secret());
  }

  private static Answer asks(Client client, String id, String secret) {
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
