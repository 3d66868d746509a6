package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process gets a stop signal in the middle of its work.
@DisplayNameGeneration(ReplaceUnderscores.class)
class StopTest {
  /// The exit code of a process that SIGTERM has ended: 128 and the signal's number.
  private static final int TERMINATED = 143;

  @TempDir Path data;

  @Test
  void running_requests_finish_and_answered_writes_are_there_at_the_next_start()
      throws InterruptedException {
    var database = TestDatabase.fresh(data);
    var port = ServerProcess.freePort();
    Set<String> registered = ConcurrentHashMap.newKeySet();
    var enough = new CountDownLatch(200);
    try (var server = ServerProcess.dev(port, data, database, "--drain", "3s")) {
      var load = new FutureTask<Void>(() -> registerUntilTold(server, registered, enough), null);
      Thread.startVirtualThread(load);
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(server.stop()).isEqualTo(0);

      // None of them was refused, broken off or left without an answer.
      assertThatCode(load::get).doesNotThrowAnyException();
    }
    try (var server = ServerProcess.dev(port, data, database, "--drain", "5m")) {
      for (var id : registered) {
        assertThat(server.client().get("/api/v1/agents/" + id).status()).isEqualTo(200);
      }
      // No request without a response was executed either.
      assertThat(server.client().get("/api/v1/agents").text("total"))
          .isEqualTo(Integer.toString(registered.size()));
      var verified = server.client().get("/api/v1/audit/verify");
      assertThat(verified.text("valid")).as(verified.body()).isEqualTo("true");

      a_second_signal_ends_the_drain_at_once(server);
    }
  }

  private static void a_second_signal_ends_the_drain_at_once(ServerProcess server) {
    assertThat(server.client().get("/health/ready").status()).isEqualTo(200);
    server.sendTerm();
    Await.until(
        Duration.ofSeconds(30),
        "the server receives the signal",
        () -> server.client().get("/health/ready").status() != 200);

    var refused = server.client().get("/health/ready");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isPresent();
    assertThat(refused.header("Connection")).hasValue("close");
    var served = server.client().get("/api/v1/agents");
    assertThat(served.status()).isEqualTo(200);
    assertThat(served.header("Connection")).hasValue("close");
    assertThat(server.client().get("/health/live").status()).isEqualTo(200);

    assertThat(server.stop()).isEqualTo(TERMINATED);
  }

  /// As clients behind a load balancer do: they turn to another node when this one is not ready.
  private static void registerUntilTold(
      ServerProcess server, Set<String> registered, CountDownLatch enough) {
    ConcurrentCalls.race(
        8,
        racer -> {
          TestResponse answer;
          do {
            answer = server.client().post("/api/v1/agents", "name", "agent of " + racer);
            assertThat(answer.status()).isEqualTo(201);
            registered.add(answer.text("agentId"));
            enough.countDown();
          } while (!answer.header("Connection").equals(Optional.of("close")));
          assertThat(server.client().get("/health/ready").status()).isEqualTo(503);
        });
  }
}
