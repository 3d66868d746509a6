package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestNames;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What webhooks, their deliveries, replays and tests, and the event feed refuse. A refused request
/// changes nothing.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookRefusalsTest {
  private static final String ALL = "/api/v1/webhooks";

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("webhook-private-addresses", "true").with("audit-retention", "4d");

  @RegisterExtension
  static final TestServer forgetful =
      new TestServer().with("webhook-private-addresses", "true").with("audit-retention", "3d");

  private static int count;

  private WebhookReceiver receiver;
  private String organization;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    organization = server.createOrganization("refusals-" + ++count);
    server.internals().followers().catchUp();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private String created(Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name",
                "hook-" + ++count,
                "url",
                receiver.url(),
                "events",
                List.of("agent.created"),
                "organizationId",
                organization));
    members.addAll(List.of(more));
    var made = server.operator().post(ALL, members.toArray());
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return ALL + "/" + made.text("webhookId");
  }

  private String agent() {
    return server
        .registerAgentWith("name", "agent-" + ++count, "organizationId", organization)
        .id();
  }

  private static TestResponse get(String path) {
    return server.operator().get(path);
  }

  private static TestResponse post(String path, Object... members) {
    return server.operator().post(path, members);
  }

  private static String newestDelivery(String webhook) {
    return webhook + "/deliveries/" + get(webhook + "/deliveries").text("data/0/deliveryId");
  }

  private static void awaitAttempts(String webhook, String attempts) {
    awaitUntil(
        () -> get(webhook + "/deliveries").body().contains("\"attemptCount\":" + attempts),
        "the attempt is recorded");
  }

  private String withPendingDelivery() {
    receiver.respondWith(500);
    var webhook = created();
    agent();
    awaitAttempts(webhook, "1");
    return webhook;
  }

  private String withDelivered() {
    var webhook = created();
    agent();
    awaitUntil(
        () -> get(webhook + "/deliveries").body().contains("\"status\":\"delivered\""),
        "delivered");
    return webhook;
  }

  /// What a request could change.
  private static Map<String, String> state(String webhook) {
    var id = webhook.substring(webhook.lastIndexOf('/') + 1);
    var state = new TreeMap<String, String>();
    state.put("webhook", get(webhook).body());
    state.put("deliveries", get(webhook + "/deliveries?limit=100").body());
    for (var table : List.of("webhook_replays", "webhook_bulk_changes", "webhook_secrets")) {
      state.put(table, "" + rows(table, id));
    }
    for (var action : List.of("created", "updated", "enabled", "replayed", "recovered")) {
      state.put(action, get("/api/v1/audit?limit=1&action=webhook." + action).text("total"));
    }
    return state;
  }

  private static long rows(String table, String webhook) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM " + table + " WHERE webhook_id = :webhook")
                .bind("webhook", webhook)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void events_are_not_replayed_to_a_disabled_webhook() {
    var webhook = withDelivered();
    server.operator().patch(webhook, "active", false);
    var before = state(webhook);

    var refused = post(webhook + "/replay", "from", server.clock().instant().toString());

    isProblem(refused, 409, "webhook_disabled");
    assertThat(state(webhook)).isEqualTo(before);
    assertThat(receiver.messages()).hasSize(1);
  }

  @Test
  void a_webhook_has_one_replay_at_a_time() {
    var from = server.clock().instant().toString();
    var webhook = withDelivered();
    server.clock().advance(Duration.ofMinutes(1));
    var replay = post(webhook + "/replay", "from", from).text("replayId");
    awaitUntil(
        () -> get(webhook + "/replays/" + replay).text("status").equals("finished"), "finished");
    receiver.await(2);
    awaitUntil(() -> get(webhook).text("pending").equals("0"), "delivered");
    runForMinutes(replay);
    var before = state(webhook);

    var refused = post(webhook + "/replay", "from", from);

    isProblem(refused, 409, "replay_running");
    assertThat(get(webhook + "/replays/" + replay).text("status")).isEqualTo("running");
    assertThat(state(webhook)).isEqualTo(before);
    assertThat(server.operator().delete(webhook).status()).isEqualTo(204);
  }

  /// Makes a replay read a thousand chains, of which the job reads a few in a second.
  private static void runForMinutes(String replay) {
    var until = new ArrayList<String>();
    for (var chain = 0; chain < 1_000; chain++) {
      until.add("\"%08d-0000-7000-8000-000000000000\":1".formatted(chain));
    }
    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update(
                    """
                    UPDATE webhook_replays SET
                      status = 'running', finished_at = NULL, positions = '{}',
                      until_positions = :until
                    WHERE replay_id = :replay
                    """)
                .bind("until", "{" + String.join(",", until) + "}")
                .bind("replay", replay)
                .execute());
  }

  @Test
  void events_that_retention_has_deleted_are_not_replayed() {
    var webhook = withDelivered();
    var from = server.clock().instant();
    prune();
    var before = state(webhook);

    var refused = post(webhook + "/replay", "from", from.toString());

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("before_retention");
    assertThat(Instant.parse(refused.text("oldest"))).isAfter(from);
    assertThat(state(webhook)).isEqualTo(before);
    assertThat(receiver.messages()).hasSize(1);
    assertThat(post(webhook + "/replay", "from", refused.text("oldest")).status()).isEqualTo(202);
  }

  /// Lets retention delete all events so far.
  private void prune() {
    server.internals().runJobs();
    server.clock().advance(Duration.ofDays(5));
    server.registerAgent("later-" + ++count);
    server.internals().runJobs();
    assertThat(get("/api/v1/audit?limit=1&action=audit.pruned").text("total")).isNotEqualTo("0");
  }

  @Test
  void a_cursor_before_deleted_events_has_expired() {
    agent();
    var next = get("/api/v1/events?limit=1").text("next");
    agent();
    prune();

    var refused = get("/api/v1/events?after=" + next);

    assertThat(refused.status()).as(refused.body()).isEqualTo(410);
    assertThat(refused.text("error")).isEqualTo("cursor_expired");
    assertThat(refused.header("Content-Type")).contains("application/problem+json");
    assertThat(refused.json().path("data").isMissingNode()).isTrue();
    assertThat(Instant.parse(refused.text("oldest")))
        .isAfter(server.clock().instant().minus(Duration.ofDays(4)));
    var fresh = get("/api/v1/events?limit=500");
    assertThat(fresh.status()).isEqualTo(200);
    assertThat(get("/api/v1/events?after=" + fresh.text("next")).status()).isEqualTo(200);
  }

  @Test
  void a_server_that_forgets_events_early_has_no_webhooks() {
    var refused =
        forgetful
            .operator()
            .post(
                ALL, "name", "early", "url", "https://early.public.test/", "events", List.of("*"));

    isProblem(refused, 409, "retention_too_short");
    assertThat(TestNames.isLookedUp("early.public.test")).isFalse();
    assertThat(forgetful.operator().get(ALL).text("total")).isEqualTo("0");
    assertThat(forgetful.operator().get("/api/v1/audit?action=webhook.created").text("total"))
        .isEqualTo("0");
  }

  @Test
  void a_pending_delivery_is_not_sent_again() {
    var webhook = withPendingDelivery();
    var before = state(webhook);

    isProblem(post(newestDelivery(webhook) + "/retry"), 409, "not_failed_or_delivered");

    assertThat(state(webhook)).isEqualTo(before);
    assertThat(receiver.messages()).hasSize(1);
  }

  @Test
  void a_finished_delivery_is_not_given_up() {
    var webhook = withDelivered();
    var before = state(webhook);

    isProblem(post(newestDelivery(webhook) + "/abort"), 409, "delivery_finished");

    assertThat(state(webhook)).isEqualTo(before);
  }

  @Test
  void giving_up_the_first_delivery_of_an_ordered_webhook_lets_the_next_one_pass() {
    receiver.respondWith(500);
    var webhook = created("ordered", true);
    var first = agent();
    awaitAttempts(webhook, "1");
    var second = agent();
    server.internals().followers().catchUp();
    awaitUntil(() -> get(webhook).text("pending").equals("2"), "both are pending");
    assertThat(get(webhook).text("status")).isEqualTo("blocked");
    var blocking =
        webhook + "/deliveries/" + get(webhook + "/deliveries").text("data/1/deliveryId");
    receiver.respondWith(200);

    var given = post(blocking + "/abort");

    assertThat(given.status()).isEqualTo(202);
    assertThat(given.body()).isEmpty();
    receiver.await(message -> message.body().contains(second), "the next event");
    awaitUntil(() -> get(webhook).text("pending").equals("0"), "none is pending");
    var ended = get(blocking);
    assertThat(ended.text("status")).isEqualTo("failed");
    assertThat(ended.text("attemptCount")).isEqualTo("1");
    assertThat(ended.json("nextAttemptAt")).isNull();
    assertThat(ended.json("finishedAt")).isNotNull();
    assertThat(get(webhook).text("status")).isEqualTo("active");
    assertThat(receiver.messages().stream().filter(message -> message.body().contains(first)))
        .hasSize(1);
    isProblem(post(blocking + "/abort"), 409, "delivery_finished");
  }

  @Test
  void a_test_that_is_refused_because_others_are_in_progress_does_not_count()
      throws InterruptedException, ExecutionException {
    var release = new CountDownLatch(1);
    receiver.respondWith(exchange -> {
      try {
        release.await(14, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      exchange.sendResponseHeaders(200, -1);
    });
    var hanging = created();
    try (var quick = WebhookReceiver.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var webhook = created("url", quick.url());
      var tests = new ArrayList<Future<TestResponse>>();
      for (var i = 0; i < 4; i++) {
        tests.add(threads.submit(() -> post(hanging + "/test")));
      }
      receiver.await(4);
      // Only one: the tests in progress end after 15 seconds, however slow this machine is.
      var busy = post(webhook + "/test");
      isProblem(busy, 429, "too_many_requests");
      assertThat(busy.text("detail")).startsWith("Too many tests of webhooks are in progress");
      assertThat(busy.header("Retry-After")).contains("5");
      assertThat(quick.messages()).isEmpty();

      release.countDown();
      for (var test : tests) {
        assertThat(test.get().text("delivered")).isEqualTo("true");
      }
      for (var i = 0; i < 5; i++) {
        assertThat(post(webhook + "/test").status()).isEqualTo(200);
      }
      var refused = post(webhook + "/test");
      isProblem(refused, 429, "too_many_requests");
      assertThat(refused.text("detail")).isEqualTo("At most 5 tests of a webhook per minute");
      assertThat(refused.header("Retry-After")).contains("60");
      assertThat(quick.messages()).hasSize(5);
    }
  }

  @Test
  void a_recovery_does_not_end_before_it_begins() {
    var webhook = withDelivered();
    var before = state(webhook);

    isFieldError(
        post(
            webhook + "/recover", "since", "2026-03-02T00:00:00Z", "until", "2026-03-01T00:00:00Z"),
        "until",
        "must not be before since");
    isFieldError(post(webhook + "/recover"), "since", "is required");

    assertThat(state(webhook)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "01a2013e", "01a2013e-0000-7000-8000-00000000000g"})
  void deliveries_are_listed_after_the_cursor_of_an_earlier_response_only(String after) {
    var webhook = withDelivered();

    var refused = get(webhook + "/deliveries?after=" + after);

    isFieldError(refused, "after", "must be the next of an earlier response");
  }

  @Test
  void an_unknown_query_parameter_is_refused() {
    var webhook = withDelivered();
    var delivery = newestDelivery(webhook);
    var before = state(webhook);

    for (var path : List.of(delivery + "/retry", delivery + "/abort")) {
      isProblem(post(path + "?force=true"), 400, "invalid_request");
    }
    isProblem(
        post(webhook + "/recover?force=true", "since", "2026-03-01T00:00:00Z"),
        400,
        "invalid_request");
    isProblem(
        post(webhook + "/replay?force=true", "from", server.clock().instant().toString()),
        400,
        "invalid_request");

    assertThat(state(webhook)).isEqualTo(before);
    assertThat(receiver.messages()).hasSize(1);
  }
}
