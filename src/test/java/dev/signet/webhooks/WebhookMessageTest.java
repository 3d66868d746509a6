package dev.signet.webhooks;

import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The bytes of messages in the version 2026-12-01. They stay as they are: receivers verify and
/// parse them, and a message is rendered again for each attempt. A change of a member needs a new
/// version; a new member is added here.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookMessageTest {
  private static final String SUSPENDED = "agent.deactivated_with_revocation";

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static int count;

  private WebhookReceiver receiver;
  private String organization;
  private TestAgent agent;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    organization = server.createOrganization("messages-" + ++count);
    agent =
        server.registerAgentWith(
            "name", "courier-" + count, "organizationId", organization, "scopes", List.of("read"));
    server.internals().followers().catchUp();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private void create(String path, String event, Object... more) {
    var members =
        new Object[] {
          "name",
          "hook",
          "url",
          receiver.url(),
          "events",
          List.of(event),
          "organizationId",
          organization
        };
    var all = new Object[members.length + more.length];
    System.arraycopy(members, 0, all, 0, members.length);
    System.arraycopy(more, 0, all, members.length, more.length);
    var made = server.operator().post(path, all);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
  }

  private void suspend(TestClient by) {
    agent.token();
    by.post("/api/v1/agents/" + agent.id() + "/suspend", "reason", "incident 42");
  }

  /// The message of this form, with the values that differ each time.
  private String of(WebhookReceiver.Message message, String form) {
    var chain = message.json().path("sequence").path("chain").stringValue();
    var seq = message.json().path("sequence").path("seq").asString();
    return form.strip()
        .replace("\n", "")
        .replace("{message}", message.id())
        .replace("{organization}", organization)
        .replace("{agent}", agent.id())
        .replace("{operator}", operator())
        .replace("{time}", time())
        .replace("{chain}", chain)
        .replace("{seq}", seq);
  }

  private static String operator() {
    return server.operator().get("/api/v1/operator-keys").text("data/0/keyId");
  }

  private static String time() {
    return server.clock().instant().toString().replaceFirst("(:\\d\\d)Z", "$1.000Z");
  }

  @Test
  void an_event() {
    create("/api/v1/webhooks", SUSPENDED);
    suspend(server.operator());

    var message = receiver.await(SUSPENDED);

    assertThat(message.body())
        .isEqualTo(
            of(
                message,
                """
                {"id":"{message}","type":"agent.deactivated_with_revocation",
                "timestamp":"{time}","version":"2026-12-01",
                "organizationId":"{organization}","agentId":"{agent}",
                "actor":{"type":"operator","id":"{operator}"},"outcome":"success",
                "sequence":{"chain":"{chain}","seq":{seq}},
                "data":{"reason":"incident 42","revokedTokenCount":1}}
                """));
  }

  @Test
  void an_event_in_snake_case() {
    create("/api/webhooks", SUSPENDED);
    suspend(server.operator());

    var message = receiver.await(SUSPENDED);

    assertThat(message.body())
        .isEqualTo(
            of(
                message,
                """
                {"id":"{message}","type":"agent.deactivated_with_revocation",
                "timestamp":"{time}","version":"2026-12-01",
                "organization_id":"{organization}","agent_id":"{agent}",
                "actor":{"type":"operator","id":"{operator}"},"outcome":"success",
                "sequence":{"chain":"{chain}","seq":{seq}},
                "data":{"reason":"incident 42","revoked_token_count":1}}
                """));
  }

  @Test
  void an_event_with_its_origin() {
    create("/api/v1/webhooks", SUSPENDED, "includeOrigin", true);
    suspend(server.operator().with("User-Agent", "console/7"));

    var message = receiver.await(SUSPENDED);

    assertThat(message.body())
        .isEqualTo(
            of(
                message,
                """
                {"id":"{message}","type":"agent.deactivated_with_revocation",
                "timestamp":"{time}","version":"2026-12-01",
                "organizationId":"{organization}","agentId":"{agent}",
                "actor":{"type":"operator","id":"{operator}"},"outcome":"success",
                "sequence":{"chain":"{chain}","seq":{seq}},
                "origin":{"ipAddress":"127.0.0.1","userAgent":"console/7"},
                "data":{"reason":"incident 42","revokedTokenCount":1}}
                """));
  }

  @Test
  void each_attempt_and_the_delivery_log_have_the_same_bytes() {
    receiver.respondWith(500);
    create("/api/v1/webhooks", SUSPENDED);
    suspend(server.operator());
    receiver.await(1);
    var path =
        "/api/v1/webhooks/"
            + server.operator().get("/api/v1/webhooks").text("data/0/webhookId")
            + "/deliveries";
    awaitUntil(
        () -> server.operator().get(path).body().contains("\"attemptCount\":1"), "an attempt");
    receiver.respondWith(204);
    server.clock().advance(Duration.ofSeconds(10));
    server.internals().wakeWebhooks();

    var messages = receiver.await(2);

    assertThat(messages.get(1).body()).isEqualTo(messages.get(0).body());
    assertThat(messages.get(1).id()).isEqualTo(messages.get(0).id());
    var delivery = path + "/" + server.operator().get(path).text("data/0/deliveryId");
    assertThat(server.operator().get(delivery).text("body")).isEqualTo(messages.get(0).body());
  }
}
