package dev.signet.identity.leaks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LeaksTest {
  private static final String LEAKS = "/api/v1/leaks";
  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  @RegisterExtension
  static final TestServer server = new TestServer().with("trusted-proxies", "127.0.0.1");

  private static final AtomicInteger strangers = new AtomicInteger();

  private static TestResponse reports(String secret) {
    var answer = server.unauthenticated().post(LEAKS, "value", secret);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer;
  }

  private static TestResponse events(String action, String agentId) {
    return server
        .operator()
        .get("/api/v1/audit?limit=100&action=" + action + "&agentId=" + agentId);
  }

  private static TestResponse lastLeak() {
    return server.operator().get("/api/v1/audit?limit=1&action=leak.reported");
  }

  private static String leaks() {
    return server.operator().get("/api/v1/audit?limit=1&action=leak.reported").text("total");
  }

  private static String credentials(TestAgent agent) {
    return "/api/v1/agents/" + agent.id() + "/credentials";
  }

  private static String credentialOf(TestAgent agent) {
    return server.operator().get(credentials(agent)).text("data/0/credentialId");
  }

  private static TestAgent refresher() {
    return server.registerAgentWith(
        "name",
        "refresher",
        "scopes",
        List.of("read"),
        "grantTypes",
        List.of("client_credentials", "refresh_token"));
  }

  private static boolean lives(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  @Test
  void a_reported_client_secret_is_refused_after_the_response() {
    var agent = server.registerAgent("courier", "read");
    var id = credentialOf(agent);

    var answer =
        server
            .unauthenticated()
            .with("User-Agent", "scanner/1")
            .post(
                LEAKS,
                "value",
                agent.secret(),
                "source",
                "github",
                "url",
                "https://github.com/acme/courier/blob/main/.env#L3");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(agent.requestToken().status()).isEqualTo(401);
    var listed = server.operator().get(credentials(agent));
    assertThat(listed.json("data/0/status")).isEqualTo("revoked");
    assertThat(listed.json("data/0/revokedAt")).isEqualTo(Json.time(server.clock().instant()));
    assertThat(listed.json().at("/data/0").has("quarantine")).isFalse();
    var event = events("leak.reported", agent.id());
    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.json("data/0/outcome")).isEqualTo("success");
    assertThat(event.json("data/0/actor/type")).isEqualTo("anonymous");
    assertThat(event.json("data/0/credentialFingerprint")).isEqualTo(id);
    assertThat(event.json("data/0/ipAddress")).isEqualTo("127.0.0.1");
    assertThat(event.json("data/0/userAgent")).isEqualTo("scanner/1");
    assertThat(event.json("data/0/metadata"))
        .isEqualTo(
            "{\"kind\":\"client_secret\",\"done\":\"revoked\",\"source\":\"github\","
                + "\"url\":\"https://github.com/acme/courier/blob/main/.env#L3\"}");
    assertThat(events("credential.revoked", agent.id()).text("total")).isEqualTo("1");
    assertThat(events("auth.failed", agent.id()).json("data/0/metadata/reason"))
        .isEqualTo("revoked_credential");
  }

  @Test
  void the_owner_reads_the_event_and_other_organizations_agents_do_not() {
    var owner = server.createOrganization("owner");
    var other = server.createOrganization("other");
    var agent = server.registerAgentWith("name", "courier", "organizationId", owner);
    var reader =
        server.registerAgentWith(
            "name", "reader", "organizationId", owner, "scopes", List.of("audit:read"));
    var stranger =
        server.registerAgentWith(
            "name", "stranger", "organizationId", other, "scopes", List.of("audit:read"));

    reports(agent.secret());

    var path = "/api/v1/audit?action=leak.reported";
    assertThat(reader.with(reader.token()).get(path).json("data/0/agentId")).isEqualTo(agent.id());
    assertThat(stranger.with(stranger.token()).get(path).json("total")).isEqualTo("0");
  }

  @Test
  void a_client_secret_of_the_quick_API_is_revoked_too() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var agent =
        new TestAgent(
            server.unauthenticated(),
            made.text("agent/id"),
            made.text("client_id"),
            made.text("client_secret"));

    reports(agent.secret());

    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"quick_client_secret\",\"done\":\"revoked\"}");
  }

  @Test
  void other_credentials_of_the_agent_and_other_agents_are_unaffected() {
    var agent = server.registerAgent("courier", "read");
    var neighbour = server.registerAgent("neighbour", "read");
    var second = server.operator().post(credentials(agent)).text("clientSecret");
    var token = agent.token();

    reports(agent.secret());

    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(
            new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), second)
                .requestToken()
                .status())
        .isEqualTo(200);
    assertThat(neighbour.requestToken().status()).isEqualTo(200);
    assertThat(lives(token)).as("whoever had the secret may have it").isFalse();
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/revoked_token_count"))
        .isEqualTo("1");
  }

  @Test
  void an_operator_key_is_revoked() {
    var made =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "ci", "scopes", List.of("agents:read"));
    var key = server.unauthenticated().bearer(made.text("secret"));
    assertThat(key.get("/api/v1/agents").status()).isEqualTo(200);

    reports(made.text("secret"));

    assertThat(key.get("/api/v1/agents").status()).isEqualTo(401);
    var shown = server.operator().get("/api/v1/operator-keys/" + made.text("keyId"));
    assertThat(shown.json("status")).isEqualTo("revoked");
    assertThat(lastLeak().json("data/0/credentialFingerprint")).isEqualTo(made.text("keyId"));
    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"operator_key\",\"done\":\"revoked\"}");
    assertThat(lastLeak().json("data/0/organizationId")).isNull();
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?limit=1&action=operator.key_revoked")
                .json("data/0/metadata/key_id"))
        .isEqualTo(made.text("keyId"));
  }

  @Test
  void the_last_operator_key_with_all_scopes_is_kept_and_the_event_says_so() throws IOException {
    try (var alone = new TestServer()) {
      alone.start();
      var first = alone.operatorKey();

      assertThat(alone.unauthenticated().post(LEAKS, "value", first).status()).isEqualTo(202);

      assertThat(alone.operator().get("/api/v1/agents").status()).isEqualTo(200);
      var event = alone.operator().get("/api/v1/audit?action=leak.reported");
      assertThat(event.json("data/0/outcome")).isEqualTo("failure");
      assertThat(event.json("data/0/metadata"))
          .isEqualTo("{\"kind\":\"operator_key\",\"done\":\"kept\"}");
      assertThat(alone.operator().get("/metrics").body())
          .contains("signet_leaks_reported_total{kind=\"operator_key\",outcome=\"kept\"} 1.0");

      var second =
          alone
              .operator()
              .post("/api/v1/operator-keys", "name", "second", "scopes", List.of("*"))
              .text("secret");
      assertThat(alone.unauthenticated().post(LEAKS, "value", first).status()).isEqualTo(202);
      assertThat(alone.operator().get("/api/v1/agents").status()).isEqualTo(401);
      assertThat(alone.unauthenticated().post(LEAKS, "value", second).status()).isEqualTo(202);
      assertThat(alone.unauthenticated().bearer(second).get("/api/v1/agents").status())
          .isEqualTo(200);
    }
  }

  @Test
  void of_concurrently_reported_operator_keys_the_last_is_kept() throws IOException {
    try (var alone = new TestServer()) {
      alone.start();
      var keys = new ArrayList<>(List.of(alone.operatorKey()));
      for (var i = 0; i < 3; i++) {
        keys.add(
            alone
                .operator()
                .post("/api/v1/operator-keys", "name", "another", "scopes", List.of("*"))
                .text("secret"));
      }

      ConcurrentCalls.race(
          16,
          i ->
              assertThat(alone.unauthenticated().post(LEAKS, "value", keys.get(i % 4)).status())
                  .isEqualTo(202));

      var left =
          keys.stream()
              .filter(
                  key -> alone.unauthenticated().bearer(key).get("/api/v1/agents").status() == 200)
              .toList();
      assertThat(left).hasSize(1);
      assertThat(
              alone
                  .unauthenticated()
                  .bearer(left.getFirst())
                  .get("/api/v1/audit?action=operator.key_revoked")
                  .text("total"))
          .isEqualTo("3");
    }
  }

  @Test
  void a_refresh_token_is_revoked_with_its_family() {
    var agent = refresher();
    var first = agent.requestToken();
    var second =
        server
            .unauthenticated()
            .form(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first.text("refresh_token"));

    reports(second.text("refresh_token"));

    assertThat(lives(first.text("access_token"))).isFalse();
    assertThat(lives(second.text("access_token"))).isFalse();
    assertThat(
            server
                .unauthenticated()
                .form(
                    "/oauth/refresh",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    second.text("refresh_token"))
                .json("error"))
        .isEqualTo("invalid_grant");
    assertThat(agent.requestToken().status()).as("its credential works on").isEqualTo(200);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"refresh_token\",\"done\":\"revoked\"}");
    assertThat(events("token.revoked", agent.id()).json("data/0/metadata/revoked_token_count"))
        .isEqualTo("2");
  }

  @Test
  void a_used_refresh_token_is_already_inactive_and_its_family_stays_active() {
    var agent = refresher();
    var first = agent.requestToken().text("refresh_token");
    var second =
        server
            .unauthenticated()
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", first);
    server.clock().advance(Duration.ofSeconds(31));

    reports(first);

    assertThat(lives(second.text("access_token"))).isTrue();
    assertThat(lives(second.text("refresh_token"))).isTrue();
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/done"))
        .isEqualTo("already_dead");
  }

  @Test
  void a_refresh_token_within_its_grace_period_still_counts_as_active() {
    var agent = refresher();
    var first = agent.requestToken().text("refresh_token");
    var second =
        server
            .unauthenticated()
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", first);

    reports(first);

    assertThat(lives(second.text("access_token"))).isFalse();
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/done"))
        .isEqualTo("revoked");
  }

  /// An agent without credentials, and its API key.
  private record AgentWithApiKey(String id, String key, String rotationSecret) {
    static AgentWithApiKey make() {
      var id = server.operator().post("/api/v1/agents", "name", "keyed").text("agentId");
      return given(id);
    }

    private static AgentWithApiKey given(String id, Object... wishes) {
      var given = server.operator().post("/api/v1/agents/" + id + "/api-key/rotate", wishes);
      return new AgentWithApiKey(id, given.text("apiKey"), given.text("rotationSecret"));
    }

    int calls() {
      return server.unauthenticated().bearer(key).get("/v1/agents/self").status();
    }

    /// From a separate address, because each may try only three times.
    TestResponse rotates() {
      return server
          .unauthenticated()
          .with("X-Forwarded-For", "203.0.113." + strangers.incrementAndGet())
          .bearer(key)
          .post("/v1/agents/self/rotate-key", "rotationSecret", rotationSecret);
    }
  }

  @Test
  void an_API_key_is_revoked_with_its_rotation_secret() {
    var agent = AgentWithApiKey.make();
    assertThat(agent.calls()).isEqualTo(200);

    reports(agent.key());

    assertThat(agent.calls()).isEqualTo(401);
    isProblem(agent.rotates(), 401, "unauthorized");
    assertThat(
            new TestAgent(server.unauthenticated(), agent.id(), agent.id(), agent.key())
                .requestToken()
                .status())
        .isEqualTo(401);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"api_key\",\"done\":\"revoked\"}");
    assertThat(events("api_key.revoked", agent.id()).text("total")).isEqualTo("1");
    isProblem(server.operator().get("/api/v1/agents/" + agent.id() + "/api-key"), 404, "not_found");
    reports(agent.key());
    reports(agent.rotationSecret());
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"rotation_secret\",\"done\":\"already_dead\"}");
    assertThat(events("leak.reported", agent.id()).json("data/1/metadata/done"))
        .isEqualTo("already_dead");
  }

  @Test
  void a_rotation_secret_is_removed_from_its_key_which_stays_valid() {
    var agent = AgentWithApiKey.make();
    assertThat(agent.calls()).isEqualTo(200);

    reports(agent.rotationSecret());

    assertThat(agent.calls()).isEqualTo(200);
    isProblem(agent.rotates(), 403, "no_rotation_secret");
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"rotation_secret\",\"done\":\"revoked\"}");
    assertThat(
            server
                .operator()
                .get("/api/v1/agents/" + agent.id() + "/api-key")
                .json("hasRotationSecret"))
        .isEqualTo("false");
  }

  @Test
  void a_leaked_API_key_does_not_affect_the_prepared_key() {
    var agent = AgentWithApiKey.make();
    var prepared = AgentWithApiKey.given(agent.id(), "prepare", true);

    reports(agent.key());

    assertThat(agent.calls()).isEqualTo(401);
    assertThat(prepared.calls()).isEqualTo(200);
  }

  @Test
  void a_leaked_prepared_API_key_does_not_affect_the_active_key() {
    var agent = AgentWithApiKey.make();
    var prepared = AgentWithApiKey.given(agent.id(), "prepare", true);

    reports(prepared.key());

    assertThat(prepared.calls()).isEqualTo(401);
    assertThat(agent.calls()).isEqualTo(200);
  }

  @Test
  void sixteen_reports_of_one_API_key_during_its_rotation_revoke_it_once() {
    for (var round = 0; round < 4; round++) {
      var agent = AgentWithApiKey.make();
      var rotated = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          16,
          i -> {
            if (i == 7) {
              rotated.add(agent.rotates());
            } else {
              reports(agent.key());
            }
          });

      assertThat(agent.calls()).isEqualTo(401);
      var answer = rotated.remove();
      var revoked = events("api_key.revoked", agent.id()).text("total");
      if (answer.status() == 200) {
        assertThat(revoked).isEqualTo("0");
        assertThat(
                server
                    .unauthenticated()
                    .bearer(answer.text("apiKey"))
                    .get("/v1/agents/self")
                    .status())
            .isEqualTo(200);
      } else {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(revoked).isEqualTo("1");
      }
    }
  }

  @Test
  void a_reported_invite_registers_no_further_agent() {
    var made = server.operator().post("/api/v1/invites", "maxUses", 3);
    var token = made.text("inviteToken");
    var used = server.operator().post("/api/v1/invites", "maxUses", 1);
    server.operator().delete("/api/v1/invites/" + used.text("inviteId"));

    ConcurrentCalls.race(16, _ -> reports(token));

    var first = server.operator().get("/api/v1/invites?limit=100").json().get("data");
    assertThat(
            first
                .valueStream()
                .filter(each -> each.get("inviteId").stringValue("").equals(made.text("inviteId")))
                .map(each -> each.get("status").stringValue("")))
        .containsExactly("revoked");
    var leaks = server.operator().get("/api/v1/audit?limit=2&action=leak.reported");
    assertThat(IntStream.range(0, 2).mapToObj(i -> leaks.text("data/" + i + "/metadata")))
        .containsOnlyOnce("{\"kind\":\"invite\",\"done\":\"revoked\"}");
    assertThat(leaks.json("data/0/credentialFingerprint")).isEqualTo(made.text("inviteId"));
    reports(used.text("inviteToken"));
    assertThat(lastLeak().json("data/0/metadata/done")).isEqualTo("already_dead");
  }

  @Test
  void an_access_token_is_revoked_without_others() {
    var agent = server.registerAgent("courier", "read");
    var leaked = agent.token();
    var other = agent.token();

    reports(leaked);

    assertThat(lives(leaked)).isFalse();
    assertThat(lives(other)).isTrue();
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"access_token\",\"done\":\"revoked\"}");
    reports(leaked);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/done"))
        .isEqualTo("already_dead");
    assertThat(events("token.revoked", agent.id()).text("total")).isEqualTo("1");
  }

  @Test
  void an_already_inactive_secret_is_recorded_and_nothing_changes() {
    var rotated = server.registerAgent("rotated", "read");
    var path = credentials(rotated) + "/" + credentialOf(rotated) + "/rotate";
    var second = server.operator().post(path).text("clientSecret");
    server.operator().post(path);
    var revoked = server.registerAgent("revoked", "read");
    server.operator().delete(credentials(revoked) + "/" + credentialOf(revoked));
    var expired = server.registerAgent("expired", "read");
    var brief =
        server
            .operator()
            .post(
                credentials(expired),
                "expiresAt",
                server.clock().instant().plusSeconds(60).toString())
            .text("clientSecret");
    server.clock().advance(Duration.ofSeconds(61));

    for (var dead :
        Map.of(
                rotated.secret(),
                rotated,
                second,
                rotated,
                revoked.secret(),
                revoked,
                brief,
                expired)
            .entrySet()) {
      var before = server.operator().get(credentials(dead.getValue())).body();

      reports(dead.getKey());

      assertThat(server.operator().get(credentials(dead.getValue())).body()).isEqualTo(before);
      assertThat(events("leak.reported", dead.getValue().id()).json("data/0/metadata"))
          .isEqualTo("{\"kind\":\"client_secret\",\"done\":\"already_dead\"}");
    }
  }

  @Test
  void a_rotated_operator_key_secret_was_already_inactive() {
    var made =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "ci", "scopes", List.of("agents:read"));
    var path = "/api/v1/operator-keys/" + made.text("keyId");
    var fresh = server.operator().post(path + "/rotate").text("secret");

    reports(made.text("secret"));

    assertThat(server.unauthenticated().bearer(fresh).get("/api/v1/agents").status())
        .isEqualTo(200);
    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"operator_key\",\"done\":\"already_dead\"}");
  }

  @Test
  void during_an_overlap_only_the_leaked_secret_is_revoked() {
    var agent = server.registerAgent("courier", "read");
    var fresh =
        server
            .operator()
            .post(
                credentials(agent) + "/" + credentialOf(agent) + "/rotate", "overlapSeconds", 3600)
            .text("clientSecret");
    var renewed = new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), fresh);
    assertThat(agent.requestToken().status()).isEqualTo(200);

    reports(agent.secret());

    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(renewed.requestToken().status()).isEqualTo(200);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/done"))
        .isEqualTo("overlap_ended");
    assertThat(events("auth.failed", agent.id()).json("data/0/metadata/reason"))
        .isEqualTo("rotated_away");
  }

  @Test
  void a_suspended_agents_leaked_secret_stays_revoked_after_reactivation() {
    var agent = server.registerAgent("courier", "read");
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);

    reports(agent.secret());

    server.operator().patch("/api/v1/agents/" + agent.id(), "active", true);
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/done"))
        .isEqualTo("revoked");
  }

  @Test
  void all_secrets_in_a_text_are_revoked() {
    var one = server.registerAgent("one", "read");
    var two = server.registerAgent("two", "read");
    var text =
        "\u001b[31mlog\u0000 é 🙂\r\nSECRET="
            + one.secret()
            + "\n{\"other\":\""
            + two.secret()
            + "\",\"again\":\""
            + two.secret()
            + "\"}\n"
            + SECRETS.generate(SecretKind.CLIENT_SECRET).reveal();

    assertThat(server.unauthenticated().post(LEAKS, "text", text).status()).isEqualTo(202);

    assertThat(one.requestToken().status()).isEqualTo(401);
    assertThat(two.requestToken().status()).isEqualTo(401);
    assertThat(events("leak.reported", two.id()).text("total")).isEqualTo("1");
  }

  @Test
  void a_secret_in_the_URL_is_revoked_and_not_stored() {
    var agent = server.registerAgent("courier", "read");
    var url = "https://app.example.com/cb?s=" + agent.secret() + "&x=1";

    var answer = server.unauthenticated().post(LEAKS, "text", "see there", "url", url);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(events("leak.reported", agent.id()).json("data/0/metadata/url"))
        .isEqualTo("https://app.example.com/cb?s=" + agent.secret().substring(0, 12) + "…&x=1");
  }

  @Test
  void reported_secrets_are_not_stored() {
    var agent = refresher();
    var tokens = agent.requestToken();
    for (var secret :
        List.of(
            agent.secret(),
            tokens.text("refresh_token"),
            tokens.text("access_token"),
            SECRETS.generate(SecretKind.OPERATOR_KEY).reveal())) {
      reports(secret);

      assertThat(server.operator().get("/api/v1/audit/export").body())
          .doesNotContain(secret.substring(12));
    }
  }

  static Stream<String> hitsAndMisses() {
    var agent = refresher();
    var issued = agent.requestToken();
    var dead = server.registerAgent("dead", "read");
    server.operator().delete(credentials(dead) + "/" + credentialOf(dead));
    return Stream.of(
        agent.secret(),
        issued.text("refresh_token"),
        issued.text("access_token"),
        dead.secret(),
        server.operatorKey(),
        SECRETS.generate(SecretKind.CLIENT_SECRET).reveal(),
        SECRETS.generate(SecretKind.QUICK_CLIENT_SECRET).reveal(),
        agent.secret().substring(1),
        "hunter2",
        " ",
        "");
  }

  @Test
  void the_response_does_not_depend_on_what_was_found() {
    var answers = new TreeMap<String, String>();

    hitsAndMisses()
        .forEach(secret -> {
          var answer =
              server.unauthenticated().with("X-Request-Id", "same").post(LEAKS, "value", secret);
          var headers = new TreeMap<>(answer.headers());
          headers.remove("date");
          answers.put(answer.status() + " " + headers + " " + answer.body(), secret);
        });

    assertThat(answers).hasSize(1);
    assertThat(answers.firstKey()).startsWith("202 {").contains("cache-control=[no-store]");
  }

  @ParameterizedTest
  @EnumSource(SecretKind.class)
  void an_unknown_secret_with_a_correct_checksum_is_visible_in_the_metrics_only(SecretKind kind) {
    var before = leaks();

    reports(SECRETS.generate(kind).reveal());

    assertThat(leaks()).isEqualTo(before);
    assertThat(server.operator().get("/metrics").body())
        .contains("signet_leaks_reported_total{kind=\"unknown\",outcome=\"unknown\"}");
  }

  @Test
  void sixteen_reports_of_one_secret_revoke_it_once() {
    var agent = server.registerAgent("courier", "read");
    var answers = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(16, _ -> answers.add(reports(agent.secret())));

    assertThat(answers).allMatch(answer -> answer.status() == 202);
    assertThat(events("credential.revoked", agent.id()).text("total")).isEqualTo("1");
    var events = events("leak.reported", agent.id());
    assertThat(events.text("total")).isEqualTo("2");
    assertThat(IntStream.range(0, 2).mapToObj(i -> events.text("data/" + i + "/metadata/done")))
        .containsOnlyOnce("revoked")
        .containsOnly("revoked", "already_dead");
  }

  @Test
  void sixteen_reports_of_one_refresh_token_revoke_its_family_once() {
    var agent = refresher();
    var token = agent.requestToken().text("refresh_token");

    ConcurrentCalls.race(16, _ -> reports(token));

    assertThat(events("token.revoked", agent.id()).text("total")).isEqualTo("1");
  }

  @Test
  void a_report_during_a_rotation_has_one_of_two_outcomes() {
    for (var round = 0; round < 8; round++) {
      var agent = server.registerAgent("courier", "read");
      var path = credentials(agent) + "/" + credentialOf(agent) + "/rotate";
      var rotated = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          2,
          i -> {
            if (i == 0) {
              reports(agent.secret());
            } else {
              rotated.add(server.operator().post(path));
            }
          });

      assertThat(agent.requestToken().status()).isEqualTo(401);
      var answer = rotated.remove();
      if (answer.status() == 200) {
        var fresh = answer.text("clientSecret");
        var works =
            new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), fresh)
                .requestToken();
        var done = events("leak.reported", agent.id()).json("data/0/metadata/done");
        assertThat(works.status()).isEqualTo(200);
        assertThat(done).isEqualTo("already_dead");
      } else {
        isProblem(answer, 409, "credential_revoked");
      }
    }
  }

  @Test
  void a_leaked_secret_is_refused_on_the_other_node() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has one node");
    var other = server.startNode();
    try {
      var agent = refresher();
      var there =
          new TestAgent(other.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
      var issued = there.requestToken();
      var key =
          server
              .operator()
              .post("/api/v1/operator-keys", "name", "ci", "scopes", List.of("agents:read"))
              .text("secret");
      assertThat(other.unauthenticated().bearer(key).get("/api/v1/agents").status()).isEqualTo(200);

      server
          .unauthenticated()
          .post(
              LEAKS, "text", String.join("\n", agent.secret(), issued.text("refresh_token"), key));

      assertThat(there.requestToken().status()).isEqualTo(401);
      assertThat(other.unauthenticated().bearer(key).get("/api/v1/agents").status()).isEqualTo(401);
      assertThat(
              other
                  .operator()
                  .form("/oauth/introspect", "token", issued.text("access_token"))
                  .text("active"))
          .isEqualTo("false");
    } finally {
      other.server().close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | value",
        "{\"value\":\"a\",\"text\":\"b\"} | text",
        "{\"value\":7} | value",
        "{\"value\":null} | value",
        "{\"text\":[\"a\"]} | text",
        "{\"value\":\"a\",\"source\":\"Git Hub\"} | source",
        "{\"value\":\"a\",\"source\":\"\"} | source",
        "{\"value\":\"a\",\"source\":\"x23456789012345678901234567890123\"} | source",
        "{\"value\":\"a\",\"url\":\"javascript:alert(1)\"} | url",
        "{\"value\":\"a\",\"url\":\"somewhere\"} | url",
        "{\"value\":\"a\",\"url\":\"https://x.test/\\n\"} | url",
        "{\"value\":\"a\",\"agentId\":\"x\"} | agentId"
      })
  void invalid_fields_are_refused_by_name(String body, String field) {
    var answer = server.unauthenticated().postJson(LEAKS, body);

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
  }

  @Test
  void a_refused_report_revokes_nothing() {
    var agent = server.registerAgent("courier", "read");

    var answer = server.unauthenticated().post(LEAKS, "value", agent.secret(), "source", "?");

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.body()).doesNotContain(agent.secret());
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "\"x\"", "{", "sk_live_x"})
  void a_body_that_is_not_a_JSON_object_is_refused(String body) {
    isProblem(server.unauthenticated().postJson(LEAKS, body), 400, "invalid_request");
  }

  @Test
  void a_form_is_refused() {
    isProblem(server.unauthenticated().form(LEAKS, "value", "x"), 415, "unsupported_media_type");
  }

  @Test
  void a_report_has_at_most_a_hundred_secrets() {
    var agent = server.registerAgent("courier", "read");
    var text = new StringBuilder();
    for (var i = 0; i < 99; i++) {
      text.append(SECRETS.generate(SecretKind.CLIENT_SECRET).reveal()).append('\n');
    }
    var one = SECRETS.generate(SecretKind.API_KEY).reveal() + "\n";

    var refused = server.unauthenticated().post(LEAKS, "text", text + agent.secret() + one);
    isProblem(refused, 400, "invalid_request");
    assertThat(refused.text("detail")).contains("more than 100");
    assertThat(agent.requestToken().status()).isEqualTo(200);

    assertThat(server.unauthenticated().post(LEAKS, "text", text + agent.secret()).status())
        .isEqualTo(202);
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void a_mebibyte_of_garbage_and_ten_thousand_prefixes_are_accepted() {
    var garbage = "sk_live_cs_rt_eyJ.eyJ9 ".repeat(10_000);
    var started = System.nanoTime();

    var answer =
        server.unauthenticated().post(LEAKS, "text", garbage + "x".repeat(1_000_000 - 230_000));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void an_oversized_body_is_refused() {
    isProblem(
        server.unauthenticated().post(LEAKS, "text", "x".repeat(1024 * 1024)),
        413,
        "payload_too_large");
  }

  @Test
  void the_rate_limit_is_per_address() throws IOException {
    try (var busy = new TestServer().with("rate-leaks", "1").with("trusted-proxies", "127.0.0.1")) {
      busy.start();
      var agent = busy.registerAgent("courier", "read");
      var here = busy.unauthenticated().with("X-Forwarded-For", "203.0.113.7");
      var there = busy.unauthenticated().with("X-Forwarded-For", "203.0.113.8");
      assertThat(here.post(LEAKS, "value", "a").status()).isEqualTo(202);
      assertThat(here.post(LEAKS, "value", "a").status()).isEqualTo(202);

      var refused = here.post(LEAKS, "value", agent.secret());

      isProblem(refused, 429, "too_many_requests");
      assertThat(refused.header("Retry-After")).hasValue("1");
      assertThat(agent.requestToken().status()).isEqualTo(200);
      assertThat(there.post(LEAKS, "value", agent.secret()).status()).isEqualTo(202);
      busy.clock().advance(Duration.ofSeconds(1));
      assertThat(here.post(LEAKS, "value", "a").status()).isEqualTo(202);
    }
  }

  @Test
  void secrets_stored_as_bcrypt_hashes_are_recognised() throws IOException {
    try (var slow = new TestServer().with("secret-hash", "bcrypt").with("bcrypt-cost", "4")) {
      slow.start();
      var agent = slow.registerAgent("courier", "read");
      var path = "/api/v1/agents/" + agent.id() + "/credentials";
      var id = slow.operator().get(path).text("data/0/credentialId");
      var fresh = slow.operator().post(path + "/" + id + "/rotate").text("clientSecret");
      var renewed = new TestAgent(slow.unauthenticated(), agent.id(), agent.clientId(), fresh);
      var leaked = "/api/v1/audit?action=leak.reported";

      slow.unauthenticated().post(LEAKS, "value", agent.secret());
      assertThat(slow.operator().get(leaked).json("data/0/metadata/done"))
          .isEqualTo("already_dead");
      assertThat(renewed.requestToken().status()).isEqualTo(200);

      slow.unauthenticated().post(LEAKS, "value", fresh);
      assertThat(slow.operator().get(leaked).json("data/0/metadata/done")).isEqualTo("revoked");
      assertThat(renewed.requestToken().status()).isEqualTo(401);
    }
  }
}
