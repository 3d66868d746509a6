package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import dev.signet.testing.WebhookReceiver.Message;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

/// Libraries for Standard Webhooks, unmodified, verify the messages of our webhooks.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class StandardWebhooksTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static int count;

  private WebhookReceiver receiver;
  private String webhookId;
  private String secret;

  @BeforeAll
  static void install() {
    Oauth4webapi.install();
  }

  @BeforeEach
  void start() {
    // The libraries compare the timestamp with the real time.
    server.clock().set(Instant.now());
    receiver = WebhookReceiver.start();
    var made = create(receiver.url());
    webhookId = made.text("webhookId");
    secret = made.text("secret");
  }

  @AfterEach
  void stop() {
    server.operator().delete("/api/v1/webhooks/" + webhookId);
    receiver.close();
  }

  private static TestResponse create(String url) {
    return server
        .operator()
        .post(
            "/api/v1/webhooks",
            "name",
            "hook-" + ++count,
            "url",
            url,
            "events",
            List.of("agent.created", "agent.deactivated_with_revocation"));
  }

  private Message newMessage() {
    var id = server.registerAgent("agent-" + ++count, "read").id();
    return receiver.await(
        message -> message.json().path("agentId").asString("").equals(id), "agent.created");
  }

  private static void verifyInJava(String key, Message message, String body) throws Exception {
    var headers =
        HttpHeaders.of(
            message.headers().entrySet().stream()
                .collect(
                    Collectors.toMap(entry -> entry.getKey(), entry -> List.of(entry.getValue()))),
            (_, _) -> true);
    new Webhook(key).verify(body, headers);
  }

  private static List<String> verifyInJavaScript(String key, Message message, String body) {
    var asked = JSON.createObjectNode().put("secret", key).put("body", body);
    var headers = asked.putObject("headers");
    message.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    var verified = Oauth4webapi.verifyWebhook(asked);
    return List.of(
        verified.path("standardwebhooks").asString(""), verified.path("svix").asString(""));
  }

  @Test
  void a_message_is_verified_in_java_and_javascript() throws Exception {
    var message = newMessage();

    verifyInJava(secret, message, message.body());
    assertThat(verifyInJavaScript(secret, message, message.body()))
        .containsExactly("agent.created", "agent.created");
  }

  @Test
  void a_changed_body_or_another_secret_is_refused() {
    var message = newMessage();
    var changed = message.body().replace("agent.created", "agent.revived");
    var other = "whsec_" + "A".repeat(48);

    assertThatThrownBy(() -> verifyInJava(secret, message, changed))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> verifyInJava(other, message, message.body()))
        .isInstanceOf(WebhookVerificationException.class);
    assertThat(verifyInJavaScript(secret, message, changed)).containsExactly("", "");
  }

  @Test
  void during_a_rotation_the_new_and_the_earlier_secret_verify() throws Exception {
    var rotated =
        server
            .operator()
            .post("/api/v1/webhooks/" + webhookId + "/rotate-secret", "overlapSeconds", 3600)
            .text("secret");

    var message = newMessage();

    verifyInJava(secret, message, message.body());
    verifyInJava(rotated, message, message.body());
    assertThat(verifyInJavaScript(rotated, message, message.body()))
        .containsExactly("agent.created", "agent.created");
    assertThat(verifyInJavaScript(secret, message, message.body()))
        .containsExactly("agent.created", "agent.created");
  }

  @Test
  void after_a_rotation_without_overlap_only_the_new_secret_verifies() throws Exception {
    var rotated =
        server
            .operator()
            .post("/api/v1/webhooks/" + webhookId + "/rotate-secret", "overlapSeconds", 0)
            .text("secret");

    var message = newMessage();

    verifyInJava(rotated, message, message.body());
    assertThatThrownBy(() -> verifyInJava(secret, message, message.body()))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void the_receiver_of_the_documentation_prints_a_suspension() throws Exception {
    var port = ServerProcess.freePort();
    var made = create("http://localhost:" + port + "/");
    var process = Oauth4webapi.startReceiver(made.text("secret"), port);
    try (var output = process.inputReader()) {
      WebhookReceiver.awaitUntil(() -> listens(port), "the receiver listens");
      var agent = server.registerAgent("agent-" + ++count, "read");
      // Deliveries of a webhook that is not ordered are sent at the same time.
      assertThat(output.readLine()).isEqualTo("agent.created " + agent.id());
      server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);

      assertThat(output.readLine()).isEqualTo("agent.deactivated_with_revocation " + agent.id());
    } finally {
      process.destroy();
      server.operator().delete("/api/v1/webhooks/" + made.text("webhookId"));
    }
  }

  private static boolean listens(int port) {
    try (var _ = new Socket("localhost", port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
