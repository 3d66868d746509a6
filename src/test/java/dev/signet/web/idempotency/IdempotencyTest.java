package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.RawConnection;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IdempotencyTest {
  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  private static final String KEYS = "/api/v1/operator-keys";

  @RegisterExtension static final TestServer server = new TestServer();

  private static String random() {
    return UUID.randomUUID().toString();
  }

  private static TestClient withIdempotencyKey(String key) {
    return server.operator().with("Idempotency-Key", key);
  }

  private static TestResponse makesOperatorKey(String name) {
    var made = server.operator().post(KEYS, "name", name, "scopes", List.of("*"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
  }

  private static TestClient by(TestResponse madeKey) {
    return server.unauthenticated().bearer(madeKey.text("secret"));
  }

  private static String events(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action).text("total");
  }

  private static void isTheSame(TestResponse again, TestResponse first) {
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    for (var name : List.of("Content-Type", "Cache-Control", "Pragma", "Location")) {
      assertThat(again.header(name)).as(name).isEqualTo(first.header(name));
    }
    assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
  }

  @Test
  void the_same_request_is_done_once_and_answered_twice() {
    var key = random();
    var before = events("operator.key_created");

    var first =
        withIdempotencyKey(key).post(KEYS, "name", "twice", "scopes", List.of("agents:read"));
    var again =
        withIdempotencyKey(key).post(KEYS, "name", "twice", "scopes", List.of("agents:read"));

    assertThat(first.status()).isEqualTo(201);
    isTheSame(again, first);
    assertThat(Integer.parseInt(events("operator.key_created")))
        .isEqualTo(Integer.parseInt(before) + 1);
    assertThat(by(again).get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void without_a_key_each_request_is_done() {
    var first = server.operator().post(KEYS, "name", "plain", "scopes", List.of("*"));
    var second = server.operator().post(KEYS, "name", "plain", "scopes", List.of("*"));

    assertThat(second.text("keyId")).isNotEqualTo(first.text("keyId"));
    assertThat(second.header("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void another_body_or_path_with_the_same_key_is_refused() {
    var key = random();
    var made = makesOperatorKey("path");
    var first =
        withIdempotencyKey(key).post(KEYS, "name", "body", "scopes", List.of("agents:read"));

    var otherBody =
        withIdempotencyKey(key).post(KEYS, "name", "body!", "scopes", List.of("agents:read"));
    var otherPath = withIdempotencyKey(key).post(KEYS + "/" + made.text("keyId") + "/rotate");

    for (var refused : List.of(otherBody, otherPath)) {
      RefusalAssertions.isProblem(refused, 422, "idempotency_key_reused");
      assertThat(refused.body()).doesNotContain(first.text("keyId"));
    }
    assertThat(by(made).get("/api/v1/agents").status()).as("not rotated").isEqualTo(200);
  }

  @Test
  void a_key_is_its_callers_own() {
    var key = random();
    var mine = withIdempotencyKey(key).post(KEYS, "name", "mine", "scopes", List.of("agents:read"));
    var other = by(makesOperatorKey("other")).with("Idempotency-Key", key);

    var his = other.post(KEYS, "name", "mine", "scopes", List.of("agents:read"));

    assertThat(his.status()).isEqualTo(201);
    assertThat(his.header("Idempotent-Replayed")).isEmpty();
    assertThat(his.text("secret")).isNotEqualTo(mine.text("secret"));
    assertThat(his.text("createdBy")).isNotEqualTo(mine.text("createdBy"));
  }

  @Test
  void after_ten_minutes_a_key_is_free_again() {
    var key = random();
    var first =
        withIdempotencyKey(key).post(KEYS, "name", "late", "scopes", List.of("agents:read"));

    server.clock().advance(Duration.ofMinutes(10).minusMillis(1));
    var inTime =
        withIdempotencyKey(key).post(KEYS, "name", "late", "scopes", List.of("agents:read"));
    server.clock().advance(Duration.ofMillis(1));
    var late = withIdempotencyKey(key).post(KEYS, "name", "late", "scopes", List.of("agents:read"));
    var lateAgain =
        withIdempotencyKey(key).post(KEYS, "name", "late", "scopes", List.of("agents:read"));

    isTheSame(inTime, first);
    assertThat(late.text("keyId")).isNotEqualTo(first.text("keyId"));
    isTheSame(lateAgain, late);
  }

  @Test
  void a_refusal_is_not_stored() {
    var key = random();
    var id = makesOperatorKey("ended").text("keyId");
    assertThat(server.operator().delete(KEYS + "/" + id).status()).isEqualTo(204);

    var refused = withIdempotencyKey(key).post(KEYS + "/" + id + "/rotate");
    var malformed =
        withIdempotencyKey(key).post(KEYS, "name", "", "scopes", List.of("agents:read"));
    var made = withIdempotencyKey(key).post(KEYS, "name", "good", "scopes", List.of("agents:read"));

    RefusalAssertions.isProblem(refused, 409, "operator_key_revoked");
    RefusalAssertions.isProblem(malformed, 400, "invalid_request");
    assertThat(made.status()).isEqualTo(201);
  }

  @Test
  void an_invalid_key_is_refused() {
    for (var bad : List.of("x".repeat(256), "tab\there", "sch\u00F6n")) {
      var raw = posts("Idempotency-Key: " + bad + "\r\n");
      RefusalAssertions.isProblem(raw, 400, "invalid_request");
      assertThat(raw.body()).contains("Idempotency-Key").doesNotContain(bad);
    }
    RefusalAssertions.isProblem(posts("Idempotency-Key: \r\n"), 400, "invalid_request");
    RefusalAssertions.isProblem(
        posts("Idempotency-Key: one\r\nIdempotency-Key: one\r\n"), 400, "invalid_request");
  }

  @Test
  void a_key_may_have_any_printable_characters() {
    for (var good : List.of("1", "a,b; c=\"d\"", "~".repeat(255))) {
      var first = posts("Idempotency-Key: " + good + "\r\n");
      assertThat(first.status()).as(first.body()).isEqualTo(201);
      isTheSame(posts("Idempotency-Key: " + good + "\r\n"), first);
    }
  }

  private static TestResponse posts(String header) {
    var body = "{\"name\":\"raw\",\"scopes\":[\"agents:read\"]}";
    return RawConnection.exchange(
            server.base(),
            "POST "
                + KEYS
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer "
                + server.operatorKey()
                + "\r\nContent-Type: application/json\r\n"
                + header
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
        .getFirst();
  }

  @Test
  void sixteen_concurrent_requests_get_one_response() {
    var key = random();
    var before = Integer.parseInt(events("operator.key_created"));
    var answers = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(
        16,
        _ ->
            answers.add(
                withIdempotencyKey(key)
                    .post(KEYS, "name", "raced", "scopes", List.of("agents:read"))));

    assertThat(answers).hasSize(16).allMatch(answer -> answer.status() == 201);
    assertThat(answers.stream().map(TestResponse::body).distinct()).hasSize(1);
    assertThat(answers.stream().filter(a -> a.header("Idempotent-Replayed").isEmpty())).hasSize(1);
    assertThat(Integer.parseInt(events("operator.key_created"))).isEqualTo(before + 1);
  }

  @Test
  void an_operator_key_that_rotated_itself_gets_the_lost_answer_with_its_old_secret() {
    var made = makesOperatorKey("self");
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
    var old = by(made).with("Idempotency-Key", random());
    var before = Integer.parseInt(events("operator.key_rotated"));
    var failures = events("operator.auth_failed");

    var lost = old.post(rotate);
    var again = old.post(rotate);
    var withTheNewSecret = by(lost).with("Idempotency-Key", random()).post(rotate);
    var secondLost = by(withTheNewSecret).get("/api/v1/agents");

    isTheSame(again, lost);
    assertThat(withTheNewSecret.text("secret")).isNotEqualTo(lost.text("secret"));
    assertThat(secondLost.status()).isEqualTo(200);
    assertThat(Integer.parseInt(events("operator.key_rotated"))).isEqualTo(before + 2);
    assertThat(events("operator.auth_failed")).isEqualTo(failures);
    // It is the response to that request and that secret, whatever has happened since.
    isTheSame(old.post(rotate), lost);
  }

  @Test
  void a_secret_that_was_rotated_away_opens_nothing_but_its_own_answer() {
    var made = makesOperatorKey("old");
    var key = random();
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
    var lost = by(made).with("Idempotency-Key", key).post(rotate);
    var other = makesOperatorKey("somebody else's");
    by(other).with("Idempotency-Key", random()).post(KEYS + "/" + other.text("keyId") + "/rotate");
    var foreign =
        new SecretGenerator(new SecureRandom()).generate(SecretKind.OPERATOR_KEY).reveal();
    var old = by(made);

    var refused =
        List.of(
            old.post(rotate),
            old.with("Idempotency-Key", random()).post(rotate),
            old.with("Idempotency-Key", key).postJson(rotate, "{ }"),
            old.with("Idempotency-Key", key).post(rotate + "?a=b"),
            old.with("Idempotency-Key", key).post(KEYS, "name", "n", "scopes", List.of("*")),
            old.with("Idempotency-Key", key).with("Idempotency-Key", key).post(rotate),
            old.with("Idempotency-Key", key).get(KEYS),
            by(other).with("Idempotency-Key", key).post(rotate),
            server.unauthenticated().bearer(foreign).with("Idempotency-Key", key).post(rotate),
            server.unauthenticated().with("Idempotency-Key", key).post(rotate));

    for (var answer : refused) {
      RefusalAssertions.isProblem(answer, 401, "unauthorized");
      assertThat(answer.header("Idempotent-Replayed")).isEmpty();
    }
    assertThat(by(lost).get("/api/v1/agents").status()).isEqualTo(200);
    server.clock().advance(Duration.ofMinutes(10));
    RefusalAssertions.isProblem(old.with("Idempotency-Key", key).post(rotate), 401, "unauthorized");
  }

  @Test
  void sixteen_rotations_of_the_callers_own_secret_get_one_answer() {
    for (var round = 0; round < 5; round++) {
      var made = makesOperatorKey("raced " + round);
      var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
      var before = Integer.parseInt(events("operator.key_rotated"));
      var key = random();
      var answers = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          16, _ -> answers.add(by(made).with("Idempotency-Key", key).post(rotate)));

      assertThat(answers).hasSize(16).allMatch(answer -> answer.status() == 200);
      assertThat(answers.stream().map(TestResponse::body).distinct()).hasSize(1);
      assertThat(Integer.parseInt(events("operator.key_rotated"))).isEqualTo(before + 1);
      assertThat(by(answers.element()).get("/api/v1/agents").status()).isEqualTo(200);
    }
  }

  @Test
  void a_key_that_can_be_guessed_is_refused_where_a_thief_of_the_old_secret_could_try() {
    var made = makesOperatorKey("guessable");
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";

    var refused = by(made).with("Idempotency-Key", "rotate-2026-03").post(rotate);
    var byAnother = withIdempotencyKey("rotate-2026-03").post(rotate);

    RefusalAssertions.isProblem(refused, 400, "invalid_request");
    assertThat(refused.text("detail")).contains("22 characters");
    assertThat(byAnother.status()).as("the operator's own secret stays").isEqualTo(200);
  }

  @Test
  void a_secret_rotated_by_another_caller_is_not_given_to_the_old_secret() {
    var made = makesOperatorKey("taken away");
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
    var key = random();

    var rotated = withIdempotencyKey(key).post(rotate);
    var old = by(made).with("Idempotency-Key", key).post(rotate);

    assertThat(rotated.status()).isEqualTo(200);
    RefusalAssertions.isProblem(old, 401, "unauthorized");
  }

  @Test
  void a_caller_who_holds_less_than_before_is_not_given_the_answer() {
    var agent = server.registerAgent("narrow", "agents:read", "read");
    var key = random();
    var rotate = "/api/agents/me/rotate";
    var narrow = agent.with(agent.requestToken("read").text("access_token"));
    var another = agent.with(agent.token());

    var first = agent.with(agent.token()).with("Idempotency-Key", key).post(rotate);
    var refused = narrow.with("Idempotency-Key", key).post(rotate);
    var again = another.with("Idempotency-Key", key).post(rotate);

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    RefusalAssertions.isProblem(refused, 403, "insufficient_scope");
    isTheSame(again, first);
  }

  @Test
  void an_agent_whose_tokens_are_revoked_is_not_given_the_response() {
    var agent = server.registerAgent("ended", "read");
    var token = agent.with(agent.token());
    var key = random();
    var first = token.with("Idempotency-Key", key).post("/api/agents/me/rotate");

    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    var refused = token.with("Idempotency-Key", key).post("/api/agents/me/rotate");

    assertThat(first.status()).isEqualTo(200);
    RefusalAssertions.isProblem(refused, 401, "unauthorized");
  }

  @Test
  void a_lost_answer_is_given_again_whatever_has_become_of_the_agent() {
    var agent = server.registerAgent("suspended later", "read");
    var rotate = "/api/agents/" + agent.id() + "/rotate";
    var key = random();

    var first = withIdempotencyKey(key).post(rotate);
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);

    isTheSame(withIdempotencyKey(key).post(rotate), first);
    RefusalAssertions.isProblem(withIdempotencyKey(random()).post(rotate), 409, "agent_not_active");
  }

  @Test
  void a_response_too_long_to_store_rolls_back_the_request() {
    var members =
        new Object[] {
          "name",
          "long",
          "owner",
          "too long to keep",
          "description",
          "\u20AC".repeat(2_000),
          "capabilities",
          IntStream.range(0, 100).mapToObj(i -> "r".repeat(120) + i + ":*").toList(),
          "metadata",
          Map.of("m", "\u20AC".repeat(16_000))
        };
    var key = random();

    var refused = withIdempotencyKey(key).post("/api/v1/agents", members);
    var none = server.operator().get("/api/v1/agents?owner=too+long+to+keep").text("total");
    var withoutKey = server.operator().post("/api/v1/agents", members);

    RefusalAssertions.isProblem(refused, 413, "payload_too_large");
    assertThat(refused.text("detail")).contains("Idempotency-Key");
    assertThat(none).isEqualTo("0");
    assertThat(withoutKey.status()).isEqualTo(201);
  }

  @Test
  void a_stored_response_survives_a_restart() {
    var key = random();
    var first =
        withIdempotencyKey(key).post(KEYS, "name", "restarted", "scopes", List.of("agents:read"));

    server.restart();

    isTheSame(
        withIdempotencyKey(key).post(KEYS, "name", "restarted", "scopes", List.of("agents:read")),
        first);
  }

  @Test
  void expired_responses_are_deleted_in_time() {
    withIdempotencyKey(random()).post(KEYS, "name", "deleted", "scopes", List.of("agents:read"));
    var kept = rows();
    forgetExpired();
    var stillKept = rows();

    server.clock().advance(IdempotentRequests.RETENTION.plus(Duration.ofMinutes(1)));
    forgetExpired();

    assertThat(kept).isPositive();
    assertThat(stillKept).isEqualTo(kept);
    assertThat(rows()).isZero();
  }

  /// Does what the job does.
  private static void forgetExpired() {
    new IdempotentRequests(
            server.internals().db(),
            server.clock(),
            MasterKey.of(new byte[32]),
            new SimpleMeterRegistry())
        .deleteExpired(server.clock().instant());
  }

  private static int rows() {
    return server
        .internals()
        .db()
        .read(handle ->
            handle.createQuery("SELECT COUNT(*) FROM stored_responses").mapTo(Integer.class).one());
  }

  @Test
  void no_secret_and_no_key_is_stored_in_the_clear() throws IOException {
    var made = makesOperatorKey("scanned");
    var key = random();
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
    var rotated = by(made).with("Idempotency-Key", key).post(rotate);
    var agent = withIdempotencyKey(random()).post("/api/agents", "name", "scanned");

    var everything = everythingStored();

    assertThat(everything)
        .contains(made.text("keyId"), agent.text("client_id"))
        .doesNotContain(
            key,
            made.text("secret").substring(8, 40),
            rotated.text("secret").substring(8, 40),
            agent.text("client_secret").substring(3, 35),
            base64(rotated.text("secret")));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8)).substring(4, 40);
  }

  /// All rows of all tables; for SQLite also the files as they are on disk.
  private static String everythingStored() throws IOException {
    var found = new StringBuilder();
    var tables =
        TestDatabase.isPostgresql()
            ? "SELECT table_name FROM information_schema.tables WHERE table_schema ="
                + " current_schema()"
            : "SELECT name FROM sqlite_master WHERE type = 'table'";
    server
        .internals()
        .db()
        .read(handle -> {
          for (var table : handle.createQuery(tables).mapTo(String.class).list()) {
            handle
                .createQuery("SELECT * FROM <table>")
                .define("table", table)
                .mapToMap()
                .forEach(found::append);
          }
          return tables;
        });
    if (!TestDatabase.isPostgresql()) {
      try (var files = Files.list(server.data())) {
        for (var file :
            files.filter(f -> f.getFileName().toString().contains("signet.db")).toList()) {
          found.append(Files.readString(file, ISO_8859_1));
        }
      }
    }
    return found.toString();
  }

  @Test
  void a_row_that_was_tampered_with_gives_no_answer() {
    var key = "Idempotency-Key: " + random() + "\r\n";
    assertThat(posts(key).status()).isEqualTo(201);

    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update("UPDATE stored_responses SET expires_at = expires_at + 60000").execute());

    var answer = posts(key);
    assertThat(answer.status()).isEqualTo(500);
    RefusalAssertions.hidesInternals(answer);
  }

  @Test
  void a_lost_answer_is_given_again_whatever_else_fails_at_the_address() throws IOException {
    try (var strict = new TestServer().with("failures-per-address", "3")) {
      strict.start();
      var made = strict.operator().post(KEYS, "name", "waiting", "scopes", List.of("*"));
      var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
      var key = random();
      var old = strict.unauthenticated().bearer(made.text("secret")).with("Idempotency-Key", key);
      var lost = old.post(rotate);
      var other = strict.operator().post(KEYS, "name", "other", "scopes", List.of("*"));
      for (var i = 0; i < 4; i++) {
        strict
            .unauthenticated()
            .bearer(SECRETS.generate(SecretKind.API_KEY).reveal())
            .get("/api/v1/agents");
      }
      var stranger = strict.unauthenticated().bearer(SECRETS.generate(SecretKind.API_KEY).reveal());
      RefusalAssertions.isProblem(stranger.get("/api/v1/agents"), 429, "too_many_requests");

      isTheSame(old.post(rotate), lost);
      assertThat(
              strict.unauthenticated().bearer(other.text("secret")).get("/api/v1/agents").status())
          .isEqualTo(200);
    }
  }

  @Test
  void replays_have_the_rate_limit_of_open_paths() throws IOException {
    try (var strict = new TestServer().with("rate-public", "1")) {
      strict.start();
      var made = strict.operator().post(KEYS, "name", "often", "scopes", List.of("*"));
      var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
      var old =
          strict.unauthenticated().bearer(made.text("secret")).with("Idempotency-Key", random());
      var lost = old.post(rotate);

      isTheSame(old.post(rotate), lost);
      isTheSame(old.post(rotate), lost);
      RefusalAssertions.isProblem(old.post(rotate), 429, "too_many_requests");
    }
  }

  @Test
  void a_secret_that_is_reported_as_leaked_is_given_no_lost_answer() {
    var made = makesOperatorKey("leaked");
    var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
    var key = random();
    var lost = by(made).with("Idempotency-Key", key).post(rotate);
    var other = makesOperatorKey("not leaked");
    var otherRotate = KEYS + "/" + other.text("keyId") + "/rotate";
    var otherLost = by(other).with("Idempotency-Key", key).post(otherRotate);

    var reported = server.unauthenticated().post("/api/v1/leaks", "value", made.text("secret"));

    assertThat(reported.status()).as(reported.body()).isEqualTo(202);
    RefusalAssertions.isProblem(
        by(made).with("Idempotency-Key", key).post(rotate), 401, "unauthorized");
    assertThat(by(lost).get("/api/v1/agents").status()).as("the next secret").isEqualTo(200);
    isTheSame(by(other).with("Idempotency-Key", key).post(otherRotate), otherLost);
  }

  @Test
  void two_nodes_do_a_request_once() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    var other = server.startNode();
    try {
      for (var round = 0; round < 5; round++) {
        var made = makesOperatorKey("two nodes " + round);
        var rotate = KEYS + "/" + made.text("keyId") + "/rotate";
        var before = Integer.parseInt(events("operator.key_rotated"));
        var key = random();
        var answers = new ConcurrentLinkedQueue<TestResponse>();

        ConcurrentCalls.race(
            16,
            racer ->
                answers.add(
                    (racer % 2 == 0 ? server : other)
                        .unauthenticated()
                        .bearer(made.text("secret"))
                        .with("Idempotency-Key", key)
                        .post(rotate)));

        assertThat(answers).hasSize(16).allMatch(answer -> answer.status() == 200);
        assertThat(answers.stream().map(TestResponse::body).distinct()).hasSize(1);
        assertThat(Integer.parseInt(events("operator.key_rotated"))).isEqualTo(before + 1);
      }
    } finally {
      other.server().close();
    }
  }
}
