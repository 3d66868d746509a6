package dev.signet.identity.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OrganizationsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/organizations";

  @Test
  void an_operator_creates_an_organization() {
    var made = server.operator().post(PATH, "name", "Acme, Inc.", "slug", "acme");

    assertThat(made.status()).isEqualTo(201);
    var id = made.text("organizationId");
    assertThat(made.header("Location")).contains(PATH + "/" + id);
    assertThat(made.json().propertyNames())
        .containsExactly(
            "organizationId",
            "name",
            "slug",
            "status",
            "suspendedAt",
            "suspensionReason",
            "createdAt",
            "updatedAt");
    assertThat(made.json("name")).isEqualTo("Acme, Inc.");
    assertThat(made.json("slug")).isEqualTo("acme");
    assertThat(made.json("status")).isEqualTo("active");
    assertThat(made.json("createdAt")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(server.operator().get(PATH + "/" + id).body()).isEqualTo(made.body());
    assertThat(latestEvent().json("data/0/action")).isEqualTo("organization.created");
    assertThat(latestEvent().json("data/0/metadata/slug")).isEqualTo("acme");
  }

  @Test
  void of_concurrent_claims_to_a_slug_one_succeeds() {
    var answers = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(
        16, _ -> answers.add(server.operator().post(PATH, "name", "Race", "slug", "race")));

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(409);
          assertThat(answer.json("error")).isEqualTo("slug_taken");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Acme", "acme_inc", "-acme", "acme-", "ac--me", "acme inc", "äcme", "a/b"})
  void a_slug_is_lower_case_letters_digits_and_single_hyphens(String slug) {
    var answer = server.operator().post(PATH, "name", "Acme", "slug", slug);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("slug");
    assertThat(answer.json().at("/errors").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name|slug",
        "{\"name\":1,\"slug\":null}|name|slug",
        "{\"name\":\" \",\"slug\":\"\"}|name|slug",
        "{\"name\":\"a\\u0000b\",\"slug\":[\"a\"]}|name|slug",
        "{\"name\":\"a\",\"slug\":\"a\",\"id\":1,\"plan\":\"gold\"}|id|plan"
      })
  void all_errors_are_reported_together(String body, String first, String second) {
    var answer = server.operator().postJson(PATH, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(first);
    assertThat(answer.json("errors/1/field")).isEqualTo(second);
    assertThat(answer.json().at("/errors").size()).isEqualTo(2);
  }

  @Test
  void only_the_name_can_be_changed() {
    var id = server.createOrganization("renamed");

    var answer = server.operator().patch(PATH + "/" + id, "name", "New name");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("name")).isEqualTo("New name");
    assertThat(answer.json("slug")).isEqualTo("renamed");
    assertThat(latestEvent().json("data/0/action")).isEqualTo("organization.renamed");
    assertThat(latestEvent().json("data/0/metadata/previous_name")).isEqualTo("renamed");

    var refused = server.operator().patch(PATH + "/" + id, "slug", "other", "name", "Other");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json("errors/0/field")).isEqualTo("slug");
    assertThat(refused.json("errors/0/message")).isEqualTo("cannot be changed");
    assertThat(server.operator().get(PATH + "/" + id).json("name")).isEqualTo("New name");
  }

  @Test
  void a_change_without_effect_records_no_event() {
    var id = server.createOrganization("same");
    var before = latestEvent().json("data/0/eventId");

    assertThat(server.operator().patch(PATH + "/" + id, "name", "same").status()).isEqualTo(200);
    assertThat(server.operator().patch(PATH + "/" + id).status()).isEqualTo(200);

    assertThat(latestEvent().json("data/0/eventId")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01890000-0000-7000-8000-000000000000", "acme", "%01", "0189"})
  void an_unknown_organization_is_404(String id) {
    for (var answer :
        new TestResponse[] {
          server.operator().get(PATH + "/" + id),
          server.operator().patch(PATH + "/" + id, "name", "x")
        }) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("error")).isEqualTo("not_found");
      assertThat(answer.json("detail")).isEqualTo("No such organization");
    }
  }

  @Test
  void organizations_are_listed_in_pages_newest_first() {
    var older = server.createOrganization("list-older");
    var newer = server.createOrganization("list-newer");

    var first = server.operator().get(PATH + "?limit=1");
    var second = server.operator().get(PATH + "?page=2&limit=1");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json("data/0/organizationId")).isEqualTo(newer);
    assertThat(second.json("data/0/organizationId")).isEqualTo(older);
    assertThat(second.json("page")).isEqualTo("2");
    assertThat(second.json("limit")).isEqualTo("1");
    assertThat(Integer.parseInt(second.text("total"))).isGreaterThanOrEqualTo(3);
    assertThat(server.operator().get(PATH + "?status=active").json("errors/0/field"))
        .isEqualTo("status");
  }

  @Test
  void the_default_organization_exists_from_the_start() {
    var answer = server.operator().get(PATH + "/" + OrganizationId.DEFAULT.value());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("slug")).isEqualTo("default");
  }

  @Test
  void an_agent_sees_only_its_own_organization() {
    var own = server.createOrganization("walled");
    var other = server.createOrganization("beyond");
    var agent =
        server.registerAgentWith(
            "name", "reader", "organizationId", own, "scopes", new String[] {"organizations:*"});
    var caller = agent.with(agent.token());

    assertThat(caller.get(PATH).json().at("/data").size()).isEqualTo(1);
    assertThat(caller.get(PATH).json("data/0/organizationId")).isEqualTo(own);
    assertThat(caller.get(PATH).json("total")).isEqualTo("1");
    assertThat(caller.get(PATH + "/" + own).status()).isEqualTo(200);
    var refused = caller.get(PATH + "/" + other);
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.body()).doesNotContain("beyond");
  }

  @Test
  void only_an_operator_creates_or_renames_an_organization() {
    var agent = server.registerAgent("climber", "organizations:write", "organizations:read");
    var caller = agent.with(agent.token());

    assertThat(caller.post(PATH, "name", "x", "slug", "x").status()).isEqualTo(403);
    assertThat(caller.patch(PATH + "/" + OrganizationId.DEFAULT.value(), "name", "mine").status())
        .isEqualTo(403);
    for (var answer :
        new TestResponse[] {
          server.unauthenticated().post(PATH, "name", "x", "slug", "x"),
          server.unauthenticated().get(PATH)
        }) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isPresent();
    }
  }

  private static TestResponse latestEvent() {
    return server.operator().get("/api/v1/audit?limit=1");
  }
}
