package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long lists: paged by a cursor, and counted without being read.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentPagingTest {
  @RegisterExtension static final TestServer server = new TestServer().with("registration", "open");

  private static final String PATH = "/api/v1/agents";
  private static final String NOBODY = "01890000-0000-7000-8000-000000000000";

  private static TestResponse list(String query) {
    return server.operator().get(PATH + "?" + query);
  }

  private static String register(Object... members) {
    return server.operator().post(PATH, members).text("agentId");
  }

  private static List<String> ids(TestResponse answer) {
    var ids = new ArrayList<String>();
    answer.json().at("/data").forEach(agent -> ids.add(agent.at("/agentId").stringValue()));
    return ids;
  }

  @Test
  void a_cursor_visits_each_agent_once_despite_concurrent_registrations() {
    var organization = server.createOrganization("walked");
    IntStream.range(0, 7)
        .forEach(i -> register("name", "walked-" + i, "organizationId", organization));
    var all = ids(list("limit=100&organizationId=" + organization));

    var found = new ArrayList<String>();
    var answer = list("limit=2&organizationId=" + organization);
    found.addAll(ids(answer));
    while (answer.json("next") != null) {
      register("name", "later", "organizationId", organization);
      answer = list("limit=2&organizationId=" + organization + "&after=" + answer.text("next"));
      assertThat(answer.json().propertyNames()).doesNotContain("total", "page");
      found.addAll(ids(answer));
    }

    assertThat(all).hasSize(7);
    assertThat(found).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/agents",
        "/api/agents",
        "/api/v1/organizations",
        "/api/v1/registrations",
        "/api/v1/agents/{id}/tokens"
      })
  void an_invalid_cursor_and_a_cursor_together_with_a_page_are_refused(String path) {
    var list = path.replace("{id}", register("name", "listed"));
    for (var query :
        List.of(
            "after=1",
            "after=" + NOBODY + "x",
            "after=" + NOBODY.replace('0', 'A'),
            "after=' OR ''='",
            "page=1&after=" + NOBODY,
            "page=101&limit=100")) {
      var answer =
          server.operator().get(list + "?" + query.replace(" ", "%20").replace("'", "%27"));

      isProblem(answer, 400, "invalid_request");
      assertThat(answer.json("errors/0/field")).isEqualTo(query.substring(0, query.indexOf('=')));
    }
    assertThat(server.operator().get(list + "?after=" + NOBODY).status()).isEqualTo(200);
  }

  @Test
  void cursors_and_totals_reveal_nothing_about_other_organizations() {
    var own = server.createOrganization("pages-own");
    var others = server.createOrganization("pages-others");
    var manager = manager(own);
    var first = register("name", "ours", "organizationId", own);
    var theirs = register("name", "theirs", "organizationId", others);
    register("name", "theirs too", "organizationId", others);

    assertThat(manager.get(PATH).text("total")).isEqualTo("2");
    assertThat(manager.get("/api/agents").text("pagination/total")).isEqualTo("2");
    assertThat(manager.get(PATH + "?organizationId=" + others).text("total")).isEqualTo("0");
    assertThat(manager.get(PATH + "?owner=nobody").text("total")).isEqualTo("0");
    assertThat(ids(manager.get(PATH + "?after=" + theirs))).contains(first).hasSize(2);
    assertThat(manager.get(PATH + "?after=" + theirs).body()).doesNotContain("theirs", others);
    assertThat(manager.get("/api/agents?after=" + theirs).body()).doesNotContain("theirs", others);
  }

  private static TestClient manager(String organization) {
    var agent =
        server.registerAgentWith(
            "name",
            "manager",
            "organizationId",
            organization,
            "scopes",
            List.of("agents:read", "agents:write"));
    return agent.with(agent.token());
  }

  @Test
  void the_total_follows_every_change_to_an_agent() {
    var organization = server.createOrganization("counted");
    var within = "organizationId=" + organization;
    var agent =
        register(
            "name",
            "counted",
            "organizationId",
            organization,
            "owner",
            "counting house",
            "agentType",
            "router");
    var other = register("name", "other", within.split("=", -1)[0], organization);

    totals(
        Map.of(
            within,
            2,
            within + "&status=active",
            2,
            within + "&status=suspended",
            0,
            "owner=counting%20house",
            1,
            within + "&owner=counting%20house&agentType=router&status=active",
            1,
            within + "&agentType=custom",
            1));

    server.operator().patch(PATH + "/" + agent, "owner", "mint", "agentType", "monitor");
    server.operator().patch(PATH + "/" + other, "active", false);
    totals(
        Map.of(
            within,
            2,
            within + "&status=active",
            1,
            within + "&status=suspended",
            1,
            "owner=counting%20house",
            0,
            "owner=mint&agentType=monitor",
            1,
            within + "&agentType=router",
            0));

    server.operator().patch(PATH + "/" + other, "active", true, "owner", "mint");
    server.operator().delete(PATH + "/" + agent);
    totals(
        Map.of(
            within,
            2,
            within + "&status=active",
            1,
            within + "&status=suspended",
            0,
            within + "&status=decommissioned",
            1,
            "owner=mint",
            2,
            "owner=mint&status=decommissioned&agentType=monitor",
            1));
  }

  private static void totals(Map<String, Integer> expected) {
    expected.forEach((query, total) -> {
      var answer = list(query);
      assertThat(answer.text("total")).as(query).isEqualTo(Integer.toString(total));
      assertThat(ids(answer)).as(query).hasSize(total);
    });
  }

  @Test
  void concurrently_registered_and_suspended_agents_are_all_counted() throws Exception {
    var organization = server.createOrganization("raced");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done =
          IntStream.range(0, 16)
              .mapToObj(i ->
                  threads.submit(() -> {
                    var id = register("name", "r" + i, "organizationId", organization);
                    return server
                        .operator()
                        .patch(PATH + "/" + id, "active", i % 2 == 0, "owner", "racing")
                        .status();
                  }))
              .toList();
      for (var one : done) {
        assertThat(one.get()).isEqualTo(200);
      }
    }

    assertThat(list("organizationId=" + organization).text("total")).isEqualTo("16");
    assertThat(list("owner=racing&status=suspended").text("total")).isEqualTo("8");
    assertThat(list("owner=racing&status=active").text("total")).isEqualTo("8");
  }

  @Test
  void the_quick_api_lists_by_cursor() {
    IntStream.range(0, 3).forEach(i -> register("name", "quick-" + i));
    var all = server.operator().get("/api/agents?limit=100");
    var expected = new ArrayList<String>();
    all.json().at("/agents").forEach(agent -> expected.add(agent.at("/id").stringValue()));
    assertThat(all.text("pagination/total")).isEqualTo(Integer.toString(expected.size()));

    var found = new ArrayList<String>();
    var answer = server.operator().get("/api/agents?limit=2");
    assertThat(answer.json().at("/pagination").propertyNames())
        .containsExactly("total", "page", "limit", "total_pages", "next");
    while (true) {
      answer.json().at("/agents").forEach(agent -> found.add(agent.at("/id").stringValue()));
      if (answer.json("pagination/next") == null) {
        break;
      }
      answer = server.operator().get("/api/agents?limit=2&after=" + answer.text("pagination/next"));
      assertThat(answer.json().at("/pagination").propertyNames())
          .doesNotContain("total", "page", "total_pages");
    }

    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/organizations", "/api/v1/registrations?status=unclaimed"})
  void organizations_and_registrations_are_listed_by_cursor(String path) {
    for (var i = 0; i < 3; i++) {
      var registered = server.unauthenticated().post("/v1/auth/agent-register", "name", "walker");
      assertThat(registered.status()).isEqualTo(201);
    }
    var and = path.contains("?") ? "&" : "?";
    var all = server.operator().get(path + and + "limit=100");
    assertThat(all.text("total")).isEqualTo(Integer.toString(all.json().at("/data").size()));

    var found = new ArrayList<String>();
    var answer = server.operator().get(path + and + "limit=2");
    while (true) {
      answer.json().at("/data").forEach(one -> found.add(one.toString()));
      if (answer.json("next") == null) {
        break;
      }
      answer = server.operator().get(path + and + "limit=2&after=" + answer.text("next"));
    }

    assertThat(found).hasSizeGreaterThan(2);
    assertThat(found)
        .isEqualTo(all.json().at("/data").valueStream().map(Object::toString).toList());
  }

  @Test
  void active_tokens_are_paged_by_a_cursor_that_skips_revoked_tokens() {
    var agent = server.registerAgent("courier", "read");
    var path = PATH + "/" + agent.id() + "/tokens";
    var expected = new ArrayList<String>();
    for (var i = 0; i < 9; i++) {
      var token = agent.token();
      if (i % 3 == 1) {
        server.operator().form("/oauth/revoke", "token", token);
      } else {
        expected.addFirst(Jwt.of(token).claim("jti"));
      }
    }

    var found = new ArrayList<String>();
    var answer = server.operator().get(path + "?limit=2");
    assertThat(answer.text("total")).isEqualTo("6");
    while (true) {
      answer.json().at("/data").forEach(one -> found.add(one.at("/tokenId").stringValue()));
      if (answer.json("next") == null) {
        break;
      }
      agent.token();
      answer = server.operator().get(path + "?limit=2&after=" + answer.text("next"));
      assertThat(answer.json().propertyNames()).doesNotContain("total", "page");
    }

    assertThat(found).isEqualTo(expected);
    var second = server.operator().get(path + "?limit=2&page=3");
    assertThat(second.text("data/0/tokenId")).isNotEmpty();
  }

  @Test
  void a_search_is_paged_by_cursor_and_finds_changed_texts() {
    var first = register("name", "needle-one");
    var second = register("name", "nothing", "description", "a NEEDLE two");
    var third = register("name", "needle-three");
    assertThat(ids(list("q=needle"))).containsExactly(third, second, first);
    assertThat(list("q=needle").text("total")).isEqualTo("3");

    var page = list("q=needle&limit=2");
    assertThat(ids(page)).containsExactly(third, second);
    assertThat(ids(list("q=needle&limit=2&after=" + page.text("next")))).containsExactly(first);
    assertThat(ids(list("q=needle&after=" + NOBODY))).isEmpty();

    server.operator().patch(PATH + "/" + third, "name", "thread");
    assertThat(ids(list("q=needle"))).containsExactly(second, first);
    assertThat(ids(list("q=thread"))).containsExactly(third);
    assertThat(ids(list("q=needle%20one"))).isEmpty();
    assertThat(ids(list("q=needle-one"))).containsExactly(first);
  }
}
