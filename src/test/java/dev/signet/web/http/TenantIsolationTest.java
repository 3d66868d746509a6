package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.web.http.RouteWalk.isOAuth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import dev.signet.web.http.AccessTest.NamedRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Isolation of organizations: an agent of another organization, with every scope there is, cannot
/// find their data.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TenantIsolationTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static final String NAME = "heron-of-the-others";

  private static String theirs;
  private static String ours;
  private static TestAgent victim;
  private static String token;
  private static Map<String, String> webhook;
  private static RouteWalk walk;

  @BeforeAll
  static void createTwoTenants() {
    theirs = server.createOrganization("theirs");
    ours = server.createOrganization("ours");
    victim =
        server.registerAgentWith(
            "name",
            NAME,
            "organizationId",
            theirs,
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    token = victim.token();
    var operator = server.operator();
    webhook = RouteWalk.idsOfWebhook(server, theirs, victim.id(), NAME);
    var ids =
        new HashMap<>(
            Map.of(
                "agentId",
                victim.id(),
                "id",
                victim.id(),
                "credentialId",
                operator
                    .get("/api/v1/agents/" + victim.id() + "/credentials")
                    .text("data/0/credentialId"),
                "organizationId",
                theirs,
                "delegationId",
                createDelegation(),
                "keyId",
                operator.get("/api/v1/operator-keys").text("data/0/keyId"),
                "inviteId",
                operator.post("/api/v1/invites", "organizationId", theirs).text("inviteId"),
                "eventId",
                operator.get("/api/v1/audit?agentId=" + victim.id()).text("data/0/eventId"),
                "kid",
                operator.get("/api/v1/keys").text("data/0/kid")));
    ids.putAll(webhook);
    ids.put("jti", Jwt.of(token).claim("jti"));
    ids.put("resourceId", RouteWalk.createResource(operator, theirs, NAME));
    walk = new RouteWalk(Map.copyOf(ids), token);
    server.internals().followers().catchUp();
  }

  private static String createDelegation() {
    var actor =
        server.registerAgentWith(
            "name",
            NAME,
            "organizationId",
            theirs,
            "grantTypes",
            List.of("client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"));
    return server
        .operator()
        .post(
            "/api/v1/delegations",
            "subject",
            victim.id(),
            "actor",
            actor.id(),
            "scopes",
            List.of("read"),
            "purpose",
            NAME)
        .text("delegationId");
  }

  static Stream<NamedRoute> all() {
    return server.internals().router().routes().stream()
        .filter(RouteWalk::isForPrograms)
        .map(NamedRoute::new);
  }

  private static TestClient agentOfAnotherOrganization() {
    var agent =
        server.registerAgentWith(
            "name", "stranger", "organizationId", ours, "scopes", List.of(Scopes.ALL));
    return server.unauthenticated().bearer(agent.token());
  }

  /// All values of the other organization that an operator sees.
  private static List<String> valuesOfTheOtherTenant() {
    var operator = server.operator();
    var seen = new ArrayList<String>();
    var webhookPath = "/api/v1/webhooks/" + webhook.get("webhookId");
    for (var path :
        List.of(
            "/api/v1/organizations/" + theirs,
            "/api/v1/agents/" + victim.id(),
            "/api/v1/agents?organizationId=" + theirs,
            "/api/v1/agents/" + victim.id() + "/credentials",
            "/api/v1/agents/" + victim.id() + "/tokens",
            "/api/agents/" + victim.id(),
            "/api/v1/delegations?organizationId=" + theirs,
            "/api/v1/audit?agentId=" + victim.id(),
            webhookPath,
            webhookPath + "/deliveries",
            webhookPath + "/deliveries/" + webhook.get("deliveryId"),
            webhookPath + "/replays/" + webhook.get("replayId"))) {
      seen.add(operator.get(path).body());
    }
    seen.add(operator.form("/oauth/introspect", "token", token).body());
    return seen;
  }

  @Test
  void an_operator_sees_both_organizations() {
    assertThat(String.join("\n", valuesOfTheOtherTenant()))
        .contains(NAME, theirs, victim.id(), "credentialId", "tokenId", "agent.created")
        .contains(webhook.values())
        .contains("\"active\":true");
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_route_reveals_another_organization(NamedRoute named) {
    var before = valuesOfTheOtherTenant();

    var answer = walk.call(agentOfAnotherOrganization(), named.route());

    assertThat(valuesOfTheOtherTenant()).isEqualTo(before);
    if (RouteWalk.isPublication(named.route())) {
      assertThat(answer.status()).isIn(200, 204);
      assertThat(answer.body()).doesNotContain(theirs, victim.id(), victim.clientId());
      return;
    }
    assertThat(answer.body())
        .doesNotContain(NAME, theirs, victim.id(), victim.clientId(), victim.secret());
    if (named.route().access() instanceof Access.ForOperators) {
      isProblem(answer, 403, "forbidden");
    } else if (RouteWalk.hasParameter(named.route())) {
      isProblem(answer, 404, "not_found");
    } else if (isOAuth(named.route()) && answer.status() == 200) {
      assertThat(answer.body()).isIn("{\"active\":false}", "{}");
    }
  }

  /// A caller that waited for them would hold up the other tenant too, and could measure what it
  /// does.
  @Test
  void a_request_for_another_tenants_data_waits_for_none_of_its_locks() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has one writer");
    var stranger = agentOfAnotherOrganization();
    var delegation = Objects.requireNonNull(walk.ids().get("delegationId"));
    var db = server.internals().db();
    var locks = new NamedLocks(db.dialect());

    var answers =
        db.inTransaction(tx -> {
          for (var name :
              List.of(
                  "exchanges of agent " + victim.id(),
                  "delegation " + delegation,
                  "ends of exchanged tokens of organization " + theirs,
                  "organization " + theirs)) {
            locks.lockExclusively(tx, name);
          }
          lockRow(tx, "agents", "agent_id", victim.id());
          lockRow(tx, "delegations", "delegation_id", delegation);
          lockRow(tx, "organizations", "organization_id", theirs);
          return server.internals().router().routes().stream()
              .filter(RouteWalk::isForPrograms)
              .filter(RouteWalk::hasParameter)
              .filter(route -> !RouteWalk.isPublication(route))
              .filter(route -> !(route.access() instanceof Access.ForOperators))
              .map(route -> walk.call(stranger, route))
              .toList();
        });

    assertThat(answers).allSatisfy(answer -> isProblem(answer, 404, "not_found"));
  }

  private static void lockRow(Tx tx, String table, String column, String id) {
    tx.query("SELECT %2$s FROM %1$s WHERE %2$s = :id FOR UPDATE".formatted(table, column))
        .bind("id", id)
        .mapTo(String.class)
        .one();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/agents?organizationId=%s",
        "/api/v1/agents?q=heron",
        "/api/v1/agents?owner=nobody&organizationId=%s",
        "/api/v1/organizations",
        "/api/v1/delegations",
        "/api/v1/delegations?organizationId=%s",
        "/api/agents",
        "/api/v1/audit",
        "/api/v1/audit/export",
        "/api/v1/webhooks",
        "/api/webhooks",
        "/api/v1/events?limit=500",
        "/api/v1/analytics/tokens",
        "/api/v1/analytics/agents?limit=100",
        "/api/v1/analytics/agents/activity",
        "/api/v1/analytics/active",
        "/api/v1/analytics/scopes/unused",
        "/api/v1/analytics/export.csv"
      })
  void no_list_shows_another_organizations_entries(String path) {
    var answer = agentOfAnotherOrganization().get(path.formatted(theirs));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain(NAME, theirs, victim.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tokens", "agents", "agents/activity", "active", "scopes/unused", "export.csv"})
  void the_usage_of_another_organization_is_not_found(String path) {
    var stranger = agentOfAnotherOrganization();
    var asked = "/api/v1/analytics/" + path + "?organizationId=";

    isProblem(stranger.get(asked + theirs), 404, "not_found");

    assertThat(stranger.get(asked + ours).status()).isEqualTo(200);
    assertThat(server.operator().get(asked + theirs).status()).isEqualTo(200);
  }

  @Test
  void the_usage_of_another_organizations_agent_is_not_found() {
    var asked = "/api/v1/analytics/tokens?agentId=" + victim.id();

    isProblem(agentOfAnotherOrganization().get(asked), 404, "not_found");

    assertThat(server.operator().get(asked).text("data")).contains("\"issued\":1");
  }

  @Test
  void the_audit_log_of_another_organizations_agent_is_empty() {
    var answer = agentOfAnotherOrganization().get("/api/v1/audit?agentId=" + victim.id());

    assertThat(answer.text("data")).isEqualTo("[]");
    assertThat(answer.text("total")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/agents", "/api/agents"})
  void nothing_can_be_created_in_another_organization(String path) {
    var before = valuesOfTheOtherTenant();

    isProblem(
        agentOfAnotherOrganization().post(path, "name", "cuckoo", "organizationId", theirs),
        404,
        "not_found");
    isProblem(
        agentOfAnotherOrganization()
            .post(
                path, "name", "cuckoo", "organization_id", "01a2013e-0000-7000-8000-000000000000"),
        404,
        "not_found");

    assertThat(valuesOfTheOtherTenant()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/webhooks", "/api/webhooks"})
  void no_webhook_is_created_in_another_organization_or_for_its_agents(String path) {
    var before = valuesOfTheOtherTenant();
    var stranger = agentOfAnotherOrganization();

    for (var member :
        Map.of("organizationId", theirs, "agentIds", List.of(victim.id())).entrySet()) {
      isProblem(
          stranger.post(
              path,
              "name",
              "cuckoo",
              "url",
              "http://localhost:1024/",
              "events",
              List.of("*"),
              member.getKey(),
              member.getValue()),
          404,
          "not_found");
    }

    assertThat(valuesOfTheOtherTenant()).isEqualTo(before);
    assertThat(server.operator().get(path).body()).contains(NAME).doesNotContain("cuckoo");
  }

  @Test
  void an_agent_is_put_into_its_makers_organization_when_none_is_named() {
    var made = agentOfAnotherOrganization().post("/api/v1/agents", "name", "fledgling");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("organizationId")).isEqualTo(ours);
  }

  @Test
  void a_client_learns_nothing_of_another_organizations_token() {
    var stranger = server.registerAgentWith("name", "stranger", "organizationId", ours);
    var client = server.unauthenticated().basic(stranger.clientId(), stranger.secret());

    var introspected = client.form("/oauth/introspect", "token", token);
    var revoked = client.form("/oauth/revoke", "token", token);

    assertThat(introspected.body()).isEqualTo("{\"active\":false}");
    assertThat(revoked.body()).doesNotContain(victim.id());
    assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
        .isEqualTo("true");
  }
}
