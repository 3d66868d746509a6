package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// If an agent has a DPoP key, its tokens are only issued for proofs by that key.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentDpopKeyTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String TOKEN = "/oauth/token";

  private final TestClientKey key = TestClientKey.generate();
  private final TestClientKey other = TestClientKey.generate();

  private TestAgent withKey(TestClientKey own) {
    return server.registerAgentWith(
        "name",
        "courier",
        "scopes",
        List.of("read"),
        "grantTypes",
        List.of("client_credentials", "refresh_token"),
        "dpopPublicJwk",
        TestResponse.parse(own.publicJwk()));
  }

  private static void refused(TestResponse answer, String sentence) {
    RefusalAssertions.isOAuthError(answer, 400, "invalid_dpop_proof");
    assertThat(answer.text("error_description")).isEqualTo(sentence);
  }

  @Test
  void its_tokens_require_a_proof_by_its_key() {
    var agent = withKey(key);

    refused(agent.requestToken(), "This client's tokens are bound to its key; send a DPoP proof");
    refused(
        agent.requestToken(server.proof(other, "POST", TOKEN)),
        "This client's tokens are bound to another key than the DPoP proof's");

    var answer = agent.requestToken(server.proof(key, "POST", TOKEN));
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(Jwt.of(answer.text("access_token")).claims().at("/cnf/jkt").stringValue())
        .isEqualTo(key.thumbprint());
  }

  @Test
  void its_refresh_tokens_require_a_proof_by_its_key() {
    var agent = withKey(key);
    var refreshToken = agent.requestToken(server.proof(key, "POST", TOKEN)).text("refresh_token");

    refused(
        server
            .unauthenticated()
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken),
        "This client's tokens are bound to its key; send a DPoP proof");
    var answer =
        server
            .unauthenticated()
            .with("DPoP", server.proof(key, "POST", "/oauth/refresh").build())
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  @Test
  void after_a_rotation_only_the_new_key_is_accepted() {
    var agent = withKey(key);
    var before = agent.requestToken(server.proof(key, "POST", TOKEN));
    var me = "/api/agents/me";

    var rotated =
        server
            .operator()
            .post(
                "/api/v1/agents/" + agent.id() + "/rotate-dpop-key",
                "new_public_jwk",
                TestResponse.parse(other.publicJwk()));
    assertThat(rotated.status()).isEqualTo(200);

    var old =
        server.unauthenticated().dpop(before.text("access_token"), server.proof(key, "GET", me));
    RefusalAssertions.isProblem(old.get(me), 401, "unauthorized");
    refused(
        agent.requestToken(server.proof(key, "POST", TOKEN)),
        "This client's tokens are bound to another key than the DPoP proof's");
    for (var holder : List.of(key, other)) {
      var refreshed =
          server
              .unauthenticated()
              .with("DPoP", server.proof(holder, "POST", "/oauth/refresh").build())
              .form(
                  "/oauth/refresh",
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  before.text("refresh_token"));
      RefusalAssertions.isOAuthError(refreshed, 400, "invalid_grant");
    }

    var after = agent.requestToken(server.proof(other, "POST", TOKEN)).text("access_token");
    assertThat(
            server.unauthenticated().dpop(after, server.proof(other, "GET", me)).get(me).status())
        .isEqualTo(200);
  }

  /// Most OAuth libraries generate a separate key for DPoP, and sign assertions with the registered
  /// key.
  @Test
  void an_agent_with_a_key_set_may_use_any_dpop_key_or_none() {
    var signer = SigningAgent.register(server, key);
    var credential = server.operator().post("/api/v1/agents/" + signer.id() + "/credentials");
    var agent =
        new TestAgent(
            server.unauthenticated(),
            signer.id(),
            signer.clientId(),
            credential.text("clientSecret"));

    assertThat(signer.requestToken().text("token_type")).isEqualTo("Bearer");
    assertThat(agent.requestToken().text("token_type")).isEqualTo("Bearer");
    for (var holder : List.of(key, other)) {
      var bound =
          server
              .unauthenticated()
              .with("DPoP", server.proof(holder, "POST", TOKEN).build())
              .form(
                  TOKEN,
                  "grant_type",
                  "client_credentials",
                  "client_assertion_type",
                  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                  "client_assertion",
                  signer.assertion().build());
      assertThat(bound.text("token_type")).isEqualTo("DPoP");
      assertThat(Jwt.of(bound.text("access_token")).claims().at("/cnf/jkt").stringValue())
          .isEqualTo(holder.thumbprint());
    }
  }
}
