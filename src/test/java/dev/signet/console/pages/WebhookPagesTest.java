package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Webhooks in the console.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookPagesTest {
  private static final String ALL = "/console/webhooks";
  private static final Pattern SECRET = Pattern.compile("whsec_[A-Za-z0-9+/]{48}");
  private static final Pattern ID = Pattern.compile("/console/webhooks/([0-9a-f-]{36})\"");

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static BrowserSession owner;
  private static BrowserSession auditor;
  private static int count;

  private WebhookReceiver receiver;

  @BeforeAll
  static void signIn() {
    owner = BrowserSession.signIn(server, server.operatorKey());
    auditor =
        BrowserSession.signIn(
            server,
            server
                .operator()
                .post(
                    "/api/v1/operator-keys",
                    "name",
                    "auditor",
                    "scopes",
                    List.of("webhooks:read", "audit:read"))
                .text("secret"));
  }

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private String create(String organization) {
    var made =
        owner.form(
            ALL + "/new",
            "name",
            "hook-" + ++count,
            "url",
            receiver.url(),
            "events",
            "agent.*\ntoken.revoked",
            "organization",
            organization);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("shown only once").containsPattern(SECRET);
    var found = ID.matcher(made.body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void a_webhook_is_created_and_its_secret_shown_once() {
    var id = create("");

    var shown = owner.get(ALL + "/" + id);

    assertThat(shown.body()).contains("hook-" + count, receiver.url(), "agent.*, token.revoked");
    assertThat(shown.body()).doesNotContainPattern(SECRET);
    assertThat(owner.get(ALL).body()).contains("hook-" + count, "all organizations");
  }

  @Test
  void a_refused_form_is_shown_again_with_its_error() {
    var refused =
        owner.form(ALL + "/new", "name", "bad", "url", receiver.url(), "events", "agent.craeted");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("must be names of events", "agent.craeted");
    var url =
        owner.form(ALL + "/new", "name", "bad", "url", "https://169.254.169.254/", "events", "*");
    assertThat(url.status()).isEqualTo(422);
    assertThat(url.body()).contains("an address that this server does not send to");
  }

  @Test
  void a_delivery_is_shown_with_its_attempts_and_body_and_sent_again() {
    var organization = server.createOrganization("console-" + ++count);
    var id = create(organization);
    var agent = server.registerAgentWith("name", "watched", "organizationId", organization).id();
    receiver.await("agent.created");
    WebhookReceiver.awaitUntil(
        () -> owner.get(ALL + "/" + id + "?status=delivered").body().contains("/deliveries/"),
        "the delivery is recorded");
    var path =
        Pattern.compile("(" + ALL + "/" + id + "/deliveries/[0-9a-f-]{36})\"")
            .matcher(owner.get(ALL + "/" + id).body());
    assertThat(path.find()).isTrue();

    var shown = owner.get(path.group(1));

    assertThat(shown.body()).contains("agent.created", agent, "204", "Send again");
    var event = receiver.messages().getFirst().id();
    assertThat(owner.get("/console/audit/" + event).body())
        .containsPattern("sent to <a href=\"/console/webhooks\">\\d+ webhook");
    assertThat(owner.form(path.group(1) + "/retry").status()).isEqualTo(303);
    receiver.await(2);
  }

  @Test
  void a_webhook_is_tested_rotated_disabled_enabled_replayed_and_deleted() {
    var id = create("");
    var path = ALL + "/" + id;

    assertThat(owner.form(path + "/test").status()).isEqualTo(303);
    assertThat(owner.get(path).body()).contains("The receiver accepted the test message");
    assertThat(owner.form(path + "/rotate", "overlap", "yes").body()).containsPattern(SECRET);
    owner.form(path + "/disable");
    assertThat(owner.get(path).body()).contains("Nothing is sent");
    owner.form(path + "/enable");
    assertThat(owner.get(path).body()).doesNotContain("Nothing is sent");
    assertThat(owner.form(path + "/replay", "hours", "1").body()).contains("will be sent again");
    assertThat(owner.form(path + "/replay", "hours", "0").status()).isEqualTo(422);
    assertThat(owner.form(path + "/replay", "hours", "1", "confirmed", "yes").status())
        .isEqualTo(303);
    assertThat(owner.form(path + "/delete").status()).isEqualTo(303);
    assertThat(owner.get(path).status()).isEqualTo(404);
  }

  @Test
  void the_notice_of_a_deleted_webhook_has_its_name_without_control_characters() {
    var name = "Deployed \"twice” & more";
    var id =
        server
            .operator()
            .post(
                "/api/v1/webhooks",
                "name",
                name,
                "url",
                receiver.url(),
                "events",
                List.of("agent.created"))
            .text("webhookId");

    assertThat(owner.form(ALL + "/" + id + "/delete").status()).isEqualTo(303);

    assertThat(owner.get(ALL).body())
        .contains("The webhook “<bdi>Deployed 'twice' &amp; more</bdi>” is deleted.")
        .doesNotContainPattern("[\\p{Cc}&&[^\\n\\r\\t]]");
  }

  @Test
  void a_refused_rotation_is_shown_with_its_error_and_changes_nothing() {
    var id = create(server.createOrganization("console-" + ++count));
    var path = ALL + "/" + id + "/rotate";
    for (var i = 0; i < 2; i++) {
      assertThat(owner.form(path, "overlap", "yes").status()).isEqualTo(200);
    }
    var before = server.operator().get("/api/v1/webhooks/" + id).body();

    var refused = owner.form(path, "overlap", "yes");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body())
        .contains("Two earlier secrets are still valid", "name=\"overlap\"", "checked")
        .doesNotContainPattern(SECRET);
    assertThat(server.operator().get("/api/v1/webhooks/" + id).body()).isEqualTo(before);
    assertThat(owner.form(path).body()).containsPattern(SECRET);
  }

  @Test
  void a_secret_is_not_in_the_text_of_its_page() {
    var view = new WebhookPages.SecretView("Webhook created", "whsec_abc", "/console/webhooks/1");

    assertThat(view.toString()).contains("/console/webhooks/1").doesNotContain("whsec_");
  }

  @Test
  void an_auditor_reads_and_changes_nothing() {
    var organization = server.createOrganization("console-" + ++count);
    var id = create(organization);

    assertThat(auditor.get(ALL + "/" + id).body())
        .contains("hook-" + count)
        .doesNotContain("Send a test message", "/rotate\"");
    assertThat(auditor.form(ALL + "/" + id + "/test").status()).isEqualTo(403);
    assertThat(auditor.form(ALL + "/" + id + "/delete").status()).isEqualTo(403);
    assertThat(server.operator().get("/api/v1/webhooks/" + id).status()).isEqualTo(200);
  }
}
