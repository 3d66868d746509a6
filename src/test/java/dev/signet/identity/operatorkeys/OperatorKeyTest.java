package dev.signet.identity.operatorkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OperatorKeyTest {
  private static final String KEYS = "/api/v1/operator-keys";

  @RegisterExtension static final TestServer server = new TestServer();

  private static TestResponse makes(String name, String... scopes) {
    var made = server.operator().post(KEYS, "name", name, "scopes", List.of(scopes));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
  }

  private static TestClient by(TestResponse made) {
    return server.unauthenticated().bearer(made.text("secret"));
  }

  private static TestResponse shown(TestResponse made) {
    return server.operator().get(KEYS + "/" + made.text("keyId"));
  }

  private static TestResponse lastEvent(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action);
  }

  @Test
  void a_new_key_shows_its_secret_once() {
    var made = makes("ci", "agents:write", "audit:read");
    var id = made.text("keyId");
    var secret = made.text("secret");

    assertThat(secret).matches("sk_live_[0-9A-Za-z]{46}");
    assertThat(made.header("Cache-Control")).hasValue("no-store");
    assertThat(made.json().propertyNames())
        .containsExactly(
            "keyId",
            "name",
            "organizationId",
            "secret",
            "scopes",
            "status",
            "createdBy",
            "createdAt",
            "rotatedAt",
            "lastUsedAt",
            "expiresAt",
            "revokedAt");
    var shown = shown(made);
    assertThat(shown.json("name")).isEqualTo("ci");
    assertThat(shown.json("scopes")).isEqualTo("[\"agents:write\",\"audit:read\"]");
    assertThat(shown.json("status")).isEqualTo("active");
    assertThat(shown.json("createdAt")).isEqualTo(time(server.clock().instant()));
    assertThat(shown.json("expiresAt")).isNull();
    assertThat(shown.json().has("secret")).isFalse();
    assertThat(shown.body() + server.operator().get(KEYS + "?limit=100").body())
        .contains(id)
        .doesNotContain(secret);
    assertThat(lastEvent("operator.key_created").json("data/0/metadata"))
        .isEqualTo(
            "{\"key_id\":\"%s\",\"name\":\"ci\",\"scopes\":[\"agents:write\",\"audit:read\"]}"
                .formatted(id));
  }

  @Test
  void the_database_contains_a_hash_instead_of_the_secret() {
    var made = makes("hashed", "audit:read");

    var stored =
        server
            .internals()
            .db()
            .read(handle ->
                handle
                    .createQuery("SELECT secret_hash FROM operator_keys WHERE key_id = :id")
                    .bind("id", made.text("keyId"))
                    .mapTo(String.class)
                    .one());

    assertThat(stored).hasSize(43);
    assertThat(made.text("secret")).doesNotContain(stored);
    assertThat(stored).doesNotContain(made.text("secret").substring(8, 20));
  }

  @Test
  void a_key_has_only_the_rights_of_its_scopes() {
    var reader = by(makes("reader", "agents:read"));

    assertThat(reader.get("/api/v1/agents").status()).isEqualTo(200);
    var refused = reader.post("/api/v1/agents", "name", "courier");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json("error")).isEqualTo("insufficient_scope");
    assertThat(refused.json("detail")).isEqualTo("This needs the scope agents:write");
  }

  @Test
  void a_wildcard_scope_can_be_granted() {
    var keeper = by(makes("keeper", "agents:*"));

    assertThat(keeper.get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(keeper.get("/api/v1/audit").status()).isEqualTo(403);
  }

  @Test
  void a_key_cannot_grant_a_scope_that_it_does_not_hold() {
    var giver = by(makes("giver", "operators:*", "agents:read"));

    assertThat(giver.post(KEYS, "name", "x", "scopes", List.of("agents:read")).status())
        .isEqualTo(201);
    for (var scope : List.of("agents:write", "agents:*", "*")) {
      var refused = giver.post(KEYS, "name", "x", "scopes", List.of("agents:read", scope));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json("detail")).isEqualTo("This needs the scope " + scope);
    }
  }

  @Test
  void a_key_cannot_get_the_secret_of_a_key_with_more_scopes() {
    var giver = by(makes("giver", "operators:*"));
    var mighty = makes("mighty", "*");

    var refused = giver.post(KEYS + "/" + mighty.text("keyId") + "/rotate");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json("detail")).isEqualTo("This needs the scope *");
    assertThat(by(mighty).get(KEYS).status()).isEqualTo(200);
  }

  @Test
  void a_key_cannot_create_a_key_that_outlives_it() {
    var end = server.clock().instant().plusSeconds(3600);
    var brief =
        by(
            server
                .operator()
                .post(
                    KEYS,
                    "name",
                    "for an hour",
                    "scopes",
                    List.of("operators:write", "agents:read"),
                    "expiresAt",
                    time(end)));

    for (var refused :
        List.of(
            brief.post(KEYS, "name", "x", "scopes", List.of("agents:read")),
            brief.post(
                KEYS,
                "name",
                "x",
                "scopes",
                List.of("agents:read"),
                "expiresAt",
                time(end.plusMillis(1))))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json("errors/0/field")).isEqualTo("expiresAt");
    }
    assertThat(
            brief
                .post(KEYS, "name", "x", "scopes", List.of("agents:read"), "expiresAt", time(end))
                .status())
        .isEqualTo(201);
  }

  @Test
  void a_key_cannot_revoke_a_key_with_more_scopes() {
    var giver = by(makes("giver", "operators:*"));
    var mighty = makes("mighty", "*");

    var refused = giver.delete(KEYS + "/" + mighty.text("keyId"));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json("detail")).isEqualTo("This needs the scope *");
    assertThat(by(mighty).get(KEYS).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | name",
        "{\"name\":\"x\"} | scopes",
        "{\"scopes\":[\"*\"]} | name",
        "{\"name\":\"\",\"scopes\":[\"*\"]} | name",
        "{\"name\":7,\"scopes\":[\"*\"]} | name",
        "{\"name\":null,\"scopes\":[\"*\"]} | name",
        "{\"name\":\"a\\u0000b\",\"scopes\":[\"*\"]} | name",
        "{\"name\":\"x\",\"scopes\":[]} | scopes",
        "{\"name\":\"x\",\"scopes\":\"*\"} | scopes",
        "{\"name\":\"x\",\"scopes\":[\"parcels:read\"]} | scopes",
        "{\"name\":\"x\",\"scopes\":[\"agents:read agents:write\"]} | scopes",
        "{\"name\":\"x\",\"scopes\":[null]} | scopes",
        "{\"name\":\"x\",\"scopes\":[\"*\"],\"expiresAt\":\"soon\"} | expiresAt",
        "{\"name\":\"x\",\"scopes\":[\"*\"],\"expires_at\":\"2026-03-28T09:00:00Z\"} | expires_at",
        "{\"name\":\"x\",\"scopes\":[\"*\"],\"expiresAt\":\"2026-03-28T08:59:59Z\"} | expiresAt",
        "{\"name\":\"x\",\"scopes\":[\"*\"],\"secret\":\"sk_live_mine\"} | secret"
      })
  void invalid_fields_are_refused_by_name(String body, String field) {
    var before = server.operator().get(KEYS).json("total");

    var answer = server.operator().postJson(KEYS, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
    assertThat(server.operator().get(KEYS).json("total")).isEqualTo(before);
  }

  @Test
  void thousands_of_scopes_are_too_many() {
    var scopes = IntStream.range(0, 5_000).mapToObj(i -> "agents:" + i).toList();

    var answer = server.operator().post(KEYS, "name", "x", "scopes", scopes);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("scopes");
  }

  @Test
  void a_key_expires_at_its_expiry() {
    var now = server.clock().instant();
    var made =
        server
            .operator()
            .post(
                KEYS,
                "name",
                "short",
                "scopes",
                List.of("agents:read"),
                "expiresAt",
                now.plusSeconds(60).toString());
    server.clock().advance(Duration.ofSeconds(59));
    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(1));

    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(shown(made).json("status")).isEqualTo("expired");
    assertThat(lastEvent("auth.failed").json("data/0/metadata"))
        .isEqualTo("{\"method\":\"operator_key\",\"reason\":\"expired\"}");
    var rotated = server.operator().post(KEYS + "/" + made.text("keyId") + "/rotate");
    assertThat(rotated.status()).isEqualTo(409);
    assertThat(rotated.json("error")).isEqualTo("operator_key_expired");
  }

  @Test
  void rotation_immediately_replaces_the_secret_of_the_same_key() {
    var made = makes("rotating", "agents:read");
    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(200);

    var rotated = server.operator().post(KEYS + "/" + made.text("keyId") + "/rotate");

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.header("Cache-Control")).hasValue("no-store");
    assertThat(rotated.text("keyId")).isEqualTo(made.text("keyId"));
    assertThat(rotated.text("secret")).isNotEqualTo(made.text("secret"));
    assertThat(rotated.json("rotatedAt")).isNotNull();
    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(by(rotated).get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(lastEvent("operator.key_rotated").json("data/0/metadata/key_id"))
        .isEqualTo(made.text("keyId"));
  }

  @Test
  void a_replaced_secret_is_reported_as_rotated_away_however_long_ago() {
    var made = makes("rotating", "agents:read");
    var path = KEYS + "/" + made.text("keyId") + "/rotate";
    server.operator().post(path);
    server.operator().post(path);

    var refused = by(made).get("/api/v1/agents");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body())
        .isEqualToIgnoringCase(
            server
                .unauthenticated()
                .with("X-Request-Id", refused.text("instance"))
                .bearer(
                    new SecretGenerator(new SecureRandom())
                        .generate(SecretKind.OPERATOR_KEY)
                        .reveal())
                .get("/api/v1/agents")
                .body());
    var event =
        server
            .operator()
            .get("/api/v1/audit?limit=100&action=auth.failed")
            .json()
            .get("data")
            .valueStream()
            .filter(each ->
                each.path("credentialFingerprint").stringValue("").equals(made.text("keyId")))
            .toList();
    assertThat(event).hasSize(1);
    assertThat(event.getFirst().get("metadata").toString())
        .isEqualTo("{\"method\":\"operator_key\",\"reason\":\"rotated_away\"}");
    assertThat(server.operator().get("/metrics").body())
        .contains("signet_auth_failures_total{method=\"operator_key\",reason=\"rotated_away\"}");
  }

  @Test
  void a_key_can_rotate_itself() {
    var made = makes("self", "operators:write");

    var rotated = by(made).post(KEYS + "/" + made.text("keyId") + "/rotate");

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(by(made).post(KEYS + "/" + made.text("keyId") + "/rotate").status()).isEqualTo(401);
  }

  @Test
  void a_revoked_key_is_refused_immediately_and_permanently() {
    var made = makes("leaked", "agents:read");
    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(200);

    var answer = server.operator().delete(KEYS + "/" + made.text("keyId"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(by(made).get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(shown(made).json("status")).isEqualTo("revoked");
    assertThat(shown(made).json("revokedAt")).isNotNull();
    assertThat(server.operator().delete(KEYS + "/" + made.text("keyId")).status()).isEqualTo(204);
    var rotated = server.operator().post(KEYS + "/" + made.text("keyId") + "/rotate");
    assertThat(rotated.status()).isEqualTo(409);
    assertThat(rotated.json("error")).isEqualTo("operator_key_revoked");
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=operator.key_revoked&limit=100")
                .json()
                .get("data")
                .valueStream()
                .filter(event -> event.at("/metadata/name").stringValue().equals("leaked")))
        .hasSize(1);
  }

  @Test
  void all_invalid_keys_get_the_same_response() {
    var revoked = makes("revoked", "agents:read");
    server.operator().delete(KEYS + "/" + revoked.text("keyId"));
    var unknown =
        new SecretGenerator(new SecureRandom()).generate(SecretKind.OPERATOR_KEY).reveal();

    var answers =
        Stream.of(revoked.text("secret"), unknown, "sk_live_mistyped")
            .map(key ->
                server
                    .unauthenticated()
                    .bearer(key)
                    .with("X-Request-Id", "same")
                    .get("/api/v1/agents"))
            .toList();

    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(401);
          assertThat(answer.json("error")).isEqualTo("unauthorized");
          assertThat(answer.header("WWW-Authenticate"))
              .hasValueSatisfying(challenge ->
                  assertThat(challenge)
                      .startsWith("Bearer realm=\"signet\", error=\"invalid_token\", DPoP "));
          assertThat(answer.body()).isEqualTo(answers.getFirst().body());
        });
    assertThat(lastEvent("auth.failed").json("data/0/metadata/reason")).isEqualTo("unknown");
    assertThat(lastEvent("auth.failed").json("data/0/actor/type")).isEqualTo("anonymous");
  }

  @Test
  void a_key_is_accepted_only_as_a_bearer_token() {
    var key = server.operatorKey();

    assertThat(server.unauthenticated().with("Authorization", "DPoP " + key).get(KEYS).status())
        .isEqualTo(401);
    assertThat(server.unauthenticated().with("Authorization", key).get(KEYS).status())
        .isEqualTo(401);
    assertThat(server.unauthenticated().basic("operator", key).get(KEYS).status()).isEqualTo(401);
    assertThat(server.unauthenticated().with("Authorization", "bearer " + key).get(KEYS).status())
        .isEqualTo(200);
  }

  @Test
  void the_last_key_that_may_do_everything_cannot_be_revoked() throws IOException {
    try (var other = new TestServer()) {
      other.start();
      var first = other.operator().get(KEYS).text("data/0/keyId");
      other.operator().post(KEYS, "name", "x", "scopes", List.of("operators:write"));
      other
          .operator()
          .post(
              KEYS,
              "name",
              "soon gone",
              "scopes",
              List.of("*"),
              "expiresAt",
              other.clock().instant().plusSeconds(1).toString());
      other.clock().advance(Duration.ofSeconds(2));

      var refused = other.operator().delete(KEYS + "/" + first);

      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json("error")).isEqualTo("last_operator_key");
      assertThat(other.operator().get(KEYS).status()).isEqualTo(200);

      other.operator().post(KEYS, "name", "second", "scopes", List.of("*"));
      assertThat(other.operator().delete(KEYS + "/" + first).status()).isEqualTo(204);
    }
  }

  @Test
  void the_last_two_cannot_be_revoked_concurrently() throws IOException {
    try (var other = new TestServer().inDevPosture()) {
      other.start();
      var anybody = other.unauthenticated();
      for (var round = 0; round < 10; round++) {
        anybody.post(KEYS, "name", "second", "scopes", List.of("*"));
        var page = anybody.get(KEYS + "?status=active");
        assertThat(page.json("total")).isEqualTo("2");
        var answers = new ConcurrentLinkedQueue<Integer>();

        ConcurrentCalls.race(
            2,
            racer ->
                answers.add(
                    anybody.delete(KEYS + "/" + page.text("data/" + racer + "/keyId")).status()));

        assertThat(answers).containsExactlyInAnyOrder(204, 409);
      }
    }
  }

  @Test
  void the_last_use_is_shown() {
    var made = makes("used", "agents:read");
    assertThat(shown(made).json("lastUsedAt")).isNull();

    by(made).get("/api/v1/agents");
    var first = server.clock().instant();
    assertThat(shown(made).json("lastUsedAt")).isEqualTo(time(first));
    awaitStored(made.text("keyId"), first);

    server.clock().advance(Duration.ofSeconds(5));
    by(made).get("/api/v1/agents");
    assertThat(shown(made).json("lastUsedAt")).isEqualTo(time(server.clock().instant()));
    server.clock().advance(Duration.ofSeconds(55));
    by(made).get("/api/v1/agents");
    awaitStored(made.text("keyId"), first.plusSeconds(60));
  }

  /// Waits until other nodes can see its last use, because no request waits for it to be written.
  private static void awaitStored(String keyId, Instant use) {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!stored(keyId).equals(use)) {
      assertThat(System.nanoTime()).as("stored use of " + keyId).isLessThan(deadline);
    }
  }

  private static Instant stored(String keyId) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery("SELECT last_used_at FROM operator_keys WHERE key_id = :id")
                .bind("id", keyId)
                .map((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
                .one());
  }

  private static String time(Instant instant) {
    return Json.time(instant);
  }

  @Test
  void keys_are_listed_by_status_the_newest_first() {
    var active = makes("listed active", "audit:read");
    var revoked = makes("listed revoked", "audit:read");
    server.operator().delete(KEYS + "/" + revoked.text("keyId"));

    var all = server.operator().get(KEYS + "?limit=2");
    assertThat(all.json("data/0/keyId")).isEqualTo(revoked.text("keyId"));
    assertThat(all.json("data/1/keyId")).isEqualTo(active.text("keyId"));
    assertThat(all.json("limit")).isEqualTo("2");
    assertThat(server.operator().get(KEYS + "?status=active&limit=1").json("data/0/keyId"))
        .isEqualTo(active.text("keyId"));
    assertThat(server.operator().get(KEYS + "?status=revoked&limit=1").json("data/0/keyId"))
        .isEqualTo(revoked.text("keyId"));
    var second = server.operator().get(KEYS + "?limit=1&page=2");
    assertThat(second.json("data/0/keyId")).isEqualTo(active.text("keyId"));
    assertThat(second.json("total")).isEqualTo(all.json("total"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=gone", "limit=0", "page=x", "q=1"})
  void invalid_parameters_are_refused_by_name(String query) {
    var answer = server.operator().get(KEYS + "?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo(query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0198c0de-0000-7000-8000-000000000001", "first", "%20"})
  void an_unknown_key_is_not_found(String id) {
    for (var answer :
        List.of(
            server.operator().get(KEYS + "/" + id),
            server.operator().delete(KEYS + "/" + id),
            server.operator().post(KEYS + "/" + id + "/rotate"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("error")).isEqualTo("not_found");
    }
  }

  @Test
  void agents_cannot_manage_operator_keys() {
    var agent = server.registerAgent("keeper", "operators:*", "*");
    var client = agent.with(agent.token());

    for (var answer :
        List.of(
            client.get(KEYS),
            client.post(KEYS, "name", "x", "scopes", List.of("*")),
            client.post(KEYS + "/0198c0de-0000-7000-8000-000000000001/rotate"))) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json("error")).isEqualTo("forbidden");
    }
  }

  @Test
  void a_revocation_takes_effect_on_every_node_immediately() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has one node");
    var other = server.startNode();
    // Only some of the settings: the data folder is the first node's.
    try (var _ = other.server()) {
      var made = makes("shared", "agents:read");
      var there = other.unauthenticated().bearer(made.text("secret"));
      assertThat(there.get("/api/v1/agents").status()).isEqualTo(200);

      server.operator().delete(KEYS + "/" + made.text("keyId"));

      assertThat(there.get("/api/v1/agents").status()).isEqualTo(401);
    }
  }

  @Test
  void repeated_failures_have_to_wait() throws IOException {
    try (var guarded = new TestServer().with("failures-per-secret", "3")) {
      guarded.start();
      var made = guarded.operator().post(KEYS, "name", "x", "scopes", List.of("audit:read"));
      guarded.operator().delete(KEYS + "/" + made.text("keyId"));
      var revoked = guarded.unauthenticated().bearer(made.text("secret"));
      for (var i = 0; i < 3; i++) {
        assertThat(revoked.get("/api/v1/audit").status()).isEqualTo(401);
      }

      var answer = revoked.get("/api/v1/audit");

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).hasValue("20");
      assertThat(guarded.operator().get("/api/v1/audit").status())
          .as("the right key")
          .isEqualTo(200);
      guarded.clock().advance(Duration.ofSeconds(20));
      assertThat(guarded.operator().get("/api/v1/audit?action=auth.failed").json("total"))
          .isEqualTo("3");
    }
  }

  @Test
  void after_concurrent_rotations_one_secret_is_valid() {
    var made = makes("raced", "agents:read");
    var secrets = new ConcurrentLinkedQueue<String>();

    ConcurrentCalls.race(
        8,
        _ ->
            secrets.add(
                server
                    .operator()
                    .post(KEYS + "/" + made.text("keyId") + "/rotate")
                    .text("secret")));

    var good = new AtomicInteger();
    for (var secret : secrets) {
      if (server.unauthenticated().bearer(secret).get("/api/v1/agents").status() == 200) {
        good.incrementAndGet();
      }
    }
    assertThat(good).hasValue(1);
  }
}
