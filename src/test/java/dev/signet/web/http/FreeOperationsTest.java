package dev.signet.web.http;

import static dev.signet.web.http.RouteWalk.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.web.http.AccessTest.NamedRoute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an organization can do while all of its quotas are used up: end, revoke, rotate, read and
/// lower its use, and everything else that creates nothing.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FreeOperationsTest {
  private static final String AGENTS = "/api/v1/agents/";
  private static final String KEYS = "/api/v1/operator-keys";
  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final String ORGANIZATIONS = "/api/v1/organizations";

  /// The routes that quotas limit, because they create something.
  private static final Set<String> LIMITED =
      Set.of(
          "POST /api/v1/agents",
          "POST /api/agents",
          "PATCH /api/v1/agents/{agentId}",
          "POST /api/v1/agents/{agentId}/credentials",
          "POST /api/v1/agents/{agentId}/credentials/import",
          "POST /api/v1/agents/{agentId}/credentials/{credentialId}/release",
          "POST /api/v1/operator-keys",
          "POST /api/v1/organizations/{organizationId}/members",
          "POST /api/v1/webhooks",
          "POST /api/webhooks",
          "POST /v1/auth/agent-register",
          "POST /oauth/token",
          "POST /oauth/refresh",
          "POST /api/v1/token");

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("webhook-private-addresses", "true").with("leaks", "quarantine");

  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  private static int count;

  /// An organization that has as much of everything as it may have.
  ///
  /// @param key a client with an operator key of the organization
  record Exhausted(
      String organization,
      TestAgent agent,
      String token,
      String credentialId,
      TestResponse apiKey,
      String webhookId,
      String keyId,
      String memberId,
      TestClient key) {

    String path() {
      return AGENTS + agent.id();
    }

    String member() {
      return ORGANIZATIONS + "/" + organization + "/members/" + memberId;
    }

    TestClient withApiKey() {
      return server.unauthenticated().bearer(apiKey.text("apiKey"));
    }
  }

  private static Exhausted exhaust() {
    var operator = server.operator();
    var organization = server.createOrganization("exhausted-" + ++count);
    var agent =
        server.registerAgentWith(
            "name", "agent", "organizationId", organization, "scopes", List.of("agents:write"));
    var credential = operator.get(AGENTS + agent.id() + "/credentials").text("data/0/credentialId");
    var apiKey = operator.post(AGENTS + agent.id() + "/api-key/rotate");
    var webhook =
        operator.post(
            WEBHOOKS,
            "name",
            "hook",
            "url",
            "http://localhost:1024/hook",
            "events",
            List.of("audit.pruned"),
            "organizationId",
            organization);
    var key =
        operator.post(KEYS, "name", "key", "scopes", List.of("*"), "organizationId", organization);
    var token = agent.token();
    var member =
        operator.post(
            ORGANIZATIONS + "/" + organization + "/members", "name", "Ada", "role", "auditor");
    var limits =
        Map.of(
            "maxAgents",
            1,
            "maxOperatorKeys",
            1,
            "maxWebhooks",
            1,
            "maxMembers",
            1,
            "maxCredentialsPerAgent",
            1,
            "tokensPerMinute",
            1,
            "tokensPerDay",
            1,
            "tokensPerMonth",
            1);
    assertThat(
            operator
                .put(
                    ORGANIZATIONS + "/" + organization + "/tier",
                    "tier",
                    "free",
                    "overrides",
                    limits)
                .status())
        .isEqualTo(200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(agent.requestToken().status()).isEqualTo(429);
    return new Exhausted(
        organization,
        agent,
        token,
        credential,
        apiKey,
        webhook.text("webhookId"),
        key.text("keyId"),
        member.text("userId"),
        server.unauthenticated().bearer(key.text("secret")));
  }

  /// What must succeed.
  record Free(String name, Function<Exhausted, TestResponse> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Free> operations() {
    return Stream.of(
        new Free("agent is suspended", it -> it.key().post(it.path() + "/suspend")),
        new Free(
            "agent is reactivated",
            it -> {
              it.key().post(it.path() + "/suspend");
              return it.key().patch(it.path(), "active", true);
            }),
        new Free("agent is changed", it -> it.key().patch(it.path(), "description", "changed")),
        new Free("agent is decommissioned", it -> it.key().delete(it.path())),
        new Free("tokens are revoked", it -> it.key().post(it.path() + "/tokens/revoke")),
        new Free("token is revoked", it -> it.key().form("/oauth/revoke", "token", it.token())),
        new Free(
            "token is introspected", it -> it.key().form("/oauth/introspect", "token", it.token())),
        new Free(
            "credential is rotated",
            it -> it.key().post(it.path() + "/credentials/" + it.credentialId() + "/rotate")),
        new Free(
            "credential is rotated by the agent",
            it -> it.agent().with(it.token()).post("/api/agents/me/rotate")),
        new Free(
            "credential is revoked",
            it -> it.key().delete(it.path() + "/credentials/" + it.credentialId())),
        new Free("api key is rotated", it -> it.key().post(it.path() + "/api-key/rotate")),
        new Free(
            "api key is rotated by the agent",
            it ->
                it.withApiKey()
                    .post(
                        "/v1/agents/self/rotate-key",
                        "rotationSecret",
                        it.apiKey().text("rotationSecret"))),
        new Free("api key is revoked", it -> it.key().delete(it.path() + "/api-key")),
        new Free(
            "operator key is rotated", it -> it.key().post(KEYS + "/" + it.keyId() + "/rotate")),
        new Free(
            "operator key is revoked", it -> server.operator().delete(KEYS + "/" + it.keyId())),
        new Free(
            "webhook secret is rotated",
            it -> it.key().post(WEBHOOKS + "/" + it.webhookId() + "/rotate-secret")),
        new Free(
            "webhook is changed",
            it -> it.key().patch(WEBHOOKS + "/" + it.webhookId(), "active", false)),
        new Free("webhook is deleted", it -> it.key().delete(WEBHOOKS + "/" + it.webhookId())),
        new Free(
            "leak is reported",
            it -> server.unauthenticated().post("/api/v1/leaks", "text", it.agent().secret())),
        new Free(
            "organization is suspended",
            it -> server.operator().post(ORGANIZATIONS + "/" + it.organization() + "/suspend")),
        new Free(
            "organization is reactivated",
            it -> {
              server.operator().post(ORGANIZATIONS + "/" + it.organization() + "/suspend");
              return server
                  .operator()
                  .post(ORGANIZATIONS + "/" + it.organization() + "/reactivate");
            }),
        new Free(
            "organization is renamed",
            it -> it.key().patch(ORGANIZATIONS + "/" + it.organization(), "name", "other")),
        new Free("member gets another role", it -> it.key().patch(it.member(), "role", "owner")),
        new Free("member is removed", it -> it.key().delete(it.member())),
        new Free("audit log is exported", it -> it.key().get("/api/v1/audit/export")),
        new Free("usage is exported", it -> it.key().get("/api/v1/analytics/export.csv")),
        new Free("limits are read", it -> it.key().get("/api/v1/tiers/status")),
        new Free("agent reads itself", it -> it.withApiKey().get("/api/v1/agents/me")));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void succeeds_while_every_quota_is_used_up(Free operation) {
    var exhausted = exhaust();

    var answer = operation.call().apply(exhausted);

    assertThat(answer.status()).as(answer.toString()).isBetween(200, 204);
  }

  static Stream<NamedRoute> all() {
    return server.internals().router().routes().stream()
        .filter(RouteWalk::isForPrograms)
        .filter(route -> !LIMITED.contains(name(route)))
        .map(NamedRoute::new);
  }

  @Test
  void the_limited_routes_exist() {
    assertThat(server.internals().router().routes().stream().map(RouteWalk::name))
        .containsAll(LIMITED);
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_other_route_is_refused_because_of_a_quota(NamedRoute named) {
    var exhausted = exhaust();
    var ids = new HashMap<String, String>();
    ids.put("agentId", exhausted.agent().id());
    ids.put("id", exhausted.agent().id());
    ids.put("credentialId", exhausted.credentialId());
    ids.put("organizationId", exhausted.organization());
    ids.put("keyId", exhausted.keyId());
    ids.put("webhookId", exhausted.webhookId());
    ids.put("inviteId", NO_SUCH);
    ids.put("eventId", NO_SUCH);
    ids.put("kid", "no-such-key");
    ids.put("tier", "no-such-tier");
    ids.put("userId", exhausted.memberId());

    var answer = new RouteWalk(ids, exhausted.token()).call(exhausted.key(), named.route());

    assertThat(answer.status()).as(answer.toString()).isNotEqualTo(429);
    assertThat(answer.body()).doesNotContain("\"error\":\"quota_exceeded\"");
  }
}
