package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TwoNodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes over one PostgreSQL: changes that one node has acknowledged are visible to the other.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SeveralNodesTest {
  private static final int RACES = 40;
  private static final int TRIALS_A_RACE = 50;

  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  /// The same agent, as a client of the other node.
  private static TestAgent onB(TestAgent agent) {
    return new TestAgent(nodes.b().unauthenticated(), agent.id(), agent.clientId(), agent.secret());
  }

  private static String introspectedAtB(String token) {
    return nodes.b().operator().form("/oauth/introspect", "token", token).body();
  }

  @Test
  void an_agent_registered_on_one_node_works_on_the_other() {
    var agent = nodes.a().registerAgent("courier", "read");

    var token = onB(agent).token();

    assertThat(nodes.a().operator().form("/oauth/introspect", "token", token).text("active"))
        .isEqualTo("true");
    assertThat(nodes.b().operator().get("/api/agents/" + agent.id()).text("agent/token_count"))
        .isEqualTo("1");
  }

  @Test
  void a_deactivation_holds_on_the_other_node_at_once_and_so_does_its_end() {
    var agent = nodes.a().registerAgent("courier", "read");
    var token = onB(agent).token();

    nodes.a().operator().patch("/api/v1/agents/" + agent.id(), "active", false);

    assertThat(introspectedAtB(token)).isEqualTo("{\"active\":false}");
    assertThat(onB(agent).with(token).get("/api/agents/me").status()).isEqualTo(401);
    assertThat(onB(agent).requestToken().status()).isEqualTo(401);
    nodes.a().operator().patch("/api/v1/agents/" + agent.id(), "active", true);
    assertThat(introspectedAtB(token)).isEqualTo("{\"active\":false}");
    assertThat(onB(agent).requestToken().status()).isEqualTo(200);
  }

  @Test
  void a_single_revocation_holds_on_the_other_node_at_once() {
    var agent = nodes.a().registerAgent("courier", "read");
    var token = onB(agent).token();
    assertThat(introspectedAtB(token)).contains("\"active\":true");

    nodes.a().operator().form("/oauth/revoke", "token", token);

    assertThat(introspectedAtB(token)).isEqualTo("{\"active\":false}");
  }

  @Test
  void credentials_change_on_both_nodes_at_once() {
    var agent = nodes.a().registerAgent("courier", "read");
    assertThat(onB(agent).requestToken().status()).isEqualTo(200);
    var credentials = "/api/v1/agents/" + agent.id() + "/credentials";
    var credential = nodes.a().operator().get(credentials).text("data/0/credentialId");

    var rotated = nodes.a().operator().post(credentials + "/" + credential + "/rotate");

    assertThat(onB(agent).requestToken().status()).isEqualTo(401);
    var fresh =
        new TestAgent(
            nodes.b().unauthenticated(),
            agent.id(),
            agent.clientId(),
            rotated.text("clientSecret"));
    assertThat(fresh.requestToken().status()).isEqualTo(200);
    nodes.a().operator().delete(credentials + "/" + credential);
    assertThat(fresh.requestToken().status()).isEqualTo(401);
  }

  @Test
  void wider_scopes_hold_on_the_other_node_at_once() {
    var agent = nodes.a().registerAgent("courier", "read");
    assertThat(onB(agent).requestToken("read").status()).isEqualTo(200);

    nodes.a().operator().patch("/api/v1/agents/" + agent.id(), "scopes", List.of("write"));

    assertThat(onB(agent).requestToken("write").text("scope")).isEqualTo("write");
    assertThat(onB(agent).requestToken("read").json("error")).isEqualTo("invalid_scope");
  }

  @Test
  void a_key_rotation_interrupts_neither_node() {
    var agent = nodes.a().registerAgent("courier", "read");
    var before = onB(agent).token();

    nodes.a().operator().post("/api/v1/keys/rotate", "force", true);

    var signedHere = agent.token();
    var signedThere = onB(agent).token();
    for (var token : List.of(before, signedHere, signedThere)) {
      assertThat(introspectedAtB(token)).contains("\"active\":true");
      assertThat(nodes.a().operator().form("/oauth/introspect", "token", token).text("active"))
          .isEqualTo("true");
    }
  }

  @Test
  void racers_on_two_nodes_with_one_refresh_token_get_one_successor() {
    var agent =
        nodes
            .a()
            .registerAgentWith(
                "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var token = agent.requestToken().text("refresh_token");
    Set<String> successors = ConcurrentHashMap.newKeySet();

    ConcurrentCalls.race(
        16,
        racer -> {
          var answer =
              (racer % 2 == 0 ? nodes.a() : nodes.b())
                  .unauthenticated()
                  .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);
          assertThat(answer.status()).isEqualTo(200);
          successors.add(answer.text("refresh_token"));
        });

    assertThat(successors).hasSize(1);
  }

  @Test
  void under_load_on_both_nodes_no_token_is_active_after_the_response_and_the_count_is_exact() {
    for (var race = 0; race < RACES; race++) {
      deactivatedUnderLoad();
    }
    assertThat(nodes.a().operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  private static void deactivatedUnderLoad() {
    var agent = nodes.a().registerAgent("racer");
    var answered = new AtomicBoolean();
    var tokens = new ConcurrentLinkedQueue<String>();
    var late = new ConcurrentLinkedQueue<String>();
    ConcurrentCalls.race(
        5,
        racer -> {
          var client = racer % 2 == 0 ? agent : onB(agent);
          if (racer == 0) {
            tokens.add(client.token());
            var ended = nodes.a().operator().patch("/api/v1/agents/" + agent.id(), "active", false);
            assertThat(ended.status()).isEqualTo(200);
            answered.set(true);
            return;
          }
          while (true) {
            var after = answered.get();
            var answer = client.requestToken();
            if (answer.status() == 200) {
              (after ? late : tokens).add(answer.text("access_token"));
            }
            if (after) {
              return;
            }
          }
        });
    assertThat(late).as("tokens made after the answer").isEmpty();
    var counted =
        nodes
            .a()
            .operator()
            .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id())
            .text("data/0/metadata/revoked_token_count");
    assertThat(counted).isEqualTo(Integer.toString(tokens.size()));
    var trials = 0;
    while (trials < TRIALS_A_RACE) {
      for (var token : tokens) {
        assertThat(introspectedAtB(token)).isEqualTo("{\"active\":false}");
        trials++;
      }
    }
    assertThat(onB(agent).requestToken().status()).isEqualTo(401);
    assertThat(tokens.stream().map(token -> Jwt.of(token).claim("jti")).distinct().count())
        .isEqualTo(tokens.size());
  }
}
