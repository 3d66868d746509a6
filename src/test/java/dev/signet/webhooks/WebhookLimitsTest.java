package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.RefusalAssertions.isQuotaExceeded;
import static dev.signet.testing.WebhookReceiver.awaitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

/// What one organization's webhooks may take from others: time of the database, slots, numbers.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookLimitsTest {
  private static final String ALL = "/api/v1/webhooks";
  private static final int MANY = 50_000;

  /// How many deliveries one transaction may change.
  private static final long PART = 200;

  /// For one request. One statement over all deliveries takes 5 s on SQLite. A machine may be busy
  /// for longer, so a slow request fails only if it may have changed all deliveries itself.
  private static final Duration SOON = Duration.ofSeconds(2);

  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static int count;

  private WebhookReceiver receiver;
  private String organization;

  @BeforeEach
  void start() {
    receiver = WebhookReceiver.start();
    organization = server.createOrganization("limits-" + ++count);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private TestResponse create(String organizationId, String url) {
    return server
        .operator()
        .post(
            ALL,
            "name",
            "hook-" + ++count,
            "url",
            url,
            "events",
            List.of("agent.*"),
            "organizationId",
            organizationId);
  }

  private String created() {
    var made = create(organization, receiver.url());
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("webhookId");
  }

  private static String agentOf(String organizationId) {
    return server
        .registerAgentWith("name", "agent-" + ++count, "organizationId", organizationId)
        .id();
  }

  private static void setActive(String webhook, boolean active, boolean resume) {
    var path = ALL + "/" + webhook;
    var changed =
        active
            ? server.operator().patch(path, "active", true, "resume", resume)
            : server.operator().patch(path, "active", false);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
  }

  private String disabledWith(String status, int deliveries) {
    var webhook = created();
    assertThat(server.operator().patch(ALL + "/" + webhook, "active", false).status())
        .isEqualTo(200);
    var now = server.clock().millis();
    var prefix = webhook.substring(0, 14) + (1000 + ++count) + "-8000-";
    for (var from = 0; from < deliveries; from += 20_000) {
      insert(webhook, prefix, status, from, Math.min(20_000, deliveries - from), now);
    }
    // The client's connection may have been closed as idle meanwhile.
    var _ = server.operator().get(ALL + "?limit=1");
    return webhook;
  }

  private static void insert(
      String webhook, String prefix, String status, int from, int number, long now) {
    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update(
                    """
                    INSERT INTO webhook_deliveries (
                      delivery_id, webhook_id, message_id, event_type, chain_id, seq, last_seq,
                      digest, replay_id, version, status, attempts, attempt_count, due_at, claim,
                      leased_until, activation, created_at, finished_at)
                    WITH RECURSIVE numbers (n) AS (
                      SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :number)
                    SELECT :prefix || substr(CAST(1000000000000 + :from + n AS TEXT), 2),
                      :webhook, 'message-' || CAST(:from + n AS TEXT), 'agent.created', 'chain', 1, 1,
                      '', '', '2026-12-01', :status, '[]', 3, :due, 0, 0, 0, :now,
                      CASE WHEN :status = 'pending' THEN NULL ELSE :now END
                    FROM numbers
                    """)
                .bind("number", number)
                .bind("from", (long) from)
                .bind("prefix", prefix)
                .bind("webhook", webhook)
                .bind("status", status)
                .bind("due", now + Duration.ofHours(10).toMillis())
                .bind("now", now)
                .execute());
  }

  private static long rows(String webhook, String condition) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM webhook_deliveries WHERE webhook_id = :webhook AND "
                        + condition)
                .bind("webhook", webhook)
                .mapTo(Long.class)
                .one());
  }

  private static Duration timed(Runnable action) {
    var start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// Sends a request that must not change all deliveries itself.
  ///
  /// @param isLeftToJob whether the job has not changed all of them yet
  private static void sendSoon(Runnable request, BooleanSupplier isLeftToJob) {
    var taken = timed(request);
    if (!isLeftToJob.getAsBoolean()) {
      assertThat(taken).isLessThan(SOON);
    }
  }

  private static TestResponse recover(String webhook) {
    return server
        .operator()
        .post(ALL + "/" + webhook + "/recover", "since", "2020-01-01T00:00:00Z");
  }

  @Test
  void recovering_many_deliveries_changes_a_few_in_each_transaction() {
    var webhook = disabledWith("failed", MANY);
    var agent = agentOf(organization);
    var answered = new ArrayList<TestResponse>();

    sendSoon(() -> answered.add(recover(webhook)), () -> rows(webhook, "status = 'failed'") > 0);

    assertThat(answered.getFirst().status()).isEqualTo(202);
    assertThat(answered.getFirst().text("queued")).isEqualTo("10000");
    isProblem(recover(webhook), 409, "recovery_running");
    for (var i = 0; i < 50; i++) {
      sendSoon(
          () ->
              assertThat(
                      server
                          .operator()
                          .patch("/api/v1/agents/" + agent, "description", "-" + ++count)
                          .status())
                  .isEqualTo(200),
          () -> rows(webhook, "status = 'failed'") > 0);
    }
    awaitUntil(() -> rows(webhook, "status = 'pending'") > PART, "the job goes on");
    assertThat(rows(webhook, "status = 'pending'") % PART).isZero();
    sendSoon(() -> server.operator().delete(ALL + "/" + webhook), () -> rows(webhook, "1 = 1") > 0);
  }

  @Test
  void switching_or_deleting_a_webhook_does_not_wait_for_its_deliveries() {
    var webhook = disabledWith("pending", MANY);

    for (var resume : List.of(true, false)) {
      sendSoon(() -> setActive(webhook, true, resume), () -> isAnyUntouched(webhook));
      sendSoon(() -> setActive(webhook, false, false), () -> isAnyUntouched(webhook));
    }
    sendSoon(() -> server.operator().delete(ALL + "/" + webhook), () -> rows(webhook, "1 = 1") > 0);
    awaitUntil(() -> rows(webhook, "1 = 1") < MANY, "the job deletes");
  }

  private static boolean isAnyUntouched(String webhook) {
    return rows(webhook, "status = 'pending' AND attempt_count = 3") > 0;
  }

  @Test
  void all_failed_deliveries_are_recovered_even_over_a_restart() {
    var webhook = disabledWith("failed", 1_000);

    assertThat(recover(webhook).text("queued")).isEqualTo("1000");
    server.restart();

    awaitUntil(() -> rows(webhook, "status = 'pending'") == 1_000, "all recovered");
    awaitUntil(() -> recover(webhook).status() == 202, "the recovery has finished");
  }

  @Test
  void after_enabling_without_resume_only_new_events_are_sent() {
    var webhook = disabledWith("pending", 1_000);

    setActive(webhook, true, false);
    var agent = agentOf(organization);

    receiver.await("agent.created");
    assertThat(receiver.messages()).hasSize(1);
    assertThat(receiver.messages().getFirst().json().path("agentId").stringValue())
        .isEqualTo(agent);
    assertThat(rows(webhook, "status = 'failed'")).isEqualTo(1_000);
  }

  @Test
  void after_enabling_what_is_pending_is_attempted_at_once() {
    var webhook = disabledWith("pending", 1_000);

    setActive(webhook, true, true);

    // Their events do not exist, so each ends with its first attempt.
    awaitUntil(() -> rows(webhook, "status = 'pending'") == 0, "all attempted");
    // Not the receiver's failures.
    var after = server.operator().get(ALL + "/" + webhook);
    assertThat(after.text("failures")).isEqualTo("0");
    assertThat(after.text("status")).isEqualTo("active");
  }

  @Test
  void deliveries_of_a_deleted_webhook_are_deleted() {
    var webhook = disabledWith("failed", 1_000);

    assertThat(server.operator().delete(ALL + "/" + webhook).status()).isEqualTo(204);

    awaitUntil(() -> rows(webhook, "1 = 1") == 0, "deleted");
    isProblem(recover(webhook), 404, "not_found");
    server.clock().advance(Duration.ofMinutes(2));
    awaitUntil(
        () ->
            server
                    .internals()
                    .db()
                    .read(handle ->
                        handle
                            .createQuery(
                                "SELECT COUNT(*) FROM webhook_bulk_changes WHERE webhook_id = :id")
                            .bind("id", webhook)
                            .mapTo(Long.class)
                            .one())
                == 0,
        "nothing remains");
  }

  @Test
  void an_organization_has_at_most_twenty_webhooks() {
    var statuses = new ConcurrentLinkedQueue<Integer>();
    var url = receiver.url();
    var name = "raced-" + ++count;
    ConcurrentCalls.race(
        25,
        i ->
            statuses.add(
                server
                    .operator()
                    .post(
                        ALL,
                        "name",
                        name + i,
                        "url",
                        url,
                        "events",
                        List.of("agent.*"),
                        "organizationId",
                        organization)
                    .status()));

    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(20);
    var refused = create(organization, url);
    isQuotaExceeded(refused, "maxWebhooks", 20, 20);
    assertThat(refused.json("organizationId")).isEqualTo(organization);
    assertThat(refused.text("remedy")).isEqualTo("delete a webhook first");
    var list = server.operator().get(ALL + "?limit=1");
    assertThat(server.operator().delete(ALL + "/" + list.text("data/0/webhookId")).status())
        .isEqualTo(204);
    assertThat(create(organization, url).status()).isEqualTo(201);
    assertThat(create(server.createOrganization("other-" + ++count), url).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({"true, 16", "false, 8"})
  void receivers_that_hang_do_not_delay_another_organization(boolean hosts, int slots)
      throws IOException {
    var release = new CountDownLatch(1);
    var hanging = HttpServer.create(new InetSocketAddress(0), 0);
    hanging.createContext(
        "/",
        exchange -> {
          try (exchange) {
            release.await(14, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    hanging.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    hanging.start();
    try {
      for (var i = 2; i < 22; i++) {
        var host = hosts ? "127.0.0." + i : "localhost";
        var url = "http://" + host + ":" + hanging.getAddress().getPort() + "/";
        assertThat(create(organization, url).status()).isEqualTo(201);
      }
      for (var i = 0; i < 10; i++) {
        agentOf(organization);
      }
      awaitUntil(
          () -> gauge("signet_webhooks_in_progress_max") == slots, slots + " slots are taken");
      var other = server.createOrganization("quick-" + ++count);
      assertThat(create(other, receiver.url()).status()).isEqualTo(201);

      var taken =
          timed(() -> {
            agentOf(other);
            receiver.await("agent.created");
          });

      assertThat(taken).isLessThan(Duration.ofSeconds(5));
      assertThat(gauge("signet_webhooks_in_progress_max")).isEqualTo(slots);
    } finally {
      release.countDown();
      hanging.stop(0);
    }
  }

  /// Reads a metric without labels.
  private static double gauge(String name) {
    return server
        .operator()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void many_events_for_many_webhooks_are_each_queued_once() {
    for (var i = 0; i < 20; i++) {
      assertThat(create(organization, receiver.url()).status()).isEqualTo(201);
    }
    for (var i = 0; i < 30; i++) {
      agentOf(organization);
    }

    receiver.await(20 * 30);
    assertThat(
            receiver.messages("agent.created").stream().map(WebhookReceiver.Message::id).distinct())
        .hasSize(30);
    assertThat(receiver.messages("agent.created")).hasSize(20 * 30);
  }

  @Test
  void a_webhook_that_is_switched_all_the_time_loses_no_event() {
    var webhook = created();
    var made = new ConcurrentLinkedQueue<String>();
    ConcurrentCalls.race(
        3,
        thread -> {
          for (var i = 0; i < 20; i++) {
            if (thread == 0) {
              setActive(webhook, i % 2 == 1, true);
            } else {
              made.add(
                  server
                      .registerAgentWith(
                          "name", "switched-" + thread + "-" + i, "organizationId", organization)
                      .id());
            }
          }
        });

    for (var agent : made) {
      receiver.await(
          message -> message.json().path("agentId").stringValue().equals(agent),
          "event of " + agent);
    }
    assertThat(
            receiver.messages("agent.created").stream().map(WebhookReceiver.Message::id).distinct())
        .hasSize(40);
  }

  @Test
  void a_locked_webhook_delays_no_event_of_others() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite locks no rows");
    var webhook = created();
    var other = server.createOrganization("unlocked-" + ++count);
    assertThat(create(other, receiver.url()).status()).isEqualTo(201);

    server
        .internals()
        .db()
        .inTransaction(tx -> {
          tx.update("UPDATE webhooks SET name = name WHERE webhook_id = :id")
              .bind("id", webhook)
              .execute();
          agentOf(other);
          return receiver.await("agent.created");
        });

    assertThat(receiver.messages()).hasSize(1);
  }
}
