package dev.signet.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
import dev.signet.testing.Load;
import dev.signet.testing.TestAgent;
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
  void when_the_answer_is_there_every_token_is_dead_and_none_is_made() {
    var agent = server.registersAgent("courier", "read");
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
    var refused = agent.asksForToken();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.json("error")).isEqualTo("invalid_client");
    assertThat(refused.body()).doesNotContain("suspended", "leaked");
  }

  @Test
  void the_event_has_the_reason_and_the_exact_count() {
    var agent = server.registersAgent("counted", "read");
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
  void without_a_reason_the_event_has_the_usual_one() {
    var agent = server.registersAgent("unexplained");

    server.operator().patch(PATH + agent.id(), "active", false);

    assertThat(latestChange(agent).json("data/0/metadata"))
        .isEqualTo("{\"reason\":\"deactivated\",\"revoked_token_count\":0}");
  }

  @Test
  void suspending_it_again_changes_nothing() {
    var agent = server.registersAgent("twice");
    var first = suspend(agent, "once");
    server.clock().advance(Duration.ofSeconds(1));
    var before = latestChange(agent).json("data/0/eventId");

    var second = suspend(agent, "again");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(latestChange(agent).json("data/0/eventId")).isEqualTo(before);
  }

  @Test
  void turning_it_on_again_revives_no_token() {
    var agent = server.registersAgent("phoenix", "read");
    var token = agent.token();
    suspend(agent, "pause");

    var answer = server.operator().patch(PATH + agent.id(), "active", true);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("status")).isEqualTo("active");
    assertThat(latestChange(agent).json("data/0/action")).isEqualTo("agent.reactivated");
    assertThat(server.operator().form("/oauth/introspect", "token", token).body())
        .isEqualTo("{\"active\":false}");
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    suspend(agent, "again");
    assertThat(latestChange(agent).json("data/0/metadata/revoked_token_count")).isEqualTo("1");
  }

  @Test
  void it_can_be_changed_while_it_is_off_and_in_the_same_call() {
    var agent = server.registersAgent("busy");

    var off = server.operator().patch(PATH + agent.id(), "active", false, "name", "quiet");
    assertThat(off.json("name")).isEqualTo("quiet");
    assertThat(off.json("active")).isEqualTo("false");
    var still = server.operator().patch(PATH + agent.id(), "owner", "somebody");
    assertThat(still.json("owner")).isEqualTo("somebody");
    assertThat(still.json("active")).isEqualTo("false");

    assertThat(changes(agent).json("total")).isEqualTo("5");
  }

  @Test
  void a_faulty_change_does_not_suspend() {
    var agent = server.registersAgent("careful", "read");
    var token = agent.token();

    var answer = server.operator().patch(PATH + agent.id(), "active", false, "tokenLifetime", 1);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(isAlive(token)).isTrue();
    assertThat(server.operator().get(PATH + agent.id()).json("status")).isEqualTo("active");
  }

  @Test
  void another_agents_tokens_live_on() {
    var suspended = server.registersAgent("one", "read");
    var other = server.registersAgent("other", "read");
    var token = other.token();

    suspend(suspended, "only this one");

    assertThat(isAlive(token)).isTrue();
    assertThat(other.asksForToken().status()).isEqualTo(200);
  }

  @Test
  void of_many_suspensions_at_once_one_ends_the_tokens() {
    var agent = server.registersAgent("crowd", "read");
    for (var i = 0; i < 5; i++) {
      agent.token();
    }
    var answers = new ConcurrentLinkedQueue<Answer>();
    Load.race(16, _ -> answers.add(suspend(agent, "race")));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    var events =
        server
            .operator()
            .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id());
    assertThat(events.json("total")).isEqualTo("1");
    assertThat(events.json("data/0/metadata/revoked_token_count")).isEqualTo("5");
  }

  @Test
  void decommissioning_is_for_good() {
    var agent = server.registersAgent("retiree", "read");
    var token = agent.token();

    var answer = server.operator().delete(PATH + agent.id());

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(isAlive(token)).isFalse();
    assertThat(agent.asksForToken().status()).isEqualTo(401);
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
  void it_is_suspended_after_a_restart_as_well() {
    var agent = server.registersAgent("sleeper", "read");
    var token = agent.token();
    suspend(agent, "overnight");

    server.restart();

    assertThat(isAlive(token)).isFalse();
    var again = new TestAgent(server.anybody(), agent.id(), agent.clientId(), agent.secret());
    assertThat(again.asksForToken().status()).isEqualTo(401);
    assertThat(server.operator().get(PATH + agent.id()).json("status")).isEqualTo("suspended");
  }

  private static Answer suspend(TestAgent agent, String reason) {
    return server.operator().patch(PATH + agent.id(), "active", false, "reason", reason);
  }

  private static boolean isAlive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private static Answer changes(TestAgent agent) {
    return server.operator().get("/api/v1/audit?agentId=" + agent.id());
  }

  /// The last thing that happened to the agent, failed tries to log in left out.
  private static Answer latestChange(TestAgent agent) {
    return server.operator().get("/api/v1/audit?outcome=success&limit=1&agentId=" + agent.id());
  }
}
