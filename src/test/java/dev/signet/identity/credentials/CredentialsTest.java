package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CredentialsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String NOBODY = "00000000-0000-7000-8000-00000000abcd";

  private String agentId = "";

  @BeforeEach
  void an_agent_without_credentials() {
    agentId = server.operator().post("/api/v1/agents", "name", "courier").text("agentId");
  }

  @Test
  void a_missing_body_equals_an_empty_object() {
    var answer = server.operator().send("POST", path(), "", new byte[0]);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json("expiresAt")).isNull();
  }

  @Test
  void an_expiry_may_be_null_and_either_spelling_is_accepted() {
    var none = server.operator().postJson(path(), "{\"expiresAt\":null}");
    var some = server.operator().post(path(), "expires_at", "2026-03-29T11:00:00+02:00");

    assertThat(none.status()).isEqualTo(201);
    assertThat(none.json("expiresAt")).isNull();
    assertThat(some.json("expiresAt")).isEqualTo("2026-03-29T09:00:00.000Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-03-28T09:00:00.000Z\"",
        "\"2025-01-01T00:00:00Z\"",
        "\"tomorrow\"",
        "\"\"",
        "1900000000",
        "true",
        "{}",
        "\"+1000000000-01-01T00:00:00Z\""
      })
  void an_expiry_that_is_not_in_the_future_is_refused_by_name(String expiresAt) {
    var answer = server.operator().postJson(path(), "{\"expiresAt\":" + expiresAt + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo("expiresAt");
    assertThat(list().json("total")).isEqualTo("0");
  }

  @Test
  void an_unknown_field_is_refused_by_name() {
    var answer = server.operator().post(path(), "clientSecret", "mine");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("clientSecret");
    assertThat(list().json("total")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"\"", "{", "{\"expiresAt\":null,\"expiresAt\":null}", "null"})
  void a_body_that_is_not_an_object_is_refused(String body) {
    var answer = server.operator().postJson(path(), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void a_body_that_is_not_json_is_refused() {
    assertThat(server.operator().form(path(), "expiresAt", "").status()).isEqualTo(415);
  }

  @Test
  void a_secret_cannot_be_read_again() {
    var secret = generate().text("clientSecret");

    assertThat(list().body()).doesNotContain(secret, "clientSecret", "hash");
    assertThat(server.operator().get("/api/v1/audit?agentId=" + agentId).body())
        .contains("credential.generated")
        .doesNotContain(secret);
  }

  @Test
  void the_list_is_paged_newest_first() {
    var ids = new ArrayList<String>();
    for (var i = 0; i < 5; i++) {
      ids.addFirst(generate().text("credentialId"));
    }

    assertThat(idsOf("?limit=2")).isEqualTo(ids.subList(0, 2));
    assertThat(idsOf("?page=2&limit=2")).isEqualTo(ids.subList(2, 4));
    assertThat(idsOf("?page=3&limit=2")).isEqualTo(ids.subList(4, 5));
    assertThat(idsOf("?page=4&limit=2")).isEmpty();
    assertThat(server.operator().get(path() + "?page=3&limit=2").json("total")).isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status=expired",
        "status=ACTIVE",
        "status=active%20",
        "page=0",
        "page=-1",
        "limit=0",
        "limit=101",
        "limit=many",
        "state=active"
      })
  void an_invalid_list_parameter_is_refused_by_name(String parameter) {
    var answer = server.operator().get(path() + "?" + parameter);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field"))
        .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
  }

  @Test
  void revoking_again_changes_nothing() {
    var id = generate().text("credentialId");

    assertThat(server.operator().delete(path() + "/" + id).status()).isEqualTo(204);
    server.clock().advance(Duration.ofMinutes(1));
    var before = list().json("data/0/revokedAt");
    assertThat(server.operator().delete(path() + "/" + id).status()).isEqualTo(204);

    assertThat(list().json("data/0/revokedAt")).isEqualTo(before).isNotNull();
    assertThat(events("credential.revoked").json("data/0/metadata/credential_id")).isEqualTo(id);
    assertThat(events("credential.revoked").json("data/1")).isNull();
  }

  @Test
  void an_unknown_credential_or_agent_is_not_found() {
    var id = generate().text("credentialId");
    var operator = server.operator();

    assertThat(
            List.of(
                operator.post("/api/v1/agents/" + NOBODY + "/credentials"),
                operator.get("/api/v1/agents/" + NOBODY + "/credentials"),
                operator.post("/api/v1/agents/courier/credentials"),
                operator.post(path() + "/" + NOBODY + "/rotate"),
                operator.delete(path() + "/" + NOBODY),
                operator.delete(path() + "/x"),
                operator.delete("/api/v1/agents/" + NOBODY + "/credentials/" + id)))
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(404);
          assertThat(answer.json("error")).isEqualTo("not_found");
        });
  }

  @Test
  void a_credential_is_not_found_under_another_agent() {
    var id = generate().text("credentialId");
    var other = server.registerAgent("other");
    var path = "/api/v1/agents/" + other.id() + "/credentials/" + id;

    assertThat(server.operator().delete(path).status()).isEqualTo(404);
    assertThat(server.operator().post(path + "/rotate").status()).isEqualTo(404);
    assertThat(list().json("data/0/status")).isEqualTo("active");
  }

  @Test
  void a_suspended_agents_credentials_can_be_revoked_but_not_generated() {
    var id = generate().text("credentialId");
    server.operator().patch("/api/v1/agents/" + agentId, "active", false);

    var generated = generate();
    var rotated = server.operator().post(path() + "/" + id + "/rotate");

    assertThat(generated.status()).isEqualTo(409);
    assertThat(generated.json("error")).isEqualTo("agent_not_active");
    assertThat(generated.json("detail")).contains("suspended");
    assertThat(rotated.status()).isEqualTo(409);
    assertThat(rotated.json("error")).isEqualTo("agent_not_active");
    assertThat(server.operator().delete(path() + "/" + id).status()).isEqualTo(204);
  }

  @Test
  void a_decommissioned_agent_gets_no_secret() {
    server.operator().delete("/api/v1/agents/" + agentId);

    assertThat(generate().status()).isEqualTo(409);
    assertThat(generate().json("error")).isEqualTo("agent_not_active");
  }

  @Test
  void an_agent_has_a_bounded_number_of_credentials() {
    for (var i = 0; i < 50; i++) {
      assertThat(generate().status()).isEqualTo(201);
    }

    var answer = generate();

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json("error")).isEqualTo("too_many_credentials");
    server.operator().delete(path() + "/" + list().text("data/0/credentialId"));
    assertThat(generate().status()).isEqualTo(201);
  }

  @Test
  void every_call_needs_a_caller_with_the_scope() {
    var id = generate().text("credentialId");
    var reader = server.registerAgent("reader", "agents:read");
    var reading = reader.with(reader.token());

    for (var call : calls(id).entrySet()) {
      var stranger = call.getValue().by(server.unauthenticated());
      assertThat(stranger.status()).as(call.getKey()).isEqualTo(401);
      assertThat(stranger.header("www-authenticate")).isPresent();

      var unfit = call.getValue().by(reading);
      assertThat(unfit.status()).as(call.getKey()).isEqualTo(403);
      assertThat(unfit.json("error")).isEqualTo("insufficient_scope");
      assertThat(unfit.json("detail")).contains("agents:write");
    }
    assertThat(list().json("total")).isEqualTo("1");
  }

  @Test
  void an_agent_does_not_see_the_agents_of_another_organization() {
    var id = generate().text("credentialId");
    var elsewhere =
        server.registerAgentWith(
            "name",
            "neighbour",
            "organizationId",
            server.createOrganization("neighbours-" + agentId.substring(24)),
            "scopes",
            List.of("agents:write"));
    var neighbour = elsewhere.with(elsewhere.token());

    for (var call : calls(id).entrySet()) {
      assertThat(call.getValue().by(neighbour).status()).as(call.getKey()).isEqualTo(404);
    }
    assertThat(list().json("total")).isEqualTo("1");
    assertThat(list().json("data/0/status")).isEqualTo("active");
  }

  @Test
  void a_caller_cannot_get_a_secret_of_an_agent_with_more_rights_on_this_server() {
    var mighty = server.registerAgent("mighty", "agents:write", "audit:read");
    var weak = server.registerAgent("weak", "agents:write");
    var path = "/api/v1/agents/" + mighty.id() + "/credentials";
    var id = server.operator().get(path).text("data/0/credentialId");
    var climbing = weak.with(weak.token());

    for (var answer : List.of(climbing.post(path), climbing.post(path + "/" + id + "/rotate"))) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json("detail")).contains("audit:read");
    }
    assertThat(mighty.requestToken().status()).isEqualTo(200);
  }

  @Test
  void each_change_is_in_the_audit_log() {
    var id =
        server
            .operator()
            .post(path(), "expiresAt", "2027-03-28T00:00:00.000Z")
            .text("credentialId");
    server.operator().post(path() + "/" + id + "/rotate", "overlapSeconds", 60);
    server.operator().delete(path() + "/" + id);

    for (var action : List.of("generated", "rotated", "revoked")) {
      var event = events("credential." + action);
      assertThat(event.json("data/0/outcome")).isEqualTo("success");
      assertThat(event.json("data/0/agentId")).isEqualTo(agentId);
      assertThat(event.json("data/0/actor/type")).isEqualTo("operator");
      assertThat(event.json("data/0/credentialFingerprint")).isEqualTo(id);
      assertThat(event.json("data/0/metadata/credential_id")).isEqualTo(id);
    }
    assertThat(events("credential.generated").json("data/0/metadata/expires_at"))
        .isEqualTo("2027-03-28T00:00:00.000Z");
    assertThat(events("credential.rotated").json("data/0/metadata/overlap_seconds"))
        .isEqualTo("60");
  }

  @FunctionalInterface
  private interface Call {
    TestResponse by(TestClient client);
  }

  private Map<String, Call> calls(String id) {
    return Map.of(
        "generate", client -> client.post(path()),
        "list", client -> client.get(path()),
        "rotate", client -> client.post(path() + "/" + id + "/rotate"),
        "revoke", client -> client.delete(path() + "/" + id));
  }

  private String path() {
    return "/api/v1/agents/" + agentId + "/credentials";
  }

  private TestResponse generate() {
    return server.operator().post(path());
  }

  private TestResponse list() {
    return server.operator().get(path());
  }

  private List<String> idsOf(String query) {
    return server
        .operator()
        .get(path() + query)
        .json()
        .at("/data")
        .valueStream()
        .map(node -> node.get("credentialId").stringValue())
        .toList();
  }

  private TestResponse events(String action) {
    return server.operator().get("/api/v1/audit?agentId=" + agentId + "&action=" + action);
  }
}
