package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TwoNodes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Agents that authenticate by signing, at two nodes sharing a PostgreSQL database.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SharedAssertionsTest {
  private static final TestClientKey KEY = TestClientKey.generate();
  private static final TestClientKey NEXT = TestClientKey.generate();

  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private final SigningAgent onA = SigningAgent.register(nodes.a(), KEY);
  private final SigningAgent onB = onA.on(nodes.b());

  private String issued() {
    return nodes.a().operator().get("/api/agents/" + onA.id()).text("agent/token_count");
  }

  @Test
  void a_key_replaced_on_one_node_is_refused_immediately_on_the_other() {
    for (var trial = 0; trial < 20; trial++) {
      var before = trial % 2 == 0 ? KEY : NEXT;
      var after = trial % 2 == 0 ? NEXT : KEY;
      assertThat(onB.with(before).requestToken().status()).isEqualTo(200);

      nodes.a().operator().patch("/api/v1/agents/" + onA.id(), "jwks", SigningAgent.jwks(after));

      RefusalAssertions.isOAuthError(onB.with(before).requestToken(), 401, "invalid_client");
      RefusalAssertions.isOAuthError(
          onB.with(before)
              .post("/oauth/introspect", onB.with(before).assertion().build(), "token", "x"),
          401,
          "invalid_client");
      RefusalAssertions.isOAuthError(onA.with(before).requestToken(), 401, "invalid_client");
      assertThat(onB.with(after).requestToken().status()).isEqualTo(200);
    }
  }

  @Test
  void a_replaced_key_cannot_refresh_on_the_other_node() {
    var made =
        SigningAgent.register(
            nodes.a(), KEY, "grantTypes", List.of("client_credentials", "refresh_token"));
    var there = made.on(nodes.b());
    for (var trial = 0; trial < 10; trial++) {
      var before = trial % 2 == 0 ? KEY : NEXT;
      var after = trial % 2 == 0 ? NEXT : KEY;
      var refreshToken = there.with(before).requestToken().text("refresh_token");

      nodes.a().operator().patch("/api/v1/agents/" + made.id(), "jwks", SigningAgent.jwks(after));

      for (var path : List.of("/oauth/token", "/oauth/refresh")) {
        RefusalAssertions.isOAuthError(
            there
                .with(before)
                .post(
                    path,
                    there.with(before).assertion().build(),
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
  void keys_removed_on_one_node_authenticate_no_client_on_the_other() {
    assertThat(onB.requestToken().status()).isEqualTo(200);

    nodes.a().operator().patch("/api/v1/agents/" + onA.id(), "jwks", TestResponse.parse("null"));

    RefusalAssertions.isOAuthError(onB.requestToken(), 401, "invalid_client");
    assertThat(onB.newestEvent("auth.failed").json("data/0/metadata/reason")).isEqualTo("no_keys");
  }

  @Test
  void fapi2_set_on_one_node_applies_on_the_other() {
    var registered = nodes.a().registerAgent("courier", "read");
    var there =
        new TestAgent(
            nodes.b().unauthenticated(),
            registered.id(),
            registered.clientId(),
            registered.secret());
    assertThat(there.requestToken().status()).isEqualTo(200);

    nodes.a().operator().patch("/api/v1/agents/" + registered.id(), "fapi2", true);

    RefusalAssertions.isOAuthError(there.requestToken(), 401, "invalid_client");
  }

  @Test
  void an_assertion_used_on_one_node_is_refused_on_the_other() {
    var assertion = onA.assertion().build();

    assertThat(onA.requestToken(assertion).status()).isEqualTo(200);
    RefusalAssertions.isOAuthError(onB.requestToken(assertion), 401, "invalid_client");
    RefusalAssertions.isOAuthError(
        onB.post("/oauth/introspect", assertion, "token", "x"), 401, "invalid_client");
    assertThat(issued()).isEqualTo("1");
  }

  @Test
  void sixteen_simultaneous_requests_to_both_nodes_get_one_token() {
    for (var round = 1; round <= 10; round++) {
      var assertion = onA.assertion().build();
      var got = new AtomicInteger();
      ConcurrentCalls.race(
          16,
          number -> {
            var there = List.of(onA, onB).get(number % 2);
            if (there.requestToken(assertion).status() == 200) {
              got.incrementAndGet();
            }
          });

      assertThat(got).hasValue(1);
      assertThat(issued()).isEqualTo(Integer.toString(round));
    }
  }
}
