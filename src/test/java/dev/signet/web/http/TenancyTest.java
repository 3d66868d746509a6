package dev.signet.web.http;

import static dev.signet.testing.RefusalShape.isProblem;
import static dev.signet.web.http.Walk.isOAuth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.testing.Client;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import dev.signet.web.http.AccessTest.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The wall between organizations, seen by an agent of another one that holds every scope there is:
/// what is behind the wall is not there.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TenancyTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String NAME = "heron-of-the-others";

  private static String theirs;
  private static String ours;
  private static TestAgent victim;
  private static String token;
  private static Walk walk;

  @BeforeAll
  static void raiseTheWall() {
    theirs = server.createsOrganization("theirs");
    ours = server.createsOrganization("ours");
    victim =
        server.registersAgentWith(
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
    walk =
        new Walk(
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
                "keyId",
                operator.get("/api/v1/operator-keys").text("data/0/keyId"),
                "inviteId",
                operator.post("/api/v1/invites", "organizationId", theirs).text("inviteId"),
                "eventId",
                operator.get("/api/v1/audit?agentId=" + victim.id()).text("data/0/eventId"),
                "kid",
                operator.get("/api/v1/keys").text("data/0/kid")),
            token);
  }

  static Stream<Named> all() {
    return server.server().router().routes().stream().filter(Walk::isForPrograms).map(Named::new);
  }

  private static Client foreigner() {
    var agent =
        server.registersAgentWith(
            "name", "stranger", "organizationId", ours, "scopes", List.of(Scopes.ALL));
    return server.anybody().bearer(agent.token());
  }

  /// All that an operator sees of what is behind the wall.
  private static List<String> behindTheWall() {
    var operator = server.operator();
    var seen = new ArrayList<String>();
    for (var path :
        List.of(
            "/api/v1/organizations/" + theirs,
            "/api/v1/agents/" + victim.id(),
            "/api/v1/agents?organizationId=" + theirs,
            "/api/v1/agents/" + victim.id() + "/credentials",
            "/api/v1/agents/" + victim.id() + "/tokens",
            "/api/agents/" + victim.id(),
            "/api/v1/audit?agentId=" + victim.id())) {
      seen.add(operator.get(path).body());
    }
    seen.add(operator.form("/oauth/introspect", "token", token).body());
    return seen;
  }

  @Test
  void an_operator_sees_behind_the_wall() {
    assertThat(String.join("\n", behindTheWall()))
        .contains(NAME, theirs, victim.id(), "credentialId", "tokenId", "agent.created")
        .contains("\"active\":true");
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_route_leads_through_the_wall(Named named) {
    var before = behindTheWall();

    var answer = walk.call(foreigner(), named.route());

    assertThat(behindTheWall()).isEqualTo(before);
    assertThat(answer.body())
        .doesNotContain(NAME, theirs, victim.id(), victim.clientId(), victim.secret());
    if (named.route().access() instanceof Access.OperatorOnly) {
      isProblem(answer, 403, "forbidden");
    } else if (Walk.hasParameter(named.route())) {
      isProblem(answer, 404, "not_found");
    } else if (isOAuth(named.route()) && answer.status() == 200) {
      assertThat(answer.body()).isIn("{\"active\":false}", "{}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/agents?organizationId=%s",
        "/api/v1/agents?q=heron",
        "/api/v1/agents?owner=nobody&organizationId=%s",
        "/api/v1/organizations",
        "/api/agents",
        "/api/v1/audit",
        "/api/v1/audit/export"
      })
  void no_list_shows_what_is_behind_it(String path) {
    var answer = foreigner().get(path.formatted(theirs));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain(NAME, theirs, victim.id());
  }

  @Test
  void the_audit_trail_of_another_organizations_agent_is_empty() {
    var answer = foreigner().get("/api/v1/audit?agentId=" + victim.id());

    assertThat(answer.text("data")).isEqualTo("[]");
    assertThat(answer.text("total")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/agents", "/api/agents"})
  void nothing_is_put_behind_it(String path) {
    var before = behindTheWall();

    isProblem(foreigner().post(path, "name", "cuckoo", "organizationId", theirs), 404, "not_found");
    isProblem(
        foreigner()
            .post(
                path, "name", "cuckoo", "organization_id", "01a2013e-0000-7000-8000-000000000000"),
        404,
        "not_found");

    assertThat(behindTheWall()).isEqualTo(before);
  }

  @Test
  void an_agent_is_put_into_its_makers_organization_when_none_is_named() {
    var made = foreigner().post("/api/v1/agents", "name", "fledgling");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("organizationId")).isEqualTo(ours);
  }

  @Test
  void a_client_learns_nothing_of_another_organizations_token() {
    var stranger = server.registersAgentWith("name", "stranger", "organizationId", ours);
    var client = server.anybody().basic(stranger.clientId(), stranger.secret());

    var introspected = client.form("/oauth/introspect", "token", token);
    var revoked = client.form("/oauth/revoke", "token", token);

    assertThat(introspected.body()).isEqualTo("{\"active\":false}");
    assertThat(revoked.body()).doesNotContain(victim.id());
    assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
        .isEqualTo("true");
  }
}
