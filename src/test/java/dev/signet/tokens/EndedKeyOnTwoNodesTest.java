package dev.signet.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Answer;
import dev.signet.testing.DpopKey;
import dev.signet.testing.Load;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Two nodes over one PostgreSQL: a key that one of them has replaced is dead on the other.
@DisplayNameGeneration(ReplaceUnderscores.class)
class EndedKeyOnTwoNodesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DEAD = "{\"active\":false}";
  private static final int RACES = 20;
  private static final int RACERS = 8;

  private static @Nullable TestServer first;
  private static @Nullable TestServer second;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var here = new TestServer().with("token-alg", "ES256");
    here.start();
    first = here;
    second = here.anotherNode();
  }

  @AfterAll
  static void stop() throws IOException {
    if (second != null) {
      second.server().close();
    }
    if (first != null) {
      first.close();
    }
  }

  private static TestServer a() {
    return Objects.requireNonNull(first);
  }

  private static TestServer b() {
    return Objects.requireNonNull(second);
  }

  @Test
  void a_rotation_on_one_node_holds_on_the_other_at_once() {
    var old = DpopKey.make();
    var fresh = DpopKey.make();
    var agent = keyed(old);
    var here = token(a(), agent, old);
    var there = token(b(), agent, old);
    assertThat(introspect(b(), here).json("active")).isEqualTo("true");

    assertThat(rotate(a(), agent, fresh).json("revoked_token_count")).isEqualTo("2");

    assertThat(introspect(b(), here).body()).isEqualTo(DEAD);
    assertThat(introspect(b(), there).body()).isEqualTo(DEAD);
    assertThat(me(b(), there, old).status()).isEqualTo(401);
    assertThat(ask(b(), agent, old).json("error")).isEqualTo("invalid_dpop_proof");
    var next = token(b(), agent, fresh);
    assertThat(introspect(a(), next).json("cnf/jkt")).isEqualTo(fresh.thumbprint());
    assertThat(me(a(), next, fresh).status()).isEqualTo(200);
  }

  @Test
  void a_key_that_comes_back_on_the_other_node_revives_nothing() {
    var key = DpopKey.make();
    var agent = keyed(key);
    var firstTime = token(a(), agent, key);
    rotate(a(), agent, DpopKey.make());

    rotate(b(), agent, key);

    var secondTime = token(a(), agent, key);
    for (var node : new TestServer[] {a(), b()}) {
      assertThat(introspect(node, firstTime).body()).isEqualTo(DEAD);
      assertThat(introspect(node, secondTime).json("active")).isEqualTo("true");
    }
  }

  @Test
  void under_load_on_both_nodes_no_token_of_the_old_key_outlives_the_answer() {
    for (var race = 0; race < RACES; race++) {
      rotatedUnderLoad();
    }
    assertThat(a().operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  private static void rotatedUnderLoad() {
    var old = DpopKey.make();
    var fresh = DpopKey.make();
    var agent = keyed(old);
    var answered = new AtomicBoolean();
    var tokens = new ConcurrentLinkedQueue<String>();
    var late = new ConcurrentLinkedQueue<String>();
    var counts = new ConcurrentLinkedQueue<String>();
    Load.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            tokens.add(token(b(), agent, old));
            counts.add(rotate(a(), agent, fresh).text("revoked_token_count"));
            answered.set(true);
            return;
          }
          var node = racer % 2 == 0 ? a() : b();
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
      assertThat(introspect(a(), token).body()).isEqualTo(DEAD);
      assertThat(introspect(b(), token).body()).isEqualTo(DEAD);
    }
    token(b(), agent, fresh);
    a().operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    assertThat(
            a().operator()
                .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id())
                .json("data/0/metadata/revoked_token_count"))
        .as("what ended with its key is not counted again")
        .isEqualTo("1");
  }

  @Test
  void of_two_rotations_on_two_nodes_one_comes_after_the_other() {
    for (var race = 0; race < RACES; race++) {
      var old = DpopKey.make();
      var agent = keyed(old);
      token(a(), agent, old);
      var counts = new ConcurrentLinkedQueue<String>();

      Load.race(
          2,
          racer -> {
            var answer = rotate(racer == 0 ? a() : b(), agent, DpopKey.make());
            counts.add(
                answer.text("old_jkt").equals(old.thumbprint())
                    + answer.text("revoked_token_count"));
          });

      assertThat(counts).containsExactlyInAnyOrder("true1", "false0");
    }
  }

  private static TestAgent keyed(DpopKey key) {
    return a().registersAgentWith("name", "keyed", "dpopPublicJwk", jwk(key));
  }

  private static String token(TestServer node, TestAgent agent, DpopKey key) {
    var answer = ask(node, agent, key);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static Answer ask(TestServer node, TestAgent agent, DpopKey key) {
    return new TestAgent(node.anybody(), agent.id(), agent.clientId(), agent.secret())
        .asksForToken(node.proof(key, "POST", "/oauth/token"));
  }

  private static Answer me(TestServer node, String token, DpopKey key) {
    return node.anybody()
        .with("Authorization", "DPoP " + token)
        .with("DPoP", node.proof(key, "GET", "/api/agents/me").with(token).make())
        .get("/api/agents/me");
  }

  private static Answer introspect(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token);
  }

  private static Answer rotate(TestServer node, TestAgent agent, DpopKey key) {
    var answer =
        node.operator()
            .post("/api/v1/agents/" + agent.id() + "/rotate-dpop-key", "new_public_jwk", jwk(key));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static Object jwk(DpopKey key) {
    return JSON.readTree(key.publicJwk());
  }
}
