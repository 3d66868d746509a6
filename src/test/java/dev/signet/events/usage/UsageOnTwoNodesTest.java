package dev.signet.events.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TwoNodes;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes issue and count at once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UsageOnTwoNodesTest {
  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  @Test
  void each_token_is_counted_once_whichever_node_counts() {
    var agent = nodes.a().registerAgent("busy", "a");
    ConcurrentCalls.race(
        4,
        racer -> {
          var node = racer % 2 == 0 ? nodes.a() : nodes.b();
          for (var i = 0; i < 25; i++) {
            if (racer < 2) {
              var answer =
                  node.unauthenticated()
                      .form(
                          "/oauth/token",
                          "grant_type",
                          "client_credentials",
                          "client_id",
                          agent.clientId(),
                          "client_secret",
                          agent.secret());
              assertThat(answer.status()).isEqualTo(200);
            } else {
              node.internals().followers().catchUp();
            }
          }
        });
    nodes.a().internals().followers().catchUp();

    var ofAgent = nodes.b().operator().get("/api/v1/analytics/tokens?days=1&agentId=" + agent.id());
    assertThat(ofAgent.text("data/0/count")).isEqualTo("50");
    var all = nodes.a().operator().get("/api/v1/analytics/tokens?days=1");
    assertThat(all.text("data/0/count")).isEqualTo("50");
  }
}
