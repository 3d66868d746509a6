package dev.signet.identity.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentChangeTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/agents/";

  @Test
  void each_field_can_be_changed_without_affecting_others() {
    var id = register("name", "before", "description", "kept", "scopes", List.of("a", "b"));
    server.clock().advance(Duration.ofSeconds(1));

    var answer =
        server
            .operator()
            .patch(
                PATH + id,
                "name",
                "after",
                "scopes",
                List.of("b", "c"),
                "token_lifetime",
                120,
                "metadata",
                Map.of("k", "v"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("name")).isEqualTo("after");
    assertThat(answer.json("description")).isEqualTo("kept");
    assertThat(answer.json("scopes")).isEqualTo("[\"b\",\"c\"]");
    assertThat(answer.json("tokenLifetime")).isEqualTo("120");
    assertThat(answer.json("metadata")).isEqualTo("{\"k\":\"v\"}");
    assertThat(answer.text("updatedAt")).isGreaterThan(answer.text("createdAt"));
    assertThat(server.operator().get(PATH + id).body()).isEqualTo(answer.body());
  }

  @Test
  void the_event_lists_changed_fields_without_their_values() {
    var id = register("name", "before", "owner", "same");

    server.operator().patch(PATH + id, "name", "classified", "owner", "same", "teamId", "t");

    var event = events(id);
    assertThat(event.json("data/0/action")).isEqualTo("agent.updated");
    assertThat(event.json("data/0/metadata")).isEqualTo("{\"fields\":[\"teamId\",\"name\"]}");
    assertThat(event.text("data/0")).doesNotContain("classified");
  }

  @Test
  void a_change_without_effect_records_no_event() {
    var id = register("name", "same", "owner", "same");
    var before = server.operator().get(PATH + id).body();
    server.clock().advance(Duration.ofSeconds(1));

    for (var answer :
        List.of(
            server.operator().patch(PATH + id),
            server.operator().patch(PATH + id, "name", "same", "active", true),
            patch(id, "{\"description\":null}"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(before);
    }
    assertThat(events(id).json("total")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "teamId",
        "description",
        "email",
        "version",
        "owner",
        "deploymentEnv",
        "tokenSigningAlg",
        "expiresAt"
      })
  void null_clears_optional_fields(String field) {
    var id =
        register(
            "name", "full",
            "teamId", "t",
            "description", "d",
            "email", field + "@null.example.com",
            "version", "1.0.0",
            "owner", "o",
            "deploymentEnv", "staging",
            "tokenSigningAlg", "EdDSA",
            "expiresAt", "2028-01-01T00:00:00Z");
    assertThat(server.operator().get(PATH + id).json(field)).isNotNull();

    var answer = patch(id, "{\"" + field + "\":null}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json(field)).isNull();
    assertThat(events(id).json("data/0/metadata/fields/0")).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agentId",
        "agent_id",
        "clientId",
        "client_id",
        "createdBy",
        "createdAt",
        "updatedAt",
        "tokenCount"
      })
  void read_only_fields_are_refused_by_name(String field) {
    var id = register("name", "fixed");

    var answer = server.operator().patch(PATH + id, "name", "other", field, "x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors")).isEqualTo(fault(field, "cannot be changed"));
    assertThat(server.operator().get(PATH + id).json("name")).isEqualTo("fixed");
  }

  @Test
  void status_suspends_and_reactivates_an_agent_like_active() {
    var agent = server.registerAgent("switched");
    var token = agent.token();

    var off =
        server.operator().patch(PATH + agent.id(), "status", "suspended", "reason", "incident");

    assertThat(off.status()).isEqualTo(200);
    assertThat(off.text("status")).isEqualTo("suspended");
    assertThat(off.text("active")).isEqualTo("false");
    assertThat(agent.with(token).get("/api/agents/me").status()).isEqualTo(401);
    var event = events(agent.id());
    assertThat(event.json("data/0/action")).isEqualTo("agent.deactivated_with_revocation");
    assertThat(event.json("data/0/metadata/reason")).isEqualTo("incident");
    assertThat(event.json("data/0/metadata/revoked_token_count")).isEqualTo("1");

    var on = server.operator().patch(PATH + agent.id(), "status", "active", "active", true);

    assertThat(on.text("status")).isEqualTo("active");
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"status\":\"suspended\",\"active\":true|contradicts active",
        "\"status\":\"active\",\"active\":false|contradicts active",
        "\"status\":\"decommissioned\"|must be one of active, suspended",
        "\"status\":\"Suspended\"|must be one of active, suspended",
        "\"status\":\"\"|must be one of active, suspended",
        "\"status\":false|must be one of active, suspended",
        "\"status\":null|must not be null"
      })
  void an_unknown_status_or_one_that_contradicts_active_is_refused(String members, String message) {
    var id = register("name", "switched");

    var answer = patch(id, "{\"name\":\"other\"," + members + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors")).isEqualTo(fault("status", message));
    var seen = server.operator().get(PATH + id);
    assertThat(seen.json("status")).isEqualTo("active");
    assertThat(seen.json("name")).isEqualTo("switched");
  }

  @Test
  void an_unknown_field_is_refused_by_name() {
    var id = register("name", "fixed");

    var answer = server.operator().patch(PATH + id, "name", "other", "nmae", "x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors")).isEqualTo(fault("nmae", "is not a field of this request"));
    assertThat(server.operator().get(PATH + id).json("name")).isEqualTo("fixed");
  }

  private static String fault(String field, String message) {
    return "[{\"field\":\"" + field + "\",\"message\":\"" + message + "\"}]";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "active|\"false\"",
        "active|0",
        "active|null",
        "name|null",
        "scopes|null",
        "tokenLifetime|59",
        "metadata|null",
        "reason|\"why\"",
        "agentType|null",
        "expiresAt|\"2026-03-28T09:00:00Z\"",
        "grantTypes|[]"
      })
  void an_invalid_member_changes_nothing(String field, String value) {
    var id = register("name", "kept");

    var answer = patch(id, "{\"owner\":\"new\",\"" + field + "\":" + value + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
    assertThat(server.operator().get(PATH + id).json("owner")).isNull();
    assertThat(events(id).json("total")).isEqualTo("1");
  }

  @Test
  void both_spellings_of_a_field_together_are_refused() {
    var id = register("name", "twice");

    var answer = server.operator().patch(PATH + id, "tokenLifetime", 60, "token_lifetime", 61);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("detail")).contains("both spellings");
  }

  @Test
  void another_agents_address_is_refused_but_its_own_in_another_case_is_not() {
    register("email", "first@change.example.com");
    var id = register("name", "second", "email", "second@change.example.com");

    var refused = server.operator().patch(PATH + id, "email", "First@change.example.com");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json("error")).isEqualTo("email_taken");
    var own = server.operator().patch(PATH + id, "email", "SECOND@change.example.com");
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.json("email")).isEqualTo("SECOND@change.example.com");
  }

  @Test
  void concurrent_changes_are_serialized() {
    var id = register("name", "raced");
    for (var round = 0; round < 20; round++) {
      var answers = new ConcurrentLinkedQueue<TestResponse>();
      var number = round;
      ConcurrentCalls.race(
          4,
          racer -> {
            var mark = number + "-" + racer;
            answers.add(
                server
                    .operator()
                    .patch(PATH + id, "name", mark, "owner", mark, "metadata", Map.of("m", mark)));
          });

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      var now = server.operator().get(PATH + id);
      assertThat(now.json("owner")).isEqualTo(now.json("name"));
      assertThat(now.json("metadata/m")).isEqualTo(now.json("name"));
      assertThat(answers).anySatisfy(answer -> assertThat(answer.body()).isEqualTo(now.body()));
    }
    assertThat(events(id).json("total")).isEqualTo("81");
  }

  @Test
  void concurrent_changes_to_different_fields_both_take_effect() {
    var id = register("name", "raced");
    ConcurrentCalls.race(
        2, racer -> server.operator().patch(PATH + id, racer == 0 ? "owner" : "teamId", "changed"));

    var now = server.operator().get(PATH + id);
    assertThat(now.json("owner")).isEqualTo("changed");
    assertThat(now.json("teamId")).isEqualTo("changed");
  }

  @Test
  void the_next_token_follows_the_change_and_earlier_tokens_stay_active() {
    var agent = server.registerAgent("narrowed", "read", "write");
    var old = agent.token();

    server.operator().patch(PATH + agent.id(), "scopes", List.of("read"), "tokenLifetime", 60);

    var answer = agent.requestToken();
    assertThat(answer.json("scope")).isEqualTo("read");
    assertThat(answer.json("expires_in")).isEqualTo("60");
    assertThat(isAlive(old)).isTrue();
  }

  @Test
  void an_expired_agents_tokens_stay_expired_when_its_expiry_is_extended() {
    var agent = server.registerAgent("temporary", "read");
    var token = agent.token();
    var soon = server.clock().instant().plusSeconds(60);
    server.operator().patch(PATH + agent.id(), "expiresAt", soon.toString());
    assertThat(isAlive(token)).isTrue();

    server.clock().advance(Duration.ofSeconds(60));
    assertThat(isAlive(token)).isFalse();
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(agent.requestToken().body()).doesNotContain("expired");

    assertThat(patch(agent.id(), "{\"expiresAt\":null}").status()).isEqualTo(200);
    assertThat(isAlive(token)).isFalse();
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  private static boolean isAlive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private static String register(Object... members) {
    return server.operator().post("/api/v1/agents", members).text("agentId");
  }

  private static TestResponse patch(String id, String body) {
    return server
        .operator()
        .send("PATCH", PATH + id, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static TestResponse events(String agentId) {
    return server.operator().get("/api/v1/audit?agentId=" + agentId);
  }
}
