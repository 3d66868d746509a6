package dev.signet.identity.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SuspensionTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/agents/";

  @Test
  void after_the_response_every_token_is_revoked_and_none_is_issued() {
    var agent = server.registerAgent("courier", "read");
    var tokens = List.of(agent.token(), agent.token(), agent.token());

    var answer =
        server.operator().patch(PATH + agent.id(), "active", false, "reason", "key leaked");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("status")).isEqualTo("suspended");
    assertThat(answer.json("active")).isEqualTo("false");
    for (var token : tokens) {
      var introspected = server.operator().form("/oauth/introspect", "token", token);
      assertThat(introspected.body()).isEqualTo("{\"active\":false}");
      var self = agent.with(token).get("/api/agents/me");
      assertThat(self.status()).isEqualTo(401);
      assertThat(self.header("WWW-Authenticate")).isPresent();
    }
    var refused = agent.requestToken();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json("error")).isEqualTo("invalid_client");
    assertThat(refused.body()).doesNotContain("suspended", "leaked");
  }

  @Test
  void the_event_has_the_reason_and_the_exact_count() {
    var agent = server.registerAgent("counted", "read");
    agent.token();
    server.clock().advance(Duration.ofHours(1));
    for (var i = 0; i < 3; i++) {
      agent.token();
    }
    var ended = agent.token();
    server.operator().form("/oauth/revoke", "token", ended);

    suspend(agent, "key leaked");

    var event = latestChange(agent);
    assertThat(event.json("data/0/action")).isEqualTo("agent.deactivated_with_revocation");
    assertThat(event.json("data/0/outcome")).isEqualTo("success");
    assertThat(event.json("data/0/metadata"))
        .isEqualTo("{\"reason\":\"key leaked\",\"revoked_token_count\":3}");
  }

  @Test
  void without_a_reason_the_event_has_the_default_reason() {
    var agent = server.registerAgent("unexplained");

    server.operator().patch(PATH + agent.id(), "active", false);

    assertThat(latestChange(agent).json("data/0/metadata"))
        .isEqualTo("{\"reason\":\"deactivated\",\"revoked_token_count\":0}");
  }

  @Test
  void suspending_it_again_changes_nothing() {
    var agent = server.registerAgent("twice");
    var first = suspend(agent, "once");
    server.clock().advance(Duration.ofSeconds(1));
    var before = latestChange(agent).json("data/0/eventId");

    var second = suspend(agent, "again");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(latestChange(agent).json("data/0/eventId")).isEqualTo(before);
  }

  @Test
  void reactivating_it_restores_no_token() {
    var agent = server.registerAgent("phoenix", "read");
    var token = agent.token();
    suspend(agent, "pause");

    var answer = server.operator().patch(PATH + agent.id(), "active", true);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("status")).isEqualTo("active");
    assertThat(latestChange(agent).json("data/0/action")).isEqualTo("agent.reactivated");
    assertThat(server.operator().form("/oauth/introspect", "token", token).body())
        .isEqualTo("{\"active\":false}");
    assertThat(agent.requestToken().status()).isEqualTo(200);
    suspend(agent, "again");
    assertThat(latestChange(agent).json("data/0/metadata/revoked_token_count")).isEqualTo("1");
  }

  @Test
  void an_agent_can_be_changed_while_suspended_and_by_the_call_that_suspends_it() {
    var agent = server.registerAgent("busy");

    var off = server.operator().patch(PATH + agent.id(), "active", false, "name", "quiet");
    assertThat(off.json("name")).isEqualTo("quiet");
    assertThat(off.json("active")).isEqualTo("false");
    var still = server.operator().patch(PATH + agent.id(), "owner", "somebody");
    assertThat(still.json("owner")).isEqualTo("somebody");
    assertThat(still.json("active")).isEqualTo("false");

    assertThat(changes(agent).json("total")).isEqualTo("5");
  }

  @Test
  void an_invalid_change_does_not_suspend() {
    var agent = server.registerAgent("careful", "read");
    var token = agent.token();

    var answer = server.operator().patch(PATH + agent.id(), "active", false, "tokenLifetime", 1);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(isAlive(token)).isTrue();
    assertThat(server.operator().get(PATH + agent.id()).json("status")).isEqualTo("active");
  }

  @Test
  void another_agents_tokens_stay_active() {
    var suspended = server.registerAgent("one", "read");
    var other = server.registerAgent("other", "read");
    var token = other.token();

    suspend(suspended, "only this one");

    assertThat(isAlive(token)).isTrue();
    assertThat(other.requestToken().status()).isEqualTo(200);
  }

  @Test
  void of_many_concurrent_suspensions_one_revokes_the_tokens() {
    var agent = server.registerAgent("crowd", "read");
    for (var i = 0; i < 5; i++) {
      agent.token();
    }
    var answers = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(16, _ -> answers.add(suspend(agent, "race")));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    var events =
        server
            .operator()
            .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id());
    assertThat(events.json("total")).isEqualTo("1");
    assertThat(events.json("data/0/metadata/revoked_token_count")).isEqualTo("5");
  }

  @Test
  void decommissioning_is_final() {
    var agent = server.registerAgent("retiree", "read");
    var token = agent.token();

    var answer = server.operator().delete(PATH + agent.id());

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(isAlive(token)).isFalse();
    assertThat(agent.requestToken().status()).isEqualTo(401);
    var seen = server.operator().get(PATH + agent.id());
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.json("status")).isEqualTo("decommissioned");
    assertThat(seen.json("active")).isEqualTo("false");
    assertThat(latestChange(agent).json("data/0/action")).isEqualTo("agent.decommissioned");
    assertThat(latestChange(agent).json("data/0/metadata/revoked_token_count")).isEqualTo("1");
    assertThat(
            server.operator().get(PATH + agent.id() + "/credentials?status=active").json("total"))
        .isEqualTo("0");

    for (var refused :
        List.of(
            server.operator().delete(PATH + agent.id()),
            server.operator().patch(PATH + agent.id(), "active", true),
            server.operator().patch(PATH + agent.id(), "name", "back"),
            server.operator().patch(PATH + agent.id()))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json("error")).isEqualTo("agent_decommissioned");
    }
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=agent.decommissioned&agentId=" + agent.id())
                .json("total"))
        .isEqualTo("1");
  }

  @Test
  void a_suspension_survives_a_restart() {
    var agent = server.registerAgent("sleeper", "read");
    var token = agent.token();
    suspend(agent, "overnight");

    server.restart();

    assertThat(isAlive(token)).isFalse();
    var again =
        new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
    assertThat(again.requestToken().status()).isEqualTo(401);
    assertThat(server.operator().get(PATH + agent.id()).json("status")).isEqualTo("suspended");
  }

  private static TestResponse suspend(TestAgent agent, String reason) {
    return server.operator().patch(PATH + agent.id(), "active", false, "reason", reason);
  }

  private static boolean isAlive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private static TestResponse changes(TestAgent agent) {
    return server.operator().get("/api/v1/audit?agentId=" + agent.id());
  }

  /// The last event of the agent, without failed authentications.
  private static TestResponse latestChange(TestAgent agent) {
    return server.operator().get("/api/v1/audit?outcome=success&limit=1&agentId=" + agent.id());
  }

  private static TestAgent manager(String name) {
    return server.registerAgent(name, "agents:read", "agents:write");
  }

  private static TestResponse reactivates(TestAgent by, String id) {
    return by.with(by.token()).patch(PATH + id, "active", true);
  }

  @Test
  void only_an_operator_lifts_an_operators_suspension() {
    var other = manager("other");
    var agent = manager("compromised");
    server.operator().patch(PATH + agent.id(), "active", false, "reason", "incident 42");

    var token = other.with(other.token());
    for (var refused :
        List.of(
            token.patch(PATH + agent.id(), "active", true),
            token.patch(PATH + agent.id(), "status", "active"),
            token.post("/api/agents/" + agent.id() + "/reactivate"))) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(403);
    }
    assertThat(token.patch(PATH + agent.id(), "active", true).text("detail"))
        .contains("only an operator");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(server.operator().patch(PATH + agent.id(), "active", true).status()).isEqualTo(200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void another_agents_suspension_cannot_be_lifted_by_the_suspended_agent() {
    var one = manager("one");
    var two = manager("two");
    var agent = server.registerAgent("courier");
    var key = server.operator().post(PATH + agent.id() + "/api-key/rotate").text("apiKey");
    one.with(one.token()).patch(PATH + agent.id(), "active", false);

    var itself = server.unauthenticated().bearer(key).post("/api/agents/me/reactivate");

    assertThat(itself.status()).isEqualTo(403);
    assertThat(reactivates(two, agent.id()).status()).isEqualTo(200);
    one.with(one.token()).patch(PATH + agent.id(), "active", false);
    assertThat(server.operator().patch(PATH + agent.id(), "active", true).status()).isEqualTo(200);
  }

  @Test
  void an_agents_own_suspension_cannot_be_lifted_by_another_agent() {
    var other = manager("other");
    var agent = server.registerAgent("courier");
    var key = server.operator().post(PATH + agent.id() + "/api-key/rotate").text("apiKey");
    var self = server.unauthenticated().bearer(key);
    self.post("/api/agents/me/deactivate");

    assertThat(reactivates(other, agent.id()).status()).isEqualTo(403);
    assertThat(self.post("/api/agents/me/reactivate").status()).isEqualTo(200);
    self.post("/api/agents/me/deactivate");
    assertThat(server.operator().patch(PATH + agent.id(), "active", true).status()).isEqualTo(200);
  }

  @Test
  void a_stronger_suspension_replaces_a_weaker_one_and_never_the_reverse() {
    var other = manager("other");
    var agent = server.registerAgent("courier");
    var key = server.operator().post(PATH + agent.id() + "/api-key/rotate").text("apiKey");
    var self = server.unauthenticated().bearer(key);
    self.post("/api/agents/me/deactivate");
    other.with(other.token()).patch(PATH + agent.id(), "active", false);
    assertThat(self.post("/api/agents/me/reactivate").status()).isEqualTo(403);

    server.operator().patch(PATH + agent.id(), "active", false, "reason", "incident 42");
    other.with(other.token()).patch(PATH + agent.id(), "active", false);

    assertThat(reactivates(other, agent.id()).status()).isEqualTo(403);
    assertThat(latestChange(agent).text("data/0/metadata/reason")).isEqualTo("incident 42");
  }

  private static String makes(TestAgent creator, String token, String name) {
    var made =
        creator.with(token).post("/api/v1/agents", "name", name, "scopes", List.of("agents:write"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("agentId");
  }

  private static TestAgent withSecret(String id) {
    var credential = server.operator().post(PATH + id + "/credentials");
    return new TestAgent(server.unauthenticated(), id, id, credential.text("clientSecret"));
  }

  private static String status(String id) {
    return server.operator().get(PATH + id).text("status");
  }

  @Test
  void agents_that_an_agent_registered_are_listed() {
    var creator = server.registerAgent("creator", "agents:write");
    var token = creator.token();
    var made = List.of(makes(creator, token, "a"), makes(creator, token, "b"));

    var list = server.operator().get("/api/v1/agents?createdBy=" + creator.id());

    assertThat(list.text("total")).isEqualTo("2");
    assertThat(list.text("data/0/agentId")).isEqualTo(made.getLast());
    assertThat(list.text("data/1/agentId")).isEqualTo(made.getFirst());
    var one =
        server.operator().get("/api/v1/agents?limit=1&status=active&createdBy=" + creator.id());
    assertThat(one.json().path("data")).hasSize(1);
    assertThat(
            server
                .operator()
                .get("/api/v1/agents?status=suspended&createdBy=" + creator.id())
                .text("total"))
        .isEqualTo("0");
  }

  @Test
  void an_agent_is_suspended_with_all_its_direct_and_indirect_registrations() {
    var bystander = server.registerAgent("bystander");
    var creator = server.registerAgent("creator", "agents:write");
    var token = creator.token();
    var child = withSecret(makes(creator, token, "child"));
    var grandchild = withSecret(makes(child, child.token(), "grandchild"));
    grandchild.token();
    var off = makes(creator, token, "off");
    server.operator().patch(PATH + off, "active", false);
    var gone = makes(creator, token, "gone");
    server.operator().delete(PATH + gone);

    var answer =
        server
            .operator()
            .post(
                PATH + creator.id() + "/suspend", "reason", "incident 42", "includeCreated", true);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("suspendedAgentCount")).isEqualTo("3");
    assertThat(answer.text("revokedTokenCount")).isEqualTo("3");
    for (var id : List.of(creator.id(), child.id(), grandchild.id(), off)) {
      assertThat(status(id)).isEqualTo("suspended");
    }
    assertThat(status(gone)).isEqualTo("decommissioned");
    assertThat(status(bystander.id())).isEqualTo("active");
    for (var suspended : List.of(creator, child, grandchild)) {
      assertThat(suspended.requestToken().status()).isEqualTo(401);
      var event = latestChange(suspended);
      assertThat(event.text("data/0/metadata/reason")).isEqualTo("incident 42");
    }
    var again = server.operator().post(PATH + creator.id() + "/suspend", "includeCreated", true);
    assertThat(again.text("suspendedAgentCount")).isEqualTo("0");
  }

  @Test
  void suspend_works_like_a_change_and_with_created_is_for_operators_only() {
    var manager = manager("manager");
    var agent = server.registerAgent("courier", "read");
    agent.token();

    var alone = manager.with(manager.token()).post(PATH + agent.id() + "/suspend");
    var refused =
        manager.with(manager.token()).post(PATH + agent.id() + "/suspend", "includeCreated", true);

    assertThat(alone.text("status")).isEqualTo("suspended");
    assertThat(alone.text("suspendedAgentCount")).isEqualTo("1");
    assertThat(alone.text("revokedTokenCount")).isEqualTo("1");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(server.operator().post(PATH + agent.id() + "x/suspend").status()).isEqualTo(404);
    server.operator().delete(PATH + agent.id());
    assertThat(server.operator().post(PATH + agent.id() + "/suspend").status()).isEqualTo(409);
  }

  @Test
  void agents_registered_during_a_suspension_are_suspended_before_the_response() {
    for (var race = 0; race < 5; race++) {
      var creator = server.registerAgent("creator", "agents:write");
      var token = creator.token();
      var child = withSecret(makes(creator, token, "child"));
      var childToken = child.token();
      var made = new ConcurrentLinkedQueue<String>();
      ConcurrentCalls.race(
          5,
          racer -> {
            if (racer == 0) {
              makes(creator, token, "first");
              var answer =
                  server.operator().post(PATH + creator.id() + "/suspend", "includeCreated", true);
              assertThat(answer.status()).as(answer.body()).isEqualTo(200);
              return;
            }
            var mine = racer % 2 == 0 ? creator.with(token) : child.with(childToken);
            while (true) {
              var answer =
                  mine.post("/api/v1/agents", "name", "more", "scopes", List.of("agents:write"));
              if (answer.status() != 201) {
                assertThat(answer.status()).isEqualTo(401);
                return;
              }
              made.add(answer.text("agentId"));
            }
          });
      assertThat(made).allMatch(id -> status(id).equals("suspended"));
    }
  }
}
