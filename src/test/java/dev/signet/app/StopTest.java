package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Load;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process is told to stop in the middle of its work.
@DisplayNameGeneration(ReplaceUnderscores.class)
class StopTest {
  /// What the JVM answers to SIGTERM: 128 and the signal's number.
  private static final int TERMINATED = 143;

  @TempDir Path data;

  @Test
  void what_was_begun_is_finished_and_what_was_answered_is_there_at_the_next_start()
      throws InterruptedException {
    var database = TestDatabase.fresh(data);
    var port = ServerProcess.freePort();
    Set<String> registered = ConcurrentHashMap.newKeySet();
    var enough = new CountDownLatch(200);
    try (var server = ServerProcess.dev(port, data, database)) {
      var load = Thread.startVirtualThread(() -> registerUntilStopped(server, registered, enough));
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(server.stop()).isEqualTo(TERMINATED);

      load.join();
    }
    try (var server = ServerProcess.dev(port, data, database)) {
      for (var id : registered) {
        assertThat(server.client().get("/api/v1/agents/" + id).status()).isEqualTo(200);
      }
      // Nothing was done, either, whose caller was left without an answer.
      assertThat(server.client().get("/api/v1/agents").text("total"))
          .isEqualTo(Integer.toString(registered.size()));
      var verified = server.client().get("/api/v1/audit/verify");
      assertThat(verified.text("valid")).as(verified.body()).isEqualTo("true");
    }
  }

  private static void registerUntilStopped(
      ServerProcess server, Set<String> registered, CountDownLatch enough) {
    Load.race(
        8,
        racer -> {
          try {
            while (true) {
              var answer = server.client().post("/api/v1/agents", "name", "agent of " + racer);
              // Whoever is answered at all is answered rightly, up to the end.
              assertThat(answer.status()).isEqualTo(201);
              registered.add(answer.text("agentId"));
              enough.countDown();
            }
          } catch (UncheckedIOException _) {
            // It listens no more.
          }
        });
  }
}
