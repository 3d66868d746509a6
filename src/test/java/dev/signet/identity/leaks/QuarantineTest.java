package dev.signet.identity.leaks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// With the quarantine setting, leaked credentials and keys are put in quarantine.
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuarantineTest {
  private static final String LEAKS = "/api/v1/leaks";
  private static final String KEYS = "/api/v1/operator-keys";

  @RegisterExtension static final TestServer server = new TestServer().with("leaks", "quarantine");

  private static String credentials(TestAgent agent) {
    return "/api/v1/agents/" + agent.id() + "/credentials";
  }

  private static String one(TestAgent agent) {
    var list = server.operator().get(credentials(agent));
    return credentials(agent) + "/" + list.text("data/0/credentialId");
  }

  private static void reports(String secret) {
    var answer = server.unauthenticated().post(LEAKS, "value", secret, "source", "gitlab");
    assertThat(answer.status()).isEqualTo(202);
  }

  private static TestAgent quarantined() {
    var agent = server.registerAgent("courier", "read");
    assertThat(agent.requestToken().status()).isEqualTo(200);
    reports(agent.secret());
    return agent;
  }

  private static TestResponse events(String action, TestAgent agent) {
    return server.operator().get("/api/v1/audit?action=" + action + "&agentId=" + agent.id());
  }

  @Test
  void the_credential_is_refused_immediately_and_its_owner_sees_when_and_why() {
    var agent = quarantined();

    assertThat(agent.requestToken().status()).isEqualTo(401);
    var listed = server.operator().get(credentials(agent));
    assertThat(listed.json("data/0/status")).isEqualTo("revoked");
    assertThat(listed.json("data/0/revokedAt")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(listed.json("data/0/quarantine"))
        .isEqualTo(
            "{\"since\":\"2026-03-28T09:00:00.000Z\",\"reason\":\"Reported as leaked by gitlab\"}");
    assertThat(events("leak.reported", agent).json("data/0/metadata/done"))
        .isEqualTo("quarantined");
    assertThat(events("credential.quarantined", agent).json("data/0/metadata/reason"))
        .isEqualTo("Reported as leaked by gitlab");
    assertThat(events("auth.failed", agent).json("data/0/metadata/reason"))
        .isEqualTo("quarantined_credential");
    assertThat(server.operator().get("/metrics").body())
        .contains(
            "signet_auth_failures_total{method=\"client_secret\",reason=\"quarantined_credential\"}")
        .contains("signet_leaks_reported_total{kind=\"client_secret\",outcome=\"quarantined\"}");
  }

  @ParameterizedTest
  @CsvSource({"active,0", "revoked,1", "quarantined,1"})
  void a_quarantined_credential_is_listed_as_revoked(String status, String total) {
    var agent = quarantined();

    assertThat(server.operator().get(credentials(agent) + "?status=" + status).json("total"))
        .isEqualTo(total);
  }

  @Test
  void a_revoked_credential_is_not_listed_as_quarantined() {
    var agent = server.registerAgent("courier", "read");
    server.operator().delete(one(agent));

    assertThat(server.operator().get(credentials(agent) + "?status=quarantined").json("total"))
        .isEqualTo("0");
  }

  @Test
  void a_released_credential_works_again_and_can_be_quarantined_again() {
    var agent = quarantined();

    var released = server.operator().post(one(agent) + "/release");

    assertThat(released.status()).isEqualTo(200);
    assertThat(released.json("status")).isEqualTo("active");
    assertThat(released.json("revokedAt")).isNull();
    assertThat(released.json().propertyNames())
        .containsExactly(
            "credentialId", "clientId", "status", "createdAt", "expiresAt", "revokedAt");
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(events("credential.released", agent).text("total")).isEqualTo("1");

    var again = server.operator().post(one(agent) + "/release");
    assertThat(again.status()).isEqualTo(200);
    assertThat(events("credential.released", agent).text("total")).isEqualTo("1");
    reports(agent.secret());
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void a_revoked_credential_cannot_be_released() {
    var agent = quarantined();

    assertThat(server.operator().delete(one(agent)).status()).isEqualTo(204);

    var listed = server.operator().get(credentials(agent));
    assertThat(listed.json("data/0/status")).isEqualTo("revoked");
    assertThat(listed.json().at("/data/0").has("quarantine")).isFalse();
    isProblem(server.operator().post(one(agent) + "/release"), 409, "credential_revoked");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(events("credential.revoked", agent).text("total")).isEqualTo("1");
  }

  @Test
  void a_decommissioned_agents_credential_cannot_be_released() {
    var agent = quarantined();
    server.operator().delete("/api/v1/agents/" + agent.id());

    isProblem(server.operator().post(one(agent) + "/release"), 409, "credential_revoked");
  }

  @Test
  void a_quarantined_credential_cannot_be_rotated_but_another_one_can_be_generated() {
    var agent = quarantined();

    isProblem(server.operator().post(one(agent) + "/rotate"), 409, "credential_quarantined");

    assertThat(agent.requestToken().status()).isEqualTo(401);
    var fresh = server.operator().post(credentials(agent)).text("clientSecret");
    assertThat(
            new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), fresh)
                .requestToken()
                .status())
        .isEqualTo(200);
  }

  @Test
  void an_agent_cannot_release_its_own_credential() {
    var agent =
        server.registerAgentWith(
            "name", "courier", "scopes", List.of("agents:write", "agents:read"));
    var second = server.operator().post(credentials(agent)).text("clientSecret");
    var token = agent.token();
    reports(agent.secret());
    var other = new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), second);

    isProblem(agent.with(token).post(one(agent) + "/release"), 401, "unauthorized");
    isProblem(agent.with(token).post("/api/agents/me/rotate"), 401, "unauthorized");
    isProblem(agent.with(other.token()).post(one(agent) + "/release"), 403, "forbidden");
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void a_caller_without_the_agents_scopes_cannot_release_its_credential() {
    var agent = server.registerAgent("courier", "keys:write");
    var path = one(agent);
    reports(agent.secret());
    var lesser = server.operator().post(KEYS, "name", "lesser", "scopes", List.of("agents:write"));

    var refused = server.unauthenticated().bearer(lesser.text("secret")).post(path + "/release");

    isProblem(refused, 403, "insufficient_scope");
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void an_unknown_credential_cannot_be_released() {
    var agent = server.registerAgent("courier", "read");
    var other = quarantined();
    var theirs = one(other).substring(one(other).lastIndexOf('/'));

    isProblem(server.operator().post(credentials(agent) + theirs + "/release"), 404, "not_found");
    isProblem(server.operator().post(one(agent) + "x/release"), 404, "not_found");
    assertThat(other.requestToken().status()).isEqualTo(401);
  }

  @Test
  void a_quarantined_credential_does_not_count_towards_the_limit_until_released() {
    var agent = quarantined();
    for (var i = 0; i < 50; i++) {
      assertThat(server.operator().post(credentials(agent)).status()).isEqualTo(201);
    }
    var held =
        server
            .operator()
            .get(credentials(agent) + "?status=quarantined")
            .text("data/0/credentialId");

    var refused = server.operator().post(credentials(agent) + "/" + held + "/release");

    isProblem(refused, 409, "too_many_credentials");
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void the_old_secret_of_an_overlap_is_revoked_without_quarantine() {
    var agent = server.registerAgent("courier", "read");
    var fresh =
        server.operator().post(one(agent) + "/rotate", "overlapSeconds", 3600).text("clientSecret");

    reports(agent.secret());

    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(
            new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), fresh)
                .requestToken()
                .status())
        .isEqualTo(200);
  }

  @Test
  void tokens_are_revoked_in_quarantine_too() {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();

    reports(token);

    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("false");
    assertThat(events("leak.reported", agent).json("data/0/metadata/done")).isEqualTo("revoked");
  }

  @Test
  void sixteen_reports_quarantine_it_once() {
    var agent = server.registerAgent("courier", "read");

    ConcurrentCalls.race(16, _ -> reports(agent.secret()));

    assertThat(events("credential.quarantined", agent).text("total")).isEqualTo("1");
  }

  @Test
  void an_operator_key_is_quarantined_and_released() {
    var made = server.operator().post(KEYS, "name", "ci", "scopes", List.of("agents:read"));
    var path = KEYS + "/" + made.text("keyId");
    var key = server.unauthenticated().bearer(made.text("secret"));

    reports(made.text("secret"));

    assertThat(key.get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(server.operator().get("/api/v1/audit?limit=1&action=auth.failed").body())
        .contains("\"reason\":\"quarantined\"");
    var shown = server.operator().get(path);
    assertThat(shown.json("status")).isEqualTo("revoked");
    assertThat(shown.json("quarantine"))
        .isEqualTo(
            "{\"since\":\"2026-03-28T09:00:00.000Z\",\"reason\":\"Reported as leaked by gitlab\"}");
    isProblem(server.operator().post(path + "/rotate"), 409, "operator_key_quarantined");
    var lesser =
        server.operator().post(KEYS, "name", "lesser", "scopes", List.of("operators:write"));
    isProblem(
        server.unauthenticated().bearer(lesser.text("secret")).post(path + "/release"),
        403,
        "insufficient_scope");

    var released = server.operator().post(path + "/release");
    assertThat(released.json("status")).isEqualTo("active");
    assertThat(released.json().has("quarantine")).isFalse();
    assertThat(key.get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(server.operator().post(path + "/release").status()).isEqualTo(200);

    reports(made.text("secret"));
    assertThat(server.operator().delete(path).status()).isEqualTo(204);
    isProblem(server.operator().post(path + "/release"), 409, "operator_key_revoked");
    assertThat(server.operator().get(path).json().has("quarantine")).isFalse();
    assertThat(server.operator().get("/api/v1/audit?action=operator.key_quarantined").text("total"))
        .isEqualTo("2");
  }

  private static String keyed() {
    return server.operator().post("/api/v1/agents", "name", "keyed").text("agentId");
  }

  private static TestResponse given(String agent, Object... wishes) {
    return server.operator().post("/api/v1/agents/" + agent + "/api-key/rotate", wishes);
  }

  private static int calls(TestResponse given) {
    return server.unauthenticated().bearer(given.text("apiKey")).get("/v1/agents/self").status();
  }

  @Test
  void an_API_key_is_quarantined_and_released() {
    var agent = keyed();
    var given = given(agent);
    var path = "/api/v1/agents/" + agent + "/api-key";
    assertThat(calls(given)).isEqualTo(200);
    assertThat(server.operator().get(path).json("status")).isEqualTo("active");

    reports(given.text("apiKey"));

    assertThat(calls(given)).isEqualTo(401);
    var shown = server.operator().get(path);
    assertThat(shown.json("status")).isEqualTo("revoked");
    assertThat(shown.json("quarantine"))
        .isEqualTo(
            "{\"since\":\"2026-03-28T09:00:00.000Z\",\"reason\":\"Reported as leaked by gitlab\"}");
    var failed = server.operator().get("/api/v1/audit?action=auth.failed&agentId=" + agent);
    assertThat(failed.json("data/0/metadata"))
        .isEqualTo("{\"method\":\"api_key\",\"reason\":\"quarantined\"}");
    isProblem(
        server
            .unauthenticated()
            .bearer(given.text("apiKey"))
            .post("/v1/agents/self/rotate-key", "rotationSecret", given.text("rotationSecret")),
        401,
        "unauthorized");

    var released = server.operator().post(path + "/release");
    assertThat(released.json("status")).isEqualTo("active");
    assertThat(released.json().has("quarantine")).isFalse();
    assertThat(calls(given)).isEqualTo(200);
    assertThat(server.operator().post(path + "/release").status()).isEqualTo(200);

    reports(given.text("apiKey"));
    assertThat(server.operator().delete(path).status()).isEqualTo(204);
    isProblem(server.operator().post(path + "/release"), 404, "not_found");
    assertThat(calls(given)).isEqualTo(401);
  }

  @Test
  void another_API_key_replaces_the_quarantined_one() {
    for (var prepare : List.of(true, false)) {
      var agent = keyed();
      var leaked = given(agent);
      reports(leaked.text("apiKey"));
      var fresh = given(agent, "prepare", prepare);

      assertThat(calls(fresh)).isEqualTo(200);

      var released = server.operator().post("/api/v1/agents/" + agent + "/api-key/release");
      assertThat(released.json("status")).isEqualTo("active");
      assertThat(calls(leaked)).isEqualTo(401);
      assertThat(calls(fresh)).isEqualTo(200);
    }
  }

  @Test
  void an_API_key_whose_agent_is_decommissioned_is_not_released() {
    var agent = keyed();
    var given = given(agent);
    reports(given.text("apiKey"));
    server.operator().delete("/api/v1/agents/" + agent);

    isProblem(
        server.operator().post("/api/v1/agents/" + agent + "/api-key/release"), 404, "not_found");
    assertThat(calls(given)).isEqualTo(401);
  }

  @Test
  void the_last_operator_key_is_not_quarantined() {
    reports(server.operatorKey());

    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=leak.reported&outcome=failure")
                .text("total"))
        .isEqualTo("1");
  }
}
