package dev.signet.tokens.issuing;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/// The guarantees of rotating an agent's DPoP key: after the response no token that is bound to the
/// old key is active, none is issued, and the count is exact; and no other token is revoked.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopKeyRevocationTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DEAD = "{\"active\":false}";
  private static final int RACES = 20;
  private static final int ISSUERS = 16;

  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  @Test
  void a_rotation_revokes_and_counts_the_tokens_of_the_old_key() {
    var old = TestClientKey.generate();
    var agent = keyed(old);
    var tokens = List.of(token(agent, old), token(agent, old), token(agent, old));
    for (var token : tokens) {
      assertThat(introspect(token).json("cnf/jkt")).isEqualTo(old.thumbprint());
      assertThat(me(token, old).status()).isEqualTo(200);
    }
    var fresh = TestClientKey.generate("EdDSA");

    var answer = rotate(agent, fresh);

    assertThat(answer.json("revoked_token_count")).isEqualTo("3");
    assertThat(rotated(agent).json("data/0/metadata/revoked_token_count")).isEqualTo("3");
    for (var token : tokens) {
      assertThat(introspect(token).body()).isEqualTo(DEAD);
      assertThat(me(token, old).status()).isEqualTo(401);
    }
    isOAuthError(ask(agent, old), 400, "invalid_dpop_proof");
    isOAuthError(agent.requestToken(), 400, "invalid_dpop_proof");
    var next = token(agent, fresh);
    assertThat(introspect(next).json("cnf/jkt")).isEqualTo(fresh.thumbprint());
    assertThat(me(next, fresh).status()).isEqualTo(200);
  }

  @Test
  void bearer_tokens_and_those_of_other_keys_stay_active() {
    var agent = server.registerAgent("keyless", "read");
    var own = TestClientKey.generate();
    var bearer = agent.token();
    var bound = token(agent, own);
    var first = TestClientKey.generate();

    assertThat(rotate(agent, first).json("revoked_token_count")).isEqualTo("0");
    assertLives(bearer);
    assertLives(bound);
    assertThat(me(bound, own).status()).isEqualTo(200);
    var ended = token(agent, first);

    assertThat(rotate(agent, TestClientKey.generate()).json("revoked_token_count")).isEqualTo("1");
    assertLives(bearer);
    assertLives(bound);
    assertThat(introspect(ended).body()).isEqualTo(DEAD);
  }

  @Test
  void another_agent_with_the_same_key_keeps_its_tokens() {
    var shared = TestClientKey.generate();
    var agent = keyed(shared);
    var other = keyed(shared);
    token(agent, shared);
    var theirs = token(other, shared);

    assertThat(rotate(agent, TestClientKey.generate()).json("revoked_token_count")).isEqualTo("1");

    assertLives(theirs);
    assertThat(ask(other, shared).status()).isEqualTo(200);
  }

  @Test
  void setting_the_same_key_again_revokes_only_its_earlier_tokens() {
    var key = TestClientKey.generate();
    var agent = keyed(key);
    var older = token(agent, key);

    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("1");

    assertThat(introspect(older).body()).isEqualTo(DEAD);
    var newer = token(agent, key);
    assertLives(newer);
    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("1");
    assertThat(introspect(newer).body()).isEqualTo(DEAD);
    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("0");
  }

  @Test
  void a_reassigned_key_does_not_reactivate_its_earlier_tokens() {
    var a = TestClientKey.generate();
    var b = TestClientKey.generate();
    var agent = keyed(a);
    var firstTime = token(agent, a);
    rotate(agent, b);
    token(agent, b);

    assertThat(rotate(agent, a).json("revoked_token_count")).isEqualTo("1");

    assertThat(introspect(firstTime).body()).isEqualTo(DEAD);
    var secondTime = token(agent, a);
    assertLives(secondTime);
    assertThat(me(secondTime, a).status()).isEqualTo(200);
    assertThat(rotate(agent, b).json("revoked_token_count")).isEqualTo("1");
    assertThat(introspect(secondTime).body()).isEqualTo(DEAD);
    assertThat(introspect(firstTime).body()).isEqualTo(DEAD);
  }

  @Test
  void tokens_bound_to_the_key_before_it_was_registered_are_revoked_too() {
    var key = TestClientKey.generate();
    var agent = server.registerAgent("keyless");
    var before = token(agent, key);

    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("0");
    assertLives(before);
    var after = token(agent, key);

    assertThat(rotate(agent, TestClientKey.generate()).json("revoked_token_count")).isEqualTo("2");
    assertThat(introspect(before).body()).isEqualTo(DEAD);
    assertThat(introspect(after).body()).isEqualTo(DEAD);
  }

  @Test
  void tokens_that_were_already_inactive_are_not_counted() {
    var key = TestClientKey.generate();
    var agent =
        server.registerAgentWith("name", "short", "tokenLifetime", 60, "dpopPublicJwk", jwk(key));
    token(agent, key);
    server.clock().advance(Duration.ofSeconds(61));
    var revoked = token(agent, key);
    server.operator().form("/oauth/revoke", "token", revoked);
    token(agent, key);

    assertThat(rotate(agent, TestClientKey.generate()).json("revoked_token_count")).isEqualTo("1");
  }

  @Test
  void tokens_revoked_with_their_key_are_not_counted_listed_or_revoked_again() {
    var old = TestClientKey.generate();
    var fresh = TestClientKey.generate();
    var agent = keyed(old);
    var ended = List.of(token(agent, old), token(agent, old));
    rotate(agent, fresh);
    var living = token(agent, fresh);

    for (var token : ended) {
      assertThat(server.operator().form("/oauth/revoke", "token", token).status()).isEqualTo(200);
    }

    assertThat(events(agent, "token.revoked").json("total")).isEqualTo("0");
    var listed = server.operator().get(path(agent) + "/tokens");
    assertThat(listed.json("total")).isEqualTo("1");
    assertThat(listed.json("data/0/tokenId")).isEqualTo(Jwt.of(living).claim("jti"));
    assertThat(server.operator().patch(path(agent), "active", false).status()).isEqualTo(200);
    assertThat(
            events(agent, "agent.deactivated_with_revocation")
                .json("data/0/metadata/revoked_token_count"))
        .isEqualTo("1");
  }

  @Test
  void revoking_all_tokens_counts_only_active_ones() {
    var key = TestClientKey.generate();
    var agent = keyed(key);
    var revoked = token(agent, key);
    server.operator().form("/oauth/revoke", "token", revoked);
    token(agent, key);
    rotate(agent, key);
    token(agent, key);
    token(agent, key);

    assertThat(server.operator().post(path(agent) + "/tokens/revoke").json("revokedTokenCount"))
        .isEqualTo("2");
    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("0");
  }

  @Test
  void a_suspended_agent_has_no_tokens_to_revoke_and_gets_none_back() {
    var old = TestClientKey.generate();
    var agent = keyed(old);
    var token = token(agent, old);
    server.operator().patch(path(agent), "active", false);

    assertThat(rotate(agent, TestClientKey.generate()).json("revoked_token_count")).isEqualTo("0");

    server.operator().patch(path(agent), "active", true);
    assertThat(introspect(token).body()).isEqualTo(DEAD);
    isOAuthError(ask(agent, old), 400, "invalid_dpop_proof");
  }

  @Test
  void refresh_tokens_that_are_bound_to_the_old_key_stop_working() {
    var old = TestClientKey.generate();
    var agent = refreshing(old);
    var refresh = ask(agent, old).text("refresh_token");
    assertThat(introspect(refresh).json("active")).isEqualTo("true");
    var fresh = TestClientKey.generate();

    rotate(agent, fresh);

    assertThat(introspect(refresh).body()).isEqualTo(DEAD);
    for (var key : List.of(old, fresh)) {
      assertThat(refresh(agent, key, refresh).status()).isEqualTo(400);
    }
    rotate(agent, old);
    assertThat(introspect(refresh).body()).isEqualTo(DEAD);
    isOAuthError(refresh(agent, old, refresh), 400, "invalid_grant");
    var next = ask(agent, old).text("refresh_token");
    assertThat(refresh(agent, old, next).status()).isEqualTo(200);
  }

  @Test
  void a_successor_of_a_refresh_token_is_revoked_with_the_key_too() {
    var key = TestClientKey.generate();
    var agent = refreshing(key);
    var refreshed = refresh(agent, key, ask(agent, key).text("refresh_token"));

    assertThat(rotate(agent, key).json("revoked_token_count")).isEqualTo("2");

    assertThat(introspect(refreshed.text("access_token")).body()).isEqualTo(DEAD);
    assertThat(introspect(refreshed.text("refresh_token")).body()).isEqualTo(DEAD);
    isOAuthError(refresh(agent, key, refreshed.text("refresh_token")), 400, "invalid_grant");
    server.clock().advance(Duration.ofDays(2));
    server.restart();
    isOAuthError(refresh(agent, key, refreshed.text("refresh_token")), 400, "invalid_grant");
  }

  @Test
  void revoking_a_family_does_not_count_tokens_revoked_with_their_key() {
    var key = TestClientKey.generate();
    var agent = refreshing(key);
    var refresh = ask(agent, key).text("refresh_token");
    rotate(agent, key);

    server.operator().form("/oauth/revoke", "token", refresh);

    assertThat(events(agent, "token.revoked").text("data"))
        .doesNotContain("\"revoked_token_count\":1");
  }

  @Test
  void revoked_tokens_stay_revoked_after_a_restart() {
    var a = TestClientKey.generate();
    var agent = keyed(a);
    var ended = token(agent, a);
    rotate(agent, TestClientKey.generate());
    rotate(agent, a);
    var living = token(agent, a);

    server.restart();

    assertThat(introspect(ended).body()).isEqualTo(DEAD);
    assertLives(living);
  }

  @Test
  void an_agent_with_a_key_set_needs_no_proof_until_a_dpop_key_is_set() {
    var key = TestClientKey.generate();
    var agent = SigningAgent.register(server, key);
    var secret =
        server
            .operator()
            .post("/api/v1/agents/" + agent.id() + "/credentials")
            .text("clientSecret");
    var bySecret = new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), secret);
    var bearer = agent.requestToken().text("access_token");
    var bound = token(bySecret, key);
    var fresh = TestClientKey.generate();

    var rotated = rotate(bySecret, fresh);

    assertThat(rotated.json("old_jkt")).isEmpty();
    assertThat(rotated.json("revoked_token_count")).isEqualTo("0");
    assertLives(bearer);
    assertLives(bound);
    isOAuthError(agent.requestToken(), 400, "invalid_dpop_proof");
    isOAuthError(bySecret.requestToken(), 400, "invalid_dpop_proof");
    isOAuthError(ask(bySecret, key), 400, "invalid_dpop_proof");
    assertLives(token(bySecret, fresh));
  }

  @Test
  void under_load_no_token_of_the_old_key_is_active_after_the_response_and_the_count_is_exact() {
    var racing = 0;
    for (var race = 0; race < RACES; race++) {
      racing += rotatedUnderLoad();
    }
    assertThat(racing).isGreaterThan(RACES);
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  /// Returns how many tokens of the old key were issued.
  private static int rotatedUnderLoad() {
    var old = TestClientKey.generate();
    var fresh = TestClientKey.generate();
    var agent = keyed(old);
    var answered = new AtomicBoolean();
    var ofOld = new ConcurrentLinkedQueue<String>();
    var ofFresh = new ConcurrentLinkedQueue<String>();
    var late = new ConcurrentLinkedQueue<String>();
    var rotation = new ArrayList<TestResponse>();
    ConcurrentCalls.race(
        ISSUERS + 1,
        racer -> {
          if (racer == ISSUERS) {
            ofOld.add(token(agent, old));
            rotation.add(rotate(agent, fresh));
            answered.set(true);
            return;
          }
          while (true) {
            var after = answered.get();
            var mine = racer % 4 == 0 ? fresh : old;
            var answer = ask(agent, mine);
            if (answer.status() == 200) {
              var tokens = mine.equals(fresh) ? ofFresh : after ? late : ofOld;
              tokens.add(answer.text("access_token"));
            } else {
              isOAuthError(answer, 400, "invalid_dpop_proof");
            }
            if (after) {
              return;
            }
          }
        });
    assertThat(late).as("tokens of the old key made after the answer").isEmpty();
    assertThat(rotation.getFirst().json("revoked_token_count"))
        .isEqualTo(Integer.toString(ofOld.size()));
    for (var token : ofOld) {
      assertThat(introspect(token).body()).isEqualTo(DEAD);
    }
    ofFresh.forEach(DpopKeyRevocationTest::assertLives);
    assertThat(ofFresh).hasSizeGreaterThanOrEqualTo(ISSUERS / 4);
    return ofOld.size();
  }

  @Test
  void concurrent_rotations_are_serialized() {
    for (var race = 0; race < RACES; race++) {
      var old = TestClientKey.generate();
      var agent = keyed(old);
      var token = token(agent, old);
      var keys = List.of(TestClientKey.generate(), TestClientKey.generate());
      var answers = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(2, racer -> answers.add(rotate(agent, keys.get(racer))));

      assertThat(answers).extracting(TestResponse::status).containsOnly(200);
      var now = server.operator().get(path(agent)).text("dpopJkt");
      var first =
          answers.stream()
              .filter(answer -> answer.text("old_jkt").equals(old.thumbprint()))
              .toList();
      assertThat(first).hasSize(1);
      assertThat(first.getFirst().json("revoked_token_count")).isEqualTo("1");
      var second = answers.stream().filter(answer -> answer.text("new_jkt").equals(now)).toList();
      assertThat(second).hasSize(1);
      assertThat(second.getFirst().json("old_jkt")).isEqualTo(first.getFirst().json("new_jkt"));
      assertThat(second.getFirst().json("revoked_token_count")).isEqualTo("0");
      assertThat(introspect(token).body()).isEqualTo(DEAD);
    }
  }

  private static TestAgent keyed(TestClientKey key) {
    return server.registerAgentWith("name", "keyed", "dpopPublicJwk", jwk(key));
  }

  private static TestAgent refreshing(TestClientKey key) {
    return server.registerAgentWith(
        "name",
        "refreshing",
        "grantTypes",
        List.of("client_credentials", "refresh_token"),
        "dpopPublicJwk",
        jwk(key));
  }

  private static String token(TestAgent agent, TestClientKey key) {
    var answer = ask(agent, key);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static TestResponse ask(TestAgent agent, TestClientKey key) {
    return agent.requestToken(server.proof(key, "POST", "/oauth/token"));
  }

  private static TestResponse refresh(TestAgent agent, TestClientKey key, String refreshToken) {
    // Not with the agent's own client, which has the port from before a restart.
    return server
        .unauthenticated()
        .with("DPoP", server.proof(key, "POST", "/oauth/token").build())
        .form(
            "/oauth/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            refreshToken,
            "client_id",
            agent.clientId(),
            "client_secret",
            agent.secret());
  }

  /// Presents the token with a proof.
  private static TestResponse me(String token, TestClientKey key) {
    return server
        .unauthenticated()
        .with("Authorization", "DPoP " + token)
        .with("DPoP", server.proof(key, "GET", "/api/agents/me").forAccessToken(token).build())
        .get("/api/agents/me");
  }

  private static TestResponse introspect(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  private static void assertLives(String token) {
    assertThat(introspect(token).json("active")).isEqualTo("true");
  }

  private static TestResponse rotate(TestAgent agent, TestClientKey key) {
    var answer =
        server.operator().post(path(agent) + "/rotate-dpop-key", "new_public_jwk", jwk(key));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static TestResponse rotated(TestAgent agent) {
    return events(agent, "agent.dpop_key_rotated");
  }

  private static TestResponse events(TestAgent agent, String action) {
    return server.operator().get("/api/v1/audit?action=" + action + "&agentId=" + agent.id());
  }

  private static String path(TestAgent agent) {
    return "/api/v1/agents/" + agent.id();
  }

  private static Object jwk(TestClientKey key) {
    return JSON.readTree(key.publicJwk());
  }
}
