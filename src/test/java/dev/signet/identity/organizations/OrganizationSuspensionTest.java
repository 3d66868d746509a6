package dev.signet.identity.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Suspending an organization ends all tokens of its agents at once, with their exact number.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrganizationSuspensionTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String PATH = "/api/v1/organizations/";
  private static final String INACTIVE = "{\"active\":false}";

  @Test
  void suspending_an_organization_revokes_all_tokens_of_its_agents_and_counts_them() {
    var organization = server.createOrganization("suspended");
    var first = agent(organization);
    var second = agent(organization);
    var tokens = List.of(first.token(), first.token(), second.token());
    var elsewhere = server.registerAgent("elsewhere").token();

    var suspended = suspend(organization, "incident 42");

    assertThat(suspended.status()).isEqualTo(200);
    assertThat(suspended.json().propertyNames())
        .containsExactly("organizationId", "status", "agents", "revokedTokenCount", "counted");
    assertThat(suspended.json("status")).isEqualTo("suspended");
    assertThat(suspended.json("agents")).isEqualTo("2");
    assertThat(suspended.json("revokedTokenCount")).isEqualTo("3");
    assertThat(suspended.json("counted")).isEqualTo("true");
    assertThat(tokens).allSatisfy(token -> assertThat(introspect(token)).isEqualTo(INACTIVE));
    assertThat(introspect(elsewhere)).contains("\"active\":true");
    var shown = server.operator().get(PATH + organization);
    assertThat(shown.json("status")).isEqualTo("suspended");
    assertThat(shown.json("suspensionReason")).isEqualTo("incident 42");
    var event = latestEvent("organization.suspended");
    assertThat(event.json("data/0/metadata/revoked_token_count")).isEqualTo("3");
    assertThat(event.json("data/0/organizationId")).isEqualTo(organization);
  }

  @Test
  void a_suspended_organization_is_refused_at_every_gate() {
    var organization = server.createOrganization("gates");
    var agent = agent(organization, "agents:read", "agents:write");
    var token = agent.token();
    var own = agent.with(token);
    assertThat(own.get("/api/v1/agents/me").status()).isEqualTo(200);
    var apiKey = apiKey(agent);
    assertThat(withApiKey(apiKey).get("/api/v1/agents/me").status()).isEqualTo(200);
    var refreshToken = refreshing(organization).requestToken().text("refresh_token");

    suspend(organization, "gates");

    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(agent.requestToken().json("error")).isEqualTo("invalid_client");
    assertThat(own.get("/api/v1/agents/me").status()).isEqualTo(401);
    assertThat(withApiKey(apiKey).get("/api/v1/agents/me").status()).isEqualTo(401);
    var refreshed = refresh(refreshToken);
    assertThat(refreshed.status()).isEqualTo(400);
    assertThat(refreshed.json("error")).isEqualTo("invalid_grant");
    assertThat(
            server
                .unauthenticated()
                .basic(agent.clientId(), agent.secret())
                .form("/oauth/introspect", "token", token)
                .status())
        .isEqualTo(401);
    var registered =
        server.operator().post("/api/v1/agents", "name", "late", "organizationId", organization);
    assertThat(registered.status()).isEqualTo(409);
    assertThat(registered.json("error")).isEqualTo("organization_suspended");
    assertThat(latestEvent("auth.failed").json("data/0/metadata/reason"))
        .isEqualTo("organization_suspended");
  }

  @Test
  void operators_still_read_and_revoke_in_a_suspended_organization() {
    var organization = server.createOrganization("still-managed");
    var agent = agent(organization);
    agent.token();
    suspend(organization, "managed");

    var operator = server.operator();
    assertThat(operator.get("/api/v1/agents/" + agent.id()).status()).isEqualTo(200);
    assertThat(operator.get("/api/v1/audit?agentId=" + agent.id()).status()).isEqualTo(200);
    var ended = operator.post("/api/v1/agents/" + agent.id() + "/suspend");
    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.json("revokedTokenCount")).isEqualTo("0");
    assertThat(operator.delete("/api/v1/agents/" + agent.id()).status()).isEqualTo(204);
  }

  @Test
  void after_reactivation_agents_get_new_tokens_and_no_old_one_is_active_again() {
    var organization = server.createOrganization("reactivated");
    var agent = agent(organization);
    var old = agent.token();
    assertThat(Jwt.of(old).claims().has("ogn")).isFalse();
    suspend(organization, "pause");

    var answer = server.operator().post(PATH + organization + "/reactivate");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("status")).isEqualTo("active");
    assertThat(answer.json().get("suspendedAt").isNull()).isTrue();
    assertThat(answer.json().get("suspensionReason").isNull()).isTrue();
    assertThat(introspect(old)).isEqualTo(INACTIVE);
    var renewed = agent.token();
    assertThat(introspect(renewed)).contains("\"active\":true");
    assertThat(Jwt.of(renewed).claims().has("ogn")).isTrue();
    assertThat(agent.with(renewed).get("/api/v1/agents/me").status()).isEqualTo(200);
    assertThat(latestEvent("organization.reactivated").json("data/0/organizationId"))
        .isEqualTo(organization);

    assertThat(suspend(organization, "again").json("revokedTokenCount")).isEqualTo("1");
    server.operator().post(PATH + organization + "/reactivate");
    assertThat(introspect(renewed)).isEqualTo(INACTIVE);
    assertThat(introspect(old)).isEqualTo(INACTIVE);
  }

  @Test
  void a_refresh_token_of_before_the_suspension_is_not_valid_after_reactivation() {
    var organization = server.createOrganization("refreshes");
    var agent = refreshing(organization);
    var before = agent.requestToken().text("refresh_token");
    suspend(organization, "refreshes");
    server.operator().post(PATH + organization + "/reactivate");

    assertThat(refresh(before).json("error")).isEqualTo("invalid_grant");
    var after = agent.requestToken().text("refresh_token");
    assertThat(refresh(after).status()).isEqualTo(200);
  }

  @Test
  void the_count_leaves_out_tokens_that_were_not_active() {
    var organization = server.createOrganization("exact");
    var agent = agent(organization);
    var bound = agent(organization);
    var paused = agent(organization);
    agent.token();
    var revoked = agent.token();
    agent.with(revoked).form("/oauth/revoke", "token", revoked);
    paused.token();
    server.operator().post("/api/v1/agents/" + paused.id() + "/suspend");
    var shortLived =
        server.registerAgentWith(
            "name", "short", "organizationId", organization, "tokenLifetime", 60);
    shortLived.token();
    server.clock().advance(Duration.ofSeconds(61));
    var key = TestClientKey.generate();
    var proofs = server.proof(key, "POST", "/oauth/token");
    assertThat(bound.requestToken(proofs).status()).isEqualTo(200);

    var effect = server.operator().get(PATH + organization + "/suspension-effect");
    var suspended = suspend(organization, "exact");

    assertThat(effect.json("agents")).isEqualTo("3");
    assertThat(effect.json("activeTokens")).isEqualTo("2");
    assertThat(suspended.json("agents")).isEqualTo("3");
    assertThat(suspended.json("revokedTokenCount")).isEqualTo("2");
  }

  @Test
  void suspending_a_suspended_organization_changes_nothing() {
    var organization = server.createOrganization("twice");
    agent(organization).token();
    suspend(organization, "first");
    var before = latestEvent("organization.suspended").json("data/0/eventId");

    var again = suspend(organization, "second");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json("agents")).isEqualTo("0");
    assertThat(again.json("revokedTokenCount")).isEqualTo("0");
    assertThat(latestEvent("organization.suspended").json("data/0/eventId")).isEqualTo(before);
    assertThat(server.operator().get(PATH + organization).json("suspensionReason"))
        .isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspend", "reactivate", "delete"})
  void the_default_organization_can_be_neither_suspended_nor_deleted(String action) {
    var id = "00000000-0000-7000-8000-000000000000";
    var answer =
        action.equals("delete")
            ? server.operator().delete(PATH + id)
            : server.operator().post(PATH + id + "/" + action);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json("error")).isEqualTo("default_organization");
    assertThat(server.operator().get(PATH + id).json("status")).isEqualTo("active");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01890000-0000-7000-8000-000000000000", "acme", "%01"})
  void an_unknown_organization_is_404(String id) {
    for (var answer :
        List.of(
            server.operator().post(PATH + id + "/suspend"),
            server.operator().post(PATH + id + "/reactivate"),
            server.operator().get(PATH + id + "/suspension-effect"),
            server.operator().delete(PATH + id))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("detail")).isEqualTo("No such organization");
    }
  }

  @Test
  void agents_and_callers_without_the_scope_are_refused() {
    var organization = server.createOrganization("no-rights");
    var agent = agent(organization, "organizations:read", "organizations:write");
    var reader =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "r", "scopes", List.of("organizations:read"))
            .text("secret");
    var callers =
        List.of(
            server.unauthenticated(),
            agent.with(agent.token()),
            server.unauthenticated().bearer(reader));
    var statuses = List.of(401, 403, 403);
    for (var i = 0; i < callers.size(); i++) {
      var caller = callers.get(i);
      for (var answer :
          List.of(
              caller.post(PATH + organization + "/suspend"),
              caller.post(PATH + organization + "/reactivate"),
              caller.delete(PATH + organization))) {
        assertThat(answer.status()).isEqualTo(statuses.get(i));
      }
    }
    assertThat(server.operator().get(PATH + organization).json("status")).isEqualTo("active");
  }

  @Test
  void a_reason_is_one_line_of_at_most_500_characters() {
    var organization = server.createOrganization("reasons");
    for (var reason : List.of("a\nb", "x".repeat(501))) {
      var refused = suspend(organization, reason);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json("errors/0/field")).isEqualTo("reason");
    }
    assertThat(server.operator().get(PATH + organization).json("status")).isEqualTo("active");
    assertThat(server.operator().post(PATH + organization + "/suspend").status()).isEqualTo(200);
  }

  @Test
  void an_organization_is_deleted_once_its_agents_are_decommissioned() {
    var organization = server.createOrganization("deleted");
    var agent = agent(organization);
    var paused = agent(organization);
    server.operator().post("/api/v1/agents/" + paused.id() + "/suspend");

    var refused = server.operator().delete(PATH + organization);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json("error")).isEqualTo("organization_has_active_agents");
    assertThat(refused.json("detail")).contains("2 agents");

    server.operator().delete("/api/v1/agents/" + agent.id());
    server.operator().delete("/api/v1/agents/" + paused.id());
    assertThat(server.operator().delete(PATH + organization).status()).isEqualTo(204);

    assertThat(server.operator().get(PATH + organization).status()).isEqualTo(404);
    assertThat(server.operator().delete(PATH + organization).status()).isEqualTo(404);
    assertThat(server.operator().get(PATH.substring(0, PATH.length() - 1)).body())
        .doesNotContain(organization);
    assertThat(
            server
                .operator()
                .post("/api/v1/agents", "name", "late", "organizationId", organization)
                .status())
        .isEqualTo(404);
    assertThat(
            server
                .operator()
                .post("/api/v1/organizations", "name", "New", "slug", "deleted")
                .json("error"))
        .isEqualTo("slug_taken");
    assertThat(latestEvent("organization.deleted").json("data/0/metadata/slug"))
        .isEqualTo("deleted");
  }

  private static TestAgent agent(String organization, String... scopes) {
    return server.registerAgentWith(
        "name", "agent", "organizationId", organization, "scopes", List.of(scopes));
  }

  private static TestAgent refreshing(String organization) {
    return server.registerAgentWith(
        "name",
        "refreshing",
        "organizationId",
        organization,
        "grantTypes",
        List.of("client_credentials", "refresh_token"));
  }

  private static String apiKey(TestAgent agent) {
    return server
        .operator()
        .post("/api/v1/agents/" + agent.id() + "/api-key/rotate")
        .text("apiKey");
  }

  private static TestClient withApiKey(String key) {
    return server.unauthenticated().bearer(key);
  }

  private static TestResponse refresh(String token) {
    return server
        .unauthenticated()
        .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);
  }

  private static TestResponse suspend(String organization, String reason) {
    return server.operator().post(PATH + organization + "/suspend", "reason", reason);
  }

  private static String introspect(String token) {
    return server.operator().form("/oauth/introspect", "token", token).body();
  }

  private static TestResponse latestEvent(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action);
  }
}
