package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
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

/// The keys that an agent can be registered with, and how a change affects them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentKeyRegistrationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH = "/api/v1/agents";

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void an_agent_can_be_registered_with_a_dpop_key(String alg) {
    var key = TestClientKey.generate(alg);

    var made = register("dpopPublicJwk", jwk(key));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json("dpopJkt")).isEqualTo(key.thumbprint());
    assertThat(made.json("jwks")).isNull();
    assertThat(server.operator().get(path(made)).body()).isEqualTo(made.body());
    assertThat(server.operator().get(PATH + "?limit=1").json("data/0/dpopJkt"))
        .isEqualTo(key.thumbprint());
    assertThat(createdEvent(made).json("data/0/metadata/dpop_jkt")).isEqualTo(key.thumbprint());
  }

  @Test
  void without_a_dpop_key_it_has_none() {
    var made = register();

    assertThat(made.json().propertyNames()).contains("dpopJkt", "jwks", "jwksUri", "fapi2");
    assertThat(made.json("dpopJkt")).isNull();
    assertThat(made.json("jwks")).isNull();
    assertThat(made.json("jwksUri")).isNull();
    assertThat(made.json("fapi2")).isEqualTo("false");
    assertThat(createdEvent(made).json("data/0/metadata/dpop_jkt")).isNull();
  }

  @Test
  void the_dpop_key_may_be_in_the_metadata() {
    var key = TestClientKey.generate();

    var made = register("metadata", Map.of("team", "x", "dpop_public_jwk", jwk(key)));

    assertThat(made.json("dpopJkt")).isEqualTo(key.thumbprint());
    assertThat(made.json("metadata/team")).isEqualTo("x");
    assertThat(made.json().at("/metadata/dpop_public_jwk")).isEqualTo(jwk(key));
  }

  @Test
  void the_quick_api_accepts_a_dpop_key_in_the_metadata() {
    var key = TestClientKey.generate("EdDSA");

    var made =
        server
            .operator()
            .post("/api/agents", "name", "q", "metadata", Map.of("dpop_public_jwk", jwk(key)));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(server.operator().get(PATH + "/" + made.text("agent/id")).json("dpopJkt"))
        .isEqualTo(key.thumbprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "EdDSA"})
  void a_key_set_does_not_set_the_dpop_key_even_with_a_single_key(String alg) {
    var key = TestClientKey.generate(alg);

    var made = register("jwks", keySet(key));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json("dpopJkt")).isNull();
    assertThat(made.json().at("/jwks/keys/0")).isEqualTo(jwk(key));
    assertThat(createdEvent(made).json("data/0/metadata/dpop_jkt")).isNull();
  }

  @Test
  void a_key_set_can_be_combined_with_a_dpop_key() {
    var bound = TestClientKey.generate();
    var signs = TestClientKey.generate();

    var made = register("jwks", keySet(signs), "dpopPublicJwk", jwk(bound));

    assertThat(made.json("dpopJkt")).isEqualTo(bound.thumbprint());
    assertThat(made.json().at("/jwks/keys/0")).isEqualTo(jwk(signs));
  }

  @Test
  void the_same_dpop_key_may_be_given_twice_but_not_two_different_ones() {
    var key = TestClientKey.generate();
    var same = Map.of("dpop_public_jwk", jwk(key));

    assertThat(register("dpopPublicJwk", jwk(key), "metadata", same).json("dpopJkt"))
        .isEqualTo(key.thumbprint());
    isFieldError(
        register("dpop_public_jwk", jwk(TestClientKey.generate()), "metadata", same),
        "dpop_public_jwk",
        "must be the key that metadata names");
  }

  @Test
  void a_private_key_is_refused_and_not_echoed() {
    var json = TestClientKey.generate().privateJwk();
    var secret = JSON.readTree(json).get("d").stringValue();

    for (var answer :
        List.of(
            register("dpopPublicJwk", JSON.readTree(json)),
            register("metadata", Map.of("dpop_public_jwk", JSON.readTree(json))),
            register("jwks", Map.of("keys", List.of(JSON.readTree(json)))))) {
      isProblem(answer, 400, "invalid_request");
      assertThat(answer.text("detail")).contains("send only the public key");
      assertThat(answer.body()).doesNotContain(secret);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"text\" | A JWK must be a JSON object",
        "[] | A JWK must be a JSON object",
        "{} | kty must be",
        "{\"kty\":\"oct\",\"x\":\"AA\"} | kty must be",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"} | not as long as",
        "null | must not be null"
      })
  void a_malformed_key_is_refused_by_name(String json, String why) {
    isFieldError(register("dpopPublicJwk", JSON.readTree(json)), "dpopPublicJwk", why);
  }

  @Test
  void a_p384_key_is_not_accepted_as_dpop_key() {
    var key = jwk(TestClientKey.generate("ES384"));

    isFieldError(register("dpopPublicJwk", key), "dpopPublicJwk", "P-256");
    isFieldError(
        register("metadata", Map.of("dpop_public_jwk", key)), "metadata", "dpop_public_jwk is no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | must be an object",
        "{} | must have keys",
        "{\"keys\":{}} | must have keys",
        "{\"keys\":[]} | must have keys",
        "{\"keys\":[7]} | has an unusable key at index 0",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]} | modulus of 2048"
      })
  void a_key_set_without_usable_keys_is_refused(String json, String why) {
    isFieldError(register("jwks", JSON.readTree(json)), "jwks", why);
  }

  @Test
  void a_key_set_that_can_never_authenticate_its_agent_is_refused() {
    var large = keySet(TestClientKey.generate("ES384"), TestClientKey.generate("ES384"));
    var said = keySet(TestClientKey.generate("ES384"));
    ((ObjectNode) said.at("/keys/0")).put("alg", "ES384").put("use", "sig");
    var made = register("jwks", keySet(TestClientKey.generate()));

    for (var set : List.of(large, said)) {
      isFieldError(register("jwks", set), "jwks", "has no key that can authenticate the agent");
      isFieldError(
          server.operator().patch(path(made), "jwks", set), "jwks", "ES256 by an EC key on P-256");
    }
    assertThat(server.operator().get(path(made)).body()).isEqualTo(made.body());
    assertThat(
            register("jwks", keySet(TestClientKey.generate("ES384"), TestClientKey.generate()))
                .status())
        .isEqualTo(201);
  }

  @Test
  void fapi2_requires_a_key_that_the_profile_allows() {
    var rs256 = keySet(TestClientKey.generate("RS256"));
    ((ObjectNode) rs256.at("/keys/0")).put("alg", "RS256");
    var rsa = keySet(TestClientKey.generate("RS256"));
    ((ObjectNode) rsa.at("/keys/0")).remove("alg");

    isFieldError(register("jwks", rs256, "fapi2", true), "fapi2", "PS256, ES256 or EdDSA");
    var made = register("jwks", rs256);
    isFieldError(
        server.operator().patch(path(made), "fapi2", true), "fapi2", "needs a key in jwks");
    assertThat(server.operator().patch(path(made), "jwks", rsa, "fapi2", true).status())
        .isEqualTo(200);
    isFieldError(
        server.operator().patch(path(made), "jwks", rs256), "fapi2", "needs a key in jwks");
  }

  @Test
  void a_key_set_has_at_most_ten_keys_and_each_is_checked() {
    var ten = new ArrayList<TestClientKey>();
    for (var i = 0; i < 10; i++) {
      ten.add(TestClientKey.generate());
    }
    var eleven = new ArrayList<>(ten);
    eleven.add(TestClientKey.generate());
    var lastIsBad = keySet(ten.subList(0, 9).toArray(TestClientKey[]::new));
    ((ObjectNode) lastIsBad).withArray("keys").add(JSON.readTree("{\"kty\":\"oct\"}"));

    assertThat(register("jwks", keySet(ten.toArray(TestClientKey[]::new))).status()).isEqualTo(201);
    isFieldError(
        register("jwks", keySet(eleven.toArray(TestClientKey[]::new))),
        "jwks",
        "1 to 10 public keys");
    isFieldError(register("jwks", lastIsBad), "jwks", "unusable key at index 9");
  }

  @Test
  void a_key_set_is_stored_without_unknown_members() {
    var key = (ObjectNode) jwk(TestClientKey.generate());
    var sent = key.deepCopy().put("kid", "one").put("note", "x".repeat(100));

    var made = register("jwks", Map.of("keys", List.of(sent), "more", "x"));

    assertThat(made.json().get("jwks"))
        .isEqualTo(JSON.valueToTree(Map.of("keys", List.of(key.deepCopy().put("kid", "one")))));
  }

  @Test
  void a_change_sets_or_removes_the_key_set_and_keeps_the_dpop_key() {
    var key = TestClientKey.generate();
    var other = TestClientKey.generate();
    var made = register("jwks", keySet(TestClientKey.generate()), "dpopPublicJwk", jwk(key));

    var changed = server.operator().patch(path(made), "jwks", keySet(other));

    assertThat(changed.json().at("/jwks/keys/0")).isEqualTo(jwk(other));
    assertThat(changed.json("dpopJkt")).isEqualTo(key.thumbprint());
    assertThat(updatedFields(made)).isEqualTo("[\"jwks\"]");

    var taken = patch(made, "{\"jwks\":null}");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json("jwks")).isNull();
    assertThat(taken.json("dpopJkt")).isEqualTo(key.thumbprint());
  }

  @Test
  void jwks_and_jwks_uri_replace_each_other_and_are_mutually_exclusive() {
    var made = register("jwks", keySet(TestClientKey.generate()));

    var there = server.operator().patch(path(made), "jwks_uri", "https://keys.example.com/jwks");
    assertThat(there.json("jwksUri")).isEqualTo("https://keys.example.com/jwks");
    assertThat(there.json("jwks")).isNull();
    assertThat(updatedFields(made)).isEqualTo("[\"jwks\",\"jwksUri\"]");

    var here = server.operator().patch(path(made), "jwks", keySet(TestClientKey.generate()));
    assertThat(here.json("jwksUri")).isNull();
    assertThat(here.json().at("/jwks/keys")).hasSize(1);

    isFieldError(
        register(
            "jwks", keySet(TestClientKey.generate()), "jwksUri", "https://keys.example.com/jwks"),
        "jwksUri",
        "must not be given beside jwks");
    assertThat(
            patch(made, "{\"jwks\":null,\"jwksUri\":\"https://keys.example.com/\"}")
                .json("jwksUri"))
        .isEqualTo("https://keys.example.com/");
    assertThat(patch(made, "{\"jwksUri\":null}").json("jwksUri")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example.com/.well-known/jwks.json",
        "https://keys.example.com:8443/jwks?of=courier",
        "HTTPS://KEYS.EXAMPLE.COM/",
        "http://localhost:9000/jwks",
        "http://127.0.0.1/jwks",
        "http://[::1]:9000/jwks"
      })
  void jwks_uri_is_an_https_url_or_on_localhost(String uri) {
    var made = register("jwksUri", uri);

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json("jwksUri")).isEqualTo(uri);
    assertThat(made.json("dpopJkt")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example.com/jwks",
        "http://localhost.example.com/jwks",
        "http://127.0.0.1.example.com/jwks",
        "https://user@keys.example.com/jwks",
        "https://keys.example.com/jwks#one",
        "https:///jwks",
        "https://keys.example.com:99999/",
        "https://кeys.example.com/",
        "/jwks",
        "file:///etc/passwd",
        "jwks",
        "https://keys.example.com/a b"
      })
  void any_other_jwks_uri_is_refused(String uri) {
    isFieldError(register("jwksUri", uri), "jwksUri", "must be an https URL");
  }

  @Test
  void jwks_uri_has_at_most_2048_characters() {
    var longest = "https://keys.example.com/" + "x".repeat(2048 - 25);

    assertThat(register("jwksUri", longest).status()).isEqualTo(201);
    isFieldError(register("jwksUri", longest + "x"), "jwksUri", "at most 2048");
  }

  @Test
  void fapi2_can_be_set_for_an_agent() {
    var made = register("fapi2", true);

    assertThat(made.json("fapi2")).isEqualTo("true");
    assertThat(server.operator().patch(path(made), "fapi2", false).json("fapi2"))
        .isEqualTo("false");
    assertThat(updatedFields(made)).isEqualTo("[\"fapi2\"]");
    isFieldError(register("fapi2", "yes"), "fapi2", "must be a boolean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dpopJkt", "dpop_jkt", "dpopPublicJwk", "dpop_public_jwk"})
  void a_change_cannot_set_the_dpop_key_and_names_the_call_that_can(String field) {
    var made = register("name", "fixed");

    var answer =
        server.operator().patch(path(made), "name", "other", field, jwk(TestClientKey.generate()));

    isFieldError(answer, field, "rotate-dpop-key");
    assertThat(server.operator().get(path(made)).body()).isEqualTo(made.body());
  }

  @Test
  void a_dpop_key_in_changed_metadata_has_no_effect() {
    var key = TestClientKey.generate();
    var made = register("dpopPublicJwk", jwk(key));

    var changed =
        server
            .operator()
            .patch(
                path(made), "metadata", Map.of("dpop_public_jwk", jwk(TestClientKey.generate())));

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json("dpopJkt")).isEqualTo(key.thumbprint());
  }

  @Test
  void a_registration_cannot_set_the_thumbprint() {
    isFieldError(register("dpopJkt", "x".repeat(43)), "dpopJkt", "is not a field");
  }

  /// A key in the set authenticates the agent, as a client secret does.
  @Test
  void an_agent_needs_agents_write_to_set_its_own_key_set() {
    var agent = server.registerAgent("many", "agents:write", "agents:read", "audit:read");
    var writer = agent.with(agent.requestToken("agents:write").text("access_token"));
    var reader = agent.with(agent.requestToken("agents:read").text("access_token"));
    var path = PATH + "/" + agent.id();

    for (var answer :
        List.of(
            reader.patch(path, "jwks", keySet(TestClientKey.generate())),
            reader.patch(path, "jwksUri", "https://keys.example.com/"))) {
      isProblem(answer, 403, "insufficient_scope");
    }
    assertThat(server.operator().get(path).json("jwks")).isNull();
    assertThat(writer.patch(path, "jwks", keySet(TestClientKey.generate())).status())
        .isEqualTo(200);
  }

  private static TestResponse register(Object... members) {
    var all = new ArrayList<>(Arrays.asList(members));
    if (!all.contains("name")) {
      all.addAll(List.of("name", "keyed"));
    }
    return server.operator().post(PATH, all.toArray());
  }

  private static TestResponse patch(TestResponse made, String body) {
    return server.operator().send("PATCH", path(made), "application/json", body.getBytes(UTF_8));
  }

  private static String path(TestResponse made) {
    return PATH + "/" + made.text("agentId");
  }

  private static TestResponse createdEvent(TestResponse made) {
    return server
        .operator()
        .get("/api/v1/audit?action=agent.created&agentId=" + made.text("agentId"));
  }

  private static String updatedFields(TestResponse made) {
    return server
        .operator()
        .get("/api/v1/audit?action=agent.updated&agentId=" + made.text("agentId"))
        .text("data/0/metadata/fields");
  }

  private static JsonNode jwk(TestClientKey key) {
    return JSON.readTree(key.publicJwk());
  }

  private static JsonNode keySet(TestClientKey... keys) {
    var set = JSON.createObjectNode();
    var array = set.putArray("keys");
    for (var key : keys) {
      array.add(jwk(key));
    }
    return set;
  }
}
