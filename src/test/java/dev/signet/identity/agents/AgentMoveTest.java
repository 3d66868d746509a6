package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An agent of the default organization is moved into another one, once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentMoveTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String PATH = "/api/v1/agents/";
  private static final String INACTIVE = "{\"active\":false}";

  @Test
  void a_moved_agent_gets_tokens_of_its_organization_and_its_earlier_tokens_are_revoked() {
    var organization = server.createOrganization("moves-to");
    var agent = server.registerAgent("mover", "agents:read");
    var tokens = List.of(agent.token(), agent.token());
    assertThat(Jwt.of(tokens.getFirst()).claims().has("organization_id")).isFalse();

    var moved = move(agent.id(), organization);

    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.json("organizationId")).isEqualTo(organization);
    assertThat(tokens).allSatisfy(token -> assertThat(introspect(token)).isEqualTo(INACTIVE));
    var renewed = agent.token();
    assertThat(Jwt.of(renewed).claim("organization_id")).isEqualTo(organization);
    assertThat(introspect(renewed)).contains("\"active\":true");
    var event = server.operator().get("/api/v1/audit?action=agent.moved&agentId=" + agent.id());
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo("2");
    assertThat(event.text("data/0/organizationId")).isEqualTo(organization);
    assertThat(count(organization)).isEqualTo("1");
    assertThat(agent.with(renewed).get("/api/v1/agents").json("total")).isEqualTo("1");
  }

  @Test
  void an_agent_of_an_organization_is_not_moved() {
    var first = server.createOrganization("first-home");
    var second = server.createOrganization("second-home");
    var agent = server.registerAgent("settled");
    move(agent.id(), first);
    var token = agent.token();

    for (var other : List.of(second, "00000000-0000-7000-8000-000000000000")) {
      isProblem(move(agent.id(), other), 409, "organization_fixed");
    }
    assertThat(move(agent.id(), first).status()).isEqualTo(200);
    assertThat(introspect(token)).contains("\"active\":true");
  }

  @Test
  void only_operators_of_the_whole_server_move_agents() {
    var organization = server.createOrganization("not-theirs");
    var manager = server.registerAgent("manager", "agents:read", "agents:write");
    var agent = server.registerAgent("kept");

    isProblem(
        manager.with(manager.token()).patch(PATH + agent.id(), "organizationId", organization),
        403,
        "forbidden");
    isProblem(
        manager.with(manager.token()).patch(PATH + manager.id(), "organizationId", organization),
        403,
        "forbidden");
    assertThat(server.operator().get(PATH + agent.id()).json("organizationId"))
        .isEqualTo("00000000-0000-7000-8000-000000000000");
  }

  @Test
  void an_agent_is_moved_only_into_an_active_organization() {
    var suspended = server.createOrganization("closed-home");
    server.operator().post("/api/v1/organizations/" + suspended + "/suspend");
    var agent = server.registerAgent("homeless");
    var token = agent.token();

    isProblem(move(agent.id(), "01a2013e-0000-7000-8000-000000000000"), 404, "not_found");
    isProblem(move(agent.id(), "acme"), 404, "not_found");
    isProblem(move(agent.id(), suspended), 409, "organization_suspended");
    var cleared =
        server
            .operator()
            .send(
                "PATCH",
                PATH + agent.id(),
                "application/json",
                "{\"organizationId\":null}".getBytes(UTF_8));
    isProblem(cleared, 400, "invalid_request");
    assertThat(introspect(token)).contains("\"active\":true");
  }

  @Test
  void an_email_address_that_the_organization_has_already_is_refused() {
    var organization = server.createOrganization("one-address");
    server.registerAgentWith(
        "name", "there", "email", "bot@example.com", "organizationId", organization);
    var agent = server.registerAgentWith("name", "here", "email", "bot@example.com");

    isProblem(move(agent.id(), organization), 409, "email_taken");
    assertThat(server.operator().get(PATH + agent.id()).json("organizationId"))
        .isEqualTo("00000000-0000-7000-8000-000000000000");
  }

  @Test
  void no_token_without_an_organization_survives_a_move_under_load() {
    for (var round = 0; round < 20; round++) {
      var organization = server.createOrganization("under-load-" + round);
      var agent = server.registerAgent("moving");
      var tokens = new ConcurrentLinkedQueue<String>();
      var answered = new AtomicBoolean();
      var moved = new AtomicReference<TestResponse>();
      ConcurrentCalls.race(
          8,
          racer -> {
            if (racer == 0) {
              tokens.add(agent.token());
              moved.set(move(agent.id(), organization));
              answered.set(true);
              return;
            }
            for (var last = false; !last; ) {
              last = answered.get();
              var answer = agent.requestToken();
              if (answer.status() == 200) {
                tokens.add(answer.text("access_token"));
              }
            }
          });

      assertThat(moved.get().status()).isEqualTo(200);
      var of = tokens.stream().filter(token -> !Jwt.of(token).claims().has("organization_id"));
      var earlier = of.toList();
      assertThat(earlier).allSatisfy(token -> assertThat(introspect(token)).isEqualTo(INACTIVE));
      var event = server.operator().get("/api/v1/audit?action=agent.moved&agentId=" + agent.id());
      assertThat(event.text("data/0/metadata/revoked_token_count"))
          .isEqualTo(Integer.toString(earlier.size()));
    }
  }

  private static String count(String organization) {
    return server.operator().get("/api/v1/agents?organizationId=" + organization).text("total");
  }

  private static TestResponse move(String agent, String organization) {
    return server.operator().patch(PATH + agent, "organizationId", organization);
  }

  private static String introspect(String token) {
    return server.operator().form("/oauth/introspect", "token", token).body();
  }
}
