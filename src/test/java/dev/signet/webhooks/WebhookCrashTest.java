package dev.signet.webhooks;

import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Await;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.WebhookReceiver;
import dev.signet.testing.WebhookReceiver.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deliveries of a server that is killed.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookCrashTest {
  @TempDir Path data;

  private static void subscribe(ServerProcess server, WebhookReceiver receiver) {
    var made =
        server
            .client()
            .post(
                "/api/v1/webhooks",
                "name",
                "siem",
                "url",
                receiver.url(),
                "events",
                List.of("agent.created"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
  }

  @Test
  void a_message_that_was_being_sent_is_sent_again_with_the_same_id() throws Exception {
    var database = TestDatabase.fresh(data);
    var arrived = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    try (var receiver = WebhookReceiver.start()) {
      receiver.respondWith(exchange -> {
        arrived.countDown();
        try {
          over.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(204, -1);
      });
      try (var server = ServerProcess.dev(data, database)) {
        subscribe(server, receiver);
        server.client().post("/api/v1/agents", "name", "courier");
        arrived.await();
        server.kill();
      }
      over.countDown();
      receiver.respondWith(204);
      try (var _ = ServerProcess.dev(data, database)) {
        // On PostgreSQL after the lease of the killed node, which is 30 seconds.
        Await.until(
            Duration.ofMinutes(2),
            "the message is sent again",
            () -> receiver.messages().size() >= 2);
      }

      assertThat(receiver.messages())
          .extracting(Message::id)
          .containsOnly(receiver.messages().getFirst().id());
    }
  }

  @Test
  void every_event_arrives_however_often_the_server_is_killed() {
    var database = TestDatabase.fresh(data);
    try (var receiver = WebhookReceiver.start()) {
      var agents = new ConcurrentLinkedQueue<String>();
      for (var run = 0; run < 3; run++) {
        try (var server = ServerProcess.dev(data, database)) {
          if (run == 0) {
            subscribe(server, receiver);
          }
          for (var i = 0; i < 40; i++) {
            agents.add(
                server
                    .client()
                    .post("/api/v1/agents", "name", "agent-" + run + "-" + i)
                    .text("agentId"));
          }
          server.kill();
        }
      }
      try (var _ = ServerProcess.dev(data, database)) {
        awaitUntil(() -> seen(receiver).containsAll(agents), "every event");
      }

      assertThat(seen(receiver)).containsExactlyInAnyOrderElementsOf(agents);
    }
  }

  private static Set<String> seen(WebhookReceiver receiver) {
    var seen = new HashSet<String>();
    for (var message : receiver.messages()) {
      seen.add(message.json().path("agentId").stringValue());
    }
    return seen;
  }
}
