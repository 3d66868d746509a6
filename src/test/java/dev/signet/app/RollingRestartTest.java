package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes behind HAProxy are restarted one after the other, under load. `make failover` does it
/// with the times of production and 10,000 requests.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RollingRestartTest {
  private static final boolean LONG = Integer.getInteger("signet.failover.runs", 0) > 0;
  private static final int CALLERS = 6;
  private static final int REQUESTS = LONG ? 10_000 : 500;
  private static final Duration DRAIN = Duration.ofSeconds(LONG ? 5 : 2);
  private static final String CHECKS =
      LONG ? "inter 1s fall 2 rise 2" : "inter 100ms fall 2 rise 2";

  @TempDir Path folder;

  @Test
  void restarting_two_nodes_one_after_the_other_costs_no_request() throws Exception {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    assumeTrue(isInstalled(), "HAProxy is not installed");
    var front = ServerProcess.freePort();
    var portA = ServerProcess.freePort();
    var portB = ServerProcess.freePort();
    var a = new TestServer().with("token-alg", "ES256").with("listen", "127.0.0.1:" + portA);
    a.start();
    var b = a.startNode(a.databaseUrl(), "127.0.0.1:" + portB);
    var file = Files.writeString(folder.resolve("haproxy.cfg"), configuration(front, portA, portB));
    var haproxy =
        new ProcessBuilder("haproxy", "-db", "-q", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    try {
      var url = URI.create("http://127.0.0.1:" + front);
      awaitBothUp(url);
      var agent = a.registerAgent("courier", "read");
      var caller =
          new TestAgent(a.unauthenticated().at(url), agent.id(), agent.clientId(), agent.secret());
      Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
      var over = new AtomicBoolean();
      var load = new FutureTask<Void>(() -> askUntil(over, caller, statuses), null);
      Thread.startVirtualThread(load);
      for (var node : new TestServer[] {a, b}) {
        var before = statuses.size();
        await(() -> statuses.size() > before + REQUESTS / 4);
        node.restart(DRAIN);
        awaitBothUp(url);
      }
      await(() -> statuses.size() > REQUESTS);
      over.set(true);
      load.get();

      assertThat(statuses).containsOnly(200);
      System.out.println("rolling restart: " + statuses.size() + " requests, all answered 200");
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
      b.server().close();
      a.close();
    }
  }

  private static String configuration(int front, int portA, int portB) {
    return """
    defaults
      mode http
      timeout connect 2s
      timeout client 30s
      timeout server 30s
      option redispatch
      retries 3
      retry-on conn-failure
    frontend signet
      bind 127.0.0.1:%d
      stats enable
      default_backend nodes
    backend nodes
      balance leastconn
      option httpchk GET /health/ready
      default-server %s
      server a 127.0.0.1:%d check
      server b 127.0.0.1:%d check
    """
        .formatted(front, CHECKS, portA, portB);
  }

  private static void askUntil(AtomicBoolean over, TestAgent caller, Queue<Integer> statuses) {
    ConcurrentCalls.race(
        CALLERS,
        _ -> {
          while (!over.get()) {
            statuses.add(caller.requestToken().status());
          }
        });
  }

  private static boolean isInstalled() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v haproxy").start().waitFor() == 0;
  }

  /// As HAProxy itself sees the nodes.
  private static void awaitBothUp(URI front) {
    await(() -> {
      try (var in = front.resolve("/haproxy?stats;csv").toURL().openStream()) {
        return new String(in.readAllBytes(), UTF_8)
                .lines()
                .filter(line -> line.matches("nodes,[ab],.*,UP,.*"))
                .count()
            == 2;
      } catch (IOException _) {
        // It does not listen yet.
        return false;
      }
    });
  }

  private static void await(BooleanSupplier condition) {
    Await.until(Duration.ofMinutes(2), "the expected state", condition);
  }
}
