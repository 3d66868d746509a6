package dev.signet.tokens.signingkeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import dev.signet.testing.TwoNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes sharing a PostgreSQL database: a signing key that one node has withdrawn is refused on
/// the other.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LeakedSigningKeyOnTwoNodesTest {
  private static final int RACES = 10;

  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private static TestAgent onB(TestAgent agent) {
    return new TestAgent(nodes.b().unauthenticated(), agent.id(), agent.clientId(), agent.secret());
  }

  private static boolean isActive(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token).text("active").equals("true");
  }

  private static List<String> published(TestServer node) {
    var kids = new ArrayList<String>();
    node.unauthenticated()
        .get("/.well-known/jwks.json")
        .json()
        .path("keys")
        .forEach(key -> kids.add(key.path("kid").stringValue()));
    return kids;
  }

  private static String kid(String token) {
    return Jwt.of(token).headers().path("kid").stringValue();
  }

  @Test
  void the_other_node_immediately_refuses_its_tokens_and_uses_new_keys() {
    for (var race = 0; race < RACES; race++) {
      var agent = nodes.a().registerAgent("courier", "agents:read");
      var current = LeakedSigningKeys.of(nodes.a(), SigningAlg.ES256, "current");
      var next = LeakedSigningKeys.of(nodes.a(), SigningAlg.ES256, "next");
      var real = onB(agent).token();
      var forged = List.of(real, current.forge(real, "scope", "agents:read"), next.forge(real));
      forged.forEach(token -> assertThat(isActive(nodes.b(), token)).isTrue());
      assertThat(onB(agent).with(real).get("/api/v1/agents").status()).isEqualTo(200);

      var answer =
          nodes.a().operator().send("DELETE", "/api/v1/keys/" + current.kid(), "", new byte[0]);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      for (var token : forged) {
        assertThat(isActive(nodes.b(), token)).isFalse();
        assertThat(onB(agent).with(token).get("/api/v1/agents").status()).isEqualTo(401);
      }
      assertThat(published(nodes.b()))
          .doesNotContain(current.kid(), next.kid())
          .contains(answer.text("current"), answer.text("next"));
      assertThat(published(nodes.a())).containsExactlyInAnyOrderElementsOf(published(nodes.b()));
      var fresh = onB(agent).token();
      assertThat(kid(fresh)).isEqualTo(answer.text("current"));
      assertThat(isActive(nodes.a(), fresh)).isTrue();
      assertThat(isActive(nodes.b(), fresh)).isTrue();
    }
  }

  @Test
  void under_load_on_both_nodes_no_token_of_the_key_is_active_and_the_count_is_exact() {
    var tokens = new ConcurrentLinkedQueue<String>();
    for (var race = 0; race < RACES; race++) {
      var agent = nodes.a().registerAgent("racer");
      var current = LeakedSigningKeys.of(nodes.a(), SigningAlg.ES256, "current").kid();
      var answered = new AtomicBoolean();
      ConcurrentCalls.race(
          5,
          racer -> {
            var client = racer % 2 == 0 ? agent : onB(agent);
            if (racer == 0) {
              tokens.add(client.token());
              var answer =
                  nodes.b().operator().send("DELETE", "/api/v1/keys/" + current, "", new byte[0]);
              assertThat(answer.status()).as(answer.body()).isEqualTo(200);
              answered.set(true);
              return;
            }
            while (true) {
              var after = answered.get();
              var token = client.token();
              tokens.add(token);
              if (after) {
                assertThat(kid(token)).isNotEqualTo(current);
                assertThat(isActive(nodes.a(), token)).isTrue();
                assertThat(isActive(nodes.b(), token)).isTrue();
                return;
              }
            }
          });
      var ofTheKey = tokens.stream().filter(token -> kid(token).equals(current)).toList();
      for (var token : ofTheKey) {
        assertThat(isActive(nodes.a(), token)).isFalse();
        assertThat(isActive(nodes.b(), token)).isFalse();
      }
      assertThat(
              nodes
                  .a()
                  .operator()
                  .send("DELETE", "/api/v1/keys/" + current, "", new byte[0])
                  .text("revokedTokenCount"))
          .isEqualTo(Integer.toString(ofTheKey.size()));
    }
    assertThat(nodes.a().operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void two_nodes_that_withdraw_and_rotate_concurrently_agree_on_the_keys() {
    for (var race = 0; race < RACES; race++) {
      var current = LeakedSigningKeys.of(nodes.a(), SigningAlg.EDDSA, "current").kid();
      ConcurrentCalls.race(
          4,
          racer -> {
            var operator = (racer % 2 == 0 ? nodes.a() : nodes.b()).operator();
            if (racer < 3) {
              var answer = operator.send("DELETE", "/api/v1/keys/" + current, "", new byte[0]);
              assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            } else {
              var answer = operator.post("/api/v1/keys/rotate", "alg", "EdDSA", "force", true);
              assertThat(answer.status()).as(answer.body()).isIn(200, 409);
            }
          });
      assertThat(
              LeakedSigningKeys.of(nodes.a()).stream()
                  .filter(key -> key.alg() == SigningAlg.EDDSA)
                  .map(LeakedSigningKeys.LeakedSigningKey::state)
                  .toList())
          .containsOnlyOnce("current", "next");
      assertThat(published(nodes.a())).doesNotContain(current);
      assertThat(published(nodes.b())).doesNotContain(current);
    }
  }
}
