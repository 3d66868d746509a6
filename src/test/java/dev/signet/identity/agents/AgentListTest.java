package dev.signet.identity.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentListTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/agents";
  private static String organization = "";

  @BeforeAll
  static void registers() {
    organization = server.createOrganization("listed");
    register("name", "alpha", "owner", "talent", "agentType", "screener");
    register("name", "beta", "owner", "talent", "description", "Reads 100% of résumés");
    register("name", "gamma_ray", "owner", "Ops", "email", "gamma@example.com");
    register("name", "delta", "organizationId", organization, "agentType", "screener");
    server.operator().patch(PATH + "/" + register("name", "asleep"), "active", false);
    server.operator().delete(PATH + "/" + register("name", "gone"));
  }

  private static String register(Object... members) {
    return server.operator().post(PATH, members).text("agentId");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|gone asleep delta gamma_ray beta alpha",
        "status=active|delta gamma_ray beta alpha",
        "status=suspended|asleep",
        "status=decommissioned|gone",
        "owner=talent|beta alpha",
        "owner=ops|''",
        "agentType=screener|delta alpha",
        "agentType=screener&owner=talent|alpha",
        "agentType=screener&owner=talent&status=suspended|''",
        "q=ALPHA|alpha",
        "q=a|asleep delta gamma_ray beta alpha",
        "q=RÉSUMÉ|beta",
        "q=talent|beta alpha",
        "q=OPS|gamma_ray",
        "q=@example|gamma_ray",
        "q=100%|beta",
        "q=%|beta",
        "q=a_r|gamma_ray",
        "q=_|gamma_ray",
        "q=!|''",
        "q=TALENT|beta alpha",
        "q=tale|beta alpha",
        "q=talons|''",
        "q=ta|delta beta alpha",
        "q=\"résumés\"|''",
        "q=talent OR delta|''",
        "q=gamma AND ray|''",
        "q=éSUMÉ|beta",
        "q=talent&status=active|beta alpha",
        "q=lph|alpha",
        "q=a_ray|gamma_ray",
        "q=' OR '1'='1|''"
      })
  void a_filter_lists_matching_agents_newest_first(String query, String names) {
    var answer = server.operator().get(PATH + "?" + escaped(query));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var expected = List.of(names.split(" ", -1));
    assertThat(names(answer)).isEqualTo(names.isEmpty() ? List.of() : expected);
    assertThat(answer.json("total")).isEqualTo(Integer.toString(names(answer).size()));
  }

  @Test
  void an_organization_lists_its_own_agents() {
    var answer = server.operator().get(PATH + "?organizationId=" + organization);

    assertThat(names(answer)).containsExactly("delta");
    assertThat(names(server.operator().get(PATH + "?organizationId=nobody"))).isEmpty();
  }

  @Test
  void pages_have_no_gaps_or_overlaps() {
    var all = names(server.operator().get(PATH));
    var paged = new ArrayList<String>();
    for (var page = 1; page <= 3; page++) {
      var answer = server.operator().get(PATH + "?limit=2&page=" + page);
      var more = page < 3 ? List.of("next") : List.<String>of();
      assertThat(answer.json().propertyNames().stream().limit(4))
          .containsExactly("data", "total", "page", "limit");
      assertThat(answer.json().propertyNames().stream().skip(4)).isEqualTo(more);
      assertThat(answer.json("total")).isEqualTo("6");
      assertThat(answer.json("page")).isEqualTo(Integer.toString(page));
      assertThat(answer.json("limit")).isEqualTo("2");
      paged.addAll(names(answer));
    }

    assertThat(paged).isEqualTo(all);
    assertThat(names(server.operator().get(PATH + "?limit=2&page=4"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=101",
        "limit=x",
        "page=0",
        "page=-1",
        "page=99999999999",
        "status=asleep",
        "agentType=SCREENER",
        "q=%0A",
        "stauts=active",
        "agent_type=screener"
      })
  void an_invalid_parameter_is_refused_instead_of_ignored(String query) {
    var answer = server.operator().get(PATH + "?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(query.substring(0, query.indexOf('=')));
  }

  private static String escaped(String query) {
    var parts = new ArrayList<String>();
    for (var part : query.split("&", -1)) {
      var equals = part.indexOf('=');
      parts.add(
          equals < 0
              ? part
              : part.substring(0, equals + 1)
                  + URLEncoder.encode(part.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return String.join("&", parts);
  }

  private static List<String> names(TestResponse answer) {
    var names = new ArrayList<String>();
    answer.json().at("/data").forEach(agent -> names.add(agent.at("/name").stringValue()));
    return names;
  }
}
