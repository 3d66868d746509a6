package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.signet.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Independent client libraries against our server: oauth4webapi, which checks each response
/// against the RFCs and fails at the first deviation, and openid-client.
@DisplayNameGeneration(ReplaceUnderscores.class)
class IndependentClientTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> WHOLE_LIFE =
      List.of("discovery", "token", "use", "check", "introspect", "revoke");
  private static final List<String> LIFE_WITH_REFRESH =
      List.of(
          "discovery", "token", "use", "check", "introspect", "refresh", "use refreshed", "revoke");

  @RegisterExtension static final TestServer server = new TestServer().listeningAtIssuer();

  @RegisterExtension
  static final TestServer withNonces =
      new TestServer().listeningAtIssuer().with("dpop-nonce", "true");

  @BeforeAll
  static void install() {
    Oauth4webapi.install();
  }

  /// The client has the machine's clock.
  @BeforeEach
  void setClocks() {
    server.clock().set(Instant.now());
    withNonces.clock().set(Instant.now());
  }

  @Test
  void a_bearer_token_is_got_used_checked_introspected_refreshed_and_revoked() {
    var saw = runScript(server, withSecret(server));

    assertThat(stepsOf(saw)).isEqualTo(LIFE_WITH_REFRESH);
    assertThat(saw.path("tokenType").asString()).isEqualTo("bearer");
    assertThat(saw.path("activeAfterRevocation").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "PS256", "RS256", "Ed25519"})
  void a_token_bound_to_a_key_is_got_used_checked_introspected_refreshed_and_revoked(
      String algorithm) {
    var saw = runScript(server, withSecret(server).put("dpop", algorithm));

    isBound(saw);
    assertThat(saw.path("nonceChallenges").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "PS256"})
  void a_token_bound_to_a_key_is_got_and_used_where_the_server_wants_a_nonce(String algorithm) {
    var saw = runScript(withNonces, withSecret(withNonces).put("dpop", algorithm));

    isBound(saw);
    assertThat(saw.path("nonceChallenges").asInt()).isPositive();
  }

  @Test
  void
      a_token_bound_to_a_key_is_got_with_the_key_that_the_agent_is_registered_with_and_with_no_other()
          throws JOSEException {
    var key = new ECKeyGenerator(Curve.P_256).algorithm(JWSAlgorithm.ES256).generate();
    var asked =
        withSecret(server, "metadata", Map.of("dpop_public_jwk", key.toPublicJWK().toJSONObject()));

    var saw = runScript(server, asked.deepCopy().set("dpopKey", json(key)));
    isBound(saw);
    assertThat(saw.path("thumbprint").asString()).isEqualTo(key.computeThumbprint().toString());

    var refused = runScript(server, asked.put("dpop", "ES256"));
    assertThat(refused.at("/failed/step").asString()).isEqualTo("token");
    assertThat(refused.at("/failed/error").asString()).isEqualTo("invalid_dpop_proof");
  }

  private void isBound(JsonNode saw) {
    assertThat(stepsOf(saw)).as("%s", saw).isEqualTo(LIFE_WITH_REFRESH);
    assertThat(saw.path("tokenType").asString()).isEqualTo("dpop");
    assertThat(saw.path("refreshedTokenType").asString()).isEqualTo("dpop");
    var thumbprint = saw.path("thumbprint").asString();
    assertThat(saw.at("/checked/cnf/jkt").asString()).isEqualTo(thumbprint);
    assertThat(saw.at("/introspected/cnf/jkt").asString()).isEqualTo(thumbprint);
    assertThat(saw.at("/introspected/token_type").asString()).isEqualTo("DPoP");
    assertThat(saw.path("activeAfterRevocation").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "PS256", "RS256"})
  void an_agent_without_a_secret_authenticates_itself_with_its_key(String algorithm)
      throws JOSEException {
    var saw = runScript(server, withKey(server, algorithm));

    assertThat(stepsOf(saw)).as("%s", saw).isEqualTo(WHOLE_LIFE);
    assertThat(saw.path("tokenType").asString()).isEqualTo("bearer");
  }

  @Test
  void an_agent_without_a_secret_holds_a_token_bound_to_that_key() throws JOSEException {
    var asked = withKey(withNonces, "ES256");

    var saw = runScript(withNonces, asked.set("dpopKey", asked.get("key")));

    assertThat(stepsOf(saw)).as("%s", saw).isEqualTo(WHOLE_LIFE);
    assertThat(saw.path("tokenType").asString()).isEqualTo("dpop");
  }

  @Test
  void an_agent_without_a_secret_meets_fapi_2() throws JOSEException {
    var asked = withKey(server, "PS256", "fapi2", true);

    var saw = runScript(server, asked.set("dpopKey", asked.get("key")));

    assertThat(stepsOf(saw)).as("%s", saw).isEqualTo(WHOLE_LIFE);
    assertThat(saw.path("tokenType").asString()).isEqualTo("dpop");
  }

  @Test
  void openid_client_discovers_gets_uses_introspects_refreshes_and_revokes() {
    var asked = withSecret(server);

    var saw = Oauth4webapi.runWithOpenidClient(asked);

    assertThat(stepsOf(saw))
        .as("%s", saw)
        .containsExactly("discovery", "token", "use", "introspect", "refresh", "revoke");
    assertThat(saw.path("tokenType").asString()).isEqualTo("bearer");
    assertThat(saw.path("usedAs").asString()).isEqualTo(asked.path("clientId").asString());
    assertThat(saw.path("isRotated").asBoolean()).isTrue();
    assertThat(saw.path("activeAfterRevocation").asBoolean()).isFalse();
  }

  @Test
  void openid_client_signs_with_its_registered_key_and_binds_tokens_to_one_that_it_made()
      throws JOSEException {
    var asked = withKey(server, "ES256").put("dpop", "ES256");

    var saw = Oauth4webapi.runWithOpenidClient(asked);

    assertThat(stepsOf(saw))
        .as("%s", saw)
        .containsExactly("discovery", "token", "use", "introspect", "revoke");
    assertThat(saw.path("tokenType").asString()).isEqualTo("dpop");
    assertThat(saw.at("/introspected/cnf/jkt").asString())
        .isEqualTo(saw.path("thumbprint").asString());
  }

  private ObjectNode withKey(TestServer at, String algorithm, Object... more) throws JOSEException {
    var key = keyFor(algorithm);
    var jwks = Map.of("keys", List.of(key.toPublicJWK().toJSONObject()));
    var members = new Object[] {"name", "keyed", "scopes", List.of("orders:read"), "jwks", jwks};
    var all = new Object[members.length + more.length];
    System.arraycopy(members, 0, all, 0, members.length);
    System.arraycopy(more, 0, all, members.length, more.length);
    var made = at.operator().post("/api/v1/agents", all);
    return asked(at, made.text("clientId")).set("key", json(key));
  }

  private static JWK keyFor(String algorithm) throws JOSEException {
    var alg = JWSAlgorithm.parse(algorithm);
    return JWSAlgorithm.Family.EC.contains(alg)
        ? new ECKeyGenerator(Curve.P_256).algorithm(alg).keyIDFromThumbprint(true).generate()
        : new RSAKeyGenerator(2048).algorithm(alg).keyIDFromThumbprint(true).generate();
  }

  private static ObjectNode withSecret(TestServer at, Object... more) {
    var members = new Object[4 + more.length];
    members[0] = "name";
    members[1] = "courier";
    members[2] = "scopes";
    members[3] = List.of("orders:read", "orders:write");
    System.arraycopy(more, 0, members, 4, more.length);
    var made = at.operator().post("/api/agents", members);
    return asked(at, made.text("client_id")).put("secret", made.text("client_secret"));
  }

  private static ObjectNode asked(TestServer at, String clientId) {
    return JSON.createObjectNode()
        .put("issuer", at.server().issuer())
        .put("clientId", clientId)
        .put("scope", "orders:read");
  }

  private static JsonNode json(JWK key) {
    return JSON.readTree(key.toJSONString());
  }

  private static JsonNode runScript(TestServer at, ObjectNode asked) {
    assertThat(at.server().issuer()).isEqualTo(asked.path("issuer").asString());
    return Oauth4webapi.runScript(asked);
  }

  private static List<String> stepsOf(JsonNode saw) {
    return saw.path("steps").valueStream().map(JsonNode::asString).toList();
  }
}
