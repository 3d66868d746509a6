package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.web.http.AccessTest.NamedRoute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An operator key of one organization manages that organization, and cannot tell that another one
/// exists. Every route says whether an organization owns what it is about, or the server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OperatorOfOneOrganizationTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static final String NAME = "heron-of-the-others";
  private static final String KEYS = "/api/v1/operator-keys";

  private static String theirs;
  private static String ours;
  private static TestAgent victim;
  private static String token;
  private static Map<String, String> ids;
  private static TestClient operator;

  @BeforeAll
  static void createTwoOrganizations() {
    theirs = server.createOrganization("theirs");
    ours = server.createOrganization("ours");
    victim =
        server.registerAgentWith("name", NAME, "organizationId", theirs, "scopes", List.of("read"));
    token = victim.token();
    ids =
        new HashMap<>(
            Map.of(
                "agentId",
                victim.id(),
                "id",
                victim.id(),
                "credentialId",
                server
                    .operator()
                    .get("/api/v1/agents/" + victim.id() + "/credentials")
                    .text("data/0/credentialId"),
                "organizationId",
                theirs,
                "keyId",
                createKey(server.operator(), theirs).text("keyId"),
                "inviteId",
                server
                    .operator()
                    .post("/api/v1/invites", "organizationId", theirs)
                    .text("inviteId"),
                "eventId",
                server
                    .operator()
                    .get("/api/v1/audit?agentId=" + victim.id())
                    .text("data/0/eventId"),
                "kid",
                server.operator().get("/api/v1/keys").text("data/0/kid")));
    ids.putAll(RouteWalk.idsOfWebhook(server, theirs, victim.id(), NAME));
    ids.put("jti", Jwt.of(token).claim("jti"));
    ids.put("resourceId", RouteWalk.createResource(server.operator(), theirs, NAME));
    var theirAgents = new ExchangingAgents(server, theirs);
    ids.put("delegationId", theirAgents.lend(theirAgents.agent(), theirAgents.agent()));
    operator = server.unauthenticated().bearer(createKey(server.operator(), ours).text("secret"));
  }

  @Test
  void it_does_not_see_webhooks_of_all_organizations() {
    var id =
        server
            .operator()
            .post(
                "/api/v1/webhooks",
                "name",
                "of-all",
                "url",
                "http://localhost:1024/",
                "events",
                List.of("audit.pruned"))
            .text("webhookId");

    assertThat(operator.get("/api/v1/webhooks").body()).doesNotContain(id);
    isProblem(operator.get("/api/v1/webhooks/" + id), 404, "not_found");
  }

  private static TestResponse createKey(TestClient by, String organization) {
    return by.post(KEYS, "name", "tenant", "scopes", List.of("*"), "organizationId", organization);
  }

  static Stream<NamedRoute> all() {
    return server.internals().router().routes().stream()
        .filter(RouteWalk::isForPrograms)
        .map(NamedRoute::new);
  }

  /// A new kind of access does not compile until it is decided here.
  private static boolean isOwnedByServer(Route route) {
    return switch (route.access()) {
      case Access.ServerOperator _, Access.Page _ -> true;
      case Access.OperatorOnly _,
          Access.Management _,
          Access.ManagementWithEither _,
          Access.Self _,
          Access.SelfOrSuspended _,
          Access.ApiKey _,
          Access.Client _,
          Access.ClientOrBearer _,
          Access.BySetting _,
          Access.Open _,
          Access.Probe _ ->
          false;
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void another_organizations_data_looks_as_if_it_did_not_exist(NamedRoute named) {
    var route = named.route();
    var random = new HashMap<>(ids);
    random.replaceAll((_, _) -> UUID.randomUUID().toString());

    var answer = new RouteWalk(ids, token).call(operator, route);

    if (RouteWalk.isPublication(route)) {
      assertThat(answer.status()).isIn(200, 204);
      assertThat(answer.body()).doesNotContain(theirs, victim.id(), victim.clientId());
      return;
    }
    assertThat(answer.body()).doesNotContain(NAME, theirs, victim.id(), victim.clientId());
    if (isOwnedByServer(route)) {
      isProblem(answer, 403, "forbidden");
      assertThat(answer.json("detail"))
          .isEqualTo("Only an operator key of the whole server may do this");
    } else if (RouteWalk.hasParameter(route)) {
      var ofRandomIds = new RouteWalk(random, token).call(operator, route);
      assertThat(withoutRequestId(answer)).isEqualTo(withoutRequestId(ofRandomIds));
      isProblem(answer, 404, "not_found");
    }
    assertThat(server.operator().form("/oauth/introspect", "token", token).body())
        .contains("\"active\":true");
  }

  private static String withoutRequestId(TestResponse answer) {
    return answer.status() + answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/agents",
        "/api/agents",
        "/api/v1/organizations",
        "/api/v1/audit",
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
  void no_list_shows_it_another_organizations_entries(String path) {
    server.internals().followers().catchUp();

    var answer = operator.get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain(NAME, theirs, victim.id(), ids.get("webhookId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tokens", "agents", "agents/activity", "active", "scopes/unused", "export.csv"})
  void it_reads_the_usage_of_its_organization_only(String path) {
    var asked = "/api/v1/analytics/" + path + "?organizationId=";

    var foreign = operator.get(asked + theirs);

    isProblem(foreign, 404, "not_found");
    assertThat(withoutRequestId(foreign))
        .isEqualTo(withoutRequestId(operator.get(asked + UUID.randomUUID())));
    assertThat(operator.get(asked + ours).body())
        .isEqualTo(operator.get("/api/v1/analytics/" + path).body());
    assertThat(server.operator().get(asked + theirs).status()).isEqualTo(200);
  }

  @Test
  void it_does_not_read_the_usage_of_another_organizations_agent() {
    var asked = "/api/v1/analytics/tokens?agentId=";

    var foreign = operator.get(asked + victim.id());

    isProblem(foreign, 404, "not_found");
    assertThat(withoutRequestId(foreign))
        .isEqualTo(withoutRequestId(operator.get(asked + UUID.randomUUID())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/webhooks", "/api/webhooks"})
  void it_creates_webhooks_of_its_organization_only(String path) {
    var members =
        List.of("name", "at " + path, "url", "http://localhost:1024/", "events", List.of("*"));

    var made = operator.post(path, members.toArray());

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body()).contains(ours);
    for (var foreign : List.of(theirs, UUID.randomUUID().toString())) {
      isProblem(
          operator.post(
              path,
              Stream.concat(members.stream(), Stream.of("organizationId", foreign)).toArray()),
          404,
          "not_found");
    }
  }

  @Test
  void it_manages_the_agents_of_its_organization() {
    var made = operator.post("/api/v1/agents", "name", "own", "scopes", List.of("agents:read"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("organizationId")).isEqualTo(ours);
    var path = "/api/v1/agents/" + made.text("agentId");
    assertThat(operator.get(path).status()).isEqualTo(200);
    assertThat(operator.post(path + "/credentials").status()).isEqualTo(201);
    assertThat(operator.post(path + "/suspend").status()).isEqualTo(200);
    assertThat(operator.get("/api/v1/agents").body()).contains(made.text("agentId"));
    assertThat(operator.get("/api/v1/audit").body()).contains(made.text("agentId"));
    assertThat(operator.get("/api/v1/organizations").json("total")).isEqualTo("1");
  }

  @Test
  void nothing_is_created_in_another_organization() {
    for (var path : List.of("/api/v1/agents", "/api/agents")) {
      isProblem(operator.post(path, "name", "x", "organizationId", theirs), 404, "not_found");
    }
    isProblem(createKey(operator, theirs), 404, "not_found");
    isProblem(createKey(operator, UUID.randomUUID().toString()), 404, "not_found");
    isProblem(createKey(operator, "acme"), 404, "not_found");
  }

  @Test
  void it_creates_keys_of_its_organization_only_and_sees_no_others() {
    var made = operator.post(KEYS, "name", "colleague", "scopes", List.of("agents:read"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("organizationId")).isEqualTo(ours);
    var listed = operator.get(KEYS);
    assertThat(listed.body()).contains(made.text("keyId")).doesNotContain(ids.get("keyId"));
    assertThat(operator.get(KEYS + "/" + made.text("keyId")).status()).isEqualTo(200);
    var rotated = operator.post(KEYS + "/" + made.text("keyId") + "/rotate");
    assertThat(rotated.json("organizationId")).isEqualTo(ours);
    assertThat(operator.delete(KEYS + "/" + made.text("keyId")).status()).isEqualTo(204);
    assertThat(server.operator().get(KEYS).body()).contains(made.text("keyId"));
    var created = operator.get("/api/v1/audit?action=operator.key_created").text("data");
    assertThat(created).contains(made.text("keyId")).doesNotContain(ids.get("keyId"));
  }

  @Test
  void it_does_not_open_the_console() {
    var secret = createKey(server.operator(), ours).text("secret");

    var answer = server.unauthenticated().form("/console/sign-in", "key", secret);

    assertThat(answer.status()).isNotIn(302, 303);
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void it_does_not_count_as_the_last_key_of_the_server() {
    var first = server.operator().get(KEYS + "?limit=100").json();
    for (var key : first.get("data")) {
      if (key.get("organizationId").isNull()) {
        assertThat(server.operator().delete(KEYS + "/" + key.get("keyId").asString()).status())
            .isEqualTo(409);
      }
    }
  }

  @Test
  void it_ends_with_its_organization() {
    var organization = server.createOrganization("ends");
    var key = createKey(server.operator(), organization);
    var caller = server.unauthenticated().bearer(key.text("secret"));
    assertThat(caller.get("/api/v1/agents").status()).isEqualTo(200);

    assertThat(server.operator().delete("/api/v1/organizations/" + organization).status())
        .isEqualTo(204);

    assertThat(caller.get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(server.operator().get(KEYS + "/" + key.text("keyId")).json("status"))
        .isEqualTo("revoked");
  }

  @Test
  void it_still_reads_and_revokes_when_its_organization_is_suspended() {
    var organization = server.createOrganization("paused");
    var agent = server.registerAgentWith("name", "paused", "organizationId", organization);
    var caller =
        server.unauthenticated().bearer(createKey(server.operator(), organization).text("secret"));
    server.operator().post("/api/v1/organizations/" + organization + "/suspend");

    assertThat(caller.get("/api/v1/agents/" + agent.id()).status()).isEqualTo(200);
    assertThat(caller.get("/api/v1/audit/export").status()).isEqualTo(200);
    assertThat(caller.post("/api/v1/agents/" + agent.id() + "/suspend").status()).isEqualTo(200);
    isProblem(caller.post("/api/v1/agents", "name", "late"), 409, "organization_suspended");
    isProblem(
        caller.post("/api/v1/organizations/" + organization + "/reactivate"), 403, "forbidden");
  }

  @Test
  void a_suspended_organization_gets_no_new_keys() {
    var organization = server.createOrganization("no-keys");
    server.operator().post("/api/v1/organizations/" + organization + "/suspend");

    isProblem(createKey(server.operator(), organization), 409, "organization_suspended");
  }
}
