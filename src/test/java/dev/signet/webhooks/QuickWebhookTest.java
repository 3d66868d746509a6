package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Webhooks in the quick API, in snake_case.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class QuickWebhookTest {
  private static final String ALL = "/api/webhooks";
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static int count;

  private WebhookReceiver receiver;
  private String organization;
  private TestAgent agent;
  private TestClient tenant;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    organization = server.createOrganization("quick-" + ++count);
    agent = agentOf(organization, "webhooks:*");
    tenant = agent.with(agent.token());
    // What happened so far is not for the webhooks of this test.
    server.internals().followers().catchUp();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private static TestAgent agentOf(String organizationId, String scope) {
    return server.registerAgentWith(
        "name", "admin-" + ++count, "organizationId", organizationId, "scopes", List.of(scope));
  }

  private TestResponse create(TestClient client, Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name", "hook-" + ++count, "url", receiver.url(), "events", List.of("agent.*")));
    members.addAll(List.of(more));
    return client.post(ALL, members.toArray());
  }

  private String created(Object... more) {
    var made = create(tenant, more);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return ALL + "/" + made.text("webhook/id");
  }

  private String register() {
    return server
        .registerAgentWith("name", "event-" + ++count, "organizationId", organization)
        .id();
  }

  @Test
  void a_webhook_is_created_with_a_secret_that_is_shown_once() {
    var made = create(tenant);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).contains("no-store");
    assertThat(made.header("Location")).contains(ALL + "/" + made.text("webhook/id"));
    assertThat(made.json().propertyNames()).containsExactly("webhook", "secret");
    assertThat(made.text("secret")).matches("whsec_[A-Za-z0-9+/]{48}");
    assertThat(made.json("webhook/organization_id")).isEqualTo(organization);
    assertThat(made.json("webhook/is_active")).isEqualTo("true");
    assertThat(made.json("webhook/max_retries")).isEqualTo("9");
    assertThat(made.json("webhook/consecutive_fails")).isEqualTo("0");
    var shown = tenant.get(ALL + "/" + made.text("webhook/id"));
    assertThat(shown.json("webhook")).isEqualTo(made.json("webhook"));
    assertThat(shown.body()).doesNotContain("whsec_", "unused");
    assertThat(tenant.get(ALL).json("webhooks/0")).isEqualTo(made.json("webhook"));
    assertThat(tenant.get(ALL).body()).doesNotContain("whsec_");
  }

  @Test
  void it_is_a_webhook_like_any_other() {
    var made = create(tenant, "agent_ids", List.of(agent.id()), "ordered", true);
    var path = "/api/v1/webhooks/" + made.text("webhook/id");

    var shown = tenant.get(path);

    assertThat(shown.json("name")).isEqualTo(made.json("webhook/name"));
    assertThat(shown.json("agentIds/0")).isEqualTo(agent.id());
    assertThat(shown.json("ordered")).isEqualTo("true");
    assertThat(tenant.patch(path, "name", "renamed").status()).isEqualTo(200);
    assertThat(tenant.get(ALL + "/" + made.text("webhook/id")).json("webhook/name"))
        .isEqualTo("renamed");
  }

  @Test
  void its_messages_are_in_snake_case_and_its_delivery_log_has_them() {
    var path = created();
    var registered = register();
    var sent = receiver.await(message -> message.body().contains(registered), "the event");
    awaitUntil(
        () -> tenant.get(path + "/deliveries").body().contains("\"status\":\"delivered\""),
        "delivered");

    assertThat(sent.json().propertyNames())
        .contains("organization_id", "agent_id")
        .doesNotContain("organizationId", "agentId");
    var listed = tenant.get(path + "/deliveries");
    assertThat(listed.json().propertyNames()).containsExactly("deliveries", "pagination");
    assertThat(listed.json("pagination/limit")).isEqualTo("20");
    assertThat(listed.json("deliveries/0/event")).isEqualTo("agent.created");
    assertThat(listed.json("deliveries/0/attempts")).isEqualTo("1");
    assertThat(listed.json("deliveries/0/webhook_config_id"))
        .isEqualTo(path.substring(ALL.length() + 1));
    assertThat(listed.json("deliveries/0/last_error")).isNull();
    assertThat(listed.json("deliveries/0/next_retry_at")).isNull();
    assertThat(listed.json().at("/deliveries/0/payload").isMissingNode()).isTrue();
    var one = tenant.get(path + "/deliveries/" + listed.text("deliveries/0/id"));
    assertThat(one.text("delivery/payload")).isEqualTo(sent.body());
  }

  @Test
  void a_failed_delivery_says_why_and_when_it_is_attempted_again() {
    receiver.respondWith(500);
    var path = created();
    register();
    awaitUntil(
        () -> tenant.get(path + "/deliveries").body().contains("\"attempts\":1"), "an attempt");

    var pending = tenant.get(path + "/deliveries?status=pending&limit=1");

    assertThat(pending.json("deliveries/0/last_error")).isEqualTo("status");
    assertThat(pending.json("deliveries/0/next_retry_at")).isNotNull();
    assertThat(pending.json("deliveries/0/last_attempt_at")).isNotNull();
    assertThat(tenant.get(path + "/deliveries?status=delivered").json("deliveries"))
        .isEqualTo("[]");
    assertThat(tenant.get(path).json("webhook/consecutive_fails")).isEqualTo("1");
    isFieldError(
        tenant.get(path + "/deliveries?status=dead"),
        "status",
        "must be pending, delivered or failed");
    isFieldError(
        tenant.get(path + "/deliveries?after=x"),
        "after",
        "must be the next of an earlier response");
    isProblem(tenant.get(path + "/deliveries?page=1"), 400, "invalid_request");
    isProblem(tenant.get(path + "/deliveries/" + NO_SUCH), 404, "not_found");
  }

  @Test
  void deliveries_and_webhooks_are_paged() {
    receiver.respondWith(500);
    var path = created();
    register();
    register();
    server.internals().followers().catchUp();
    awaitUntil(() -> tenant.get(path).text("webhook/pending").equals("2"), "two deliveries");
    created();

    var deliveries = tenant.get(path + "/deliveries?limit=1");
    var rest = tenant.get(path + "/deliveries?limit=1&after=" + deliveries.text("pagination/next"));
    var webhooks = tenant.get(ALL + "?limit=1");
    var last = tenant.get(ALL + "?limit=1&after=" + webhooks.text("pagination/next"));

    assertThat(rest.json("deliveries/0/id")).isNotEqualTo(deliveries.json("deliveries/0/id"));
    assertThat(rest.json().at("/pagination/next").isMissingNode()).isTrue();
    assertThat(webhooks.json("pagination/total")).isEqualTo("2");
    assertThat(webhooks.json("pagination/total_pages")).isEqualTo("2");
    assertThat(ALL + "/" + last.text("webhooks/0/id")).isEqualTo(path);
    assertThat(last.json().at("/pagination/next").isMissingNode()).isTrue();
  }

  @Test
  void retries_of_other_products_are_accepted_and_named_as_unused() {
    var made = create(tenant, "max_retries", 5, "retry_backoff_base", 2);
    var path = ALL + "/" + made.text("webhook/id");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("unused")).isEqualTo("[\"max_retries\",\"retry_backoff_base\"]");
    assertThat(made.json("webhook/max_retries")).isEqualTo("9");
    var changed = tenant.put(path, "max_retries", 3);
    assertThat(changed.json("unused")).isEqualTo("[\"max_retries\"]");
    assertThat(changed.json("webhook")).isEqualTo(made.json("webhook"));
    isProblem(tenant.put(path, "max_retries", -1), 400, "invalid_request");
    isProblem(tenant.put(path, "retry_backoff_base", "2"), 400, "invalid_request");
  }

  @Test
  void a_webhook_is_changed_disabled_enabled_and_deleted() {
    var path = created();

    var changed = tenant.put(path, "name", "renamed", "events", List.of("*"), "is_active", false);

    assertThat(changed.json("webhook/name")).isEqualTo("renamed");
    assertThat(changed.json("webhook/events/0")).isEqualTo("*");
    assertThat(changed.json("webhook/url")).isEqualTo(receiver.url());
    assertThat(changed.json("webhook/is_active")).isEqualTo("false");
    assertThat(changed.json("webhook/status")).isEqualTo("disabled");
    var missed = register();
    server.internals().followers().catchUp();
    assertThat(receiver.messages()).isEmpty();
    assertThat(tenant.put(path, "is_active", true).json("webhook/is_active")).isEqualTo("true");
    receiver.await(message -> message.body().contains(missed), "what it missed");
    assertThat(tenant.delete(path).status()).isEqualTo(204);
    isProblem(tenant.get(path), 404, "not_found");
    isProblem(tenant.delete(path), 404, "not_found");
  }

  @Test
  void a_test_is_sent_and_its_result_returned() {
    var path = created();

    var accepted = tenant.post(path + "/test", "event", "webhook.test");
    receiver.respondWith(503);
    var refused = tenant.post(path + "/test");

    assertThat(accepted.json("success")).isEqualTo("true");
    assertThat(accepted.json("status_code")).isEqualTo("204");
    assertThat(accepted.json("error")).isNull();
    assertThat(refused.json("success")).isEqualTo("false");
    assertThat(refused.json("status_code")).isEqualTo("503");
    assertThat(refused.json("error")).isEqualTo("status");
    receiver.close();
    var unreachable = tenant.post(path + "/test");
    assertThat(unreachable.json("status_code")).isNull();
    assertThat(unreachable.json("error")).isEqualTo("unreachable");
    assertThat(receiver.messages()).hasSize(2).allMatch(sent -> sent.type().equals("webhook.test"));
    assertThat(receiver.messages().getFirst().json().at("/data/webhook_id").stringValue())
        .isEqualTo(path.substring(ALL.length() + 1));
    isFieldError(
        tenant.post(path + "/test", "event", "agent.created"),
        "event",
        "must be webhook.test, which is what a test sends");
    isProblem(tenant.post(path + "/test", "payload", "x"), 400, "invalid_request");
    tenant.post(path + "/test");
    tenant.post(path + "/test");
    isProblem(tenant.post(path + "/test"), 429, "too_many_requests");
  }

  @Test
  void the_names_of_all_events_are_listed() {
    var names = texts(tenant.get("/api/webhook-events").json().path("events"));

    assertThat(names)
        .contains("agent.created", "auth.failed")
        .doesNotContain("token.issued")
        .isEqualTo(
            StreamSupport.stream(
                    tenant.get("/api/v1/webhooks/events").json().path("data").spliterator(), false)
                .map(event -> event.path("name").stringValue())
                .toList());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::stringValue).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\":\"a\",\"events\":[\"*\"]}|url",
        "{\"name\":\"a\",\"url\":\"%s\"}|events",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[]}|events",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[\"agent.gone\"]}|events",
        "{\"name\":\"\",\"url\":\"%s\",\"events\":[\"*\"]}|name",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[\"*\"],\"max_retries\":101}|max_retries",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[\"*\"],\"secret\":\"whsec_x\"}|secret",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[\"*\"],\"is_active\":false}|is_active",
        "{\"name\":\"a\",\"url\":\"%s\",\"events\":[\"*\"],\"include_origin\":true}|include_origin"
      })
  void a_faulty_webhook_is_refused_with_the_name_of_the_member(String json, String field) {
    var refused = tenant.postJson(ALL, json.formatted(receiver.url()));

    isProblem(refused, 400, "invalid_request");
    assertThat(refused.json("errors/0/field")).isEqualTo(field);
    assertThat(tenant.get(ALL).json("webhooks")).isEqualTo("[]");
  }

  @Test
  void a_url_that_is_not_sent_to_and_a_name_that_is_taken_are_refused() {
    var path = created("name", "taken");
    var before = tenant.get(path).body();

    var refused = create(tenant, "url", "https://169.254.169.254/latest");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_url");
    assertThat(refused.text("why")).isEqualTo("private");
    isProblem(create(tenant, "name", "taken"), 409, "name_taken");
    assertThat(tenant.put(path, "url", "ftp://localhost/").text("error")).isEqualTo("invalid_url");
    isProblem(tenant.put(path, "secret", "whsec_x"), 400, "invalid_request");
    isProblem(tenant.put(path, "organization_id", NO_SUCH), 400, "invalid_request");
    isProblem(tenant.put(path, "id", NO_SUCH), 400, "invalid_request");
    assertThat(tenant.get(path).body()).isEqualTo(before);
    assertThat(tenant.get(ALL).json("pagination/total")).isEqualTo("1");
  }

  @Test
  void it_needs_a_scope_and_an_organization() {
    var path = created();
    var reader = agentOf(organization, "webhooks:read");
    var reading = reader.with(reader.token());
    var lonely = server.registerAgent("lonely-" + ++count, "webhooks:*");
    var outside = lonely.with(lonely.token());

    assertThat(reading.get(path).status()).isEqualTo(200);
    assertThat(reading.get("/api/webhook-events").status()).isEqualTo(200);
    isProblem(create(reading), 403, "insufficient_scope");
    isProblem(reading.put(path, "name", "mine"), 403, "insufficient_scope");
    isProblem(reading.delete(path), 403, "insufficient_scope");
    isProblem(reading.post(path + "/test"), 403, "insufficient_scope");
    isProblem(create(outside), 403, "organization_required");
    isProblem(outside.get(ALL), 403, "organization_required");
    assertThat(server.unauthenticated().get(ALL).status()).isEqualTo(401);
    assertThat(tenant.get(path).status()).isEqualTo(200);
  }

  @Test
  void a_webhook_of_another_organization_is_not_found_like_one_that_does_not_exist() {
    var own = created();
    var none = ALL + "/" + NO_SUCH;
    var stranger = agentOf(server.createOrganization("strangers-" + ++count), "webhooks:*");
    var other = stranger.with(stranger.token());
    var before = tenant.get(own).body();

    assertSameRefusal(other.get(own), other.get(none));
    assertSameRefusal(other.put(own, "name", "mine"), other.put(none, "name", "mine"));
    assertSameRefusal(other.delete(own), other.delete(none));
    assertSameRefusal(other.post(own + "/test"), other.post(none + "/test"));
    assertSameRefusal(other.get(own + "/deliveries"), other.get(none + "/deliveries"));
    assertSameRefusal(
        other.get(own + "/deliveries/" + NO_SUCH), other.get(none + "/deliveries/" + NO_SUCH));
    assertThat(other.get(ALL).json("webhooks")).isEqualTo("[]");
    isProblem(create(other, "organization_id", organization), 404, "not_found");
    assertThat(tenant.get(own).body()).isEqualTo(before);
    assertThat(receiver.messages()).isEmpty();
  }

  private static void assertSameRefusal(TestResponse one, TestResponse other) {
    isProblem(one, 404, "not_found");
    assertThat(one.body().replaceAll("\"instance\":\"[^\"]*\"", ""))
        .isEqualTo(other.body().replaceAll("\"instance\":\"[^\"]*\"", ""));
  }
}
