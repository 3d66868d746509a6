package dev.signet.tokens.signingkeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Withdrawing a signing key that may have leaked.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SigningKeyWithdrawalTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer().with("token-alg", "ES256");
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private List<String> published() {
    var kids = new ArrayList<String>();
    server
        .unauthenticated()
        .get("/.well-known/jwks.json")
        .json()
        .path("keys")
        .forEach(key -> kids.add(key.path("kid").stringValue()));
    return kids;
  }

  private String kid(String state) {
    return LeakedSigningKeys.of(server, SigningAlg.ES256, state).kid();
  }

  private TestResponse withdraws(String kid) {
    return server
        .operator()
        .send("DELETE", "/api/v1/keys/" + kid + "?reason=a%20backup%20leaked", "", new byte[0]);
  }

  private boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private TestResponse withdrawals() {
    return server.operator().get("/api/v1/audit?action=operator.signing_key_withdrawn");
  }

  @Test
  void the_current_key_is_withdrawn_with_its_tokens_and_two_new_keys_are_created() {
    var agent = server.registerAgent("courier", "agents:read");
    var ended = List.of(agent.token(), agent.token(), agent.token());
    var current = kid("current");
    var next = kid("next");
    var others = published().stream().filter(kid -> !kid.equals(current) && !kid.equals(next));
    var kept = others.toList();

    var answer = withdraws(current);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("withdrawn");
    assertThat(answer.text("alsoWithdrawn")).isEqualTo(next);
    assertThat(answer.text("revokedTokenCount")).isEqualTo("3");
    assertThat(published()).hasSize(6).containsAll(kept).doesNotContain(current, next);
    assertThat(kid("current")).isEqualTo(answer.text("current")).isNotEqualTo(next);
    assertThat(kid("next")).isEqualTo(answer.text("next"));
    for (var token : ended) {
      assertThat(isActive(token)).isFalse();
      assertThat(agent.with(token).get("/api/v1/agents").status()).isEqualTo(401);
    }
    var fresh = agent.token();
    assertThat(Jwt.of(fresh).headers().path("kid").stringValue()).isEqualTo(kid("current"));
    assertThat(isActive(fresh)).isTrue();
    assertThat(agent.with(fresh).get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void the_event_has_the_reason_and_the_number_of_active_tokens_revoked() {
    var agent = server.registerAgent("courier");
    var suspended = server.registerAgent("suspended");
    var kept = agent.token();
    suspended.token();
    var revoked = agent.token();
    server.operator().form("/oauth/revoke", "token", revoked);
    server.operator().patch("/api/v1/agents/" + suspended.id(), "active", false);
    var brief = server.registerAgentWith("name", "brief", "tokenLifetime", 60);
    brief.token();
    server.clock().advance(Duration.ofMinutes(2));

    withdraws(kid("current"));

    var event = withdrawals().json().at("/data/0");
    assertThat(event.at("/metadata/revoked_token_count").intValue()).isEqualTo(1);
    assertThat(event.at("/metadata/reason").stringValue()).isEqualTo("a backup leaked");
    assertThat(event.at("/metadata/kid").stringValue())
        .isEqualTo(Jwt.of(kept).headers().path("kid").stringValue());
    assertThat(event.at("/actor/type").stringValue()).isEqualTo("operator");
    assertThat(event.at("/ipAddress").stringValue()).isEqualTo("127.0.0.1");
    assertThat(isActive(kept)).isFalse();
  }

  @Test
  void tokens_revoked_with_a_signing_key_are_not_counted_again_or_listed() {
    var agent = server.registerAgent("courier");
    agent.token();
    agent.token();
    withdraws(kid("current"));
    var fresh = agent.token();

    var list = server.operator().get("/api/v1/agents/" + agent.id() + "/tokens");
    assertThat(list.text("total")).isEqualTo("1");
    assertThat(list.text("data/0/tokenId")).isEqualTo(Jwt.of(fresh).claim("jti"));
    var ended = server.operator().post("/api/v1/agents/" + agent.id() + "/tokens/revoke");
    assertThat(ended.text("revokedTokenCount")).isEqualTo("1");
  }

  @Test
  void withdrawing_it_again_changes_nothing_and_an_unknown_key_is_not_found() {
    server.registerAgent("courier").token();
    var current = kid("current");
    var first = withdraws(current);
    var keys = published();

    var again = withdraws(current);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(withdraws(first.text("alsoWithdrawn")).text("alsoWithdrawn")).isEqualTo(current);
    assertThat(published()).isEqualTo(keys);
    assertThat(withdrawals().text("total")).isEqualTo("1");
    assertThat(withdraws("no-such-key").status()).isEqualTo(404);
  }

  @Test
  void only_an_operator_with_the_rotation_scope_may_withdraw() {
    var agent = server.registerAgent("courier", "keys:write");
    var reader =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "reader", "scopes", List.of("keys:read"));
    var path = "/api/v1/keys/" + kid("current");

    assertThat(server.unauthenticated().delete(path).status()).isEqualTo(401);
    assertThat(agent.with(agent.token()).delete(path).status()).isEqualTo(403);
    assertThat(server.unauthenticated().bearer(reader.text("secret")).delete(path).status())
        .isEqualTo(403);
    assertThat(published()).hasSize(6);
    var tooLong = server.operator().delete(path + "?reason=" + "x".repeat(501));
    assertThat(tooLong.status()).isEqualTo(400);
  }

  @Test
  void withdrawing_the_next_key_revokes_no_token_and_retires_the_current_key() {
    var agent = server.registerAgent("courier");
    var token = agent.token();
    var leaked = LeakedSigningKeys.of(server, SigningAlg.ES256, "next");
    var current = kid("current");
    assertThat(isActive(leaked.forge(token))).isTrue();

    var answer = withdraws(leaked.kid());

    assertThat(answer.text("revokedTokenCount")).isEqualTo("0");
    assertThat(answer.json("alsoWithdrawn")).isNull();
    assertThat(isActive(leaked.forge(token))).isFalse();
    assertThat(isActive(token)).isTrue();
    assertThat(published()).contains(current).doesNotContain(leaked.kid());
    assertThat(kid("current")).isNotEqualTo(current);
    assertThat(kid("retired")).isEqualTo(current);
  }

  @Test
  void a_retired_key_is_withdrawn_with_the_tokens_that_it_signed() {
    var agent = server.registerAgent("courier");
    var old = agent.token();
    var leaked = LeakedSigningKeys.of(server, SigningAlg.ES256, "current");
    server.clock().advance(Duration.ofMinutes(6));
    server.operator().post("/api/v1/keys/rotate", "alg", "ES256");
    var token = agent.token();

    var answer = withdraws(leaked.kid());

    assertThat(answer.text("revokedTokenCount")).isEqualTo("1");
    assertThat(isActive(old)).isFalse();
    assertThat(isActive(token)).isTrue();
    assertThat(published()).doesNotContain(leaked.kid());
  }

  @Test
  void the_private_half_is_deleted() {
    var current = kid("current");
    withdraws(current);

    assertThat(LeakedSigningKeys.of(server)).noneMatch(key -> key.kid().equals(current));
  }

  @Test
  void a_withdrawal_survives_a_restart_and_is_counted_then() throws Exception {
    var agent = server.registerAgent("courier");
    var token = agent.token();
    var current = kid("current");
    withdraws(current);
    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update("UPDATE withdrawn_keys SET ended_tokens = NULL WHERE with_kid IS NULL")
                .execute());

    server.restart();

    assertThat(isActive(token)).isFalse();
    assertThat(withdraws(current).text("revokedTokenCount")).isEqualTo("1");
    assertThat(withdrawals().text("total")).isEqualTo("2");
  }

  @Test
  void under_load_no_token_of_the_key_is_active_after_the_response_and_the_count_is_exact() {
    var tokens = new ConcurrentLinkedQueue<String>();
    for (var race = 0; race < 8; race++) {
      var agent = server.registerAgent("racer");
      var current = kid("current");
      var answered = new AtomicBoolean();
      ConcurrentCalls.race(
          5,
          racer -> {
            if (racer == 0) {
              tokens.add(agent.token());
              assertThat(withdraws(current).status()).isEqualTo(200);
              answered.set(true);
              return;
            }
            while (true) {
              var after = answered.get();
              var token = agent.token();
              tokens.add(token);
              if (after) {
                assertThat(Jwt.of(token).headers().path("kid").stringValue()).isNotEqualTo(current);
                assertThat(isActive(token)).isTrue();
                return;
              }
            }
          });
      var ofTheKey =
          tokens.stream()
              .filter(token -> Jwt.of(token).headers().path("kid").stringValue().equals(current))
              .toList();
      assertThat(ofTheKey).isNotEmpty().noneMatch(this::isActive);
      assertThat(withdraws(current).text("revokedTokenCount"))
          .isEqualTo(Integer.toString(ofTheKey.size()));
    }
  }

  @Test
  void concurrent_withdrawals_of_a_key_count_once_and_do_not_disturb_a_rotation() {
    for (var race = 0; race < 5; race++) {
      var current = kid("current");
      server.clock().advance(Duration.ofHours(26));
      server.internals().keys().rotateIfDue(Duration.ofDays(90), server.clock().instant());
      ConcurrentCalls.race(
          3,
          racer -> {
            if (racer == 0) {
              var rotated =
                  server.operator().post("/api/v1/keys/rotate", "alg", "ES256", "force", true);
              assertThat(rotated.status()).isEqualTo(200);
            } else {
              assertThat(withdraws(current).status()).isEqualTo(200);
            }
          });
      var states =
          LeakedSigningKeys.of(server).stream()
              .filter(key -> key.alg() == SigningAlg.ES256)
              .map(LeakedSigningKeys.LeakedSigningKey::state)
              .toList();
      assertThat(states).containsOnlyOnce("current", "next");
      assertThat(published()).doesNotContain(current);
      assertThat(withdrawals().text("total")).isEqualTo(Integer.toString(race + 1));
    }
  }

  @Test
  void tokens_with_claims_that_this_server_never_issues_are_refused_everywhere() {
    TestAgent agent = server.registerAgent("courier", "agents:read");
    var token = agent.token();
    var leaked = LeakedSigningKeys.of(server, SigningAlg.ES256, "current");
    var now = server.clock().instant().getEpochSecond();

    var day = leaked.forge(token, "iat", now, "exp", now + 86_400);
    var longer = leaked.forge(token, "iat", now, "exp", now + 86_401);
    var years = leaked.forge(token, "exp", now + 20 * 31_536_000L);
    var skewed = leaked.forge(token, "iat", now + 60, "exp", now + 120);
    var ahead = leaked.forge(token, "iat", now + 61, "exp", now + 120);

    assertThat(isActive(day)).isTrue();
    assertThat(isActive(skewed)).isTrue();
    for (var refused : List.of(longer, years, ahead)) {
      assertThat(isActive(refused)).isFalse();
      assertThat(agent.with(refused).get("/api/v1/agents").status()).isEqualTo(401);
    }
  }
}
