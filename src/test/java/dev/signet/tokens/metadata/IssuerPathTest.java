package dev.signet.tokens.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An issuer with a path, behind a proxy that forwards paths unchanged.
@DisplayNameGeneration(ReplaceUnderscores.class)
class IssuerPathTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("issuer", "https://id.example.com/tenant");

  @Test
  void an_issuer_with_a_path_serves_everything_below_it() {
    var agent = server.registerAgent("courier", "read");
    var key = TestClientKey.generate();
    var below = server.unauthenticated().below("/tenant");

    var token =
        new TestAgent(below, agent.id(), agent.clientId(), agent.secret())
            .requestToken(server.proof(key, "POST", "/oauth/token"))
            .text("access_token");

    var me = below.dpop(token, server.proof(key, "GET", "/api/agents/me")).get("/api/agents/me");
    assertThat(me.status()).isEqualTo(200);
    assertThat(
            below
                .basic(agent.clientId(), agent.secret())
                .form("/oauth/introspect", "token", token)
                .json("active"))
        .isEqualTo("true");
    RefusalAssertions.isOAuthError(below.form("/oauth/token", "a", "b"), 400, "invalid_request");
    var keys = below.get("/.well-known/jwks.json");
    assertThat(keys.status()).isEqualTo(200);
    assertThat(keys.body())
        .isEqualTo(server.unauthenticated().get("/.well-known/jwks.json").body());
  }

  @Test
  void a_token_request_below_the_path_has_the_limits_and_refusals_of_the_token_endpoint() {
    var below = server.unauthenticated().below("/tenant");

    var tooLong = below.form("/oauth/token", "a", "b".repeat(64 * 1024));

    RefusalAssertions.isOAuthError(tooLong, 413, "invalid_request");
    RefusalAssertions.isOAuthError(below.get("/oauth/nothing"), 404, "not_found");
  }
}
