package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/agents/{agentId}/rotate-dpop-key` as its document prints it: the request, the
/// response, the refusals in their order, the event.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopKeyRotationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NOBODY = "0195dbc1-3e80-7a41-9c5d-2f1e8b7a6c90";

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "EdDSA"})
  void the_response_has_four_members_and_the_agent_has_the_new_key(String alg) {
    var before = TestClientKey.generate();
    var after = TestClientKey.generate(alg);
    var id = register(before);
    var seen = server.operator().get(path(id)).text("updatedAt");
    server.clock().advance(Duration.ofSeconds(1));

    var answer = rotate(id, "new_public_jwk", jwk(after), "reason", "key leaked");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.json().propertyNames())
        .containsExactly("old_jkt", "new_jkt", "revoked_token_count", "audit_event_id");
    assertThat(answer.json("old_jkt")).isEqualTo(before.thumbprint());
    assertThat(answer.json("new_jkt")).isEqualTo(after.thumbprint());
    assertThat(answer.json().get("revoked_token_count").isIntegralNumber()).isTrue();
    assertThat(answer.json("revoked_token_count")).isEqualTo("0");
    var agent = server.operator().get(path(id));
    assertThat(agent.json("dpopJkt")).isEqualTo(after.thumbprint());
    assertThat(agent.text("updatedAt")).isGreaterThan(seen);
  }

  @Test
  void an_agent_without_a_key_gets_its_first_key_and_the_old_thumbprint_is_empty() {
    var id = server.registerAgent("keyless").id();
    var key = TestClientKey.generate();

    var answer = rotate(id, "newPublicJwk", jwk(key));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json("old_jkt")).isEqualTo("");
    assertThat(answer.json("new_jkt")).isEqualTo(key.thumbprint());
    assertThat(server.operator().get(path(id)).json("dpopJkt")).isEqualTo(key.thumbprint());
  }

  @Test
  void the_event_has_four_members_and_the_response_names_it() {
    var before = TestClientKey.generate();
    var after = TestClientKey.generate();
    var id = register(before);

    var answer = rotate(id, "new_public_jwk", jwk(after), "reason", "key leaked");

    var event = server.operator().get("/api/v1/audit/" + answer.text("audit_event_id"));
    assertThat(event.json("action")).isEqualTo("agent.dpop_key_rotated");
    assertThat(event.json("outcome")).isEqualTo("success");
    assertThat(event.json("agentId")).isEqualTo(id);
    assertThat(event.json("actor/type")).isEqualTo("operator");
    assertThat(event.json().get("metadata"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("old_jkt", before.thumbprint())
                .put("new_jkt", after.thumbprint())
                .put("revoked_token_count", 0)
                .put("reason", "key leaked"));
    assertThat(rotations(id).json("total")).isEqualTo("1");
  }

  @Test
  void without_a_reason_and_a_previous_key_the_event_has_empty_members() {
    var id = server.registerAgent("keyless").id();
    var key = TestClientKey.generate();

    rotate(id, "new_public_jwk", jwk(key));

    assertThat(rotations(id).json().at("/data/0/metadata"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("old_jkt", "")
                .put("new_jkt", key.thumbprint())
                .put("revoked_token_count", 0)
                .put("reason", ""));
  }

  @Test
  void the_current_key_may_be_sent_again() {
    var key = TestClientKey.generate();
    var id = register(key);

    var answer = rotate(id, "new_public_jwk", jwk(key));

    assertThat(answer.json("old_jkt")).isEqualTo(key.thumbprint());
    assertThat(answer.json("new_jkt")).isEqualTo(key.thumbprint());
    assertThat(rotations(id).json("total")).isEqualTo("1");
  }

  @Test
  void a_lost_response_is_replayed_and_the_key_is_rotated_once() {
    var id = register(TestClientKey.generate());
    var again = server.operator().with("Idempotency-Key", "0b6f3a52-6b1e-4a86-9a57-0b7c1c5d2e4f");
    var body = JSON.createObjectNode();
    body.set("new_public_jwk", jwk(TestClientKey.generate()));

    var first = again.postJson(path(id) + "/rotate-dpop-key", body.toString());
    var second = again.postJson(path(id) + "/rotate-dpop-key", body.toString());

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(rotations(id).json("total")).isEqualTo("1");
  }

  @Test
  void the_operator_key_the_agent_the_body_and_the_key_are_checked_in_this_order() {
    var agent = server.registerAgent("courier", "agents:write");
    var there = path(agent.id()) + "/rotate-dpop-key";
    var nowhere = path(NOBODY) + "/rotate-dpop-key";
    var stranger = server.unauthenticated();

    for (var client : List.of(stranger, stranger.bearer("sk_live_" + "x".repeat(46)))) {
      isProblem(client.postJson(nowhere, "{"), 401, "unauthorized");
      isProblem(client.postJson(there, "{"), 401, "unauthorized");
    }
    isProblem(server.operator().postJson(nowhere, "{"), 404, "not_found");
    isProblem(
        server.operator().postJson(path("no-id") + "/rotate-dpop-key", "{"), 404, "not_found");
    isProblem(server.operator().postJson(there, "{"), 400, "invalid_request");
    isFieldError(
        server.operator().postJson(there, "{\"new_public_jwk\":{},\"other\":1}"),
        "other",
        "is not a field");
    isProblem(server.operator().postJson(there, "{\"new_public_jwk\":{}}"), 400, "invalid_jwk");
    assertThat(server.operator().get(path(agent.id())).json("dpopJkt")).isNull();
    assertThat(rotations(agent.id()).json("total")).isEqualTo("0");
  }

  @Test
  void agents_and_operators_without_the_scope_cannot_rotate_a_dpop_key() {
    var agent = server.registerAgent("courier", "agents:write", "agents:read");
    var reader =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "r", "scopes", List.of("agents:read"));
    var body = Map.of("new_public_jwk", jwk(TestClientKey.generate()));

    for (var client :
        List.of(
            agent.with(agent.token()), server.unauthenticated().bearer(reader.text("secret")))) {
      for (var id : List.of(agent.id(), NOBODY)) {
        var answer = client.postJson(path(id) + "/rotate-dpop-key", JSON.writeValueAsString(body));
        assertThat(answer.status()).isEqualTo(403);
      }
    }
    assertThat(server.operator().get(path(agent.id())).json("dpopJkt")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "7", "\"x\"", "{\"new_public_jwk\":{}}x", "{\"a\":1,\"a\":2}"})
  void a_body_that_is_missing_or_malformed_is_an_invalid_request(String body) {
    var id = register(TestClientKey.generate());
    var before = server.operator().get(path(id)).body();

    var answer = server.operator().postJson(path(id) + "/rotate-dpop-key", body);

    isProblem(answer, 400, "invalid_request");
    assertThat(server.operator().get(path(id)).body()).isEqualTo(before);
  }

  @Test
  void a_request_without_body_and_content_type_is_invalid() {
    var id = register(TestClientKey.generate());

    var answer = server.operator().send("POST", path(id) + "/rotate-dpop-key", "", new byte[0]);

    isProblem(answer, 400, "invalid_request");
    isProblem(
        server.operator().rawForm(path(id) + "/rotate-dpop-key", "new_public_jwk=x"),
        415,
        "unsupported_media_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | new_public_jwk | is required",
        "{\"reason\":\"x\"} | new_public_jwk | is required",
        "{\"new_public_jwk\":null} | new_public_jwk | must not be null",
        "{\"new_public_jwk\":{\"kty\":\"EC\"},\"reason\":7} | reason | must be a string",
        "{\"new_public_jwk\":{\"kty\":\"EC\"},\"reason\":\"\"} | reason | must not be empty",
        "{\"new_public_jwk\":{\"kty\":\"EC\"},\"jkt\":\"x\"} | jkt | is not a field",
        "{\"new_public_jwk\":{},\"newPublicJwk\":{}} | newPublicJwk | both spellings"
      })
  void a_missing_invalid_or_unknown_field_is_named(String body, String field, String message) {
    var id = register(TestClientKey.generate());

    isFieldError(server.operator().postJson(path(id) + "/rotate-dpop-key", body), field, message);
  }

  @Test
  void a_reason_has_at_most_500_characters() {
    var id = register(TestClientKey.generate());
    var key = jwk(TestClientKey.generate());

    isFieldError(
        rotate(id, "new_public_jwk", key, "reason", "x".repeat(501)), "reason", "at most 500");
    assertThat(rotate(id, "new_public_jwk", key, "reason", "x".repeat(500)).status())
        .isEqualTo(200);
    assertThat(rotations(id).text("data/0/metadata/reason")).hasSize(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sk\" | must be a JSON object",
        "[] | must be a JSON object",
        "true | must be a JSON object",
        "{} | kty must be",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"} | private or secret member k",
        "{\"kty\":\"DSA\"} | kty must be",
        "{\"kty\":7} | kty must be a string",
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\"} | crv must be",
        "{\"kty\":\"EC\",\"crv\":\"P-521\"} | crv must be",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\"} | crv must be Ed25519",
        "{\"kty\":\"OKP\",\"crv\":\"Ed448\"} | crv must be Ed25519",
        "{\"kty\":\"EC\",\"crv\":\"P-256\"} | x must be base64url",
        "{\"kty\":\"RSA\",\"e\":\"AQAB\"} | n must be base64url"
      })
  void a_malformed_public_key_is_an_invalid_jwk(String jwk, String why) {
    refuses(JSON.readTree(jwk), why);
  }

  @Test
  void a_point_that_is_not_on_the_curve_is_refused() {
    var off = JSON.createObjectNode();
    off.setAll((ObjectNode) jwk(TestClientKey.generate()));
    off.put("y", off.get("x").stringValue());

    refuses(off, "not a public key");
  }

  @Test
  void an_rsa_key_of_512_or_1024_bits_is_refused() throws Exception {
    for (var bits : new int[] {512, 1024}) {
      var weak = new RSAKeyGenerator(bits, true).generate();
      refuses(
          JSON.readTree(new RSAKey.Builder(weak.toRSAPublicKey()).build().toJSONString()), "2048");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256"})
  void a_private_key_is_refused_and_not_echoed(String alg) {
    var sent = JSON.readTree(TestClientKey.generate(alg).privateJwk());

    var answer = refuses(sent, "send only the public key");

    assertThat(answer.body()).doesNotContain(sent.get("d").stringValue());
  }

  @Test
  void a_p384_key_can_sign_proofs_but_cannot_be_registered() {
    refuses(jwk(TestClientKey.generate("ES384")), "P-256");
  }

  @Test
  void a_key_that_is_not_for_signatures_is_refused() {
    var sent = (ObjectNode) jwk(TestClientKey.generate());

    refuses(sent.deepCopy().put("use", "enc"), "use is not sig");
    refuses(sent.deepCopy().put("alg", "ECDH-ES"), "alg");
    assertThat(
            rotate(register(TestClientKey.generate()), "new_public_jwk", sent.put("use", "sig"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_key_that_is_too_long_is_refused() {
    refuses(
        ((ObjectNode) jwk(TestClientKey.generate())).put("x5c", "x".repeat(20_000)), "longer than");
  }

  @Test
  void a_suspended_agents_key_can_be_rotated_but_a_decommissioned_agents_cannot() {
    var id = register(TestClientKey.generate());
    var key = TestClientKey.generate();
    server.operator().patch(path(id), "active", false);

    var answer = rotate(id, "new_public_jwk", jwk(key));

    assertThat(answer.json("revoked_token_count")).isEqualTo("0");
    assertThat(server.operator().get(path(id)).json("status")).isEqualTo("suspended");
    server.operator().delete(path(id));
    isProblem(
        rotate(id, "new_public_jwk", jwk(TestClientKey.generate())), 409, "agent_decommissioned");
    assertThat(server.operator().get(path(id)).json("dpopJkt")).isEqualTo(key.thumbprint());
  }

  private static TestResponse refuses(JsonNode jwk, String why) {
    var id = register(TestClientKey.generate());
    var before = server.operator().get(path(id)).body();

    var answer = rotate(id, "new_public_jwk", jwk);

    isProblem(answer, 400, "invalid_jwk");
    assertThat(answer.text("detail")).contains(why);
    assertThat(answer.json("errors")).isNull();
    assertThat(server.operator().get(path(id)).body()).isEqualTo(before);
    assertThat(rotations(id).json("total")).isEqualTo("0");
    return answer;
  }

  private static String register(TestClientKey key) {
    return server
        .operator()
        .post("/api/v1/agents", "name", "keyed", "dpopPublicJwk", jwk(key))
        .text("agentId");
  }

  private static TestResponse rotate(String id, Object... members) {
    return server.operator().post(path(id) + "/rotate-dpop-key", members);
  }

  private static TestResponse rotations(String id) {
    return server.operator().get("/api/v1/audit?action=agent.dpop_key_rotated&agentId=" + id);
  }

  private static String path(String id) {
    return "/api/v1/agents/" + id;
  }

  private static JsonNode jwk(TestClientKey key) {
    return JSON.readTree(key.publicJwk());
  }
}
