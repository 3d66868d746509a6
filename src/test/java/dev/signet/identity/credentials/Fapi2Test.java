package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AssertionBuilder;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that follow the FAPI 2.0 Security Profile, for the client credentials and refresh token
/// grants.
@DisplayNameGeneration(ReplaceUnderscores.class)
class Fapi2Test {
  @RegisterExtension
  static final TestServer server = new TestServer().with("jwks-private-addresses", "true");

  private static final String ISSUER = "http://localhost:8080";
  private static final TestClientKey KEY = TestClientKey.generate("ES256");
  private static final TestClientKey BOUND = TestClientKey.generate("ES256");
  private static final DocumentServer keys = DocumentServer.plain();

  private final SigningAgent agent = held(KEY);

  @AfterAll
  static void stop() {
    keys.close();
  }

  /// Its keys are at a URL, so its tokens may be bound to any other key.
  private static SigningAgent held(TestClientKey key, Object... members) {
    var all =
        new ArrayList<Object>(
            List.of(
                "name",
                "held",
                "scopes",
                List.of("read"),
                "jwksUri",
                keysOf(key),
                "fapi2",
                true,
                "grantTypes",
                List.of("client_credentials", "refresh_token")));
    all.addAll(List.of(members));
    return SigningAgent.registerWithMembers(server, key, all);
  }

  private static String keysOf(TestClientKey key) {
    var set = SigningAgent.jwksJson(key);
    keys.serve("/" + key.thumbprint(), set);
    return keys.url("/" + key.thumbprint());
  }

  private static TestResponse asks(
      SigningAgent signer, AssertionBuilder assertion, TestClientKey bound) {
    return asks(signer, "/oauth/token", assertion, bound, "grant_type", "client_credentials");
  }

  private static TestResponse asks(
      SigningAgent signer,
      String path,
      AssertionBuilder assertion,
      TestClientKey bound,
      String... parameters) {
    var form =
        new ArrayList<>(
            List.of(
                "client_assertion_type",
                AssertionBuilder.TYPE,
                "client_assertion",
                assertion.build()));
    form.addAll(List.of(parameters));
    return signer
        .server()
        .unauthenticated()
        .with("DPoP", bound.proof("POST", ISSUER + path).at(server.clock()).build())
        .form(path, form.toArray(String[]::new));
  }

  private TestResponse asks(AssertionBuilder assertion) {
    return asks(agent, assertion, BOUND);
  }

  @Test
  void a_server_that_applies_the_profile_to_all_refuses_public_clients() throws IOException {
    try (var all = new TestServer().with("fapi2", "true")) {
      all.start();
      var client =
          all.operator()
              .post(
                  "/api/v1/agents",
                  "name",
                  "editor",
                  "clientType",
                  "public",
                  "redirectUris",
                  List.of("http://localhost/callback"))
              .text("clientId");

      RefusalAssertions.isOAuthError(
          all.unauthenticated().form("/oauth/revoke", "token", "x", "client_id", client),
          401,
          "invalid_client");
      assertThat(
              all.operator().get("/api/v1/audit?action=auth.failed").json("data/0/metadata/reason"))
          .isEqualTo("method_not_allowed");
    }
  }

  // ---- 5.3.2.1: clients prove themselves by private_key_jwt

  @Test
  void a_correct_secret_is_not_sufficient() {
    var registered = server.registerAgent("courier", "read");
    assertThat(registered.requestToken().status()).isEqualTo(200);

    server.operator().patch("/api/v1/agents/" + registered.id(), "fapi2", true);

    var anybody = server.unauthenticated();
    var answers =
        List.of(
            registered.requestToken(),
            anybody
                .basic(registered.clientId(), registered.secret())
                .form("/oauth/token", "grant_type", "client_credentials"),
            anybody.post(
                "/api/v1/token",
                "grantType",
                "client_credentials",
                "clientId",
                registered.clientId(),
                "clientSecret",
                registered.secret()),
            anybody
                .basic(registered.clientId(), registered.secret())
                .form("/oauth/introspect", "token", "x"),
            anybody
                .basic(registered.clientId(), registered.secret())
                .form("/oauth/revoke", "token", "x"));
    assertThat(answers)
        .allSatisfy(answer -> RefusalAssertions.isOAuthError(answer, 401, "invalid_client"));
    var failure =
        server
            .operator()
            .get("/api/v1/audit?limit=1&action=auth.failed&agentId=" + registered.id());
    assertThat(failure.text("data/0/metadata/reason")).isEqualTo("method_not_allowed");
    assertThat(failure.text("data/0/credentialFingerprint")).isNotBlank();

    server.operator().patch("/api/v1/agents/" + registered.id(), "fapi2", false);
    assertThat(registered.requestToken().status()).isEqualTo(200);
  }

