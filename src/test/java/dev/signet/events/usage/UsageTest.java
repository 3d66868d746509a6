package dev.signet.events.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The usage of an organization and its agents.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UsageTest {
  private static final String TOKENS = "/api/v1/analytics/tokens";
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";
  private static final List<String> PATHS =
      List.of(
          TOKENS,
          "/api/v1/analytics/agents",
          "/api/v1/analytics/agents/activity",
          "/api/v1/analytics/active",
          "/api/v1/analytics/scopes/unused",
          "/api/v1/analytics/export.csv");

  private final TestServer server = new TestServer();
  private String acme;
  private TestAgent courier;

  @BeforeEach
  void start() throws Exception {
    server.start();
    acme = server.createOrganization("acme");
    courier = agentIn(acme, "courier", "parcels:read", "analytics:read");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private TestAgent agentIn(String organization, String name, String... scopes) {
    return server.registerAgentWith(
        "name", name, "organizationId", organization, "scopes", List.of(scopes));
  }

  private TestResponse read(String path) {
    server.internals().followers().catchUp();
    return server.operator().get(path);
  }

  private TestClient reader(TestAgent agent) {
    return server.unauthenticated().bearer(agent.token());
  }

  @Test
  void tokens_are_counted_by_day_with_the_days_without_any() {
    courier.token();
    courier.token();
    server.clock().advance(Duration.ofDays(2));
    courier.token();

    var answer = read(TOKENS + "?days=4&organizationId=" + acme);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("organizationId")).isEqualTo(acme);
    assertThat(answer.text("tenantId")).isEqualTo(acme);
    assertThat(answer.text("days")).isEqualTo("4");
    assertThat(answer.json().path("data").valueStream().map(day -> day.path("date").asString()))
        .containsExactly("2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30");
    assertThat(answer.json().path("data").valueStream().map(day -> day.path("count").asLong()))
        .containsExactly(0L, 2L, 0L, 1L);
    assertThat(Instant.parse(answer.text("countedUntil"))).isEqualTo(server.clock().instant());
  }

  @Test
  void an_hour_ends_at_its_edge() {
    server.clock().set(Instant.parse("2026-03-28T10:59:59.999Z"));
    courier.token();
    server.clock().set(Instant.parse("2026-03-28T11:00:00Z"));
    courier.token();
    courier.token();

    var answer = read(TOKENS + "?by=hour&days=1&organizationId=" + acme);

    var hours = answer.json().path("data");
    assertThat(hours).hasSize(12);
    assertThat(hours.path(10).path("hour").asString()).isEqualTo("2026-03-28T10:00:00.000Z");
    assertThat(hours.path(10).path("count").asLong()).isEqualTo(1);
    assertThat(hours.path(11).path("count").asLong()).isEqualTo(2);
  }

  @Test
  void refreshes_and_revocations_are_counted_apart() {
    var refreshing =
        server.registerAgentWith(
            "name",
            "refreshing",
            "organizationId",
            acme,
            "scopes",
            List.of("a"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    var first = refreshing.requestToken();
    var refreshed =
        server
            .unauthenticated()
            .form(
                "/oauth/token",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first.text("refresh_token"),
                "client_id",
                refreshing.clientId(),
                "client_secret",
                refreshing.secret());
    assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
    server.operator().patch("/api/v1/agents/" + refreshing.id(), "active", false);

    var day = read(TOKENS + "?days=1&organizationId=" + acme).json().path("data").path(0);

    assertThat(day.path("issued").asLong()).isEqualTo(1);
    assertThat(day.path("refreshed").asLong()).isEqualTo(1);
    assertThat(day.path("count").asLong()).isEqualTo(2);
    assertThat(day.path("revoked").asLong()).isEqualTo(2);
  }

  @Test
  void exchanges_are_counted_apart() {
    new ExchangingAgents(server, acme).chain();

    var day = read(TOKENS + "?days=1&organizationId=" + acme).json().path("data").path(0);

    assertThat(day.path("issued").asLong()).isEqualTo(1);
    assertThat(day.path("exchanged").asLong()).isEqualTo(2);
    assertThat(day.path("count").asLong()).isEqualTo(3);
  }

  @Test
  void agents_are_listed_by_use_and_by_id() {
    var busy = agentIn(acme, "busy", "a");
    busy.token();
    busy.token();
    server.clock().advance(Duration.ofDays(1));
    busy.token();
    courier.token();

    var byUse = read("/api/v1/analytics/agents?days=2&organizationId=" + acme);
    assertThat(byUse.text("data/0/agentId")).isEqualTo(busy.id());
    assertThat(byUse.text("data/0/count")).isEqualTo("3");
    assertThat(byUse.text("data/0/activeDays")).isEqualTo("2");
    assertThat(Instant.parse(byUse.text("data/0/lastAt"))).isEqualTo(server.clock().instant());
    assertThat(byUse.text("data/1/agentId")).isEqualTo(courier.id());
    assertThat(byUse.json("next")).isNull();

    var path = "/api/v1/analytics/agents?order=agent&limit=1&organizationId=" + acme;
    var firstPage = read(path);
    assertThat(firstPage.text("data/0/agentId")).isEqualTo(courier.id());
    var secondPage = read(path + "&after=" + firstPage.text("next"));
    assertThat(secondPage.text("data/0/agentId")).isEqualTo(busy.id());
    assertThat(secondPage.json("next")).isNull();
  }

  @Test
  void one_agent_has_its_days() {
    courier.token();
    agentIn(acme, "other", "a").token();

    var answer = read(TOKENS + "?days=1&agentId=" + courier.id());

    assertThat(answer.text("data/0/count")).isEqualTo("1");
    assertThat(answer.json("data/0/revoked")).isNull();
  }

  @Test
  void active_agents_and_busy_hours_are_counted() {
    courier.token();
    agentIn(acme, "other", "a").token();

    var active = read("/api/v1/analytics/active?days=2&organizationId=" + acme);
    assertThat(active.json().path("data").valueStream().map(day -> day.path("active").asLong()))
        .containsExactly(0L, 2L);

    // 28 March 2026 is a Saturday.
    var week = read("/api/v1/analytics/agents/activity?days=7&organizationId=" + acme);
    assertThat(week.text("data/5/weekday")).isEqualTo("saturday");
    assertThat(week.text("data/5/hours/9")).isEqualTo("2");
    assertThat(week.text("data/0/hours/9")).isEqualTo("0");
  }

  @Test
  void hours_are_exported_as_csv() {
    courier.token();
    server.clock().advance(Duration.ofHours(1));
    courier.token();

    var export = read("/api/v1/analytics/export.csv?organizationId=" + acme);

    assertThat(export.header("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(export.body())
        .isEqualTo(
            "organizationId,hour,issued,refreshed,exchanged,revoked\r\n"
                + acme
                + ",2026-03-28T09:00:00Z,1,0,0,0\r\n"
                + acme
                + ",2026-03-28T10:00:00Z,1,0,0,0\r\n");
  }

  @Test
  void an_agent_sees_its_own_organization_and_nothing_of_another() {
    var rival = server.createOrganization("rival");
    agentIn(rival, "spy", "a").token();
    var own = reader(courier);
    server.internals().followers().catchUp();

    assertThat(own.get(TOKENS + "?days=1").text("data/0/count")).isEqualTo("1");
    assertThat(own.get("/api/v1/analytics/export.csv").body()).doesNotContain(rival);
    for (var path : PATHS) {
      var foreign = own.get(path + "?organizationId=" + rival);
      var unknown = own.get(path + "?organizationId=" + NO_SUCH);
      assertThat(foreign.status()).as(path).isEqualTo(404);
      assertThat(withoutRequestId(foreign)).isEqualTo(withoutRequestId(unknown));
    }
    var foreignAgent = server.registerAgent("of the default organization", "a").id();
    assertThat(withoutRequestId(own.get(TOKENS + "?agentId=" + foreignAgent)))
        .isEqualTo(withoutRequestId(own.get(TOKENS + "?agentId=" + NO_SUCH)))
        .contains("404");
  }

  private static String withoutRequestId(TestResponse response) {
    return response.status()
        + response.body().replaceAll("\"(requestId|instance)\":\"[^\"]*\"", "");
  }

  @Test
  void an_operator_sees_all_organizations_or_one() {
    courier.token();
    agentIn(server.createOrganization("rival"), "spy", "a").token();

    assertThat(read(TOKENS + "?days=1").text("data/0/count")).isEqualTo("2");
    assertThat(read(TOKENS + "?days=1").json("organizationId")).isNull();
    assertThat(read(TOKENS + "?organizationId=" + NO_SUCH).status()).isEqualTo(404);
  }

  @Test
  void an_agent_without_an_organization_is_told_how_to_get_one() {
    var loner = server.registerAgent("loner", "analytics:read");

    for (var path : PATHS) {
      var answer = reader(loner).get(path);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.body()).contains("organization_required").contains("ask an operator");
    }
  }

  @Test
  void either_scope_is_enough_and_no_other() {
    var auditor = agentIn(acme, "auditor", "audit:read");
    var worker = agentIn(acme, "worker", "agents:read");

    for (var path : PATHS) {
      assertThat(reader(auditor).get(path).status()).as(path).isEqualTo(200);
      assertThat(reader(courier).get(path).status()).as(path).isEqualTo(200);
      var refused = reader(worker).get(path);
      assertThat(refused.status()).as(path).isEqualTo(403);
      assertThat(refused.body()).contains("insufficient_scope").contains("analytics:read");
      assertThat(server.unauthenticated().get(path).status()).as(path).isEqualTo(401);
    }
  }

  @Test
  void bad_parameters_are_refused() {
    for (var query :
        List.of(
            "?days=0",
            "?days=91",
            "?days=x",
            "?by=week",
            "?by=hour&days=8",
            "?tz=Europe/Berlin",
            "?organizationId=acme",
            "?agentId=1",
            "?by=hour&agentId=" + courier.id())) {
      var answer = server.operator().get(TOKENS + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
    }
    for (var query :
        List.of("?order=name", "?after=" + NO_SUCH, "?order=agent&after=x", "?limit=0")) {
      var answer = server.operator().get("/api/v1/analytics/agents" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
    }
  }

  @Test
  void hours_are_folded_into_days_after_ninety_days_and_the_days_deleted_later() {
    courier.token();
    server.internals().followers().catchUp();
    var folded = server.clock().instant().plus(Duration.ofDays(91));
    server.internals().foldUsage(folded);
    courier.token();
    server.internals().followers().catchUp();
    server.internals().foldUsage(folded);

    assertThat(count("usage_hours")).isZero();
    assertThat(read(TOKENS + "?days=1").text("data/0/count")).isEqualTo("2");

    server.internals().foldUsage(server.clock().instant().plus(Duration.ofDays(401)));
    assertThat(count("usage_days") + count("usage_agent_days")).isZero();
  }

  private long count(String table) {
    return server
        .internals()
        .db()
        .read(
            handle -> handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
  }

  @Test
  void the_sums_are_those_of_the_audit_log_over_several_runs() {
    for (var run = 0; run < 3; run++) {
      var again =
          new TestAgent(
              server.unauthenticated(), courier.id(), courier.clientId(), courier.secret());
      for (var i = 0; i <= run; i++) {
        again.token();
        server.clock().advance(Duration.ofMinutes(40));
      }
      server.restart();
    }

    var answer = read(TOKENS + "?days=1&organizationId=" + acme);
    assertThat(answer.text("data/0/count")).isEqualTo("6");
  }
}
