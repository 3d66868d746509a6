package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.validity.replay.ReplayGuard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A proof can be used once ([RFC 9449
/// §11.1](https://www.rfc-editor.org/rfc/rfc9449#section-11.1)), despite concurrent requests to any
/// nodes, for as long as it would otherwise be accepted.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopProofReplayTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final int RACERS = 16;
  private static final String TOKEN = "/oauth/token";
  private static final String ME = "/api/agents/me";

  private final TestClientKey key = TestClientKey.generate();
  private TestAgent agent;

  @BeforeEach
  void register() {
    agent =
        server.registerAgentWith(
            "name",
            "courier",
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
  }

  private DpopProofBuilder proof(String method, String path) {
    return server.proof(key, method, path);
  }

  private static void refusedAsUsed(TestResponse answer) {
    RefusalAssertions.isOAuthError(answer, 400, "invalid_dpop_proof");
    assertThat(answer.text("error_description"))
        .isEqualTo("The DPoP proof was used before; create a new one for each request");
  }

  private int issued() {
    return server
        .operator()
        .get("/api/v1/agents/" + agent.id() + "/tokens")
        .json()
        .path("data")
        .size();
  }

  @Test
  void a_second_token_requires_a_second_proof() {
    var proof = proof("POST", TOKEN).jti("one");
    assertThat(agent.requestToken(proof).status()).isEqualTo(200);

    refusedAsUsed(agent.requestToken(proof));

    assertThat(issued()).isEqualTo(1);
    assertThat(agent.requestToken(proof.jti("two")).status()).isEqualTo(200);
  }

  @Test
  void a_jti_is_used_up_regardless_of_other_claims() {
    assertThat(agent.requestToken(proof("POST", TOKEN).jti("one")).status()).isEqualTo(200);

    refusedAsUsed(agent.requestToken(proof("POST", TOKEN).jti("one").claim("more", 1)));
    refusedAsUsed(
        agent.requestToken(
            proof("POST", TOKEN).jti("one").at(server.clock().instant().plusSeconds(5))));
    var token = agent.requestToken(proof("POST", TOKEN)).text("access_token");
    var elsewhere = server.unauthenticated().dpop(token, proof("GET", ME).jti("one")).get(ME);
    RefusalAssertions.isProblem(elsewhere, 401, "invalid_dpop_proof");
  }

  @Test
  void a_jti_is_scoped_to_the_key_and_not_the_agent() {
    var other = server.registerAgent("other", "read");
    assertThat(agent.requestToken(proof("POST", TOKEN).jti("one")).status()).isEqualTo(200);

    refusedAsUsed(other.requestToken(proof("POST", TOKEN).jti("one")));
    var another = server.proof(TestClientKey.generate(), "POST", TOKEN).jti("one");
    assertThat(agent.requestToken(another).status()).isEqualTo(200);
  }

  @Test
  void a_proof_refused_for_another_reason_is_not_used_up() {
    var proof = proof("POST", TOKEN).jti("one");
    var client = agent.client().with("DPoP", proof.build()).basic(agent.clientId(), agent.secret());

    RefusalAssertions.isOAuthError(
        client.form(TOKEN, "grant_type", "client_credentials", "scope", "write"),
        400,
        "invalid_scope");
    RefusalAssertions.isOAuthError(
        new TestAgent(agent.client(), agent.id(), agent.clientId(), "cs_x").requestToken(proof),
        401,
        "invalid_client");

    assertThat(agent.requestToken(proof).status()).isEqualTo(200);
  }

  @Test
  void a_used_proof_does_not_use_up_the_refresh_token() {
    var first = agent.requestToken(proof("POST", TOKEN).jti("one"));
    var refresh = first.text("refresh_token");

    refusedAsUsed(refreshes(proof("POST", "/oauth/refresh").jti("one"), refresh));

    assertThat(refreshes(proof("POST", "/oauth/refresh"), refresh).status()).isEqualTo(200);
  }

  private TestResponse refreshes(DpopProofBuilder proof, String refreshToken) {
    return server
        .unauthenticated()
        .with("DPoP", proof.build())
        .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);
  }

  @Test
  void of_sixteen_concurrent_requests_one_gets_a_token() {
    for (var round = 0; round < 5; round++) {
      var proof = proof("POST", TOKEN).jti("round " + round);
      var before = issued();

      var answers = raced(_ -> agent.requestToken(proof));

      oneOf(answers, 400);
      assertThat(issued()).isEqualTo(before + 1);
    }
  }

  @Test
  void of_sixteen_concurrent_requests_one_reaches_the_path() {
    var token = agent.requestToken(proof("POST", TOKEN)).text("access_token");
    for (var round = 0; round < 5; round++) {
      var proof = proof("GET", ME).jti("round " + round);

      oneOf(raced(_ -> server.unauthenticated().dpop(token, proof).get(ME)), 401);
    }
  }

  @Test
  void of_sixteen_concurrent_requests_to_different_endpoints_one_succeeds() {
    var token = agent.requestToken(proof("POST", TOKEN)).text("access_token");
    var toToken = proof("POST", TOKEN).jti("both");
    var toPath = proof("GET", ME).jti("both");

    var passed =
        raced(i ->
                i % 2 == 0
                    ? agent.requestToken(toToken)
                    : server.unauthenticated().dpop(token, toPath).get(ME))
            .stream()
            .filter(answer -> answer.status() == 200)
            .count();

    assertThat(passed).isEqualTo(1);
  }

  @Test
  void of_sixteen_concurrent_requests_to_two_nodes_one_succeeds() {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var other = server.startNode();
    try {
      var there =
          new TestAgent(other.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
      var token = agent.requestToken(proof("POST", TOKEN)).text("access_token");
      for (var round = 0; round < 10; round++) {
        var proof = proof("POST", TOKEN).jti("round " + round);
        oneOf(raced(i -> (i % 2 == 0 ? agent : there).requestToken(proof)), 400);

        var atPath = proof("GET", ME).jti("path round " + round);
        oneOf(
            raced(i -> (i % 2 == 0 ? server : other).unauthenticated().dpop(token, atPath).get(ME)),
            401);
      }
    } finally {
      other.server().close();
    }
  }

  private static List<TestResponse> raced(IntFunction<TestResponse> ask) {
    var answers = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(RACERS, i -> answers.add(ask.apply(i)));
    return List.copyOf(answers);
  }

  private static void oneOf(List<TestResponse> answers, int others) {
    assertThat(answers).hasSize(RACERS);
    assertThat(answers.stream().map(TestResponse::status).filter(status -> status == 200))
        .hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 200)
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(others);
          assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
        });
  }

  @Test
  void a_used_proof_is_remembered_until_it_expires() {
    var ahead = proof("POST", TOKEN).jti("ahead").at(server.clock().instant().plusSeconds(60));
    assertThat(agent.requestToken(ahead).status()).isEqualTo(200);
    var replay = new ReplayGuard(server.internals().db(), new SimpleMeterRegistry());

    server.clock().advance(Duration.ofMinutes(2));
    replay.deleteExpired(server.clock().instant());
    refusedAsUsed(agent.requestToken(ahead));

    server.clock().advance(Duration.ofMinutes(10));
    replay.deleteExpired(server.clock().instant());
    var tooOld = agent.requestToken(ahead);
    RefusalAssertions.isOAuthError(tooOld, 400, "invalid_dpop_proof");
    assertThat(tooOld.text("error_description")).contains("iat");
  }

  @Test
  void a_used_proof_is_remembered_after_a_restart() {
    var proof = proof("POST", TOKEN).jti("one");
    assertThat(agent.requestToken(proof).status()).isEqualTo(200);

    server.restart();

    var again =
        new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
    refusedAsUsed(again.requestToken(proof));
  }

  /// If an agent has changed since its request was checked, the request is checked again: the proof
  /// was consumed the first time, and the second check is not a replay.
  @Test
  void a_request_that_is_checked_twice_is_not_a_replay_of_itself() {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var other = server.startNode();
    try {
      for (var round = 0; round < 10; round++) {
        var scopes = round % 2 == 0 ? List.of("read", "write") : List.of("read");
        assertThat(agent.requestToken(proof("POST", TOKEN)).status())
            .as("known here")
            .isEqualTo(200);
        var changed = other.operator().patch("/api/v1/agents/" + agent.id(), "scopes", scopes);
        assertThat(changed.status()).isEqualTo(200);

        var proof = proof("POST", TOKEN).jti("round " + round);
        var answer = agent.requestToken(proof);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("scope")).isEqualTo(String.join(" ", scopes));
        refusedAsUsed(agent.requestToken(proof));
      }
    } finally {
      other.server().close();
    }
  }

  @Test
  void concurrent_changes_of_the_agent_do_not_cause_replay_errors() {
    var running = new AtomicBoolean(true);
    var changes = new AtomicInteger();
    var refused = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            while (running.get()) {
              var scopes = new ArrayList<>(List.of("read"));
              if (changes.incrementAndGet() % 2 == 0) {
                scopes.add("write");
              }
              server.operator().patch("/api/v1/agents/" + agent.id(), "scopes", scopes);
            }
            return;
          }
          try {
            for (var i = 0; i < 20; i++) {
              var answer = agent.requestToken(proof("POST", TOKEN));
              if (answer.status() != 200 && answer.status() != 503) {
                refused.add(answer);
              }
            }
          } finally {
            if (racer == 0) {
              running.set(false);
            }
          }
        });

    assertThat(changes).hasPositiveValue();
    assertThat(refused).isEmpty();
  }
}
