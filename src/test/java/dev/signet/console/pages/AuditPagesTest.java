package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The audit log in the console.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditPagesTest {
  private static final String EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  @RegisterExtension static final TestServer server = new TestServer();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static TestAgent courier;
  private static BrowserSession visitor;

  @BeforeAll
  static void fill() {
    courier = server.registerAgent("courier", "orders:read");
    courier.token();
    visitor = BrowserSession.signIn(server, server.operatorKey());
  }

  private static String keyWith(String... scopes) {
    return server
        .operator()
        .post("/api/v1/operator-keys", "name", "a key", "scopes", List.of(scopes))
        .text("secret");
  }

  @Test
  void an_event_reads_as_a_sentence() {
    var page = visitor.get("/console/audit?agentId=" + courier.id());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "You registered “<bdi>courier</bdi>”.",
            "The agent “<bdi>courier</bdi>” got a token for orders:read.");
  }

  @Test
  void the_actor_is_named_in_the_audit_log_and_on_the_agents_page() {
    var reader = BrowserSession.signIn(server, keyWith("agents:read", "audit:read"));

    for (var path : List.of("/console/audit?agentId=", "/console/agents/")) {
      assertThat(reader.get(path + courier.id()).body())
          .as(path)
          .contains(
              "The operator key “<bdi>first operator key</bdi>” registered “<bdi>courier</bdi>”.",
              "The agent “<bdi>courier</bdi>” got a token for orders:read.");
    }
  }

  @Test
  void names_and_reasons_cannot_imitate_the_sentence() {
    var name = "You deactivated payroll.” Signet itself";
    var forger = server.registerAgent(name, "agents:write");
    server
        .unauthenticated()
        .bearer(forger.token())
        .patch("/api/v1/agents/" + forger.id(), "active", false, "reason", "lie”). You slept (“so");

    var shown = "“<bdi>You deactivated payroll.' Signet itself</bdi>”";
    assertThat(shown("agentId=" + forger.id()))
        .contains(
            "You registered " + shown + ".",
            "The agent " + shown + " got a token",
            "The agent " + shown + " deactivated itself",
            "(“<bdi>lie'). You slept ('so</bdi>”).");
  }

  @Test
  void an_agents_name_links_to_its_page() {
    var scribe = server.registerAgent("scribe", "agents:write");
    var changed =
        server
            .unauthenticated()
            .bearer(scribe.token())
            .patch("/api/v1/agents/" + scribe.id(), "description", "Writes.");
    assertThat(changed.status()).isEqualTo(200);
    var asked = "action=agent.updated&agentId=" + scribe.id();
    var link = Pattern.compile("href=\"/console/agents/%s\">scribe</a>".formatted(scribe.id()));

    // The agent that the event is about, and the agent that acted.
    assertThat(shown(asked)).satisfies(page -> assertThat(link.matcher(page).results()).hasSize(2));
    var id = server.operator().get("/api/v1/audit?" + asked).text("data/0/eventId");
    assertThat(visitor.get("/console/audit/" + id).body())
        .satisfies(page -> assertThat(link.matcher(page).results()).hasSize(2));
  }

  @Test
  void an_event_is_shown_as_a_sentence_and_as_json() {
    var id =
        server
            .operator()
            .get("/api/v1/audit?action=agent.created&agentId=" + courier.id())
            .text("data/0/eventId");

    var page = visitor.get("/console/audit/" + id);

    assertThat(page.body())
        .contains("You registered “<bdi>courier</bdi>”.", "\"action\" : \"agent.created\"", id);
    assertThat(visitor.get("/console/audit/" + NO_SUCH).status()).isEqualTo(404);
    assertThat(visitor.get("/console/audit/nothing").status()).isEqualTo(404);
  }

  @Test
  void the_audit_log_is_filtered_by_action_outcome_time_actor_and_request() {
    var made =
        server
            .operator()
            .with("X-Request-Id", "the-request-of-heron")
            .post("/api/v1/agents", "name", "heron");
    assertThat(made.status()).isEqualTo(201);

    assertThat(shown("requestId=the-request-of-heron"))
        .contains("You registered “<bdi>heron</bdi>”.");
    assertThat(shown("requestId=the-request-of-heron")).doesNotContain("registered “<bdi>courier");
    assertThat(shown("requestId=no-such-request")).contains("No matching events");
    assertThat(shown("actor=start"))
        .contains("Signet itself created the operator key")
        .doesNotContain("registered “<bdi>heron");
    assertThat(shown("action=agent.created")).contains("heron").doesNotContain("got a token");
    assertThat(shown("outcome=failure")).doesNotContain("registered “<bdi>heron");
    assertThat(shown("to=2001-01-01T00:00")).contains("No matching events");
    assertThat(shown("from=2001-01-01T00:00&action=agent.created")).contains("heron");
  }

  private static String shown(String query) {
    var page = visitor.get("/console/audit?" + query);
    assertThat(page.status()).as(query).isEqualTo(200);
    return page.body();
  }

  @Test
  void an_invalid_filter_is_reported_and_kept() {
    for (var wrong : List.of("agentId=courier", "from=yesterday", "action=x", "outcome=perhaps")) {
      var page = visitor.get("/console/audit?" + wrong);
      assertThat(page.status()).as(wrong).isEqualTo(422);
    }
    assertThat(visitor.get("/console/audit?agentId=courier").body())
        .contains("value=\"courier\"", "must be an agent");
    assertThat(visitor.get("/console/audit?after=x").status()).isEqualTo(422);
  }

  @Test
  void a_long_audit_log_is_read_page_by_page_and_nothing_twice() throws Exception {
    try (var busy = new TestServer()) {
      busy.start();
      for (var i = 0; i < 60; i++) {
        busy.registerAgent("agent-number-" + i);
      }
      var reader = BrowserSession.signIn(busy, busy.operatorKey());

      var first = reader.get("/console/audit?action=agent.created").body();
      var next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
      assertThat(next.find()).isTrue();
      assertThat(next.group(1)).contains("action=agent.created&amp;after=");
      var second = reader.get(next.group(1).replace("&amp;", "&")).body();

      assertThat(rows(first)).hasSize(50);
      assertThat(rows(second)).hasSize(10).doesNotContainAnyElementsOf(rows(first));
      assertThat(second).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
    }
  }

  private static List<String> rows(String page) {
    return Pattern.compile("id=\"e-([^\"]+)\"")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void text_from_clients_is_escaped() {
    var named =
        server
            .operator()
            .with("User-Agent", EVIL)
            .post("/api/v1/agents", "name", EVIL, "description", EVIL);
    assertThat(named.status()).isEqualTo(201);
    var id =
        server.operator().get("/api/v1/audit?action=agent.created&limit=1").text("data/0/eventId");

    for (var path :
        List.of(
            "/console/audit",
            "/console/audit/" + id,
            "/console/live/audit",
            "/console/audit?requestId=%3Cscript%3Ealert(1)%3C/script%3E",
            "/console/audit?agentId=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
      assertThat(visitor.get(path).body()).as(path).doesNotContain("<script>alert", "<img src=x");
    }
  }

  @Test
  void the_live_tail_has_new_events_only() {
    var newest =
        server.operator().get("/api/v1/audit?action=agent.created&limit=1").text("data/0/eventId");
    var asked = "/console/live/audit?action=agent.created&since=" + newest;
    assertThat(visitor.get(asked).status()).isEqualTo(204);

    server.registerAgent("newcomer");

    var answer = visitor.get(asked);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("newcomer").doesNotContain("<html");
  }

  @Test
  void new_events_appear_without_a_reload() {
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.signIn(page, server.operatorKey());
    page.navigate("/console/audit?action=agent.created&live=on");

    server.registerAgent("kingfisher");

    page.getByText("You registered “kingfisher”.").waitFor();
    assertThat(ChromiumBrowser.faults(page)).isEmpty();
  }

  @Test
  void only_users_with_the_scope_read_export_and_check() {
    var auditor = BrowserSession.signIn(server, keyWith("audit:read"));
    var other = BrowserSession.signIn(server, keyWith("agents:read"));

    assertThat(auditor.get("/console/audit").status()).isEqualTo(200);
    assertThat(auditor.get("/console/audit/export").status()).isEqualTo(200);
    assertThat(auditor.form("/console/audit/check").status()).isEqualTo(303);
    assertThat(other.get("/console/audit").status()).isEqualTo(403);
    assertThat(other.get("/console/audit/export").status()).isEqualTo(403);
    assertThat(other.form("/console/audit/check").status()).isEqualTo(403);
    assertThat(other.get("/console/agents").body()).doesNotContain("href=\"/console/audit\"");
  }

  @Test
  void the_export_follows_the_filters() {
    var answer = visitor.get("/console/audit/export?agentId=" + courier.id());

    assertThat(answer.header("content-type")).contains("application/x-ndjson");
    assertThat(answer.header("content-disposition").orElseThrow())
        .matches("attachment; filename=\"signet-audit-[0-9]{8}-[0-9]{6}\\.ndjson\"");
    assertThat(answer.body().lines())
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(TestResponse.parse(line).path("agentId").asString())
                .isEqualTo(courier.id()));
    assertThat(visitor.get("/console/audit/export?requestId=nobodys-request").body()).isEmpty();
  }

  @Test
  void a_check_says_whether_the_audit_log_is_intact_and_where_it_is_not() throws Exception {
    try (var own = new TestServer()) {
      own.start();
      own.registerAgent("courier");
      var page = browser.open(own, ViewMode.LIGHT);
      SignIn.signIn(page, own.operatorKey());
      page.navigate("/console/audit/check");
      assertThat(page.content()).contains("The audit log has not been checked yet");

      page.getByText("Check now").click();
      page.getByText("The audit log is intact").waitFor();
      assertThat(own.operator().get("/api/v1/audit?action=audit.verified").text("data/0/outcome"))
          .isEqualTo("success");

      own.internals()
          .db()
          .inTransaction(tx ->
              tx.update("UPDATE audit_events SET user_agent = 'x' WHERE action = 'agent.created'")
                  .execute());
      page.getByText("Check now").click();
      page.getByText("The audit log was changed").waitFor();
      assertThat(page.content()).contains("the event is not what was written");
      assertThat(ChromiumBrowser.faults(page)).isEmpty();
      ChromiumBrowser.savesScreenshot(page, "audit-check-broken", ViewMode.LIGHT);
      assertThat(own.operator().get("/api/v1/audit?action=audit.verified").text("data/0/outcome"))
          .isEqualTo("failure");
    }
  }
}
