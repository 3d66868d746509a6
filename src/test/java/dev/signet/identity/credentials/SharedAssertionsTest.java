package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
import dev.signet.testing.DpopKey;
import dev.signet.testing.Load;
import dev.signet.testing.RefusalShape;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TwoNodes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Agents that sign, at two nodes over one PostgreSQL.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SharedAssertionsTest {
  private static final DpopKey KEY = DpopKey.make();
  private static final DpopKey NEXT = DpopKey.make();

  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private final SigningAgent onA = SigningAgent.in(nodes.a(), KEY);
  private final SigningAgent onB = onA.on(nodes.b());

  private String issued() {
    return nodes.a().operator().get("/api/agents/" + onA.id()).text("agent/token_count");
  }

  @Test
  void a_key_that_one_node_has_replaced_is_dead_at_the_other_at_once() {
    for (var trial = 0; trial < 20; trial++) {
      var before = trial % 2 == 0 ? KEY : NEXT;
      var after = trial % 2 == 0 ? NEXT : KEY;
      assertThat(onB.with(before).asksForToken().status()).isEqualTo(200);

      nodes.a().operator().patch("/api/v1/agents/" + onA.id(), "jwks", SigningAgent.set(after));

      RefusalShape.isOAuthError(onB.with(before).asksForToken(), 401, "invalid_client");
      RefusalShape.isOAuthError(
          onB.with(before)
              .posts("/oauth/introspect", onB.with(before).assertion().make(), "token", "x"),
          401,
          "invalid_client");
      RefusalShape.isOAuthError(onA.with(before).asksForToken(), 401, "invalid_client");
      assertThat(onB.with(after).asksForToken().status()).isEqualTo(200);
    }
  }

  @Test
  void nor_does_it_refresh_there() {
    var made =
        SigningAgent.in(
            nodes.a(), KEY, "grantTypes", List.of("client_credentials", "refresh_token"));
    var there = made.on(nodes.b());
    for (var trial = 0; trial < 10; trial++) {
      var before = trial % 2 == 0 ? KEY : NEXT;
      var after = trial % 2 == 0 ? NEXT : KEY;
      var refreshToken = there.with(before).asksForToken().text("refresh_token");

      nodes.a().operator().patch("/api/v1/agents/" + made.id(), "jwks", SigningAgent.set(after));

      for (var path : List.of("/oauth/token", "/oauth/refresh")) {
        RefusalShape.isOAuthError(
            there
                .with(before)
                .posts(
                    path,
                    there.with(before).assertion().make(),
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    refreshToken),
            401,
            "invalid_client");
      }
    }
  }

  @Test
  void keys_that_one_node_has_taken_away_prove_nobody_at_the_other() {
    assertThat(onB.asksForToken().status()).isEqualTo(200);

    nodes.a().operator().patch("/api/v1/agents/" + onA.id(), "jwks", Answer.parse("null"));

    RefusalShape.isOAuthError(onB.asksForToken(), 401, "invalid_client");
    assertThat(onB.newest("auth.failed").json("data/0/metadata/reason")).isEqualTo("no_keys");
  }

  @Test
  void an_agent_that_one_node_has_held_to_fapi_2_is_held_to_it_by_the_other() {
    var registered = nodes.a().registersAgent("courier", "read");
    var there =
        new TestAgent(
            nodes.b().anybody(), registered.id(), registered.clientId(), registered.secret());
    assertThat(there.asksForToken().status()).isEqualTo(200);

    nodes.a().operator().patch("/api/v1/agents/" + registered.id(), "fapi2", true);

    RefusalShape.isOAuthError(there.asksForToken(), 401, "invalid_client");
  }

  @Test
  void an_assertion_that_one_node_has_taken_the_other_does_not() {
    var assertion = onA.assertion().make();

    assertThat(onA.asksForToken(assertion).status()).isEqualTo(200);
    RefusalShape.isOAuthError(onB.asksForToken(assertion), 401, "invalid_client");
    RefusalShape.isOAuthError(
        onB.posts("/oauth/introspect", assertion, "token", "x"), 401, "invalid_client");
    assertThat(issued()).isEqualTo("1");
  }

  @Test
  void sixteen_who_send_it_to_both_at_once_get_one_token() {
    for (var round = 1; round <= 10; round++) {
      var assertion = onA.assertion().make();
      var got = new AtomicInteger();
      Load.race(
          16,
          number -> {
            var there = List.of(onA, onB).get(number % 2);
            if (there.asksForToken(assertion).status() == 200) {
              got.incrementAndGet();
            }
          });

      assertThat(got).hasValue(1);
      assertThat(issued()).isEqualTo(Integer.toString(round));
    }
  }
}
