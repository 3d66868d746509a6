package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
import dev.signet.testing.DpopKey;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalShape;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Once an agent has a key of its own, its tokens are issued against proofs by that key alone.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentsKeyTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String TOKEN = "/oauth/token";

  private final DpopKey key = DpopKey.make();
  private final DpopKey other = DpopKey.make();

  private TestAgent withKey(DpopKey own) {
    return server.registersAgentWith(
        "name",
        "courier",
        "scopes",
        List.of("read"),
        "grantTypes",
        List.of("client_credentials", "refresh_token"),
        "dpopPublicJwk",
        Answer.parse(own.publicJwk()));
  }

  private static void refused(Answer answer, String sentence) {
    RefusalShape.isOAuthError(answer, 400, "invalid_dpop_proof");
    assertThat(answer.text("error_description")).isEqualTo(sentence);
  }

  @Test
  void its_tokens_take_a_proof_by_its_key() {
    var agent = withKey(key);

    refused(agent.asksForToken(), "This client's tokens are bound to its key; send a DPoP proof");
    refused(
        agent.asksForToken(server.proof(other, "POST", TOKEN)),
        "This client's tokens are bound to another key than the DPoP proof's");

    var answer = agent.asksForToken(server.proof(key, "POST", TOKEN));
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(Jwt.of(answer.text("access_token")).claims().at("/cnf/jkt").stringValue())
        .isEqualTo(key.thumbprint());
  }

  @Test
  void its_refresh_tokens_take_one_too() {
    var agent = withKey(key);
    var refreshToken = agent.asksForToken(server.proof(key, "POST", TOKEN)).text("refresh_token");

    refused(
        server
            .anybody()
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken),
        "This client's tokens are bound to its key; send a DPoP proof");
    var answer =
        server
            .anybody()
            .with("DPoP", server.proof(key, "POST", "/oauth/refresh").make())
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  @Test
  void after_a_rotation_the_new_key_counts_and_the_old_one_no_more() {
    var agent = withKey(key);
    var before = agent.asksForToken(server.proof(key, "POST", TOKEN));
    var me = "/api/agents/me";

    var rotated =
        server
            .operator()
            .post(
                "/api/v1/agents/" + agent.id() + "/rotate-dpop-key",
                "new_public_jwk",
                Answer.parse(other.publicJwk()));
    assertThat(rotated.status()).isEqualTo(200);

    var old = server.anybody().dpop(before.text("access_token"), server.proof(key, "GET", me));
    RefusalShape.isProblem(old.get(me), 401, "unauthorized");
    refused(
        agent.asksForToken(server.proof(key, "POST", TOKEN)),
        "This client's tokens are bound to another key than the DPoP proof's");
    for (var holder : List.of(key, other)) {
      var refreshed =
          server
              .anybody()
              .with("DPoP", server.proof(holder, "POST", "/oauth/refresh").make())
              .form(
                  "/oauth/refresh",
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  before.text("refresh_token"));
      RefusalShape.isOAuthError(refreshed, 400, "invalid_grant");
    }

    var after = agent.asksForToken(server.proof(other, "POST", TOKEN)).text("access_token");
    assertThat(server.anybody().dpop(after, server.proof(other, "GET", me)).get(me).status())
        .isEqualTo(200);
  }

  /// Most OAuth libraries make a key of their own for DPoP, and sign assertions with the registered
  /// one.
  @Test
  void an_agent_that_signs_with_its_key_set_proves_any_key_or_none() {
    var signer = SigningAgent.in(server, key);
    var credential = server.operator().post("/api/v1/agents/" + signer.id() + "/credentials");
    var agent =
        new TestAgent(
            server.anybody(), signer.id(), signer.clientId(), credential.text("clientSecret"));

    assertThat(signer.asksForToken().text("token_type")).isEqualTo("Bearer");
    assertThat(agent.asksForToken().text("token_type")).isEqualTo("Bearer");
    for (var holder : List.of(key, other)) {
      var bound =
          server
              .anybody()
              .with("DPoP", server.proof(holder, "POST", TOKEN).make())
              .form(
                  TOKEN,
                  "grant_type",
                  "client_credentials",
                  "client_assertion_type",
                  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                  "client_assertion",
                  signer.assertion().make());
      assertThat(bound.text("token_type")).isEqualTo("DPoP");
      assertThat(Jwt.of(bound.text("access_token")).claims().at("/cnf/jkt").stringValue())
          .isEqualTo(holder.thumbprint());
    }
  }
}
