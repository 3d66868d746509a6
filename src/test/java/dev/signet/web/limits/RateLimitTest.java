package dev.signet.web.limits;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often one caller may call: a rate per second, with bursts of twice as many.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RateLimitTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("rate-management", "5")
          .with("rate-introspection", "3")
          .with("rate-public", "2")
          .with("trusted-proxies", "127.0.0.1");

  /// Refills all budgets.
  @AfterEach
  void letTimePass() {
    server.clock().advance(Duration.ofSeconds(10));
  }

  private static TestClient anotherOperator() {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "other", "scopes", List.of("*"));
    return server.unauthenticated().bearer(made.text("secret"));
  }

  @Test
  void an_operator_key_over_its_rate_is_told_when_to_retry() {
    var operator = anotherOperator();
    for (var i = 0; i < 10; i++) {
      assertThat(operator.get("/api/v1/agents").status()).isEqualTo(200);
    }

    var refused = operator.get("/api/v1/agents");
    isProblem(refused, 429, "too_many_requests");
    assertThat(refused.header("Retry-After")).contains("1");
  }

  @Test
  void each_operator_key_and_each_agent_has_a_rate_of_its_own() {
    var agent = server.registerAgent("courier");
    var token = agent.token();
    var operator = anotherOperator();
    for (var i = 0; i < 10; i++) {
      operator.get("/api/v1/agents");
      assertThat(agent.with(token).get("/api/agents/me").status()).isEqualTo(200);
    }

    assertThat(operator.get("/api/v1/agents").status()).isEqualTo(429);
    assertThat(agent.with(token).get("/api/agents/me").status()).isEqualTo(429);
    assertThat(anotherOperator().get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void waiting_for_retry_after_is_enough() {
    var operator = anotherOperator();
    for (var i = 0; i < 10; i++) {
      operator.get("/api/v1/agents");
    }
    var wait = Long.parseLong(operator.get("/api/v1/agents").header("Retry-After").orElseThrow());

    server.clock().advance(Duration.ofSeconds(wait));

    assertThat(operator.get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void a_call_over_the_rate_has_no_effect() {
    var operator = anotherOperator();
    var before = Integer.parseInt(operator.get("/api/v1/agents").text("total"));
    for (var i = 0; i < 20; i++) {
      operator.post("/api/v1/agents", "name", "one of many");
    }
    server.clock().advance(Duration.ofSeconds(10));

    var after = Integer.parseInt(operator.get("/api/v1/agents").text("total"));
    assertThat(after - before).isEqualTo(9);
  }

  @Test
  void introspection_has_a_rate_of_its_own_for_each_caller() {
    var operator = anotherOperator();
    var agent = server.registerAgent("resource server");
    var client = server.unauthenticated().basic(agent.clientId(), agent.secret());
    for (var i = 0; i < 6; i++) {
      assertThat(operator.form("/oauth/introspect", "token", "x").status()).isEqualTo(200);
      assertThat(client.form("/oauth/introspect", "token", "x").status()).isEqualTo(200);
    }

    for (var caller : List.of(operator, client)) {
      var refused = caller.form("/oauth/introspect", "token", "x");
      isOAuthError(refused, 429, "slow_down");
      assertThat(refused.header("Retry-After")).contains("1");
    }
    assertThat(operator.get("/api/v1/agents").status()).isEqualTo(200);
  }

  private static TestClient from(String address) {
    return server.unauthenticated().with("X-Forwarded-For", address);
  }

  @Test
  void open_paths_have_a_rate_for_each_address() {
    for (var i = 0; i < 4; i++) {
      assertThat(from("192.0.2.1").get("/.well-known/jwks.json").status()).isEqualTo(200);
    }

    isProblem(from("192.0.2.1").get("/.well-known/jwks.json"), 429, "too_many_requests");
    assertThat(from("192.0.2.2").get("/.well-known/jwks.json").status()).isEqualTo(200);
  }

  @Test
  void the_addresses_of_one_ipv6_network_share_a_rate() {
    for (var i = 0; i < 4; i++) {
      assertThat(from("2001:db8:0:7:" + i + "::1").get("/.well-known/jwks.json").status())
          .isEqualTo(200);
    }

    assertThat(from("2001:db8:0:7:ffff::1").get("/.well-known/jwks.json").status()).isEqualTo(429);
    assertThat(from("2001:db8:0:8::1").get("/.well-known/jwks.json").status()).isEqualTo(200);
  }
}
