package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.DenialListener.Reason;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.oauth.Scopes;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AccessDenialsTest {
  private static final Reason REASON = new Reason("not_allowed", Optional.empty());

  @RegisterExtension static final TestServer server = new TestServer();

  /// The denials of an actor, the newest first.
  private static List<JsonNode> denialsOf(String actorId) {
    // It is recorded behind the denials, and waited for.
    assertThat(server.operator().get("/api/v1/audit/export?to=2020-01-01T00:00:00Z").status())
        .isEqualTo(200);
    var answer = server.operator().get("/api/v1/audit?action=access.denied&limit=100");
    assertThat(answer.status()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body()).get("data").values().stream()
        .filter(event -> event.at("/actor/id").stringValue().equals(actorId))
        .toList();
  }

  private static void theMinuteIsOver() {
    server.internals().audit().recordCounts();
  }

  @Test
  void an_agent_without_the_scope_is_recorded_once_at_once_and_counted_for_the_rest() {
    theMinuteIsOver();
    var agent = server.registerAgent("curious");
    var client = agent.with(agent.token());

    for (var i = 0; i < 5; i++) {
      assertThat(client.get("/api/v1/agents").status()).isEqualTo(403);
    }
    theMinuteIsOver();

    assertThat(denialsOf(agent.id()))
        .extracting(event -> event.get("metadata").toString())
        .containsExactly(
            "{\"method\":\"GET\",\"route\":\"/api/v1/agents\",\"reason\":\"insufficient_scope\","
                + "\"scope\":\"agents:read\",\"count\":4}",
            "{\"method\":\"GET\",\"route\":\"/api/v1/agents\",\"reason\":\"insufficient_scope\","
                + "\"scope\":\"agents:read\",\"count\":1}");
  }

  @Test
  void an_agent_that_names_an_id_of_another_organization_is_recorded() {
    theMinuteIsOver();
    var organization = server.createOrganization("denied");
    var foreign = server.registerAgentWith("name", "foreign", "organizationId", organization);
    var agent = server.registerAgentWith("name", "spy", "scopes", List.of("agents:read"));

    assertThat(agent.with(agent.token()).get("/api/v1/agents/" + foreign.id()).status())
        .isEqualTo(404);
    theMinuteIsOver();

    var events = denialsOf(agent.id());
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.at("/metadata/reason").stringValue()).isEqualTo("not_found");
          assertThat(event.at("/metadata/route").stringValue())
              .isEqualTo("/api/v1/agents/{agentId}");
          assertThat(event.get("outcome").stringValue()).isEqualTo("failure");
          assertThat(event.get("agentId").stringValue()).isEqualTo(agent.id());
        });
  }

  @Test
  void an_operator_key_without_the_scope_is_recorded_and_what_is_not_there_is_not() {
    theMinuteIsOver();
    var made =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "reader", "scopes", List.of("agents:read"));
    var reader = server.unauthenticated().bearer(made.text("secret"));

    assertThat(reader.get("/api/v1/audit").status()).isEqualTo(403);
    assertThat(reader.get("/api/v1/agents/0198c0de-0000-7000-8000-000000000001").status())
        .isEqualTo(404);
    theMinuteIsOver();

    assertThat(denialsOf(made.text("keyId")))
        .singleElement()
        .satisfies(
            event -> assertThat(event.at("/metadata/scope").stringValue()).isEqualTo("audit:read"));
  }

  @Test
  void a_caller_that_is_let_in_is_not_recorded() {
    var agent = server.registerAgentWith("name", "reader", "scopes", List.of("agents:read"));

    assertThat(agent.with(agent.token()).get("/api/v1/agents").status()).isEqualTo(200);
    theMinuteIsOver();

    assertThat(denialsOf(agent.id())).isEmpty();
  }

  @Test
  void an_export_is_recorded_with_its_caller() {
    var agent = server.registerAgentWith("name", "reader", "scopes", List.of("audit:read"));

    assertThat(agent.with(agent.token()).get("/api/v1/audit/export").status()).isEqualTo(200);
    assertThat(server.operator().get("/api/v1/audit/signatures").status()).isEqualTo(200);

    var answer = server.operator().get("/api/v1/audit?action=audit.exported&limit=2");
    assertThat(answer.json("data/0/metadata/what")).isEqualTo("signatures");
    assertThat(answer.json("data/0/actor/type")).isEqualTo("operator");
    assertThat(answer.json("data/1/metadata/what")).isEqualTo("events");
    assertThat(answer.json("data/1/actor/id")).isEqualTo(agent.id());
  }

  @Test
  void callers_beyond_the_distinct_limit_are_counted_together() {
    var recorded = new ArrayList<AccessDenials.Denied>();
    var denials = new AccessDenials((event, _) -> recorded.add((AccessDenials.Denied) event));
    for (var i = 0; i < RepeatedEvents.MAX_DISTINCT + 7; i++) {
      var caller = new Caller.Operator("operator " + i, Scopes.NONE);
      denials.onDenied(new RequestContext(caller, "", "", ""), "GET", "/x", REASON);
    }
    assertThat(recorded).hasSize(RepeatedEvents.MAX_DISTINCT);
    recorded.clear();

    denials.flush((event, _) -> recorded.add((AccessDenials.Denied) event));

    assertThat(recorded)
        .singleElement()
        .returns(7L, AccessDenials.Denied::count)
        .returns("*", AccessDenials.Denied::route);
  }
}
