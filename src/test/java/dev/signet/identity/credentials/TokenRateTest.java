package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often a client with the right secret may ask.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenRateTest {
  @RegisterExtension static final TestServer server = new TestServer().with("rate-token", "2");

  private final TestAgent agent = server.registersAgent("courier", "read");

  @Test
  void a_client_over_its_rate_is_told_when_to_come_again() {
    for (var i = 0; i < 4; i++) {
      assertThat(agent.asksForToken().status()).isEqualTo(200);
    }

    var refused = agent.asksForToken();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json("error")).isEqualTo("slow_down");
    assertThat(refused.header("retry-after")).contains("1");
    assertThat(server.registersAgent("other", "read").asksForToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofMillis(500));
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    assertThat(agent.asksForToken().status()).isEqualTo(429);
  }

  @Test
  void who_only_claims_to_be_the_client_does_not_use_up_its_rate() {
    var stranger = new TestAgent(agent.client(), agent.id(), agent.clientId(), "hunter2");
    for (var i = 0; i < 10; i++) {
      assertThat(stranger.asksForToken().status()).isEqualTo(401);
    }

    assertThat(agent.asksForToken().status()).isEqualTo(200);
  }
}
