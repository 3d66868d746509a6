package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed while it ends a delegation: after its restart the delegation and all tokens
/// below it have ended and are counted, or none has.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DelegationCrashTest {
  private static final int ROUNDS = 3;
  private static final int TOKENS = 60;
  private static final int MAX_DELAY_NANOS = 30_000_000;

  @TempDir private Path data;

  /// A delegation, the agent that lends by it, and the tokens below it.
  private record Lent(String delegation, TestAgent lender, List<String> tokens) {}

  @Test
  void a_delegation_whose_end_was_interrupted_has_ended_wholly_or_not_at_all()
      throws InterruptedException {
    var database = TestDatabase.fresh(data);
    var port = ServerProcess.freePort();
    var random = new Random();
    for (var round = 0; round < ROUNDS; round++) {
      Lent lent;
      var isAnswered = new AtomicBoolean();
      try (var server = ServerProcess.dev(port, data, database, "--rate-token", "0")) {
        lent = lend(server.client(), "round-" + round);
        var end =
            Thread.startVirtualThread(() -> {
              try {
                isAnswered.set(revoke(server.client(), lent) == lent.tokens().size());
              } catch (UncheckedIOException _) {
                // The server was killed.
              }
            });
        LockSupport.parkNanos(random.nextInt(MAX_DELAY_NANOS));
        server.kill();
        end.join();
      }
      try (var server = ServerProcess.dev(port, data, database, "--rate-token", "0")) {
        var client = server.client();
        var path = "/api/v1/delegations/" + lent.delegation();
        var hasEnded = client.get(path).text("status").equals("revoked");
        assertThat(hasEnded || !isAnswered.get()).isTrue();
        assertThat(active(client, lent)).isEqualTo(hasEnded ? 0 : lent.tokens().size());
        if (!hasEnded) {
          assertThat(revoke(client, lent)).isEqualTo(lent.tokens().size());
          assertThat(active(client, lent)).isZero();
        }
        var events =
            client.get("/api/v1/audit?action=delegation.revoked&agentId=" + lent.lender().id());
        assertThat(events.text("total")).isEqualTo("1");
        assertThat(events.text("data/0/metadata/revoked_token_count"))
            .isEqualTo(Integer.toString(lent.tokens().size()));
        assertThat(client.get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
      }
    }
  }

  private static long active(TestClient client, Lent lent) {
    return lent.tokens().stream()
        .filter(
            token -> client.form("/oauth/introspect", "token", token).text("active").equals("true"))
        .count();
  }

  private static long revoke(TestClient client, Lent lent) {
    var answer = client.delete("/api/v1/delegations/" + lent.delegation());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Long.parseLong(answer.text("revokedTokenCount"));
  }

  /// Two thirds of the tokens are at the first level, and the others at the second.
  private static Lent lend(TestClient client, String slug) {
    var organization =
        client.post("/api/v1/organizations", "name", slug, "slug", slug).text("organizationId");
    var lender = agent(client, organization);
    var borrower = agent(client, organization);
    var last = agent(client, organization);
    var delegation = lend(client, lender, borrower);
    lend(client, borrower, last);
    var root = lender.token();
    var tokens = new ArrayList<String>();
    for (var i = 0; i < TOKENS; i += 3) {
      var middle = exchanged(client, borrower, root);
      tokens.addAll(
          List.of(middle, exchanged(client, borrower, root), exchanged(client, last, middle)));
    }
    return new Lent(delegation, lender, tokens);
  }

  private static TestAgent agent(TestClient client, String organization) {
    var made =
        client.post(
            "/api/v1/agents",
            "name",
            "agent",
            "organizationId",
            organization,
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", ExchangingAgents.EXCHANGE));
    var id = made.text("agentId");
    var credential = client.post("/api/v1/agents/" + id + "/credentials");
    return new TestAgent(client, id, made.text("clientId"), credential.text("clientSecret"));
  }

  private static String lend(TestClient client, TestAgent subject, TestAgent actor) {
    return client
        .post(
            "/api/v1/delegations",
            "subject",
            subject.id(),
            "actor",
            actor.id(),
            "scopes",
            List.of("read"),
            "maxHops",
            2)
        .text("delegationId");
  }

  private static String exchanged(TestClient client, TestAgent actor, String token) {
    return ExchangingAgents.exchange(client, actor, token).text("access_token");
  }
}
