package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The guarantees of suspending an agent, under load: after the response no introspection reports a
/// token of the agent as active, and no token is issued.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenRevocationRaceTest {
  private static final int TRIALS = 10_000;
  private static final int AGENTS = 100;
  private static final int TRIALS_AN_AGENT = TRIALS / AGENTS;

  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  @Test
  void after_the_response_no_token_is_active_and_none_is_issued_in_ten_thousand_trials() {
    var trials = new AtomicInteger();
    var racing = new AtomicInteger();
    for (var batch = 0; batch < AGENTS / 10; batch++) {
      ConcurrentCalls.race(
          10,
          _ -> {
            var trial = new Deactivation(server.registerAgent("racer"));
            racing.addAndGet(trial.run());
            trials.addAndGet(trial.asked());
          });
    }
    assertThat(trials.get()).isGreaterThanOrEqualTo(TRIALS);
    // Proves that the race happened: tokens were issued right up to the suspension.
    assertThat(racing.get()).isGreaterThan(AGENTS);
  }

  /// An agent that is suspended while it gets tokens as fast as it can.
  private static final class Deactivation {
    private final TestAgent agent;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> late = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    Deactivation(TestAgent agent) {
      this.agent = agent;
    }

    /// Returns how many tokens were issued before the response to the suspension.
    int run() {
      var deactivated = new ArrayList<TestResponse>();
      ConcurrentCalls.race(
          4,
          racer -> {
            if (racer == 0) {
              takeTokens(3);
              deactivated.add(
                  server
                      .operator()
                      .patch("/api/v1/agents/" + agent.id(), "active", false, "reason", "race"));
              answered.set(true);
            } else {
              takeTokensUntilAnswered();
            }
          });
      assertThat(deactivated.getFirst().status()).isEqualTo(200);
      assertThat(late).as("tokens made after the answer").isEmpty();
      List<String> taken = List.copyOf(tokens);
      countIsExact(taken.size());
      while (asked.get() < TRIALS_AN_AGENT) {
        for (var token : taken) {
          isDead(token);
        }
        assertThat(agent.requestToken().status()).isEqualTo(401);
        asked.incrementAndGet();
      }
      return taken.size();
    }

    int asked() {
      return asked.get();
    }

    private void takeTokens(int count) {
      for (var i = 0; i < count; i++) {
        tokens.add(agent.token());
      }
    }

    private void takeTokensUntilAnswered() {
      while (true) {
        var askedAfterTheAnswer = answered.get();
        var answer = agent.requestToken();
        if (answer.status() == 200) {
          (askedAfterTheAnswer ? late : tokens).add(answer.text("access_token"));
        } else {
          assertThat(answer.status()).isEqualTo(401);
        }
        if (askedAfterTheAnswer) {
          asked.incrementAndGet();
          return;
        }
      }
    }

    private void isDead(String token) {
      var answer = server.operator().form("/oauth/introspect", "token", token);
      assertThat(answer.body()).isEqualTo("{\"active\":false}");
      asked.incrementAndGet();
    }

    private void countIsExact(int expected) {
      var events =
          server
              .operator()
              .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + agent.id());
      assertThat(events.text("data/0/metadata/revoked_token_count"))
          .isEqualTo(Integer.toString(expected));
    }
  }
}
