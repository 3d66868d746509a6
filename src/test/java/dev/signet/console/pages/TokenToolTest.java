package dev.signet.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The token tool explains what a pasted token is, and whether and why it is inactive: each reason
/// has its own sentence.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenToolTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private BrowserSession visitor;
  private TestAgent agent;

  @BeforeEach
  void signIn() {
    visitor = BrowserSession.signIn(server, server.operatorKey());
    agent = server.registerAgent("courier", "orders:read");
  }

  private TestResponse paste(String text) {
    return visitor.form("/console/tools", "token", text);
  }

  private void isInactive(String token, String because) {
    var answer = paste(token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("Inactive: " + because, "badge inactive")
        .doesNotContain(token);
  }

  @Test
  void an_active_token_is_explained_with_its_claims() {
    var token = agent.token();

    var answer = paste("Authorization: Bearer " + token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("Active until", "badge active", "courier", "orders:read", "Expires")
        .contains("by our key", "active, with the scopes: orders:read")
        .doesNotContain(token);
  }

  @Test
  void a_token_of_a_deactivated_agent_names_the_actor_and_the_reason() {
    var token = agent.token();
    server
        .operator()
        .patch("/api/v1/agents/" + agent.id(), "active", false, "reason", "asked <too> much");

    isInactive(token, "its agent was deactivated at 28 Mar 2026");
    assertThat(paste(token).body())
        .contains("by the operator key “first operator key”")
        .contains("asked &lt;too&gt; much");
  }

  @Test
  void a_token_stays_inactive_after_reactivation_and_the_first_reason_is_shown() {
    var token = agent.token();
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", true);
    server.operator().post("/api/v1/agents/" + agent.id() + "/tokens/revoke");

    isInactive(token, "its agent was deactivated");
  }

  @Test
  void a_token_that_was_revoked_alone_says_so() {
    var token = agent.token();
    server.operator().form("/oauth/revoke", "token", token);

    isInactive(token, "it was revoked at");
  }

  @Test
  void a_token_that_was_revoked_with_all_others_says_so() {
    var token = agent.token();
    server.operator().post("/api/v1/agents/" + agent.id() + "/tokens/revoke");

    isInactive(token, "all tokens of its agent were revoked");
  }

  @Test
  void a_token_of_a_decommissioned_agent_says_so() {
    var token = agent.token();
    server.operator().delete("/api/v1/agents/" + agent.id());

    isInactive(token, "its agent was decommissioned");
  }

  @Test
  void an_exchanged_token_says_what_ended_it() {
    var agents = new ExchangingAgents(server, server.createOrganization("explained"));
    var chain = agents.chain();
    var other = agents.exchanged(chain.third(), chain.middle());

    server.operator().form("/oauth/revoke", "token", other);
    isInactive(other, "it was revoked");
    server.operator().delete("/api/v1/delegations/" + chain.secondDelegation());
    isInactive(chain.last(), "a delegation that it was exchanged through has ended");
    server.operator().form("/oauth/revoke", "token", chain.root());
    isInactive(chain.middle(), "a token that it was exchanged from has ended");
    var second = agents.chain();
    server
        .operator()
        .patch("/api/v1/agents/" + second.first().id(), "scopes", List.of("something:else"));
    isInactive(
        second.middle(),
        "the delegations and agents that it was exchanged through allow nothing of it any more");
  }

  @Test
  void a_token_that_expired_says_when() {
    var token = agent.token();
    server.clock().advance(Duration.ofMinutes(63));

    visitor = BrowserSession.signIn(server, server.operatorKey());

    isInactive(token, "it expired at");
    assertThat(paste(token).body()).contains("(3 min ago)");
  }

  @Test
  void a_token_of_an_agent_whose_secret_leaked_says_so() {
    var token = agent.token();
    server.unauthenticated().post("/api/v1/leaks", "value", agent.secret());

    isInactive(token, "a secret of its agent was reported as leaked");
  }

  @Test
  void a_token_whose_refresh_token_was_revoked_says_so_and_so_does_the_refresh_token() {
    var refreshing =
        server.registerAgentWith(
            "name",
            "r",
            "grantTypes",
            List.of("client_credentials", "refresh_token"),
            "scopes",
            List.of("a"));
    var pair = refreshing.requestToken();
    assertThat(paste(pair.text("refresh_token")).body())
        .contains("A refresh token", "Active until");
    server.operator().form("/oauth/revoke", "token", pair.text("refresh_token"));

    isInactive(pair.text("access_token"), "its refresh token was revoked");
    isInactive(pair.text("refresh_token"), "its refresh token was revoked");
  }

  @Test
  void a_bound_token_is_revoked_with_the_rotation_of_its_key() {
    var key = TestClientKey.generate();
    var bound =
        server.registerAgentWith(
            "name",
            "keyed",
            "metadata",
            Map.of("dpop_public_jwk", TestResponse.parse(key.publicJwk())));
    var token = bound.requestToken(server.proof(key, "POST", "/oauth/token")).text("access_token");
    var rotated =
        server
            .operator()
            .post(
                "/api/v1/agents/" + bound.id() + "/rotate-dpop-key",
                "new_public_jwk",
                TestResponse.parse(TestClientKey.generate().publicJwk()));
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);

    isInactive(token, "the DPoP key of its agent was rotated");
  }

  @Test
  void a_changed_or_foreign_token_is_not_verified() {
    var token = agent.token();
    var parts = token.split("\\.", -1);

    assertThat(paste(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length())).body())
        .contains("Inactive here", "These values are not verified");
    assertThat(paste("hello").body()).contains("Not a token of this server");
  }

  @Test
  void text_of_a_pasted_token_is_escaped() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var header = encoder.encodeToString("{\"alg\":\"<script>alert(1)</script>\"}".getBytes(UTF_8));
    var claims =
        encoder.encodeToString(
            "{\"</code><img src=x onerror=alert(1)>\":\"<svg onload=alert(1)>\"}".getBytes(UTF_8));

    assertThat(paste(header + "." + claims + ".AAAA").body())
        .contains("&lt;svg onload=alert(1)&gt;")
        .doesNotContain("<script>alert", "<img src=x", "<svg onload");
  }

  @Test
  void secrets_are_recognized_and_not_shown_again() {
    assertThat(paste(server.operatorKey()).body())
        .contains("An operator key’s secret", "first operator key")
        .doesNotContain(server.operatorKey());
    assertThat(paste(agent.secret()).body())
        .contains("A client secret", "courier")
        .doesNotContain(agent.secret());
  }

  @Test
  void empty_and_too_long_texts_are_refused_with_a_sentence() {
    assertThat(paste("  ").status()).isEqualTo(422);
    assertThat(paste("a".repeat(20_000)).status()).isEqualTo(422);
  }
}
