package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.DocumentServer;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestNames;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Agents with right keys, beside hundreds of another organization whose `jwksUri` never responds.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class SilentJwksTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("jwks-private-addresses", "true");

  private static final TestClientKey KEY = TestClientKey.generate();
  private static final int CROWD = 200;

  private static int count;

  private final DocumentServer keys = DocumentServer.plain().serve(SigningAgent.jwksJson(KEY));
  private final String organization = server.createOrganization("right-" + ++count);
  private final String hostile = server.createOrganization("hostile-" + count);
  private final ConcurrentLinkedQueue<TestResponse> answers = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    TestNames.endSilence();
    keys.close();
  }

  private static SigningAgent agent(String organization, String jwksUri) {
    return SigningAgent.registerWithMembers(
        server,
        KEY,
        List.of(
            "name",
            "signer",
            "scopes",
            List.of("read"),
            "organizationId",
            organization,
            "jwksUri",
            jwksUri));
  }

  /// Starts one request for each hostile agent, all at once.
  private List<Thread> startCrowd(IntFunction<String> jwksUri) {
    var crowd = IntStream.range(0, CROWD).mapToObj(i -> agent(hostile, jwksUri.apply(i))).toList();
    return crowd.stream()
        .map(agent -> Thread.ofVirtual().start(() -> answers.add(agent.requestToken())))
        .toList();
  }

  private void areAuthenticated(SigningAgent cached, List<SigningAgent> uncached) {
    for (var i = 0; i < 10; i++) {
      isAuthenticated(cached.requestToken());
    }
    uncached.forEach(agent -> isAuthenticated(agent.requestToken()));
    server.clock().advance(Duration.ofMinutes(4));
    isAuthenticated(cached.requestToken());
    server.clock().advance(Duration.ofMinutes(6));
    isAuthenticated(cached.requestToken());
  }

  private static void isAuthenticated(TestResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private void endCrowd(List<Thread> crowd) throws InterruptedException {
    for (var thread : crowd) {
      assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(answers).hasSize(CROWD);
    var busy = answers.stream().filter(answer -> answer.status() == 503).toList();
    assertThat(busy).hasSizeGreaterThan(CROWD / 2);
    for (var answer : busy) {
      RefusalAssertions.isOAuthError(answer, 503, "temporarily_unavailable");
      assertThat(answer.header("Retry-After")).contains("1");
    }
  }

  private List<SigningAgent> uncached() {
    var agents = new ArrayList<SigningAgent>();
    for (var i = 0; i < 5; i++) {
      agents.add(agent(organization, keys.url("/uncached-" + i)));
    }
    return agents;
  }

  @Test
  void servers_that_accept_and_never_answer_lock_out_no_other_organization() throws Exception {
    var cached = agent(organization, keys.url("/cached"));
    isAuthenticated(cached.requestToken());
    var uncached = uncached();
    try (var silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
      var crowd = startCrowd(i -> "http://127.0.0.1:" + silent.getLocalPort() + "/" + i);
      for (var i = 0; i < 4; i++) {
        accept(silent);
      }
      areAuthenticated(cached, uncached);
      endCrowd(crowd);
    }
  }

  /// Waits until one more of the crowd is connected.
  private static void accept(ServerSocket silent) throws IOException {
    silent.setSoTimeout(20_000);
    var _ = silent.accept();
  }

  @Test
  void names_that_the_dns_does_not_answer_lock_out_no_other_organization() throws Exception {
    var cached = agent(organization, keys.url("/cached"));
    isAuthenticated(cached.requestToken());
    var uncached = uncached();
    TestNames.threads().clear();

    var crowd = startCrowd(i -> "https://n" + i + ".silent.test/jwks");
    areAuthenticated(cached, uncached);
    endCrowd(crowd);
    assertThat(TestNames.threads()).hasSize(4).noneMatch(Thread::isVirtual);
  }

  @Test
  void a_refusal_for_want_of_a_permit_counts_as_no_failure() throws Exception {
    try (var silent = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
      var crowd = startCrowd(i -> "http://127.0.0.1:" + silent.getLocalPort() + "/" + i);
      for (var i = 0; i < 4; i++) {
        accept(silent);
      }
      var own = agent(hostile, keys.url("/own"));
      RefusalAssertions.isOAuthError(own.requestToken(), 503, "temporarily_unavailable");
      assertThat(
              server
                  .operator()
                  .get("/api/v1/audit?action=auth.failed&agentId=" + own.id())
                  .json()
                  .path("data")
                  .size())
          .isZero();

      endCrowd(crowd);
      isAuthenticated(own.requestToken());
    }
  }
}
