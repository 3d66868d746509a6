package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Events on their way to a receiver: attempts, pauses between them, and their end.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookDeliveryTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static int count;

  private WebhookReceiver receiver;
  private String organization;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    organization = server.createOrganization("delivery-" + ++count);
    server.internals().followers().catchUp();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private TestResponse create(Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name",
                "hook-" + ++count,
                "url",
                receiver.url(),
                "events",
                List.of("agent.*"),
                "organizationId",
                organization));
    members.addAll(List.of(more));
    return server.operator().post("/api/v1/webhooks", members.toArray());
  }

  private String agent() {
    return server
        .registerAgentWith("name", "agent-" + ++count, "organizationId", organization)
        .id();
  }

  private void advance(Duration by) {
    server.clock().advance(by);
    server.internals().wakeWebhooks();
  }

  private static String delivery(String webhookId, int index) {
    return server
        .operator()
        .get("/api/v1/webhooks/" + webhookId + "/deliveries")
        .text("data/" + index + "/deliveryId");
  }

  private static TestResponse deliveries(String webhookId) {
    return server.operator().get("/api/v1/webhooks/" + webhookId + "/deliveries");
  }

  private static void awaitAttempts(String webhookId, int attempts) {
    awaitUntil(
        () ->
            deliveries(webhookId).json().path("data").path(0).path("attemptCount").asInt(0)
                == attempts,
        attempts + " attempts");
  }

  @Test
  void an_event_arrives_with_its_envelope_and_data() {
    var webhook = create().text("webhookId");
    var agent = agent();

    var message = receiver.await("agent.created");

    assertThat(message.headers()).containsEntry("content-type", "application/json");
    assertThat(message.headers()).containsEntry("user-agent", "Signet-Webhooks/1");
    assertThat(message.headers()).containsEntry("webhook-attempt", "1");
    assertThat(message.headers()).doesNotContainKey("webhook-replay");
    var body = message.json();
    assertThat(body.path("id").stringValue()).isEqualTo(message.id());
    assertThat(body.path("version").stringValue()).isEqualTo("2026-12-01");
    assertThat(body.path("organizationId").stringValue()).isEqualTo(organization);
    assertThat(body.path("agentId").stringValue()).isEqualTo(agent);
    assertThat(body.path("actor").path("type").stringValue()).isEqualTo("operator");
    assertThat(body.path("outcome").stringValue()).isEqualTo("success");
    assertThat(body.path("sequence").path("seq").longValue()).isPositive();
    assertThat(body.has("origin")).isFalse();
    awaitAttempts(webhook, 1);
    assertThat(deliveries(webhook).text("data/0/status")).isEqualTo("delivered");
  }

  @Test
  void only_events_that_match_are_sent() {
    create("events", List.of("agent.updated"));
    var agent = agent();
    server.operator().patch("/api/v1/agents/" + agent, "description", "changed");

    receiver.await("agent.updated");

    assertThat(receiver.messages()).hasSize(1);
  }

  @Test
  void a_failed_delivery_is_repeated_with_the_same_id_and_body_until_it_succeeds() {
    receiver.respondWith(500);
    var webhook = create().text("webhookId");
    agent();
    receiver.await(1);
    awaitAttempts(webhook, 1);
    advance(Duration.ofSeconds(10));
    receiver.await(2);
    awaitAttempts(webhook, 2);
    receiver.respondWith(200);
    advance(Duration.ofMinutes(7));

    receiver.await(3);

    awaitAttempts(webhook, 3);
    assertThat(receiver.messages())
        .extracting(WebhookReceiver.Message::id)
        .containsOnly(receiver.messages().getFirst().id());
    assertThat(receiver.messages())
        .extracting(WebhookReceiver.Message::body)
        .containsOnly(receiver.messages().getFirst().body());
    assertThat(receiver.messages())
        .extracting(message -> message.headers().get("webhook-attempt"))
        .containsExactly("1", "2", "3");
    var one = deliveries(webhook);
    assertThat(one.text("data/0/status")).isEqualTo("delivered");
    assertThat(one.json().path("data").path(0).path("attempts")).hasSize(3);
    assertThat(one.text("data/0/attempts/0/reason")).isEqualTo("status");
    assertThat(one.json().path("data").path(0).path("attempts").path(0).path("statusCode"))
        .hasToString("500");
  }

  @Test
  void after_ten_attempts_a_delivery_has_failed() {
    receiver.respondWith(503);
    var webhook = create().text("webhookId");
    agent();
    for (var attempt = 1; attempt <= 10; attempt++) {
      awaitAttempts(webhook, attempt);
      advance(Duration.ofHours(29));
    }

    assertThat(deliveries(webhook).text("data/0/status")).isEqualTo("failed");
    assertThat(receiver.messages()).hasSize(10);
  }

  @Test
  void retry_after_is_obeyed() {
    receiver.respondWith(exchange -> {
      exchange.getResponseHeaders().set("Retry-After", "3600");
      exchange.sendResponseHeaders(429, -1);
    });
    var webhook = create().text("webhookId");
    agent();
    awaitAttempts(webhook, 1);
    var next = deliveries(webhook).text("data/0/nextAttemptAt");

    assertThat(Duration.between(server.clock().instant(), Instant.parse(next)))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  @Test
  void a_receiver_that_is_gone_is_sent_no_more_until_the_webhook_is_enabled() {
    receiver.respondWith(410);
    var webhook = create().text("webhookId");
    agent();
    receiver.await(1);
    awaitUntil(
        () ->
            server.operator().get("/api/v1/webhooks/" + webhook).text("status").equals("disabled"),
        "disabled");
    assertThat(server.operator().get("/api/v1/webhooks/" + webhook).text("disabledReason"))
        .isEqualTo("gone");
    var missed = agent();
    receiver.respondWith(200);

    server.operator().patch("/api/v1/webhooks/" + webhook, "active", true);

    receiver.await(
        message -> message.json().path("agentId").stringValue().equals(missed), "what it missed");
    assertThat(
            receiver.messages().stream()
                .filter(message -> message.json().path("agentId").stringValue().equals(missed)))
        .hasSize(1);
  }

  @Test
  void a_failed_delivery_can_be_sent_again() {
    receiver.respondWith(exchange -> {
      exchange.getResponseHeaders().set("webhook-delivery", "abort-message");
      exchange.sendResponseHeaders(500, -1);
    });
    var webhook = create().text("webhookId");
    agent();
    awaitAttempts(webhook, 1);
    assertThat(deliveries(webhook).text("data/0/status")).isEqualTo("failed");
    receiver.respondWith(200);

    var retried =
        server
            .operator()
            .post("/api/v1/webhooks/" + webhook + "/deliveries/" + delivery(webhook, 0) + "/retry");

    assertThat(retried.status()).isEqualTo(202);
    receiver.await(2);
    awaitUntil(() -> deliveries(webhook).text("data/0/status").equals("delivered"), "delivered");
    assertRecorded("webhook.delivery_retried", webhook);
  }

  @Test
  void a_pending_delivery_can_be_given_up() {
    receiver.respondWith(500);
    var webhook = create().text("webhookId");
    agent();
    awaitAttempts(webhook, 1);
    var abort = "/api/v1/webhooks/" + webhook + "/deliveries/" + delivery(webhook, 0) + "/abort";

    assertThat(server.operator().post(abort).status()).isEqualTo(202);

    assertThat(deliveries(webhook).text("data/0/status")).isEqualTo("failed");
    assertRecorded("webhook.delivery_aborted", webhook);
    isProblem(server.operator().post(abort), 409, "delivery_finished");
  }

  private static void assertRecorded(String action, String webhook) {
    var recorded = server.operator().get("/api/v1/audit?limit=1&action=" + action);
    assertThat(recorded.text("data/0/metadata/webhook_id")).isEqualTo(webhook);
    assertThat(recorded.text("data/0/metadata/delivery_id")).isEqualTo(delivery(webhook, 0));
  }
}
