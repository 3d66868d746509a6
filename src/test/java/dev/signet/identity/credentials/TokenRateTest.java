package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The rate limit of a client with the correct secret.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenRateTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer().with("rate-token", "2").with("trusted-proxies", "127.0.0.0/8");

  private final TestAgent agent = server.registerAgent("courier", "read");

  @Test
  void a_client_over_its_rate_gets_a_retry_after() {
    for (var i = 0; i < 4; i++) {
      assertThat(agent.requestToken().status()).isEqualTo(200);
    }

    var refused = agent.requestToken();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json("error")).isEqualTo("slow_down");
    assertThat(refused.header("retry-after")).contains("1");
    assertThat(server.registerAgent("other", "read").requestToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofMillis(500));
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(agent.requestToken().status()).isEqualTo(429);
  }

  @Test
  void a_caller_who_names_a_public_client_uses_up_only_the_rate_of_its_own_address() {
    var client =
        server
            .operator()
            .post(
                "/api/v1/agents",
                "name",
                "editor",
                "clientType",
                "public",
                "redirectUris",
                List.of("http://localhost/callback"))
            .text("clientId");
    for (var i = 0; i < 4; i++) {
      assertThat(refreshes(client, "203.0.113.7").status()).isEqualTo(400);
    }

    assertThat(refreshes(client, "203.0.113.7").status()).isEqualTo(429);
    assertThat(refreshes(client, "203.0.113.8").status()).isEqualTo(400);
  }

  private static TestResponse refreshes(String client, String address) {
    return server
        .unauthenticated()
        .with("X-Forwarded-For", address)
        .form(
            "/oauth/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            "rt_x",
            "client_id",
            client);
  }

  @Test
  void an_unauthenticated_caller_does_not_use_up_a_clients_rate() {
    var stranger = new TestAgent(agent.client(), agent.id(), agent.clientId(), "hunter2");
    for (var i = 0; i < 10; i++) {
      assertThat(stranger.requestToken().status()).isEqualTo(401);
    }

    assertThat(agent.requestToken().status()).isEqualTo(200);
  }
}
