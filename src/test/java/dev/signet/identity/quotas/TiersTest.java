package dev.signet.identity.quotas;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tiers, and the tier of an organization.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TiersTest {
  private static final String TIERS = "/api/v1/tiers";
  private static final String DEFAULT_ORGANIZATION = "00000000-0000-7000-8000-000000000000";

  @RegisterExtension static final TestServer server = new TestServer();

  private static int count;

  private static String organization() {
    return server.createOrganization("tiers-" + ++count);
  }

  private static String tierOf(String organization) {
    return "/api/v1/organizations/" + organization + "/tier";
  }

  private static TestResponse save(String name, String limits) {
    return server
        .operator()
        .send(
            "PUT",
            TIERS + "/" + name,
            "application/json",
            ("{\"limits\":" + limits + "}").getBytes(UTF_8));
  }

  private static TestClient keyOf(String organization) {
    var secret =
        server
            .operator()
            .post(
                "/api/v1/operator-keys",
                "name",
                "tenant",
                "scopes",
                List.of("*"),
                "organizationId",
                organization)
            .text("secret");
    return server.unauthenticated().bearer(secret);
  }

  private static TestClient agentOf(String organization, String... scopes) {
    var agent =
        server.registerAgentWith(
            "name", "agent", "organizationId", organization, "scopes", List.of(scopes));
    return server.unauthenticated().bearer(agent.token());
  }

  private static TestResponse latestEvent(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action);
  }

  @Test
  void a_new_server_has_four_tiers() {
    var tiers = server.operator().get(TIERS);

    assertThat(tiers.status()).isEqualTo(200);
    assertThat(tiers.body()).contains("\"enterprise\"", "\"free\"", "\"pro\"", "\"unlimited\"");
    var free = server.operator().get(TIERS + "/free");
    assertThat(free.json().propertyNames())
        .containsExactly("name", "limits", "createdAt", "updatedAt");
    assertThat(free.json("limits/maxAgents")).isEqualTo("100");
    assertThat(server.operator().get(TIERS + "/unlimited").text("limits")).isEqualTo("{}");
  }

  @Test
  void an_operator_creates_changes_and_deletes_a_tier() {
    var made = save("team", "{\"maxAgents\":5,\"maxWebhooks\":null}");

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.header("Location")).contains(TIERS + "/team");
    assertThat(made.json("limits/maxAgents")).isEqualTo("5");
    assertThat(server.operator().get(TIERS + "/team").body()).isEqualTo(made.body());
    assertThat(latestEvent("tier.set").json("data/0/metadata/tier")).isEqualTo("team");

    var changed = save("team", "{\"maxAgents\":6}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("limits")).isEqualTo("{\"maxAgents\":6}");
    var event = latestEvent("tier.set");
    assertThat(event.json("data/0/metadata/limits/0")).isEqualTo("maxAgents=6");

    assertThat(save("team", "{\"maxAgents\":6}").status()).isEqualTo(200);
    assertThat(latestEvent("tier.set").text("data/0/eventId"))
        .as("nothing was changed")
        .isEqualTo(event.text("data/0/eventId"));

    assertThat(server.operator().delete(TIERS + "/team").status()).isEqualTo(204);
    isProblem(server.operator().get(TIERS + "/team"), 404, "not_found");
    isProblem(server.operator().delete(TIERS + "/team"), 404, "not_found");
    assertThat(latestEvent("tier.deleted").json("data/0/metadata/tier")).isEqualTo("team");
  }

  @Test
  void tiers_are_listed_by_name_in_pages() {
    save("aaa", "{}");

    var page = server.operator().get(TIERS + "?limit=1");

    assertThat(page.json("data/0/name")).isEqualTo("aaa");
    assertThat(page.json("data/1")).isNull();
    assertThat(page.json("limit")).isEqualTo("1");
    assertThat(server.operator().get(TIERS + "?limit=1&page=2").json("data/0/name"))
        .isEqualTo("enterprise");
  }

  @Test
  void the_tier_without_limits_is_neither_changed_nor_deleted() {
    isProblem(save("unlimited", "{\"maxAgents\":1}"), 409, "tier_fixed");
    isProblem(server.operator().delete(TIERS + "/unlimited"), 409, "tier_fixed");
  }

  @Test
  void a_tier_that_an_organization_has_is_not_deleted() {
    save("used", "{\"maxAgents\":3}");
    var organization = organization();
    assertThat(server.operator().put(tierOf(organization), "tier", "used").status()).isEqualTo(200);

    isProblem(server.operator().delete(TIERS + "/used"), 409, "tier_in_use");

    assertThat(server.operator().delete("/api/v1/organizations/" + organization).status())
        .isEqualTo(204);
    assertThat(server.operator().delete(TIERS + "/used").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Free", "a_b", "-a", "a--b", "%C3%A4", "a%20b"})
  void a_name_is_lower_case_letters_digits_and_single_hyphens(String name) {
    isFieldError(save(name, "{}"), "tier", "lower-case letters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"maxAgents\":-1}|whole number from 0",
        "{\"maxAgents\":1.5}|whole number",
        "{\"maxAgents\":\"10\"}|whole number",
        "{\"maxAgents\":99999999999999999999}|whole number",
        "{\"maxCredentialsPerAgent\":0}|from 1 to 50",
        "{\"maxWebhooks\":21}|from 0 to 20",
        "{\"maxMembers\":1001}|from 0 to 1000",
        "{\"maxFlights\":1}|unknown limit; known are maxAgents",
        "[]|must be an object",
        "7|must be an object"
      })
  void a_limit_out_of_bounds_is_refused_and_changes_nothing(String limits, String message) {
    save("kept", "{\"maxAgents\":9}");

    isFieldError(save("kept", limits), "limits", message);

    assertThat(server.operator().get(TIERS + "/kept").text("limits"))
        .isEqualTo("{\"maxAgents\":9}");
    isFieldError(
        server
            .operator()
            .send(
                "PUT",
                tierOf(organization()),
                "application/json",
                ("{\"tier\":\"kept\",\"overrides\":" + limits + "}").getBytes(UTF_8)),
        "overrides",
        message);
  }

  @Test
  void limits_are_required_and_other_fields_refused() {
    var answer = server.operator().put(TIERS + "/other", "name", "x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("limits");
    assertThat(answer.json("errors/1/field")).isEqualTo("name");
    isProblem(server.operator().get(TIERS + "/other"), 404, "not_found");
  }

  @Test
  void an_organization_without_a_tier_has_no_limits() {
    var organization = organization();

    var status = server.operator().get(tierOf(organization));

    assertThat(status.status()).isEqualTo(200);
    assertThat(status.json().propertyNames())
        .containsExactly(
            "organizationId", "tier", "enforcement", "overrides", "limits", "usage", "resetsAt");
    assertThat(status.json("organizationId")).isEqualTo(organization);
    assertThat(status.json("tier")).isEqualTo("unlimited");
    assertThat(status.json("enforcement")).isEqualTo("hard");
    assertThat(status.json().at("/limits/maxAgents").isNull()).isTrue();
    assertThat(status.json("usage/agentCount")).isEqualTo("0");
    assertThat(status.json("usage/webhookCount")).isEqualTo("0");
    assertThat(status.json("usage/operatorKeyCount")).isEqualTo("0");
    assertThat(status.json("usage/memberCount")).isEqualTo("0");
    assertThat(status.json("limits/maxMembers")).isEqualTo("1000");
  }

  @Test
  void an_operator_gives_an_organization_a_tier_and_limits_of_its_own() {
    var organization = organization();
    agentOf(organization, "agents:read");

    var set =
        server
            .operator()
            .put(
                tierOf(organization),
                "tier",
                "free",
                "overrides",
                Map.of("maxWebhooks", 3),
                "enforcement",
                "soft");

    assertThat(set.status()).as(set.body()).isEqualTo(200);
    assertThat(set.json("tier")).isEqualTo("free");
    assertThat(set.json("enforcement")).isEqualTo("soft");
    assertThat(set.json("limits/maxAgents")).isEqualTo("100");
    assertThat(set.json("limits/maxWebhooks")).isEqualTo("3");
    assertThat(set.json("usage/agentCount")).isEqualTo("1");
    assertThat(server.operator().get(tierOf(organization)).body()).isEqualTo(set.body());
    var event = latestEvent("organization.tier_changed");
    assertThat(event.json("data/0/organizationId")).isEqualTo(organization);
    assertThat(event.json("data/0/metadata/tier")).isEqualTo("free");
    assertThat(event.json("data/0/metadata/previous_tier")).isEqualTo("unlimited");
    assertThat(event.json("data/0/metadata/overrides/0")).isEqualTo("maxWebhooks=3");

    var back = server.operator().put(tierOf(organization), "tier", "unlimited");
    assertThat(back.json("enforcement")).isEqualTo("hard");
    assertThat(back.json().at("/limits/maxAgents").isNull()).isTrue();
  }

  @Test
  void an_unknown_tier_or_enforcement_is_refused() {
    var organization = organization();

    isFieldError(
        server.operator().put(tierOf(organization), "tier", "no-such"), "tier", "name of a tier");
    isFieldError(server.operator().put(tierOf(organization)), "tier", "is required");
    isFieldError(
        server.operator().put(tierOf(organization), "tier", "free", "enforcement", "strict"),
        "enforcement",
        "must be one of hard, soft, off");
    assertThat(server.operator().get(tierOf(organization)).json("tier")).isEqualTo("unlimited");
  }

  @Test
  void the_default_organization_has_no_tier() {
    isProblem(
        server.operator().put(tierOf(DEFAULT_ORGANIZATION), "tier", "free"),
        409,
        "default_organization");
  }

  @Test
  void a_tier_is_changed_while_the_organization_is_suspended() {
    var organization = organization();
    server.operator().post("/api/v1/organizations/" + organization + "/suspend");

    assertThat(server.operator().put(tierOf(organization), "tier", "free").status()).isEqualTo(200);
  }

  @Test
  void an_organization_reads_its_own_tier_and_no_other() {
    var own = organization();
    var other = organization();
    server.operator().put(tierOf(own), "tier", "free");
    for (var caller :
        List.of(keyOf(own), agentOf(own, "organizations:read"), agentOf(own, "analytics:read"))) {
      var status = caller.get(TIERS + "/status");
      assertThat(status.status()).as(status.body()).isEqualTo(200);
      assertThat(status.json("organizationId")).isEqualTo(own);
      assertThat(caller.get(tierOf(own)).json("tier")).isEqualTo("free");
      for (var path : List.of(TIERS + "/status?organizationId=%s", tierOf("%s"))) {
        var foreign = caller.get(path.formatted(other));
        isProblem(foreign, 404, "not_found");
        assertThat(withoutRequestId(foreign))
            .isEqualTo(withoutRequestId(caller.get(path.formatted(UUID.randomUUID()))));
      }
    }
  }

  private static String withoutRequestId(TestResponse answer) {
    return answer.status() + answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  @Test
  void an_organization_does_not_change_its_own_tier_or_read_others() {
    var own = organization();
    var key = keyOf(own);
    var agent = agentOf(own, "organizations:read", "organizations:write", "analytics:read");

    for (var caller : List.of(key, agent)) {
      isProblem(caller.put(tierOf(own), "tier", "pro"), 403, "forbidden");
      isProblem(caller.put(TIERS + "/free", "limits", Map.of()), 403, "forbidden");
      isProblem(caller.delete(TIERS + "/free"), 403, "forbidden");
      isProblem(caller.get(TIERS), 403, "forbidden");
      isProblem(caller.get(TIERS + "/free"), 403, "forbidden");
    }
    assertThat(server.operator().get(tierOf(own)).json("tier")).isEqualTo("unlimited");
  }

  @Test
  void an_agent_without_an_organization_is_told_that_it_needs_one() {
    var agent =
        server
            .unauthenticated()
            .bearer(server.registerAgent("outside", "organizations:read").token());

    isProblem(agent.get(TIERS + "/status"), 403, "organization_required");
    isProblem(agent.get(tierOf(organization())), 403, "organization_required");
  }

  @Test
  void an_agent_needs_a_scope_to_read_its_tier() {
    var agent = agentOf(organization(), "agents:read");

    isProblem(agent.get(TIERS + "/status"), 403, "insufficient_scope");
  }

  @Test
  void an_operator_of_the_whole_server_names_the_organization() {
    isFieldError(server.operator().get(TIERS + "/status"), "organizationId", "is required");
    assertThat(server.operator().get(TIERS + "/status?organizationId=" + organization()).status())
        .isEqualTo(200);
  }
}