  @Test
  void an_api_key_is_refused_and_cannot_rotate_itself() {
    var registered = server.registerAgent("courier", "read");
    var path = "/api/v1/agents/" + registered.id();
    var given = server.operator().post(path + "/api-key/rotate");
    var bearer = server.unauthenticated().bearer(given.text("apiKey"));
    assertThat(bearer.get("/v1/agents/self").status()).isEqualTo(200);

    server.operator().patch(path, "fapi2", true);

    var answers =
        List.of(
            bearer.get("/v1/agents/self"),
            bearer.get("/api/agents/me"),
            bearer.get("/api/v1/agents/me"),
            bearer.post("/api/agents/me/deactivate"),
            bearer.delete("/api/agents/me"),
            bearer.post(
                "/v1/agents/self/rotate-key", "rotationSecret", given.text("rotationSecret")));
    assertThat(answers)
        .allSatisfy(answer -> RefusalAssertions.isProblem(answer, 401, "unauthorized"));
    assertThat(server.operator().get(path).text("active")).isEqualTo("true");
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?limit=1&action=auth.failed&agentId=" + registered.id())
                .text("data/0/metadata/reason"))
        .isEqualTo("method_not_allowed");

    server.operator().patch(path, "fapi2", false);
    assertThat(bearer.get("/v1/agents/self").status()).isEqualTo(200);
  }

  @Test
  void responses_do_not_reveal_whether_a_secret_is_correct() {
    var registered = server.registerAgent("courier", "read");
    server.operator().patch("/api/v1/agents/" + registered.id(), "fapi2", true);
    var wrong =
        server
            .unauthenticated()
            .basic(registered.clientId(), registered.secret() + "x")
            .form("/oauth/token", "grant_type", "client_credentials");

    assertThat(wrong.body()).isEqualTo(registered.requestToken().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PS256", "ES256", "EdDSA"})
  void an_assertion_with_an_allowed_algorithm_and_a_proof_get_a_bound_token(String alg) {
    var signer = held(TestClientKey.generate(alg));

    var answer = asks(signer, signer.assertion(), BOUND);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    var token = Jwt.of(answer.text("access_token"));
    assertThat(token.claims().at("/cnf/jkt").stringValue()).isEqualTo(BOUND.thumbprint());
    assertThat(token.headers().get("alg").stringValue()).isEqualTo("ES256");
  }

  @Test
  void an_assertion_by_rs256_is_refused() {
    var signer = held(TestClientKey.generate("RS256"));

    RefusalAssertions.isOAuthError(asks(signer, signer.assertion(), BOUND), 401, "invalid_client");
    assertThat(signer.newestEvent("auth.failed").text("data/0/metadata/reason"))
        .isEqualTo("bad_assertion");
    assertThat(signer.newestEvent("auth.failed").text("data/0/metadata/detail"))
        .contains("FAPI 2.0");
  }

  @Test
  void short_rsa_keys_are_refused() {
    var jwk = Map.of("kty", "RSA", "e", "AQAB", "n", "v".repeat(171));

    var answer =
        server
            .operator()
            .post("/api/v1/agents", "name", "short", "jwks", Map.of("keys", List.of(jwk)));

    RefusalAssertions.isProblem(answer, 400, answer.text("error"));
  }

  /// §5.3.2.1, 8: the issuer, as a string.
  @Test
  void the_audience_must_be_the_issuer_as_a_string() {
    for (var audience :
        List.of(
            ISSUER + "/oauth/token",
            ISSUER + "/",
            List.of(ISSUER),
            List.of(ISSUER, ISSUER + "/oauth/token"),
            "https://other.example.com")) {
      RefusalAssertions.isOAuthError(
          asks(agent.assertion().claim("aud", audience)), 401, "invalid_client");
    }
    assertThat(asks(agent.assertion()).status()).isEqualTo(200);
  }

  @Test
  void introspection_and_revocation_have_the_same_requirements() {
    for (var path : List.of("/oauth/introspect", "/oauth/revoke")) {
      RefusalAssertions.isOAuthError(
          agent.post(path, agent.assertion().claim("aud", ISSUER + path).build(), "token", "x"),
          401,
          "invalid_client");
      assertThat(agent.post(path, agent.assertion().build(), "token", "x").status()).isEqualTo(200);
    }
  }

  @Test
  void the_invalid_requests_of_the_conformance_suite_are_refused() {
    var now = server.clock().instant();

    RefusalAssertions.isOAuthError(
        asks(agent.assertion().claim("sub", null)), 401, "invalid_client");
    RefusalAssertions.isOAuthError(
        asks(agent.assertion().claim("iss", null)), 401, "invalid_client");
    RefusalAssertions.isOAuthError(
        asks(agent.assertion().expiring(now.minusSeconds(300))), 401, "invalid_client");
    RefusalAssertions.isOAuthError(
        server
            .unauthenticated()
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                agent.clientId(),
                "client_assertion_type",
                AssertionBuilder.TYPE),
        400,
        "invalid_request");
    RefusalAssertions.isOAuthError(
        server
            .unauthenticated()
            .form(
                "/oauth/token", "grant_type", "client_credentials", "client_id", agent.clientId()),
        401,
        "invalid_client");
    RefusalAssertions.isOAuthError(asks(agent.assertion().signedBy(BOUND)), 401, "invalid_client");
  }

  /// §5.3.2.1, 13.
  @Test
  void clocks_may_differ_by_ten_seconds_but_not_by_more_than_sixty() {
    var now = server.clock().instant().getEpochSecond();
    for (var claim : List.of("iat", "nbf")) {
      assertThat(asks(agent.assertion().claim(claim, now + 10)).status()).isEqualTo(200);
      RefusalAssertions.isOAuthError(
          asks(agent.assertion().claim(claim, now + 61)), 401, "invalid_client");
    }
  }

  // ---- 5.3.2.1: only tokens that are tied to a key

  @Test
  void without_a_proof_no_token_is_issued() {
    var assertion = agent.assertion().build();

    RefusalAssertions.isOAuthError(agent.requestToken(assertion), 400, "invalid_dpop_proof");
    assertThat(agent.newestEvent("token.issued").json("data/0")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PS256", "ES256", "EdDSA"})
  void a_proof_with_an_allowed_algorithm_is_accepted(String alg) {
    assertThat(asks(agent, agent.assertion(), TestClientKey.generate(alg)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES384"})
  void a_proof_with_another_algorithm_is_refused(String alg) {
    RefusalAssertions.isOAuthError(
        asks(agent, agent.assertion(), TestClientKey.generate(alg)), 400, "invalid_dpop_proof");
  }

  @Test
  void a_proof_with_rs256_is_refused_on_protected_paths() {
    var rsa = TestClientKey.generate("PS256");
    var token = asks(agent, agent.assertion(), rsa).text("access_token");
    var path = "/api/agents/me";

    var ps256 = rsa.proof("GET", ISSUER + path).at(server.clock()).forAccessToken(token);
    assertThat(
            server
                .unauthenticated()
                .with("Authorization", "DPoP " + token)
                .with("DPoP", ps256.build())
                .get(path)
                .status())
        .isEqualTo(200);
    var rs256 =
        rsa.withAlg("RS256").proof("GET", ISSUER + path).at(server.clock()).forAccessToken(token);
    assertThat(
            server
                .unauthenticated()
                .with("Authorization", "DPoP " + token)
                .with("DPoP", rs256.build())
                .get(path)
                .status())
        .isEqualTo(401);
  }

  // ---- 5.4.1: the server's own algorithms

  @Test
  void its_tokens_are_not_signed_with_rs256_even_if_it_is_configured() {
    var rs256 = held(KEY, "tokenSigningAlg", "RS256");
    var eddsa = held(KEY, "tokenSigningAlg", "EdDSA");

    assertThat(algOf(asks(rs256, rs256.assertion(), BOUND))).isEqualTo("ES256");
    assertThat(algOf(asks(eddsa, eddsa.assertion(), BOUND))).isEqualTo("EdDSA");
  }

  private static String algOf(TestResponse issued) {
    return Jwt.of(issued.text("access_token")).headers().get("alg").stringValue();
  }

  // ---- refreshing

  @Test
  void a_refresh_token_alone_is_not_sufficient() {
    var issued = asks(agent.assertion());
    var refreshToken = issued.text("refresh_token");
    var proof = BOUND.proof("POST", ISSUER + "/oauth/refresh").at(server.clock()).build();

    RefusalAssertions.isOAuthError(
        server
            .unauthenticated()
            .with("DPoP", proof)
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken),
        401,
        "invalid_client");
    for (var path : List.of("/oauth/refresh", "/oauth/token")) {
      var refreshed =
          asks(
              agent,
              path,
              agent.assertion(),
              BOUND,
              "grant_type",
              "refresh_token",
              "refresh_token",
              refreshToken);
      assertThat(refreshed.status()).as(path + refreshed.body()).isEqualTo(200);
      assertThat(refreshed.text("token_type")).isEqualTo("DPoP");
      assertThat(algOf(refreshed)).isEqualTo("ES256");
    }
  }

  @Test
  void an_assertion_beside_a_refresh_token_is_checked_and_used_up() {
    var refreshToken = asks(agent.assertion()).text("refresh_token");
    var assertion = agent.assertion().claim("jti", "refreshing");
    var refresh = new String[] {"grant_type", "refresh_token", "refresh_token", refreshToken};

    RefusalAssertions.isOAuthError(
        asks(agent, "/oauth/refresh", assertion.signedBy(BOUND), BOUND, refresh),
        401,
        "invalid_client");
    assertThat(asks(agent, "/oauth/refresh", assertion, BOUND, refresh).status()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        asks(agent, "/oauth/refresh", assertion, BOUND, refresh), 401, "invalid_client");
  }

  // ---- the setting for all agents

  @Test
  void a_server_can_require_it_for_all_agents_and_announces_it() throws IOException {
    try (var strict =
        new TestServer().with("fapi2", "true").with("jwks-private-addresses", "true")) {
      strict.start();
      var document = strict.unauthenticated().get("/.well-known/oauth-authorization-server");
      for (var endpoint : List.of("token", "introspection", "revocation")) {
        assertThat(document.text(endpoint + "_endpoint_auth_methods_supported"))
            .isEqualTo("[\"private_key_jwt\"]");
        assertThat(document.text(endpoint + "_endpoint_auth_signing_alg_values_supported"))
            .isEqualTo("[\"PS256\",\"ES256\",\"EdDSA\",\"Ed25519\"]");
      }
      assertThat(document.text("dpop_signing_alg_values_supported"))
          .isEqualTo("[\"PS256\",\"ES256\",\"EdDSA\",\"Ed25519\"]");

      var courier = strict.registerAgent("courier", "read");
      RefusalAssertions.isOAuthError(courier.requestToken(), 401, "invalid_client");

      var signer = SigningAgent.registerWithJwksUri(strict, keysOf(KEY), KEY);
      RefusalAssertions.isOAuthError(signer.requestToken(), 400, "invalid_dpop_proof");
      assertThat(asks(signer, signer.assertion(), BOUND).status()).isEqualTo(200);
    }
  }
}
