package dev.signet.webhooks;

import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import dev.signet.testing.WebhookReceiver.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Two nodes over one PostgreSQL share the deliveries.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class WebhooksOnTwoNodesTest {
  private static final int EVENTS = 100;

  private final TestServer first = new TestServer().with("webhook-private-addresses", "true");
  private TestServer second;

  @BeforeAll
  void start() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    first.start();
    second = first.startNode();
  }

  @AfterAll
  void stop() throws IOException {
    if (second != null) {
      second.server().close();
      first.close();
    }
  }

  private String create(WebhookReceiver receiver, String name, boolean ordered) {
    return first
        .operator()
        .post(
            "/api/v1/webhooks",
            "name",
            name,
            "url",
            receiver.url(),
            "events",
            List.of("agent.created"),
            "ordered",
            ordered)
        .text("webhookId");
  }

  @Test
  void every_event_of_both_nodes_arrives_exactly_once() {
    try (var receiver = WebhookReceiver.start()) {
      var webhook = create(receiver, "both", false);
      for (var i = 0; i < EVENTS; i++) {
        (i % 2 == 0 ? first : second).operator().post("/api/v1/agents", "name", "agent-" + i);
      }

      receiver.await(EVENTS);
      awaitDelivered(webhook);

      assertThat(receiver.messages()).hasSize(EVENTS);
      assertThat(receiver.messages()).extracting(Message::id).doesNotHaveDuplicates();
      first.operator().delete("/api/v1/webhooks/" + webhook);
    }
  }

  @Test
  void an_ordered_webhook_gets_the_events_of_a_chain_in_order() {
    try (var receiver = WebhookReceiver.start()) {
      var webhook = create(receiver, "ordered", true);
      for (var i = 0; i < 30; i++) {
        first.operator().post("/api/v1/agents", "name", "ordered-" + i);
      }

      receiver.await(30);
      awaitDelivered(webhook);

      var positions =
          receiver.messages().stream()
              .map(message -> message.json().path("sequence").path("seq").longValue())
              .toList();
      assertThat(positions).isSorted().doesNotHaveDuplicates();
      first.operator().delete("/api/v1/webhooks/" + webhook);
    }
  }

  @Test
  void the_events_of_a_node_that_has_ended_are_sent_by_the_other() throws IOException {
    try (var receiver = WebhookReceiver.start()) {
      var third = first.startNode();
      var webhook = create(receiver, "third", false);
      third.operator().post("/api/v1/agents", "name", "last-words");
      third.server().close();

      awaitUntil(
          () -> {
            // A node reads the chain of another once it has seen it unread for two seconds.
            first.clock().advance(Duration.ofMillis(100));
            return !receiver.messages().isEmpty();
          },
          "the event of the node that has ended");
      first.operator().delete("/api/v1/webhooks/" + webhook);
    }
  }

  private void awaitDelivered(String webhook) {
    awaitUntil(
        () -> first.operator().get("/api/v1/webhooks/" + webhook).text("pending").equals("0"),
        "all deliveries are recorded");
  }
}
