package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Only the holder of the key can use a bound token on this server's own paths ([RFC 9449
/// §7](https://www.rfc-editor.org/rfc/rfc9449#section-7)).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopProtectedPathTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String ME = "/api/agents/me";
  private static final String BOTH =
      "Bearer realm=\"signet\", error=\"invalid_token\", DPoP realm=\"signet\","
          + " algs=\"RS256 PS256 ES256 ES384 EdDSA Ed25519\"";

  private final TestClientKey key = TestClientKey.generate();
  private TestAgent agent;
  private String bound;

  @BeforeEach
  void register() {
    agent = server.registerAgent("courier", "read", "agents:read", "agents:write", "tokens:read");
    bound = agent.requestToken(proof("POST", "/oauth/token")).text("access_token");
  }

  private DpopProofBuilder proof(String method, String path) {
    return server.proof(key, method, path);
  }

  private TestResponse get(String path, String token, DpopProofBuilder proof) {
    return server.unauthenticated().dpop(token, proof).get(path);
  }

  @Test
  void the_key_holder_can_use_the_token_on_every_protected_path() {
    assertThat(get(ME, bound, proof("GET", ME)).text("agent/id")).isEqualTo(agent.id());
    var self = "/api/v1/agents/me";
    assertThat(get(self, bound, proof("GET", self)).text("agentId")).isEqualTo(agent.id());
    var usage = "/api/agents/me/usage";
    assertThat(get(usage, bound, proof("GET", usage)).status()).isEqualTo(200);

    // The management API, by an agent with the scope.
    var other = "/api/v1/agents/" + agent.id();
    assertThat(get(other, bound, proof("GET", other)).text("agentId")).isEqualTo(agent.id());
    var changed =
        server
            .unauthenticated()
            .dpop(bound, proof("PATCH", other))
            .patch(other, "description", "bound to its key");
    assertThat(changed.text("description")).isEqualTo("bound to its key");
    var made =
        server
            .unauthenticated()
            .dpop(bound, proof("POST", "/api/v1/agents"))
            .post("/api/v1/agents", "name", "x");
    assertThat(made.status()).isEqualTo(201);

    // OAuth endpoints that accept bearer tokens.
    var introspected =
        server
            .unauthenticated()
            .dpop(bound, proof("POST", "/oauth/introspect"))
            .form("/oauth/introspect", "token", bound);
    assertThat(introspected.text("active")).isEqualTo("true");

    // The token's scopes still apply.
    var audit = get("/api/v1/audit", bound, proof("GET", "/api/v1/audit"));
    RefusalAssertions.isProblem(audit, 403, "insufficient_scope");
  }

  @Test
  void a_query_is_not_part_of_the_url() {
    var answer =
        server
            .unauthenticated()
            .dpop(bound, proof("GET", "/api/v1/agents"))
            .get("/api/v1/agents?page=1&limit=5");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void head_is_a_separate_method() {
    assertThat(
            server
                .unauthenticated()
                .dpop(bound, proof("HEAD", ME))
                .send("HEAD", ME, "", new byte[0])
                .status())
        .isEqualTo(200);
    assertThat(
            server
                .unauthenticated()
                .dpop(bound, proof("GET", ME))
                .send("HEAD", ME, "", new byte[0])
                .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DPoP", "dpop", "DPOP", "dPoP"})
  void the_scheme_is_case_insensitive(String scheme) {
    var answer =
        server
            .unauthenticated()
            .with("Authorization", scheme + " " + bound)
            .with("dpop", proof("GET", ME).forAccessToken(bound).build())
            .get(ME);

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void a_bound_token_is_not_accepted_as_a_bearer_token_with_a_proof_or_without() {
    for (var client :
        List.of(
            server.unauthenticated().bearer(bound),
            server
                .unauthenticated()
                .bearer(bound)
                .with("DPoP", proof("GET", ME).forAccessToken(bound).build()),
            server.unauthenticated().with("Authorization", "bearer " + bound))) {
      var answer = client.get(ME);

      RefusalAssertions.isProblem(answer, 401, "unauthorized");
      assertThat(answer.header("WWW-Authenticate")).hasValue(BOTH);
      assertThat(answer.body()).doesNotContain("bound", "DPoP");
    }
    var asked = server.unauthenticated().bearer(bound).form("/oauth/introspect", "token", bound);
    RefusalAssertions.isOAuthError(asked, 401, "invalid_token");
    assertThat(asked.header("WWW-Authenticate")).hasValue(BOTH);
  }

  @Test
  void an_unbound_token_is_not_accepted_in_the_dpop_scheme() {
    var unbound = agent.token();

    refusedToken(get(ME, unbound, proof("GET", ME)));
    assertThat(server.unauthenticated().bearer(unbound).get(ME).status()).isEqualTo(200);
    assertThat(
            server
                .unauthenticated()
                .bearer(unbound)
                .with("DPoP", "whatever this is")
                .get(ME)
                .status())
        .as("a bearer token needs no proof, so none is looked at")
        .isEqualTo(200);
  }

  @Test
  void a_bound_token_without_a_proof_is_refused() {
    var answer = server.unauthenticated().with("Authorization", "DPoP " + bound).get(ME);

    RefusalAssertions.isProblem(answer, 401, "invalid_dpop_proof");
    assertThat(answer.text("detail")).isEqualTo("Send a DPoP proof with the token");
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_dpop_proof\"", "algs=\"");
  }

  @Test
  void a_proof_by_another_key_is_refused_and_stays_unused() {
    var thief = TestClientKey.generate();
    var stolen = server.proof(thief, "GET", ME).jti("thief's");

    refusedToken(get(ME, bound, stolen));

    var own = agent.requestToken(server.proof(thief, "POST", "/oauth/token")).text("access_token");
    assertThat(get(ME, own, stolen).status()).as("not spent above").isEqualTo(200);
  }

  @Test
  void a_proof_for_another_token_is_refused() {
    var second = agent.requestToken(proof("POST", "/oauth/token")).text("access_token");
    var withFirst = proof("GET", ME).forAccessToken(bound);

    for (var wrong :
        List.of(
            withFirst,
            withFirst.claim("ath", null),
            withFirst.claim("ath", ""),
            withFirst.claim("ath", 7),
            withFirst.claim("ath", second),
            withFirst.forAccessToken(second + "."),
            proof("GET", ME))) {
      var answer =
          server
              .unauthenticated()
              .with("Authorization", "DPoP " + second)
              .with("DPoP", wrong.build())
              .get(ME);
      RefusalAssertions.isProblem(answer, 401, "invalid_dpop_proof");
      assertThat(answer.text("detail")).contains("ath must be");
    }
    assertThat(get(ME, second, proof("GET", ME)).status()).isEqualTo(200);
  }

  @Test
  void a_proof_for_another_path_or_method_is_refused() {
    for (var wrong :
        List.of(
            proof("POST", ME),
            proof("GET", "/api/v1/agents/me"),
            proof("GET", ME + "/"),
            proof("GET", "/oauth/token"),
            proof("get", ME),
            key.proof("GET", "https://elsewhere.example" + ME).at(server.clock()))) {
      RefusalAssertions.isProblem(get(ME, bound, wrong), 401, "invalid_dpop_proof");
    }
  }

  @Test
  void an_invalid_token_is_refused_before_its_proof_is_checked() {
    var expired = bound;
    var proof = proof("GET", ME);
    var forged = Jwt.of(bound).withPayload("{\"agent_id\":\"" + agent.id() + "\"}").toString();
    refusedToken(get(ME, forged, proof));
    refusedToken(get(ME, "a.b.c", proof));
    server.operator().post("/oauth/revoke", "token", bound);
    refusedToken(get(ME, expired, proof));
    refusedToken(
        server
            .unauthenticated()
            .with("Authorization", "DPoP " + bound)
            .with("DPoP", "no proof")
            .get(ME));

    var short_lived = agent.requestToken(proof("POST", "/oauth/token")).text("access_token");
    server.clock().advance(Duration.ofHours(2));
    refusedToken(get(ME, short_lived, proof("GET", ME)));
  }

  /// The response does not reveal which credential it was, or in which scheme it would be valid.
  @Test
  void other_credentials_are_not_accepted_in_the_dpop_scheme() {
    for (var credential : List.of(server.operatorKey(), agent.secret(), "token", "rt_abc")) {
      var answer =
          server
              .unauthenticated()
              .with("Authorization", "DPoP " + credential)
              .with("DPoP", proof("GET", ME).forAccessToken(credential).build())
              .get(ME);
      RefusalAssertions.isProblem(answer, 401, "unauthorized");
      assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("dpop");
    }
  }

  @Test
  void a_binding_cannot_be_removed() {
    var claims = Jwt.of(bound).claims();
    assertThat(claims.at("/cnf/jkt").stringValue()).isEqualTo(key.thumbprint());

    var cut = Jwt.of(bound).withPayload(claims.toString().replaceFirst(",\"cnf\":\\{[^}]*}", ""));

    RefusalAssertions.isProblem(
        server.unauthenticated().bearer(cut.toString()).get(ME), 401, "unauthorized");
  }

  private static void refusedToken(TestResponse answer) {
    RefusalAssertions.isProblem(answer, 401, "unauthorized");
    assertThat(answer.text("detail"))
        .isEqualTo("The access token is not valid, or not bound to the key of the DPoP proof");
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP realm=\"signet\", error=\"invalid_token\", error_description=\"")
        .endsWith("\", algs=\"RS256 PS256 ES256 ES384 EdDSA Ed25519\"");
    assertThat(answer.headers().get("www-authenticate")).hasSize(1);
  }
}
