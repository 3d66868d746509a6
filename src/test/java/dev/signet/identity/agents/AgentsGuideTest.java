package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The guide to the agents API, line by line: `PATCH /api/v1/agents/{id}` here, and one agent's use
/// of both calls. Refusals of `rotate-dpop-key` are in `DpopKeyRotationTest`, the tokens that it
/// revokes in `EndedKeyTest`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentsGuideTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH = "/api/v1/agents/";
  private static final String NOBODY = "0195dbc1-3e80-7a41-9c5d-2f1e8b7a6c90";

  @Test
  void all_fields_of_the_request_body_are_changed_and_the_updated_agent_is_returned() {
    var id = server.registerAgent("before").id();
    server.clock().advance(Duration.ofSeconds(1));

    var answer =
        server
            .operator()
            .patch(
                PATH + id,
                "name",
                "after",
                "description",
                "sorts",
                "active",
                false,
                "scopes",
                List.of("a", "b"),
                "token_lifetime",
                900,
                "metadata",
                Map.of("any", Map.of("key", List.of(1, "two", true))));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json("agentId")).isEqualTo(id);
    assertThat(answer.json("name")).isEqualTo("after");
    assertThat(answer.json("description")).isEqualTo("sorts");
    assertThat(answer.json("active")).isEqualTo("false");
    assertThat(answer.json("scopes")).isEqualTo("[\"a\",\"b\"]");
    assertThat(answer.json("tokenLifetime")).isEqualTo("900");
    assertThat(answer.json("metadata")).isEqualTo("{\"any\":{\"key\":[1,\"two\",true]}}");
    assertThat(server.operator().get(PATH + id).body()).isEqualTo(answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name | 7 | must be a string",
        "name | \"\" | must not be empty",
        "name | [\"x\"] | must be a string",
        "description | {} | must be a string",
        "active | \"false\" | must be a boolean",
        "active | 0 | must be a boolean",
        "scopes | \"read\" | must be an array of strings",
        "scopes | [7] | entry 0 is not a scope",
        "scopes | [\"a b\"] | entry 0 is not a scope",
        "token_lifetime | \"900\" | must be a whole number",
        "token_lifetime | 900.5 | must be a whole number",
        "token_lifetime | 0 | must be a whole number from 60 to 86400",
        "token_lifetime | -1 | must be a whole number",
        "token_lifetime | 1e99 | must be a whole number",
        "metadata | \"x\" | must be an object",
        "metadata | [] | must be an object"
      })
  void a_field_of_the_wrong_type_changes_nothing(String field, String value, String message) {
    var id = server.registerAgent("kept").id();
    var before = server.operator().get(PATH + id).body();

    isFieldError(patch(id, "{\"" + field + "\":" + value + "}"), field, message);

    assertThat(server.operator().get(PATH + id).body()).isEqualTo(before);
  }

  @Test
  void an_unknown_agent_is_404() {
    for (var body : List.of("{\"active\":false}", "{}")) {
      isProblem(patch(NOBODY, body), 404, "not_found");
      isProblem(patch("no-id", body), 404, "not_found");
    }
  }

  /// "Deactivating will prevent new tokens and revoke all active tokens", including tokens that are
  /// bound to a key.
  @Test
  void a_deactivation_revokes_every_token_before_it_answers() {
    var key = TestClientKey.generate();
    var agent = server.registerAgent("courier", "read");
    var bearer = agent.token();
    var bound = agent.requestToken(server.proof(key, "POST", "/oauth/token")).text("access_token");
    assertThat(me(bearer).status()).isEqualTo(200);
    assertThat(me(bound, key).status()).isEqualTo(200);

    assertThat(server.operator().patch(PATH + agent.id(), "active", false).status()).isEqualTo(200);

    for (var token : List.of(bearer, bound)) {
      assertThat(server.operator().form("/oauth/introspect", "token", token).body())
          .isEqualTo("{\"active\":false}");
    }
    assertThat(me(bearer).status()).isEqualTo(401);
    assertThat(me(bound, key).status()).isEqualTo(401);
    assertThat(agent.requestToken().status()).isEqualTo(401);
    var event =
        server
            .operator()
            .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id());
    assertThat(event.json("total")).isEqualTo("1");
    assertThat(event.json("data/0/metadata/revoked_token_count")).isEqualTo("2");
  }

  @Test
  void a_dpop_key_is_rotated_as_in_the_guide() {
    var before = TestClientKey.generate();
    var after = TestClientKey.generate("EdDSA");
    var agent =
        server.registerAgentWith(
            "name", "keyed", "metadata", Map.of("dpop_public_jwk", jwk(before)));
    var token =
        agent.requestToken(server.proof(before, "POST", "/oauth/token")).text("access_token");

    var answer =
        server
            .operator()
            .post(
                PATH + agent.id() + "/rotate-dpop-key",
                "new_public_jwk",
                jwk(after),
                "reason",
                "quarterly");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .isEqualTo(
            JSON.createObjectNode()
                .put("old_jkt", before.thumbprint())
                .put("new_jkt", after.thumbprint())
                .put("revoked_token_count", 1)
                .put("audit_event_id", answer.text("audit_event_id")));
    assertThat(me(token, before).status()).isEqualTo(401);
    var issued = agent.requestToken(server.proof(after, "POST", "/oauth/token"));
    assertThat(issued.json("token_type")).isEqualTo("DPoP");
    assertThat(me(issued.text("access_token"), after).status()).isEqualTo(200);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit/" + answer.text("audit_event_id"))
                .json()
                .get("metadata"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("old_jkt", before.thumbprint())
                .put("new_jkt", after.thumbprint())
                .put("revoked_token_count", 1)
                .put("reason", "quarterly"));
  }

  private static TestResponse me(String token) {
    return server.unauthenticated().bearer(token).get("/api/agents/me");
  }

  private static TestResponse me(String token, TestClientKey key) {
    return server
        .unauthenticated()
        .with("Authorization", "DPoP " + token)
        .with("DPoP", server.proof(key, "GET", "/api/agents/me").forAccessToken(token).build())
        .get("/api/agents/me");
  }

  private static TestResponse patch(String id, String body) {
    return server
        .operator()
        .send("PATCH", PATH + id, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode jwk(TestClientKey key) {
    return JSON.readTree(key.publicJwk());
  }
}
