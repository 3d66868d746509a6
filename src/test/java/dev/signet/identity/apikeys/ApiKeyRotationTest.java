package dev.signet.identity.apikeys;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Curl;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The guide to rotating an API key: its printed call, its response, and each of its errors.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiKeyRotationTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("trusted-proxies", "127.0.0.1");

  private static final String ROTATE = "/v1/agents/self/rotate-key";

  private static final String PRINTED =
      """
      curl -X POST "$API/v1/agents/self/rotate-key" \\
        -H "Authorization: Bearer $CURRENT_API_KEY" \\
        -H "Content-Type: application/json" \\
        -d "{\\"rotationSecret\\": \\"$ROTATION_SECRET\\"}"
      """;

  private static final String MESSAGE =
      "API key and rotation secret rotated successfully. Save both — they will not be shown again.";

  private static final AtomicInteger strangers = new AtomicInteger();

  /// An agent with its own key pair, at its own address.
  private record Agent(String id, String name, String key, String secret, TestClient client) {
    TestResponse rotates() {
      return rotates(key, secret);
    }

    TestResponse rotates(String bearer, String rotationSecret) {
      return client.bearer(bearer).post(ROTATE, "rotationSecret", rotationSecret);
    }

    Agent with(TestResponse rotated) {
      return new Agent(
          id, name, rotated.text("apiKey"), rotated.text("rotationSecret"), fresh(server));
    }
  }

  /// A caller at an address that no other test uses.
  private static TestClient fresh(TestServer at) {
    var number = strangers.incrementAndGet();
    return at.unauthenticated()
        .with("X-Forwarded-For", "198.51.%d.%d".formatted(number / 256, number % 256));
  }

  private static Agent agent(Object... wishes) {
    var name = "my-research-agent";
    var id = server.operator().post("/api/v1/agents", "name", name).text("agentId");
    var given = given(id, wishes);
    return new Agent(
        id,
        name,
        given.text("apiKey"),
        String.valueOf(given.json("rotationSecret")),
        fresh(server));
  }

  private static TestResponse given(String id, Object... wishes) {
    var given = server.operator().post("/api/v1/agents/" + id + "/api-key/rotate", wishes);
    assertThat(given.status()).isEqualTo(200);
    return given;
  }

  private static void lives(Agent agent) {
    assertThat(self(agent.key).status()).isEqualTo(200);
  }

  private static void isDead(Agent agent) {
    isProblem(self(agent.key), 401, "unauthorized");
    isRefused(fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret));
  }

  private static TestResponse self(String key) {
    return fresh(server).bearer(key).get("/v1/agents/self");
  }

  private static void isRefused(TestResponse answer) {
    isProblem(answer, 401, "unauthorized");
    assertThat(answer.text("detail")).isEqualTo("Invalid API key or invalid rotation secret");
    assertThat(answer.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
  }

  private static TestResponse trail(String agent, String action, String outcome) {
    return server
        .operator()
        .get("/api/v1/audit?agentId=%s&action=%s&outcome=%s".formatted(agent, action, outcome));
  }

  @Test
  void the_documented_call_rotates_both() {
    var agent = agent();
    var variables =
        Map.of(
            "API", "http://localhost:3000",
            "CURRENT_API_KEY", agent.key,
            "ROTATION_SECRET", agent.secret);

    var answer = new Curl(fresh(server), variables).run(PRINTED);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().propertyNames())
        .containsExactly("message", "apiKey", "rotationSecret", "agentId", "agentName");
    assertThat(answer.text("message")).isEqualTo(MESSAGE);
    assertThat(answer.text("agentId")).isEqualTo(agent.id);
    assertThat(answer.text("agentName")).isEqualTo("my-research-agent");
    var rotated = agent.with(answer);
    assertThat(List.of(rotated.key, rotated.secret))
        .allMatch(secret -> secret.matches("sk_live_[0-9A-Za-z]{46}"))
        .doesNotContain(agent.key, agent.secret)
        .doesNotHaveDuplicates();
  }

  @Test
  void the_old_pair_is_refused_after_the_response_and_the_new_one_works() {
    var agent = agent();
    lives(agent);

    var rotated = agent.with(agent.rotates());

    isDead(agent);
    lives(rotated);
    isRefused(fresh(server).bearer(rotated.key).post(ROTATE, "rotationSecret", agent.secret));
    isRefused(fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", rotated.secret));
    var again = rotated.with(rotated.rotates());
    isDead(agent);
    isDead(rotated);
    lives(again);
  }

  @Test
  void checks_run_in_the_documented_order() {
    var suspended = agent("rotationSecret", false);
    server.operator().patch("/api/v1/agents/" + suspended.id, "active", false);
    var without = agent("rotationSecret", false);
    var agent = agent();

    isRefused(fresh(server).bearer("nothing").postJson(ROTATE, "not JSON"));
    isProblem(
        fresh(server).bearer(suspended.key).postJson(ROTATE, "not JSON"), 403, "agent_revoked");
    isProblem(
        fresh(server).bearer(without.key).postJson(ROTATE, "not JSON"), 400, "invalid_request");
    isProblem(without.rotates(without.key, agent.secret), 403, "no_rotation_secret");
    isRefused(agent.rotates(agent.key, without.key));
    assertThat(agent.rotates().status()).isEqualTo(200);
    assertThat(agent.rotates("nothing", "nothing").status()).isEqualTo(401);
    isTooMany(agent.rotates("nothing", "nothing"));
  }

  private static void isTooMany(TestResponse answer) {
    isProblem(answer, 429, "too_many_requests");
    assertThat(answer.text("detail"))
        .isEqualTo("Too many rotation attempts (max 3 per 15 minutes)");
    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 900);
  }

  @Test
  void an_invalid_api_key_is_401_and_changes_nothing() {
    var agent = agent();
    var other = agent();
    var credential =
        server.operator().post("/api/v1/agents/" + agent.id + "/credentials").text("clientSecret");
    var token = server.registerAgent("tokened").token();
    for (var bearer :
        List.of(
            agent.secret,
            server.operatorKey(),
            credential,
            token,
            agent.key.substring(1),
            agent.key.toLowerCase(Locale.ROOT),
            agent.key + "x",
            "nothing")) {
      isRefused(fresh(server).bearer(bearer).post(ROTATE, "rotationSecret", agent.secret));
    }
    for (var header : List.of("", "Basic " + agent.key, "DPoP " + agent.key, agent.key)) {
      isRefused(
          fresh(server).with("Authorization", header).post(ROTATE, "rotationSecret", agent.secret));
    }
    isRefused(fresh(server).post(ROTATE, "rotationSecret", agent.secret));
    isRefused(fresh(server).bearer(other.key).post(ROTATE, "rotationSecret", agent.secret));
    assertThat(agent.rotates().status()).isEqualTo(200);
  }

  @Test
  void a_wrong_rotation_secret_is_401_and_changes_nothing() {
    var agent = agent();
    var other = agent();
    for (var wrong :
        List.of(agent.key, other.secret, server.operatorKey(), "x", agent.secret + "x")) {
      isRefused(fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", wrong));
    }
    lives(agent);
    assertThat(agent.rotates().status()).isEqualTo(200);
  }

  @Test
  void a_wrong_key_and_a_wrong_secret_have_the_same_response() {
    var agent = agent();
    var wrongKey = agent.rotates(agent.secret, agent.secret);
    var wrongSecret = agent.rotates(agent.key, agent.key);

    assertThat(plain(wrongKey)).isEqualTo(plain(wrongSecret));
    assertThat(wrongKey.headers().keySet()).isEqualTo(wrongSecret.headers().keySet());
  }

  private static String plain(TestResponse answer) {
    return answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{",
        "not JSON",
        "\"rotationSecret\"",
        "{\"rotationSecret\":null}",
        "{\"rotationSecret\":\"\"}",
        "{\"rotationSecret\":\" \"}",
        "{\"rotationSecret\":7}",
        "{\"rotationSecret\":[\"x\"]}",
        "{\"rotationSecret\":{\"a\":1}}",
        "{\"rotationSecret\":\"a\",\"rotation_secret\":\"b\"}",
        "{\"rotationSecret\":\"a\",\"rotationSecret\":\"b\"}",
        "{\"secret\":\"a\"}",
        "{\"rotationSecret\":\"a\",\"x\":1}",
        "{\"rotationSecret\":\"a\\u0000b\"}",
        "rotationSecret=a"
      })
  void a_body_without_a_rotation_secret_is_400(String body) {
    var agent = agent();

    var answer = agent.client.bearer(agent.key).postJson(ROTATE, body);

    isProblem(answer, 400, "invalid_request");
    lives(agent);
    assertThat(trail(agent.id, "api_key.rotated", "failure").text("data/0/metadata/reason"))
        .isEqualTo("rotation_secret_not_provided");
  }

  @Test
  void a_missing_secret_gets_the_fixed_message() {
    var agent = agent();
    var json = agent.client.bearer(agent.key).postJson(ROTATE, "{}");
    var form = agent.client.bearer(agent.key).form(ROTATE, "rotationSecret", agent.secret);

    assertThat(json.text("detail")).isEqualTo("rotationSecret not provided");
    assertThat(json.text("errors/0/field")).isEqualTo("rotationSecret");
    isProblem(form, 400, "invalid_request");
    assertThat(form.text("detail")).startsWith("rotationSecret not provided");
  }

  @Test
  void the_rotation_secret_may_be_in_snake_case() {
    var agent = agent();

    assertThat(
            agent.client.bearer(agent.key).post(ROTATE, "rotation_secret", agent.secret).status())
        .isEqualTo(200);
  }

  @Test
  void a_revoked_agent_is_403_and_its_key_is_unchanged() {
    var agent = agent();
    server.operator().patch("/api/v1/agents/" + agent.id, "active", false);

    isProblem(agent.rotates(), 403, "agent_revoked");
    isProblem(agent.rotates(agent.key, "wrong"), 403, "agent_revoked");

    server.operator().patch("/api/v1/agents/" + agent.id, "active", true);
    lives(agent);
    server.operator().delete("/api/v1/agents/" + agent.id);
    isProblem(
        fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret),
        403,
        "agent_revoked");
    isProblem(self(agent.key), 401, "unauthorized");
    assertThat(trail(agent.id, "api_key.rotated", "failure").text("total")).isEqualTo("3");
    assertThat(trail(agent.id, "api_key.rotated", "success").text("total")).isEqualTo("0");
  }

  @Test
  void an_expired_agent_is_403() {
    var end = server.clock().instant().plusSeconds(600).toString();
    var id =
        server
            .operator()
            .post("/api/v1/agents", "name", "mayfly", "expiresAt", end)
            .text("agentId");
    var given = given(id);
    server.clock().advance(Duration.ofMinutes(11));

    isProblem(
        fresh(server)
            .bearer(given.text("apiKey"))
            .post(ROTATE, "rotationSecret", given.text("rotationSecret")),
        403,
        "agent_revoked");
    isProblem(self(given.text("apiKey")), 401, "unauthorized");
  }

  @Test
  void a_revoked_key_is_401() {
    var agent = agent();
    assertThat(server.operator().delete("/api/v1/agents/" + agent.id + "/api-key").status())
        .isEqualTo(204);

    isDead(agent);
    assertThat(trail(agent.id, "auth.failed", "failure").text("data/0/metadata/reason"))
        .isEqualTo("revoked");
  }

  @Test
  void the_fourth_attempt_from_an_address_waits_until_15_minutes_have_passed() {
    var agent = agent();
    for (var i = 0; i < 3; i++) {
      isRefused(agent.rotates("nothing", agent.secret));
      server.clock().advance(Duration.ofMinutes(2));
    }
    isTooMany(agent.rotates("nothing", agent.secret));
    assertThat(agent.rotates("nothing", agent.secret).header("Retry-After")).contains("540");
    server.clock().advance(Duration.ofMinutes(9).minusMillis(1));
    isTooMany(agent.rotates("nothing", agent.secret));

    server.clock().advance(Duration.ofMillis(1));

    isRefused(agent.rotates("nothing", agent.secret));
    isTooMany(agent.rotates("nothing", agent.secret));
  }

  @Test
  void others_at_the_address_cannot_block_the_holder_of_the_correct_pair() {
    var agent = agent();
    var thief = agent.client.bearer(agent.key);
    for (var i = 0; i < 10; i++) {
      agent.client.bearer("nothing").post(ROTATE, "rotationSecret", "x");
      thief.post(ROTATE, "rotationSecret", "guess-" + i);
      thief.post(ROTATE);
    }
    isTooMany(thief.post(ROTATE, "rotationSecret", "guess"));

    var rotated = agent.rotates();

    assertThat(rotated.status()).isEqualTo(200);
    lives(agent.with(rotated));
    isTooMany(agent.rotates());
  }

  @Test
  void one_agents_rotations_do_not_count_for_another_at_the_address() {
    var here = fresh(server);
    for (var i = 0; i < 5; i++) {
      var agent = agent();
      var rotated = here.bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret);
      assertThat(rotated.status()).isEqualTo(200);
    }
    isTooMany(here.bearer("nothing").post(ROTATE, "rotationSecret", "x"));
  }

  @Test
  void successes_count_as_attempts() {
    var agent = agent();
    var here = fresh(server);
    for (var i = 0; i < 3; i++) {
      var rotated = here.bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret);
      assertThat(rotated.status()).isEqualTo(200);
      agent = agent.with(rotated);
    }

    isTooMany(here.bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret));
    lives(agent);
    server.clock().advance(Duration.ofMinutes(15));
    assertThat(here.bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret).status())
        .isEqualTo(200);
  }

  @Test
  void wrong_rotation_secrets_are_tried_three_times() {
    var agent = agent();
    for (var i = 0; i < 3; i++) {
      isRefused(agent.rotates(agent.key, "guess-" + i));
    }

    for (var i = 0; i < 5; i++) {
      isTooMany(agent.rotates(agent.key, "guess"));
    }
    lives(agent);
    var refused = trail(agent.id, "api_key.rotated", "failure");
    assertThat(refused.text("total")).isEqualTo("3");
    assertThat(refused.text("data/0/metadata/reason")).isEqualTo("wrong_rotation_secret");
  }

  @Test
  void a_forged_forwarding_header_gives_no_further_attempts() throws IOException {
    try (var plain = new TestServer()) {
      plain.start();
      for (var i = 0; i < 3; i++) {
        isRefused(fresh(plain).bearer("nothing").post(ROTATE, "rotationSecret", "x"));
      }

      isTooMany(fresh(plain).bearer("nothing").post(ROTATE, "rotationSecret", "x"));
    }
  }

  @Test
  void the_addresses_of_one_subscriber_count_together() {
    for (var i = 0; i < 3; i++) {
      isRefused(from("2001:db8:1:2::" + i).bearer("nothing").post(ROTATE, "rotationSecret", "x"));
    }

    isTooMany(from("2001:db8:1:2:ffff::1").bearer("nothing").post(ROTATE, "rotationSecret", "x"));
    isRefused(from("2001:db8:1:3::1").bearer("nothing").post(ROTATE, "rotationSecret", "x"));
  }

  private static TestClient from(String address) {
    return server.unauthenticated().with("X-Forwarded-For", address);
  }

  @Test
  void of_sixteen_simultaneous_rotations_one_gets_the_new_pair() {
    var agent = agent();
    var answers = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(
        16,
        _ ->
            answers.add(
                fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret)));

    var won = answers.stream().filter(answer -> answer.status() == 200).toList();
    assertThat(won).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() != 200).hasSize(15);
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(ApiKeyRotationTest::isRefused);
    lives(agent.with(won.getFirst()));
    isDead(agent);
    assertThat(trail(agent.id, "api_key.rotated", "success").text("total")).isEqualTo("1");
    assertThat(trail(agent.id, "api_key.rotated", "failure").text("data/0/metadata/reason"))
        .isEqualTo("rotated_away");
  }

  @Test
  void a_rotation_is_recorded_with_caller_and_address() {
    var agent = agent();
    agent
        .client
        .with("User-Agent", "researcher/1")
        .bearer(agent.key)
        .post(ROTATE, "rotationSecret", agent.secret);

    var event = trail(agent.id, "api_key.rotated", "success");

    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.text("data/0/actor/type")).isEqualTo("agent");
    assertThat(event.text("data/0/actor/id")).isEqualTo(agent.id);
    assertThat(event.text("data/0/ipAddress")).startsWith("198.51.");
    assertThat(event.text("data/0/userAgent")).isEqualTo("researcher/1");
    assertThat(event.text("data/0/metadata/key_id"))
        .isEqualTo(event.text("data/0/credentialFingerprint"))
        .isNotEqualTo(event.text("data/0/metadata/replaced_key_id"));
    assertThat(event.body()).doesNotContain("sk_live_", agent.key, agent.secret);
  }

  @Test
  void a_refusal_without_a_key_is_recorded_without_an_agent() {
    var before = Integer.parseInt(refusedForWantOfAKey());

    isRefused(fresh(server).bearer("nothing").post(ROTATE, "rotationSecret", "x"));

    assertThat(refusedForWantOfAKey()).isEqualTo(Integer.toString(before + 1));
    var latest = server.operator().get("/api/v1/audit?action=api_key.rotated&outcome=failure");
    assertThat(latest.json("data/0/agentId")).isNull();
    assertThat(latest.text("data/0/metadata/reason")).isEqualTo("unknown");
  }

  private static String refusedForWantOfAKey() {
    return server
        .operator()
        .get("/api/v1/audit?action=api_key.rotated&outcome=failure")
        .text("total");
  }

  @Test
  void of_rate_limited_attempts_only_the_first_is_recorded() {
    var from = "203.0.113.77";
    var before = Integer.parseInt(refusedForWantOfAKey());
    for (var i = 0; i < 10; i++) {
      from(from).bearer("nothing").post(ROTATE, "rotationSecret", "x");
    }

    assertThat(refusedForWantOfAKey()).isEqualTo(Integer.toString(before + 4));
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=api_key.rotated&outcome=failure")
                .text("data/0/metadata/reason"))
        .isEqualTo("too_many_attempts");
  }

  @Test
  void use_of_a_rotated_key_is_distinguished_in_the_audit_log_and_metrics_only() {
    var agent = agent();
    var old = trail(agent.id, "api_key.created", "success").text("data/0/credentialFingerprint");
    agent.rotates();
    var before = counted();

    var answer = self(agent.key);
    var stranger = self("sk_live_" + "0".repeat(46));

    assertThat(plain(answer)).isEqualTo(plain(stranger));
    assertThat(answer.headers().keySet()).isEqualTo(stranger.headers().keySet());
    assertThat(counted()).isEqualTo(before + 1);
    var event = trail(agent.id, "auth.failed", "failure");
    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.text("data/0/metadata/method")).isEqualTo("api_key");
    assertThat(event.text("data/0/metadata/reason")).isEqualTo("rotated_away");
    assertThat(event.text("data/0/credentialFingerprint")).isEqualTo(old);
    fresh(server).bearer(agent.key).post(ROTATE, "rotationSecret", agent.secret);
    assertThat(trail(agent.id, "auth.failed", "failure").text("total")).isEqualTo("2");
    assertThat(counted()).isEqualTo(before + 2);
  }

  private static double counted() {
    return server
        .operator()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("signet_auth_failures_total{method=\"api_key\""))
        .filter(line -> line.contains("reason=\"rotated_away\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void both_secrets_are_absent_from_the_database_and_other_responses() {
    var agent = agent();
    var rotated = agent.with(agent.rotates());
    var seen =
        self(rotated.key).body()
            + server.operator().get("/api/v1/agents/" + agent.id).body()
            + server.operator().get("/api/v1/audit?agentId=" + agent.id).body();
    var stored =
        server
            .internals()
            .db()
            .read(handle ->
                handle
                    .createQuery("SELECT key_hash || ' ' || rotation_hash FROM api_keys")
                    .mapTo(String.class)
                    .list()
                    .toString());

    assertThat(seen + stored)
        .doesNotContain(agent.key, agent.secret, rotated.key, rotated.secret, "sk_live_");
  }

  @Test
  void a_restart_changes_nothing() {
    var agent = agent();
    var rotated = agent.with(agent.rotates());

    server.restart();
    // Of ids that two processes generate within a millisecond, the later one need not be greater.
    server.clock().advance(Duration.ofSeconds(1));

    isDead(agent);
    lives(rotated);
    assertThat(
            fresh(server)
                .bearer(rotated.key)
                .post(ROTATE, "rotationSecret", rotated.secret)
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_lost_response_is_replayed_before_any_check() {
    var agent = agent();
    // An attacker who has only the key gains nothing by guessing the idempotency key.
    var lost = agent.client.with("Idempotency-Key", "rotate-1").bearer(agent.key);
    var answer = lost.post(ROTATE, "rotationSecret", agent.secret);

    for (var i = 0; i < 5; i++) {
      var again = lost.post(ROTATE, "rotationSecret", agent.secret);
      assertThat(again.body()).isEqualTo(answer.body());
      assertThat(again.header("Idempotent-Replayed")).contains("true");
    }

    isRefused(lost.post(ROTATE, "rotationSecret", agent.secret + "x"));
    isDead(agent);
    lives(agent.with(answer));
    server.clock().advance(Duration.ofMinutes(11));
    assertThat(lost.post(ROTATE, "rotationSecret", agent.secret).status()).isEqualTo(401);
  }

  @Test
  void a_holder_of_the_old_pair_cannot_guess_idempotency_keys_for_the_stored_response() {
    var agent = agent();
    var old = agent.client.bearer(agent.key);
    old.with("Idempotency-Key", "rotate-6").post(ROTATE, "rotationSecret", agent.secret);

    for (var name = 1; name <= 6; name++) {
      var tried =
          old.with("Idempotency-Key", "rotate-" + name)
              .with("X-Forwarded-For", "192.0.2." + name)
              .post(ROTATE, "rotationSecret", agent.secret);
      assertThat(tried.status()).as("rotate-%s", name).isIn(401, 429);
    }
  }

  @Test
  void sixteen_requests_with_one_idempotency_key_all_get_the_same_pair() {
    var agent = agent();
    var name = UUID.randomUUID().toString();
    var pairs = new ConcurrentLinkedQueue<String>();

    ConcurrentCalls.race(
        16,
        _ -> {
          var answer =
              fresh(server)
                  .with("Idempotency-Key", name)
                  .bearer(agent.key)
                  .post(ROTATE, "rotationSecret", agent.secret);
          assertThat(answer.status()).as(answer.body()).isEqualTo(200);
          pairs.add(answer.body());
        });

    assertThat(pairs.stream().distinct()).hasSize(1);
    assertThat(trail(agent.id, "api_key.rotated", "success").text("total")).isEqualTo("1");
  }

  @Test
  void an_operator_can_issue_and_replace_an_agents_api_key() {
    var agent = agent();
    var event = trail(agent.id, "api_key.created", "success");
    assertThat(event.text("data/0/actor/type")).isEqualTo("operator");

    var given = given(agent.id, "rotationSecret", false);

    assertThat(given.json().propertyNames())
        .containsExactly("apiKey", "rotationSecret", "agentId", "agentName", "status");
    assertThat(given.json("rotationSecret")).isNull();
    assertThat(given.text("status")).isEqualTo("active");
    assertThat(given.text("agentName")).isEqualTo("my-research-agent");
    assertThat(given.header("Cache-Control")).contains("no-store");
    isDead(agent);
    assertThat(self(given.text("apiKey")).status()).isEqualTo(200);
    assertThat(trail(agent.id, "api_key.rotated", "success").text("data/0/actor/type"))
        .isEqualTo("operator");
  }
}
