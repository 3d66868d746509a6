package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// If the setting requires it, a proof has to carry a nonce from this server ([RFC 9449
/// §8](https://www.rfc-editor.org/rfc/rfc9449#section-8), §9).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopNonceTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer().with("dpop-nonce", "true").with("token-alg", "ES256");

  private static final String TOKEN = "/oauth/token";
  private static final String ME = "/api/agents/me";

  private final TestClientKey key = TestClientKey.generate();
  private TestAgent agent;

  @BeforeEach
  void register() {
    agent = server.registerAgent("courier", "read");
  }

  private DpopProofBuilder proof(String method, String path) {
    return server.proof(key, method, path);
  }

  private String nonce() {
    return agent.requestToken(proof("POST", TOKEN)).header("DPoP-Nonce").orElseThrow();
  }

  @Test
  void a_client_receives_the_nonce_and_gets_its_token_with_it() {
    var challenged = agent.requestToken(proof("POST", TOKEN));

    // RFC 9449 §8: the response to a token request is 400, without a challenge.
    RefusalAssertions.isOAuthError(challenged, 400, "use_dpop_nonce");
    var nonce = challenged.header("DPoP-Nonce").orElseThrow();
    assertThat(challenged.header("WWW-Authenticate")).isEmpty();

    var answer = agent.requestToken(proof("POST", TOKEN).nonce(nonce));

    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(answer.header("DPoP-Nonce")).as("the next one").hasValue(nonce);
  }

  @Test
  void an_exchange_that_receives_the_nonce_is_not_recorded_as_refused() {
    var agents = new ExchangingAgents(server, server.createOrganization("nonces"));
    var exchanging = agents.agent();
    var subjectToken = exchanging.token();

    var challenged =
        ExchangingAgents.exchange(
            exchanging.client().with("DPoP", proof("POST", TOKEN).build()),
            exchanging,
            subjectToken);
    RefusalAssertions.isOAuthError(challenged, 400, "use_dpop_nonce");
    // Of two the second is counted, and recorded behind everything before it.
    for (var i = 0; i < 2; i++) {
      assertThat(ExchangingAgents.exchange(server, exchanging, "forged").status()).isEqualTo(400);
    }

    server.internals().audit().recordCounts();
    var refused = server.operator().get("/api/v1/audit?action=token.exchange_refused");
    assertThat(refused.json().path("data").valueStream())
        .hasSize(2)
        .allSatisfy(event ->
            assertThat(event.path("metadata").path("reason").asString())
                .isEqualTo("subject_token_invalid"));
  }

  @Test
  void a_refresh_receives_the_nonce_as_a_token_request_does() {
    var made = server.operator().post("/api/agents", "name", "courier", "scopes", List.of("read"));
    var refreshing =
        new TestAgent(
            server.unauthenticated(), "", made.text("client_id"), made.text("client_secret"));
    var refreshToken =
        refreshing.requestToken(proof("POST", TOKEN).nonce(nonce())).text("refresh_token");

    var challenged =
        server
            .unauthenticated()
            .with("DPoP", proof("POST", "/oauth/refresh").build())
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);

    RefusalAssertions.isOAuthError(challenged, 400, "use_dpop_nonce");
    assertThat(challenged.header("DPoP-Nonce")).hasValue(nonce());
  }

  @Test
  void protected_paths_require_a_nonce_too() {
    var token = agent.requestToken(proof("POST", TOKEN).nonce(nonce())).text("access_token");

    var challenged = server.unauthenticated().dpop(token, proof("GET", ME)).get(ME);

    RefusalAssertions.isProblem(challenged, 401, "use_dpop_nonce");
    assertThat(challenged.headers().get("www-authenticate")).hasSize(1);
    assertThat(challenged.header("WWW-Authenticate").orElseThrow())
        .isEqualTo(
            "DPoP realm=\"signet\", error=\"use_dpop_nonce\", error_description=\"Create a new"
                + " DPoP proof with the nonce in the DPoP-Nonce header\", algs=\"RS256 PS256 ES256"
                + " ES384 EdDSA Ed25519\"");
    var nonce = challenged.header("DPoP-Nonce").orElseThrow();

    var answer = server.unauthenticated().dpop(token, proof("GET", ME).nonce(nonce)).get(ME);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("DPoP-Nonce")).hasValue(nonce);
    // RFC 9449 §8.2: a cached nonce would be outdated.
    assertThat(answer.header("Cache-Control")).hasValue("no-store");
  }

  @Test
  void an_invented_nonce_is_refused_with_a_valid_one() {
    var given = nonce();
    for (var wrong :
        List.of("", "nonce", given.substring(1), given + "x", given.toLowerCase(Locale.ROOT))) {
      var answer = agent.requestToken(proof("POST", TOKEN).nonce(wrong));
      RefusalAssertions.isOAuthError(answer, 400, "use_dpop_nonce");
      assertThat(answer.header("DPoP-Nonce")).hasValue(given);
    }
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("POST", TOKEN).claim("nonce", 7)), 400, "use_dpop_nonce");
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("POST", TOKEN).claim("nonce", List.of(given))),
        400,
        "use_dpop_nonce");
  }

  @Test
  void a_refused_proof_is_not_used_up() {
    var proof = proof("POST", TOKEN).jti("same");
    RefusalAssertions.isOAuthError(agent.requestToken(proof), 400, "use_dpop_nonce");

    assertThat(agent.requestToken(proof.nonce(nonce())).status()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof.nonce(nonce())), 400, "invalid_dpop_proof");
  }

  @Test
  void a_nonce_is_valid_for_its_time_step_and_the_next() {
    // To the beginning of a time step, so that the test knows where it ends.
    server.clock().advance(Duration.ofSeconds(60 - server.clock().instant().getEpochSecond() % 60));
    var first = nonce();
    server.clock().advance(Duration.ofSeconds(59));
    assertThat(nonce()).isEqualTo(first);

    server.clock().advance(Duration.ofSeconds(1));
    var second = nonce();
    assertThat(second).isNotEqualTo(first);
    var answer = agent.requestToken(proof("POST", TOKEN).nonce(first));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("DPoP-Nonce")).as("the newer one").hasValue(second);

    server.clock().advance(Duration.ofSeconds(59));
    assertThat(agent.requestToken(proof("POST", TOKEN).nonce(first)).status()).isEqualTo(200);

    server.clock().advance(Duration.ofSeconds(1));
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("POST", TOKEN).nonce(first)), 400, "use_dpop_nonce");
    assertThat(agent.requestToken(proof("POST", TOKEN).nonce(second)).status()).isEqualTo(200);
  }

  @Test
  void with_a_nonce_the_other_checks_still_apply() {
    var nonce = nonce();
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("POST", TOKEN).nonce(nonce).claim("iat", 7)),
        400,
        "invalid_dpop_proof");
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("GET", TOKEN).nonce(nonce)), 400, "invalid_dpop_proof");
    RefusalAssertions.isOAuthError(
        agent.requestToken(proof("POST", TOKEN).nonce(nonce).header("jwk", Map.of("kty", "oct"))),
        400,
        "invalid_dpop_proof");
  }

  /// Every response to a proof has the nonce for the next one, whatever the result.
  @Test
  void refusals_contain_a_nonce_too() {
    var refused =
        new TestAgent(agent.client(), agent.id(), agent.clientId(), "cs_wrong")
            .requestToken(proof("POST", TOKEN));
    RefusalAssertions.isOAuthError(refused, 401, "invalid_client");
    assertThat(refused.header("DPoP-Nonce")).hasValue(nonce());
    assertThat(server.unauthenticated().with("DPoP", "x").get("/nowhere").header("DPoP-Nonce"))
        .hasValue(nonce());
  }

  @Test
  void a_request_without_a_proof_needs_no_nonce_and_gets_none() {
    var answer = agent.requestToken();
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.header("DPoP-Nonce")).isEmpty();
    assertThat(
            server
                .unauthenticated()
                .bearer(answer.text("access_token"))
                .get(ME)
                .header("DPoP-Nonce"))
        .isEmpty();
  }

  @Test
  void a_nonce_is_valid_after_a_restart() {
    var nonce = nonce();
    server.restart();
    assertThat(agentHere().requestToken(proof("POST", TOKEN).nonce(nonce)).status()).isEqualTo(200);
  }

  @Test
  void every_node_issues_and_accepts_the_same_nonces() throws Exception {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var other = server.startNode();
    try {
      var there =
          new TestAgent(other.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
      TestResponse challenged = there.requestToken(proof("POST", TOKEN));
      var nonce = challenged.header("DPoP-Nonce").orElseThrow();

      assertThat(nonce).isEqualTo(nonce());
      assertThat(agent.requestToken(proof("POST", TOKEN).nonce(nonce)).status()).isEqualTo(200);
    } finally {
      other.server().close();
    }
  }

  private TestAgent agentHere() {
    return new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
  }
}
