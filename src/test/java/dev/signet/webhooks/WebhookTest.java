package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import dev.signet.testing.WebhookReceiver.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.ValueSource;

/// Webhooks as their owners manage them: created, changed, rotated, deleted, within their
/// organization.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookTest {
  private static final String ALL = "/api/v1/webhooks";

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
    organization = server.createOrganization("webhooks-" + ++count);
    agent = agentOf(organization);
    tenant = agent.with(agent.token());
    // What happened so far is not for the webhooks of this test.
    server.internals().followers().catchUp();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private static TestAgent agentOf(String organizationId) {
    return server.registerAgentWith(
        "name",
        "admin-" + ++count,
        "organizationId",
        organizationId,
        "scopes",
        List.of("webhooks:*", "agents:*", "read"));
  }

  private TestResponse create(TestClient client, Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name", "hook-" + ++count, "url", receiver.url(), "events", List.of("agent.*")));
    members.addAll(List.of(more));
    return client.post(ALL, members.toArray());
  }

  private String created(TestClient client, Object... more) {
    var made = create(client, more);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("webhookId");
  }

  @Test
  void an_agent_creates_a_webhook_of_its_organization_and_sees_the_secret_once() {
    var made = create(tenant);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("organizationId")).isEqualTo(organization);
    assertThat(made.text("secret")).matches("whsec_[A-Za-z0-9+/]{48}");
    assertThat(made.text("signingSecret")).isEqualTo(made.text("secret"));
    assertThat(made.header("Cache-Control")).contains("no-store");
    var read = tenant.get(ALL + "/" + made.text("webhookId"));
    assertThat(read.body()).doesNotContain("whsec_", "ecret\":");
    assertThat(tenant.get(ALL).body()).doesNotContain("whsec_");
    assertThat(server.operator().get("/api/v1/audit?action=webhook.created").body())
        .doesNotContain("whsec_", receiver.url());
  }

  @Test
  void an_agent_without_an_organization_is_told_the_way_out() {
    var lonely = server.registerAgent("lonely", "webhooks:*");
    var client = lonely.with(lonely.token());

    for (var refused : List.of(create(client), client.get(ALL), client.get("/api/v1/events"))) {
      isProblem(refused, 403, "organization_required");
      assertThat(refused.text("detail")).contains("ask an operator");
    }
  }

  @Test
  void a_webhook_needs_its_scope() {
    var reader =
        server.registerAgentWith(
            "name", "reader", "organizationId", organization, "scopes", List.of("webhooks:read"));
    var client = reader.with(reader.token());
    var id = created(tenant);

    assertThat(client.get(ALL + "/" + id).status()).isEqualTo(200);
    isProblem(create(client), 403, "insufficient_scope");
    isProblem(client.delete(ALL + "/" + id), 403, "insufficient_scope");
    assertThat(server.unauthenticated().get(ALL).status()).isEqualTo(401);
  }

  @Test
  void a_webhook_of_all_organizations_is_for_operators_with_all_scopes() {
    var lesser =
        server
            .unauthenticated()
            .bearer(
                server
                    .operator()
                    .post(
                        "/api/v1/operator-keys",
                        "name",
                        "lesser-" + ++count,
                        "scopes",
                        List.of("webhooks:*"))
                    .text("secret"));
    var id = created(server.operator());

    isProblem(create(lesser), 403, "insufficient_scope");
    assertThat(create(lesser, "organizationId", organization).status()).isEqualTo(201);
    isProblem(lesser.get(ALL + "/" + id), 404, "not_found");
    isProblem(lesser.patch(ALL + "/" + id, "name", "mine"), 404, "not_found");
    assertThat(lesser.get(ALL + "?limit=100").body()).doesNotContain(id);
    assertThat(server.operator().get(ALL + "?limit=100").body()).contains(id);
    server.operator().delete(ALL + "/" + id);
  }

  @Test
  void a_webhook_of_another_organization_is_not_found_like_one_that_does_not_exist() {
    var id = created(tenant);
    var delivery = "01a2013e-0000-7000-8000-000000000000";
    var stranger = agentOf(server.createOrganization("strangers-" + ++count));
    var other = stranger.with(stranger.token());
    var none = UUID.fromString("01a2013e-0000-7000-8000-000000000001").toString();

    for (var path :
        List.of("/%s", "/%s/deliveries", "/%s/deliveries/" + delivery, "/%s/replays/" + delivery)) {
      assertSameRefusal(other.get(ALL + path.formatted(id)), other.get(ALL + path.formatted(none)));
    }
    assertSameRefusal(other.delete(ALL + "/" + id), other.delete(ALL + "/" + none));
    assertSameRefusal(
        other.patch(ALL + "/" + id, "url", "https://nowhere.invalid/"),
        other.patch(ALL + "/" + none, "url", "https://nowhere.invalid/"));
    assertSameRefusal(
        other.post(ALL + "/" + id + "/rotate-secret"),
        other.post(ALL + "/" + none + "/rotate-secret"));
    assertSameRefusal(other.post(ALL + "/" + id + "/test"), other.post(ALL + "/" + none + "/test"));
    assertThat(other.get(ALL).json().path("data")).isEmpty();
    isProblem(create(other, "organizationId", organization), 404, "not_found");
  }

  private static void assertSameRefusal(TestResponse one, TestResponse other) {
    assertThat(one.status()).isEqualTo(404);
    assertThat(one.body().replaceAll("\"instance\":\"[^\"]*\"", ""))
        .isEqualTo(other.body().replaceAll("\"instance\":\"[^\"]*\"", ""));
  }

  @Test
  void an_agent_receives_the_events_of_its_organization_only() {
    var strangers = server.createOrganization("strangers-" + ++count);
    created(tenant, "events", List.of("*"));
    var theirs =
        server.registerAgentWith("name", "theirs-" + ++count, "organizationId", strangers).id();
    var ours =
        server.registerAgentWith("name", "ours-" + ++count, "organizationId", organization).id();

    receiver.await(message -> message.body().contains(ours), "our event");

    assertThat(receiver.messages()).noneMatch(message -> message.body().contains(theirs));
    assertThat(receiver.messages())
        .allMatch(
            message -> message.json().path("organizationId").stringValue().equals(organization));
  }

  @Test
  void a_webhook_can_be_limited_to_agents_of_its_organization() {
    var watched =
        server.registerAgentWith("name", "watched-" + ++count, "organizationId", organization).id();
    created(tenant, "agentIds", List.of(watched));
    tenant.patch("/api/v1/agents/" + agent.id(), "description", "changed");
    server.operator().patch("/api/v1/agents/" + watched, "description", "changed");

    receiver.await("agent.updated");

    assertThat(receiver.messages())
        .allMatch(message -> message.json().path("agentId").stringValue().equals(watched));
    var foreign = agentOf(server.createOrganization("strangers-" + ++count)).id();
    isProblem(create(tenant, "agentIds", List.of(foreign)), 404, "not_found");
    isProblem(
        create(tenant, "agentIds", List.of("01a2013e-0000-7000-8000-000000000000")),
        404,
        "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "http://hooks.example.com/, scheme",
    "ftp://hooks.example.com/, scheme",
    "https://user:pass@hooks.example.com/, userinfo",
    "https://hooks.example.com/#part, fragment",
    "https://hooks.example.com:22/, port",
    "https://169.254.169.254/latest, private",
    "'https://[::ffff:169.254.169.254]/', private",
    "https://0.0.0.0/, private",
    "https://no-such-host.invalid/, no_public_address",
    "http://localhost:8080/hook, own_issuer",
    "not a URL, malformed"
  })
  void a_url_that_is_not_sent_to_is_refused_with_the_reason(String url, String why) {
    var refused = create(tenant, "url", url);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_url");
    assertThat(refused.text("why")).isEqualTo(why);
    assertThat(tenant.get(ALL).json().path("data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "[\"\"]", "[\"*.*\"]", "[\"agent.\"]", "[\"AGENT.*\"]", "[5]", "\"*\""})
  void events_that_do_not_exist_are_refused(String events) {
    var refused =
        tenant.postJson(
            ALL,
            "{\"name\":\"bad\",\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), events));

    isProblem(refused, 400, "invalid_request");
    assertThat(refused.text("errors/0/field")).isEqualTo("events");
  }

  @Test
  void a_mistyped_event_is_answered_with_its_neighbours() {
    assertThat(create(tenant, "events", List.of("agent.craeted")).text("errors/0/message"))
        .contains("did you mean agent.created");
  }

  @Test
  void too_many_events_unknown_members_and_a_secret_are_refused() {
    var many = new ArrayList<String>();
    for (var i = 0; i < 65; i++) {
      many.add("agent.created");
    }
    isProblem(create(tenant, "events", many), 400, "invalid_request");
    isProblem(create(tenant, "retries", 3), 400, "invalid_request");
    isProblem(create(tenant, "includeOrigin", true), 400, "invalid_request");
    isProblem(create(tenant, "version", "2020-01-01"), 400, "invalid_request");
    var id = created(tenant);
    isProblem(tenant.patch(ALL + "/" + id, "secret", "whsec_x"), 400, "invalid_request");
    isProblem(tenant.patch(ALL + "/" + id, "resume", true), 400, "invalid_request");
  }

  @Test
  void a_name_is_unique_within_its_organization() {
    created(tenant, "name", "same");

    isProblem(create(tenant, "name", "same"), 409, "name_taken");
    var stranger = agentOf(server.createOrganization("strangers-" + ++count));
    created(stranger.with(stranger.token()), "name", "same");
    var second = created(tenant);
    isProblem(tenant.patch(ALL + "/" + second, "name", "same"), 409, "name_taken");
  }

  @Test
  void of_several_webhooks_with_one_name_one_is_created() {
    var answers = new ConcurrentLinkedQueue<Integer>();
    ConcurrentCalls.race(8, _ -> answers.add(create(tenant, "name", "raced").status()));

    assertThat(answers).hasSize(8).containsOnlyOnce(201).containsOnly(201, 409);
  }

  @Test
  void a_repeated_request_returns_the_same_secret() {
    var client = tenant.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = client.post(ALL, "name", "once", "url", receiver.url(), "events", List.of("*"));
    var again = client.post(ALL, "name", "once", "url", receiver.url(), "events", List.of("*"));

    assertThat(again.body()).isEqualTo(first.body());
    isProblem(
        client.post(ALL, "name", "other", "url", receiver.url(), "events", List.of("*")),
        422,
        "idempotency_key_reused");
  }

  @Test
  void a_webhook_is_changed_and_deleted() {
    var id = created(tenant);

    var changed = tenant.patch(ALL + "/" + id, "name", "renamed", "events", List.of("*"));

    assertThat(changed.text("name")).isEqualTo("renamed");
    assertThat(changed.text("events/0")).isEqualTo("*");
    assertThat(tenant.delete(ALL + "/" + id).status()).isEqualTo(204);
    isProblem(tenant.get(ALL + "/" + id), 404, "not_found");
    isProblem(tenant.delete(ALL + "/" + id), 404, "not_found");
  }

  @Test
  void two_earlier_secrets_may_be_valid_at_once() {
    var id = created(tenant);
    var rotate = ALL + "/" + id + "/rotate-secret";

    assertThat(tenant.post(rotate).status()).isEqualTo(200);
    assertThat(tenant.post(rotate).status()).isEqualTo(200);
    isProblem(tenant.post(rotate), 409, "overlap_in_progress");
    assertThat(tenant.post(rotate, "overlapSeconds", 0).status()).isEqualTo(200);
    assertThat(tenant.post(rotate).status()).isEqualTo(200);
    isProblem(tenant.post(rotate, "overlapSeconds", -1), 400, "invalid_request");
    isProblem(tenant.post(rotate, "overlapSeconds", 604_801), 400, "invalid_request");
    isProblem(tenant.post(rotate, "secret", "whsec_short"), 400, "invalid_request");
  }

  @Test
  void a_leaked_secret_disables_its_webhook_and_loses_nothing() {
    var made = create(tenant);
    var id = made.text("webhookId");

    server.unauthenticated().post("/api/v1/leaks", "value", made.text("secret"));

    var disabled = tenant.get(ALL + "/" + id);
    assertThat(disabled.text("disabledReason")).isEqualTo("secret_leaked");
    var missed =
        server.registerAgentWith("name", "missed-" + ++count, "organizationId", organization).id();
    tenant.post(ALL + "/" + id + "/rotate-secret", "overlapSeconds", 0);
    tenant.patch(ALL + "/" + id, "active", true);
    receiver.await(message -> message.body().contains(missed), "what it missed");
  }

  @Test
  void a_webhook_with_a_leaked_secret_is_enabled_only_after_a_rotation() {
    var made = create(tenant);
    var path = ALL + "/" + made.text("webhookId");
    var earlier = made.text("secret");
    var leaked = tenant.post(path + "/rotate-secret").text("secret");
    report(leaked);

    isProblem(tenant.patch(path, "active", true), 409, "rotate_first");
    isProblem(tenant.patch(path, "active", true, "resume", false), 409, "rotate_first");
    assertThat(tenant.get(path).text("status")).isEqualTo("disabled");
    for (var given : List.of(leaked, earlier)) {
      var refused = tenant.post(path + "/rotate-secret", "secret", given);
      isProblem(refused, 400, "invalid_request");
      assertThat(refused.text("errors/0/field")).isEqualTo("secret");
    }
    isProblem(tenant.patch(path, "active", true), 409, "rotate_first");

    // With the default overlap, which a leaked secret does not get.
    assertThat(tenant.post(path + "/rotate-secret").status()).isEqualTo(200);

    assertThat(hasEarlierSecret(path)).isFalse();
    isProblem(tenant.post(path + "/rotate-secret", "secret", leaked), 400, "invalid_request");
    assertThat(tenant.patch(path, "active", true).text("status")).isEqualTo("active");
    tenant.post(path + "/test");
    assertThat(receiver.await("webhook.test").headers().get("webhook-signature"))
        .doesNotContain(" ");
  }

  @Test
  void a_leaked_secret_keeps_a_webhook_disabled_that_was_disabled_before() {
    var made = create(tenant);
    var path = ALL + "/" + made.text("webhookId");
    tenant.patch(path, "active", false);

    report(made.text("secret"));

    isProblem(tenant.patch(path, "active", true), 409, "rotate_first");
    assertThat(tenant.post(path + "/rotate-secret").status()).isEqualTo(200);
    assertThat(tenant.patch(path, "active", true).text("status")).isEqualTo("active");
  }

  @Test
  void a_leaked_secret_disables_all_webhooks_that_have_it() {
    var stranger = agentOf(server.createOrganization("strangers-" + ++count));
    var attacker = stranger.with(stranger.token());
    var older = ALL + "/" + created(attacker);
    var made = create(tenant);
    var secret = made.text("secret");
    var newer = ALL + "/" + created(attacker);
    for (var path : List.of(older, newer)) {
      assertThat(attacker.post(path + "/rotate-secret", "secret", secret).status()).isEqualTo(200);
    }

    report(secret);

    assertThat(tenant.get(ALL + "/" + made.text("webhookId")).text("disabledReason"))
        .isEqualTo("secret_leaked");
    for (var path : List.of(older, newer)) {
      assertThat(attacker.get(path).text("disabledReason")).isEqualTo("secret_leaked");
    }
  }

  @Test
  void a_secret_that_a_webhook_has_twice_is_reported_once_for_both() {
    var made = create(tenant);
    var path = ALL + "/" + made.text("webhookId");
    var secret = made.text("secret");
    tenant.post(path + "/rotate-secret", "secret", secret);

    report(secret);

    assertThat(tenant.get(path).text("disabledReason")).isEqualTo("secret_leaked");
    assertThat(hasEarlierSecret(path)).isFalse();
  }

  @Test
  void a_reported_earlier_secret_ends_and_is_not_accepted_again() {
    var made = create(tenant);
    var path = ALL + "/" + made.text("webhookId");
    tenant.post(path + "/rotate-secret");
    assertThat(hasEarlierSecret(path)).isTrue();

    report(made.text("secret"));

    assertThat(hasEarlierSecret(path)).isFalse();
    assertThat(tenant.get(path).text("status")).isEqualTo("active");
    isProblem(
        tenant.post(path + "/rotate-secret", "secret", made.text("secret")),
        400,
        "invalid_request");
  }

  @Test
  void a_report_that_meets_a_rotation_does_not_end_the_new_secret() {
    var path = ALL + "/" + created(tenant);
    for (var i = 0; i < 10; i++) {
      var secret = tenant.post(path + "/rotate-secret", "overlapSeconds", 0).text("secret");
      ConcurrentCalls.race(
          2,
          thread -> {
            if (thread == 0) {
              report(secret);
            } else {
              tenant.post(path + "/rotate-secret", "overlapSeconds", 0);
            }
          });
      // Whichever is first, the secret that the webhook has now has not leaked.
      assertThat(tenant.patch(path, "active", true).text("status")).isEqualTo("active");
    }
  }

  @Test
  void the_webhooks_of_a_deleted_organization_are_deleted() {
    var ended = server.createOrganization("ended-" + ++count);
    var id = created(server.operator(), "organizationId", ended);
    var kept = created(tenant);

    assertThat(server.operator().delete("/api/v1/organizations/" + ended).status()).isEqualTo(204);

    isProblem(server.operator().get(ALL + "/" + id), 404, "not_found");
    assertThat(server.operator().get("/api/v1/audit?action=webhook.deleted&limit=1").body())
        .contains(id);
    assertThat(tenant.get(ALL + "/" + kept).status()).isEqualTo(200);
  }

  private boolean hasEarlierSecret(String path) {
    return !tenant.get(path).json().path("previousSecretValidUntil").isNull();
  }

  private static void report(String secret) {
    assertThat(server.unauthenticated().post("/api/v1/leaks", "value", secret).status())
        .isEqualTo(202);
  }

  @Test
  void without_resume_what_was_missed_is_not_sent() {
    var id = created(tenant);
    tenant.patch(ALL + "/" + id, "active", false);
    var missed =
        server.registerAgentWith("name", "missed-" + ++count, "organizationId", organization).id();
    server.internals().followers().catchUp();
    tenant.patch(ALL + "/" + id, "active", true, "resume", false);
    var next =
        server.registerAgentWith("name", "next-" + ++count, "organizationId", organization).id();

    receiver.await(message -> message.body().contains(next), "the next event");

    assertThat(receiver.messages()).noneMatch(message -> message.body().contains(missed));
  }

  @Test
  void webhooks_of_a_suspended_organization_rest() {
    created(tenant);
    server
        .operator()
        .post("/api/v1/organizations/" + organization + "/suspend", "reason", "incident");
    server.operator().patch("/api/v1/agents/" + agent.id(), "description", "changed");
    server.internals().followers().catchUp();
    server.internals().wakeWebhooks();
    var other = WebhookReceiver.start();
    try (other) {
      var all = created(server.operator(), "url", other.url(), "events", List.of("agent.updated"));
      server.operator().patch("/api/v1/agents/" + agent.id(), "description", "changed again");
      other.await("agent.updated");
      assertThat(receiver.messages()).isEmpty();

      server.operator().post("/api/v1/organizations/" + organization + "/reactivate");

      receiver.await("agent.updated");
      server.operator().delete(ALL + "/" + all);
    }
  }

  @Test
  void a_test_message_is_sent_at_once_five_times_a_minute() {
    var id = created(tenant);

    for (var i = 0; i < 5; i++) {
      var result = tenant.post(ALL + "/" + id + "/test");
      assertThat(result.text("delivered")).isEqualTo("true");
      assertThat(result.text("statusCode")).isEqualTo("204");
    }

    var refused = tenant.post(ALL + "/" + id + "/test");
    isProblem(refused, 429, "too_many_requests");
    assertThat(receiver.messages()).allMatch(message -> message.type().equals("webhook.test"));
    server.clock().advance(Duration.ofMinutes(2));
  }

  @Test
  void events_are_replayed_from_a_time() {
    var id = created(tenant);
    server.clock().advance(Duration.ofMinutes(1));
    var from = server.clock().instant();
    var replayed =
        server
            .registerAgentWith("name", "replayed-" + ++count, "organizationId", organization)
            .id();
    receiver.await(message -> message.body().contains(replayed), "the event");
    server.clock().advance(Duration.ofMinutes(1));

    var started = tenant.post(ALL + "/" + id + "/replay", "from", from.toString());

    assertThat(started.status()).as(started.body()).isEqualTo(202);
    assertThat(started.text("estimated")).isEqualTo("1");
    var again =
        receiver.await(
            message -> message.headers().containsKey("webhook-replay"), "the replayed event");
    assertThat(again.headers().get("webhook-replay")).isEqualTo(started.text("replayId"));
    assertThat(again.id()).isEqualTo(receiver.messages().getFirst().id());
    var path = ALL + "/" + id + "/replays/" + started.text("replayId");
    awaitUntil(() -> tenant.get(path).text("status").equals("finished"), "the replay finished");
    assertThat(tenant.get(path).text("queued")).isEqualTo("1");
    isProblem(
        tenant.post(ALL + "/" + id + "/replay", "from", "2030-01-01T00:00:00Z"),
        400,
        "invalid_request");
  }

  @Test
  void events_are_fetched_without_gaps() {
    var first =
        server.registerAgentWith("name", "first-" + ++count, "organizationId", organization).id();
    var page = tenant.get("/api/v1/events?types=agent.created&limit=1");
    var seen = new ArrayList<String>();
    while (!page.json().path("data").isEmpty()) {
      page.json().path("data").forEach(event -> seen.add(event.path("agentId").stringValue()));
      page = tenant.get("/api/v1/events?types=agent.created&limit=1&after=" + page.text("next"));
    }
    var next = page.text("next");
    var second =
        server.registerAgentWith("name", "second-" + ++count, "organizationId", organization).id();

    assertThat(seen).containsExactly(agent.id(), first);
    assertThat(
            tenant.get("/api/v1/events?types=agent.created&after=" + next).text("data/0/agentId"))
        .isEqualTo(second);
    isProblem(tenant.get("/api/v1/events?after=x"), 400, "invalid_request");
    isProblem(tenant.get("/api/v1/events?types=*.*"), 400, "invalid_request");
    isProblem(tenant.get("/api/v1/events?limit=501"), 400, "invalid_request");
  }

  @Test
  void a_key_without_all_scopes_reads_only_events_that_are_meant_for_organizations() {
    var lesser =
        server
            .unauthenticated()
            .bearer(
                server
                    .operator()
                    .post(
                        "/api/v1/operator-keys",
                        "name",
                        "reader-" + ++count,
                        "scopes",
                        List.of("webhooks:read"))
                    .text("secret"));
    var path = "/api/v1/events?limit=500&types=agent.created,operator.key_created";

    var seen = lesser.get(path);

    assertThat(server.operator().get(path).body()).contains("\"operator.key_created\"", agent.id());
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.body()).contains(agent.id()).doesNotContain("operator.key_created");
  }

  @Test
  void origins_of_requests_are_for_operators_only() {
    var id = created(server.operator(), "organizationId", organization, "includeOrigin", true);
    var path = ALL + "/" + id;
    server
        .operator()
        .with("User-Agent", "secret-agent/7")
        .patch("/api/v1/agents/" + agent.id(), "description", "changed");
    var sent = receiver.await("agent.updated");
    var delivery =
        path + "/deliveries/" + tenant.get(path + "/deliveries").text("data/0/deliveryId");

    assertThat(sent.body()).contains("\"origin\"", "secret-agent/7");
    assertThat(server.operator().get(delivery).text("body")).isEqualTo(sent.body());
    assertThat(tenant.get(delivery).text("body"))
        .contains("agent.updated")
        .doesNotContain("origin", "secret-agent", "127.0.0.1");
    assertThat(tenant.get("/api/v1/events").body()).doesNotContain("secret-agent", "127.0.0.1");
  }

  @Test
  void an_agent_does_not_direct_origins_of_requests_elsewhere() {
    var id = created(server.operator(), "organizationId", organization, "includeOrigin", true);
    var path = ALL + "/" + id;
    var before = tenant.get(path).body();

    var refused = tenant.patch(path, "url", receiver.url("/mine"), "name", "mine");

    isProblem(refused, 403, "forbidden");
    assertThat(refused.text("detail")).contains("only an operator may change its url");
    isProblem(tenant.patch(path, "includeOrigin", true), 400, "invalid_request");
    assertThat(tenant.get(path).body()).isEqualTo(before);
    assertThat(tenant.patch(path, "url", receiver.url(), "name", "kept").status()).isEqualTo(200);
    var elsewhere = server.operator().patch(path, "url", receiver.url("/theirs"));
    assertThat(elsewhere.text("url")).isEqualTo(receiver.url("/theirs"));
    server.operator().patch(path, "includeOrigin", false);
    assertThat(tenant.patch(path, "url", receiver.url("/mine")).status()).isEqualTo(200);
  }

  @Test
  void failed_authentications_arrive_as_one_digest_for_a_client_and_minute() {
    created(tenant, "events", List.of("auth.failed"));
    server.clock().advance(Duration.ofMinutes(1));
    for (var i = 0; i < 3; i++) {
      server
          .unauthenticated()
          .basic(agent.clientId(), "sk_live_wrong")
          .form("/oauth/token", "grant_type", "client_credentials");
    }
    server.internals().followers().catchUp();
    server.clock().advance(Duration.ofMinutes(1));
    server.internals().wakeWebhooks();

    var digest = receiver.await("auth.failed");

    assertThat(digest.json().path("data").path("count").intValue()).isEqualTo(3);
    assertThat(digest.json().path("agentId").stringValue()).isEqualTo(agent.id());
    assertThat(receiver.messages()).hasSize(1);
  }

  @Test
  void issued_tokens_arrive_as_digests_if_the_webhook_asks_for_them() {
    created(tenant, "includeTokens", true, "events", List.of("token.revoked"));
    server.internals().followers().catchUp();
    for (var i = 0; i < 3; i++) {
      agent.token();
    }
    server.internals().followers().catchUp();

    var digest = receiver.await("token.digest");

    assertThat(digest.json().path("data").path("tokens").path(0).path("agentId").stringValue())
        .isEqualTo(agent.id());
    assertThat(digest.body()).doesNotContain("eyJ");
  }

  @Test
  void no_digest_of_tokens_is_longer_than_a_message_may_be() {
    created(tenant, "includeTokens", true, "events", List.of("token.revoked"));
    server.internals().followers().catchUp();
    var issued = 150;
    for (var i = 0; i < issued; i++) {
      agent.token();
    }
    server.internals().followers().catchUp();

    awaitUntil(() -> tokens(receiver.messages("token.digest")).count() >= issued, "all tokens");

    assertThat(tokens(receiver.messages("token.digest"))).hasSize(issued).doesNotHaveDuplicates();
    assertThat(receiver.messages("token.digest"))
        .hasSizeGreaterThan(1)
        .allMatch(digest -> digest.body().length() <= 20 * 1024)
        .noneMatch(digest -> digest.json().has("truncated"));
  }

  private static Stream<String> tokens(List<Message> digests) {
    return digests.stream()
        .flatMap(digest -> digest.json().path("data").path("tokens").valueStream())
        .map(token -> token.path("jti").stringValue());
  }

  @Test
  void the_events_that_webhooks_receive_are_listed_with_schema_and_sample() {
    var events = tenant.get(ALL + "/events");

    assertThat(events.status()).isEqualTo(200);
    assertThat(events.body()).contains("\"agent.deactivated_with_revocation\"", "\"auth.failed\"");
    assertThat(events.body()).doesNotContain("\"token.issued\"", "\"console.signed_in\"");
  }
}
