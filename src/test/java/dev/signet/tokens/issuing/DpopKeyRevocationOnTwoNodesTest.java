package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.TwoNodes;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/// Two nodes sharing a PostgreSQL database: a key that one node has replaced is refused on the
/// other.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopKeyRevocationOnTwoNodesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DEAD = "{\"active\":false}";
  private static final int RACES = 20;
  private static final int RACERS = 8;

  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  @Test
  void a_rotation_on_one_node_takes_effect_on_the_other_immediately() {
    var old = TestClientKey.generate();
    var fresh = TestClientKey.generate();
    var agent = keyed(old);
    var here = token(nodes.a(), agent, old);
    var there = token(nodes.b(), agent, old);
    assertThat(introspect(nodes.b(), here).json("active")).isEqualTo("true");

    assertThat(rotate(nodes.a(), agent, fresh).json("revoked_token_count")).isEqualTo("2");

    assertThat(introspect(nodes.b(), here).body()).isEqualTo(DEAD);
    assertThat(introspect(nodes.b(), there).body()).isEqualTo(DEAD);
    assertThat(me(nodes.b(), there, old).status()).isEqualTo(401);
    assertThat(ask(nodes.b(), agent, old).json("error")).isEqualTo("invalid_dpop_proof");
    var next = token(nodes.b(), agent, fresh);
    assertThat(introspect(nodes.a(), next).json("cnf/jkt")).isEqualTo(fresh.thumbprint());
    assertThat(me(nodes.a(), next, fresh).status()).isEqualTo(200);
  }

  @Test
  void a_key_reassigned_on_the_other_node_reactivates_no_token() {
    var key = TestClientKey.generate();
    var agent = keyed(key);
    var firstTime = token(nodes.a(), agent, key);
    rotate(nodes.a(), agent, TestClientKey.generate());

    rotate(nodes.b(), agent, key);

    var secondTime = token(nodes.a(), agent, key);
    for (var node : new TestServer[] {nodes.a(), nodes.b()}) {
      assertThat(introspect(node, firstTime).body()).isEqualTo(DEAD);
      assertThat(introspect(node, secondTime).json("active")).isEqualTo("true");
    }
  }

  @Test
  void under_load_on_both_nodes_no_token_of_the_old_key_is_active_after_the_response() {
    for (var race = 0; race < RACES; race++) {
      rotatedUnderLoad();
    }
    assertThat(nodes.a().operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  private static void rotatedUnderLoad() {
    var old = TestClientKey.generate();
    var fresh = TestClientKey.generate();
    var agent = keyed(old);
    var answered = new AtomicBoolean();
    var tokens = new ConcurrentLinkedQueue<String>();
    var late = new ConcurrentLinkedQueue<String>();
    var counts = new ConcurrentLinkedQueue<String>();
    ConcurrentCalls.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            tokens.add(token(nodes.b(), agent, old));
            counts.add(rotate(nodes.a(), agent, fresh).text("revoked_token_count"));
            answered.set(true);
            return;
          }
          var node = racer % 2 == 0 ? nodes.a() : nodes.b();
          while (true) {
            var after = answered.get();
            var answer = ask(node, agent, old);
            if (answer.status() == 200) {
              (after ? late : tokens).add(answer.text("access_token"));
            } else {
              assertThat(answer.json("error")).as(answer.body()).isEqualTo("invalid_dpop_proof");
            }
            if (after) {
              return;
            }
          }
        });
    assertThat(late).as("tokens made after the answer").isEmpty();
    assertThat(counts).containsExactly(Integer.toString(tokens.size()));
    for (var token : tokens) {
      assertThat(introspect(nodes.a(), token).body()).isEqualTo(DEAD);
      assertThat(introspect(nodes.b(), token).body()).isEqualTo(DEAD);
    }
    token(nodes.b(), agent, fresh);
    nodes.a().operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    assertThat(
            nodes
                .a()
                .operator()
                .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id())
                .json("data/0/metadata/revoked_token_count"))
        .as("what ended with its key is not counted again")
        .isEqualTo("1");
  }

  @Test
  void concurrent_rotations_on_two_nodes_are_serialized() {
    for (var race = 0; race < RACES; race++) {
      var old = TestClientKey.generate();
      var agent = keyed(old);
      token(nodes.a(), agent, old);
      var counts = new ConcurrentLinkedQueue<String>();

      ConcurrentCalls.race(
          2,
          racer -> {
            var answer =
                rotate(racer == 0 ? nodes.a() : nodes.b(), agent, TestClientKey.generate());
            counts.add(
                answer.text("old_jkt").equals(old.thumbprint())
                    + answer.text("revoked_token_count"));
          });

      assertThat(counts).containsExactlyInAnyOrder("true1", "false0");
    }
  }

  private static TestAgent keyed(TestClientKey key) {
    return nodes.a().registerAgentWith("name", "keyed", "dpopPublicJwk", jwk(key));
  }

  private static String token(TestServer node, TestAgent agent, TestClientKey key) {
    var answer = ask(node, agent, key);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static TestResponse ask(TestServer node, TestAgent agent, TestClientKey key) {
    return new TestAgent(node.unauthenticated(), agent.id(), agent.clientId(), agent.secret())
        .requestToken(node.proof(key, "POST", "/oauth/token"));
  }

  private static TestResponse me(TestServer node, String token, TestClientKey key) {
    return node.unauthenticated()
        .with("Authorization", "DPoP " + token)
        .with("DPoP", node.proof(key, "GET", "/api/agents/me").forAccessToken(token).build())
        .get("/api/agents/me");
  }

  private static TestResponse introspect(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token);
  }

  private static TestResponse rotate(TestServer node, TestAgent agent, TestClientKey key) {
    var answer =
        node.operator()
            .post("/api/v1/agents/" + agent.id() + "/rotate-dpop-key", "new_public_jwk", jwk(key));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static Object jwk(TestClientKey key) {
    return JSON.readTree(key.publicJwk());
  }
}
