package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A refresh token that was issued with a proof can only be used by the holder of that key ([RFC
/// 9449 §5](https://www.rfc-editor.org/rfc/rfc9449#section-5)).
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopBoundRefreshTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String TOKEN = "/oauth/token";
  private static final String REFRESH = "/oauth/refresh";

  private final TestClientKey key = TestClientKey.generate();
  private TestAgent agent;
  private String refreshToken;

  @BeforeEach
  void register() {
    agent =
        server.registerAgentWith(
            "name",
            "courier",
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    refreshToken = agent.requestToken(proof(TOKEN)).text("refresh_token");
  }

  private DpopProofBuilder proof(String path) {
    return server.proof(key, "POST", path);
  }

  private TestResponse refreshes(String token, DpopProofBuilder proof) {
    return server
        .unauthenticated()
        .with("DPoP", proof.build())
        .form(REFRESH, "grant_type", "refresh_token", "refresh_token", token);
  }

  private TestResponse refreshes(String token) {
    return server
        .unauthenticated()
        .form(REFRESH, "grant_type", "refresh_token", "refresh_token", token);
  }

  private TestResponse refreshesAsClient(String token, DpopProofBuilder proof) {
    return server
        .unauthenticated()
        .with("DPoP", proof.build())
        .basic(agent.clientId(), agent.secret())
        .form(TOKEN, "grant_type", "refresh_token", "refresh_token", token);
  }

  private void isBound(TestResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(Jwt.of(answer.text("access_token")).claims().at("/cnf/jkt").stringValue())
        .isEqualTo(key.thumbprint());
  }

  @Test
  void with_proofs_by_its_key_it_refreshes_repeatedly() {
    var second = refreshes(refreshToken, proof(REFRESH));
    isBound(second);
    var third = refreshesAsClient(second.text("refresh_token"), proof(TOKEN));
    isBound(third);
    isBound(refreshes(third.text("refresh_token"), proof(REFRESH)));
  }

  @Test
  void without_a_proof_or_with_another_keys_proof_it_is_refused_and_stays_unused() {
    var thief = TestClientKey.generate();
    for (var answer :
        List.of(
            refreshes(refreshToken),
            refreshes(refreshToken, server.proof(thief, "POST", REFRESH)),
            refreshesAsClient(refreshToken, server.proof(thief, "POST", TOKEN)),
            server
                .unauthenticated()
                .basic(agent.clientId(), agent.secret())
                .form(TOKEN, "grant_type", "refresh_token", "refresh_token", refreshToken))) {
      RefusalAssertions.isOAuthError(answer, 400, "invalid_grant");
      assertThat(answer.text("error_description"))
          .as("as for any other")
          .isEqualTo("The refresh token is invalid, expired or revoked");
    }

    isBound(refreshes(refreshToken, proof(REFRESH)));
  }

  @Test
  void an_invalid_proof_is_refused() {
    RefusalAssertions.isOAuthError(
        refreshes(refreshToken, proof(TOKEN)), 400, "invalid_dpop_proof");
    RefusalAssertions.isOAuthError(
        refreshes(refreshToken, proof(REFRESH).claim("iat", 7)), 400, "invalid_dpop_proof");

    isBound(refreshes(refreshToken, proof(REFRESH)));
  }

  @Test
  void a_refresh_token_issued_without_a_proof_stays_unbound() {
    var free = agent.requestToken().text("refresh_token");

    var bound = refreshes(free, proof(REFRESH));
    isBound(bound);
    var bearer = refreshes(bound.text("refresh_token"));
    assertThat(bearer.text("token_type")).isEqualTo("Bearer");
  }

  @Test
  void concurrent_refreshes_with_separate_proofs_get_the_same_successor() {
    Set<String> successors = ConcurrentHashMap.newKeySet();

    ConcurrentCalls.race(
        16,
        _ -> {
          var answer = refreshes(refreshToken, proof(REFRESH));
          isBound(answer);
          successors.add(answer.text("refresh_token"));
        });

    assertThat(successors).hasSize(1);
    isBound(refreshes(successors.iterator().next(), proof(REFRESH)));
  }

  @Test
  void introspection_returns_the_binding() {
    var answer = server.operator().form("/oauth/introspect", "token", refreshToken);

    assertThat(answer.text("token_type")).isEqualTo("refresh_token");
    assertThat(answer.text("cnf/jkt")).isEqualTo(key.thumbprint());
    var free = agent.requestToken().text("refresh_token");
    assertThat(server.operator().form("/oauth/introspect", "token", free).json().has("cnf"))
        .isFalse();
  }
}
