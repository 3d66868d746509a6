package dev.signet.tokens.grants;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isOAuthErrorWith;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An agent exchanges its own token for one that it hands over: only the agent that the token names
/// may exchange it ([RFC 8693 §4.4](https://www.rfc-editor.org/rfc/rfc8693#section-4.4)), and it is
/// good for nothing else.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HandedOverTokensTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static ExchangingAgents agents;

  private TestAgent lender;
  private TestAgent borrower;
  private String delegation = "";

  @BeforeAll
  static void createOrganization() {
    agents = new ExchangingAgents(server, server.createOrganization("parcels"));
  }

  @BeforeEach
  void lend() {
    lender = agents.agent();
    borrower = agents.agent();
    delegation = agents.lend(lender, borrower);
  }

  @Test
  void the_token_names_the_agent_that_may_exchange_it() {
    var answer = handOver(lender, lender.token(), borrower, "scope", "read");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("read");
    assertThat(answer.text("expires_in")).isEqualTo("300");
    var token = answer.text("access_token");
    var claims = Jwt.of(token).claims();
    assertThat(claims.path("may_act").path("sub").asString()).isEqualTo(borrower.clientId());
    assertThat(claims.path("may_act").path("iss").asString()).isEqualTo(server.url(""));
    assertThat(claims.path("aud").asString()).isEqualTo(borrower.clientId());
    assertThat(claims.path("sub").asString()).isEqualTo(lender.clientId());
    assertThat(claims.has("act")).isFalse();
    var shown = server.operator().form("/oauth/introspect", "token", token);
    assertThat(shown.text("may_act/sub")).isEqualTo(borrower.clientId());
    var event = server.operator().get("/api/v1/audit?limit=1&action=token.exchanged");
    assertThat(event.text("data/0/metadata/may_act")).isEqualTo(borrower.clientId());
  }

  @Test
  void that_agent_exchanges_it_and_no_other_one() {
    var other = agents.agent();
    agents.lend(lender, other);
    var token = handedOver();

    isRefused(exchange(other, token), "subject_not_for_actor");
    isRefused(exchange(lender, token), "may_act_other");
    var acting = agents.exchanged(borrower, token);

    var claims = Jwt.of(acting).claims();
    assertThat(claims.has("may_act")).isFalse();
    assertThat(claims.path("act").path("sub").asString()).isEqualTo(borrower.clientId());
    assertThat(claims.path("delegation_id").asString()).isEqualTo(delegation);
    assertThat(agents.isActive(acting)).isTrue();
    server.operator().form("/oauth/revoke", "token", token);
    assertThat(agents.isActive(acting)).isFalse();
  }

  @Test
  void an_agent_hands_over_what_it_was_lent() {
    var last = agents.agent();
    agents.lend(borrower, last);
    var middle = agents.exchanged(borrower, handedOver());

    var token = handOver(borrower, middle, last).text("access_token");

    // The delegation above is for this server only, so the token is too, which opens nothing here.
    assertThat(Jwt.of(token).claims().path("aud").asString()).isEqualTo(server.url(""));
    isProblem(server.unauthenticated().bearer(token).get("/api/v1/agents"), 403, "delegated_token");
    isRefused(exchange(borrower, token), "may_act_other");
    var acting = Jwt.of(agents.exchanged(last, token)).claims();
    assertThat(acting.path("sub").asString()).isEqualTo(lender.clientId());
    assertThat(acting.path("act").path("sub").asString()).isEqualTo(last.clientId());
    assertThat(acting.path("act").path("act").path("sub").asString())
        .isEqualTo(borrower.clientId());
    isRefused(handOver(last, agents.exchanged(last, token), borrower), "actor_unauthorized");
    agents.lend(last, borrower);
    isRefused(handOver(last, agents.exchanged(last, token), borrower), "chain_cycle");
  }

  @Test
  void it_is_handed_over_only_to_an_agent_that_was_lent_rights() {
    var stranger = agents.agent();
    var foreign = new ExchangingAgents(server, server.createOrganization("foreign")).agent();

    isRefused(handOver(lender, lender.token(), stranger), "actor_unauthorized");
    isRefused(handOver(lender, lender.token(), foreign), "actor_unauthorized");
    isRefused(handOver(lender, lender.token(), lender), "actor_unauthorized");
    isRefused(
        exchange(lender, lender.token(), "requested_actor", "cid_unknown"), "actor_unauthorized");
    var other = agents.lend(lender, stranger);
    isRefused(
        handOver(lender, lender.token(), borrower, "delegation_id", other), "actor_unauthorized");
    server.operator().delete("/api/v1/delegations/" + delegation);
    isRefused(handOver(lender, lender.token(), borrower), "actor_unauthorized");
  }

  @Test
  void requests_that_contradict_themselves_are_refused() {
    var target = List.of("resource", "https://api.example.com/");
    for (var more : List.of(target, List.of("audience", borrower.clientId()))) {
      isOAuthError(
          handOver(lender, lender.token(), borrower, more.toArray(String[]::new)),
          400,
          "invalid_request");
    }
    // Of the lender, which only itself may hand over.
    isOAuthError(handOver(borrower, lender.token(), borrower), 400, "invalid_request");
    isOAuthError(
        exchange(
            lender,
            lender.token(),
            "requested_actor",
            borrower.clientId(),
            "requested_actor",
            borrower.clientId()),
        400,
        "invalid_request");
  }

  @Test
  void it_is_short_lived_and_no_actor_token() {
    assertThat(
            handOver(lender, lender.token(), borrower, "requested_expiry", "60").text("expires_in"))
        .isEqualTo("60");
    assertThat(
            handOver(lender, lender.token(), borrower, "requested_expiry", "3600")
                .text("expires_in"))
        .isEqualTo("300");
    var token = handedOver();
    agents.lend(borrower, lender);
    isRefused(
        exchange(
            lender,
            borrower.token(),
            "actor_token",
            token,
            "actor_token_type",
            "urn:ietf:params:oauth:token-type:access_token"),
        "actor_token_invalid");
    server.clock().advance(Duration.ofSeconds(301));
    isRefused(exchange(borrower, token), "subject_token_invalid");
  }

  @Test
  void a_leaked_key_does_not_take_the_limit_away() {
    var token = handedOver();

    var key = LeakedSigningKeys.of(server, SigningAlg.ES256, "current");
    for (var forged :
        List.of(
            key.forge(token, "may_act", null),
            key.forge(token, "may_act", Map.of("sub", lender.clientId())),
            key.forge(token, "may_act", "anyone"))) {
      isRefused(exchange(lender, forged), "subject_token_invalid");
    }
  }

  private String handedOver() {
    var answer = handOver(lender, lender.token(), borrower);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static TestResponse handOver(
      TestAgent holder, String token, TestAgent actor, String... more) {
    var all = new String[more.length + 2];
    all[0] = "requested_actor";
    all[1] = actor.clientId();
    System.arraycopy(more, 0, all, 2, more.length);
    return exchange(holder, token, all);
  }

  private static TestResponse exchange(TestAgent actor, String subjectToken, String... more) {
    return ExchangingAgents.exchange(server, actor, subjectToken, more);
  }

  private static void isRefused(TestResponse answer, String reason) {
    isOAuthErrorWith(Set.of("reason"), answer, 400, "invalid_request");
    assertThat(answer.text("reason")).isEqualTo(reason);
  }
}
