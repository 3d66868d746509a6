package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Delegations in the console.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DelegationPagesTest {
  private static final String ALL = "/console/delegations";
  private static final String API = "/api/v1/delegations";

  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static ExchangingAgents agents;
  private static BrowserSession owner;

  @BeforeAll
  static void signIn() {
    agents = new ExchangingAgents(server, server.createOrganization("delegating"));
    owner = BrowserSession.signIn(server, server.operatorKey());
  }

  private static BrowserSession withKey(Object... members) {
    var all = new ArrayList<Object>(List.of("name", "a key"));
    all.addAll(List.of(members));
    return BrowserSession.signIn(
        server, server.operator().post("/api/v1/operator-keys", all.toArray()).text("secret"));
  }

  private static TestAgent agent(String name) {
    return agents.agent("name", name);
  }

  private static TestResponse create(TestAgent subject, TestAgent actor, String... more) {
    var fields =
        new ArrayList<>(
            List.of("subject", subject.id(), "actor", actor.clientId(), "scopes", "read write"));
    for (var i = 0; i < more.length; i += 2) {
      var at = fields.indexOf(more[i]);
      if (at >= 0) {
        fields.set(at + 1, more[i + 1]);
      } else {
        fields.add(more[i]);
        fields.add(more[i + 1]);
      }
    }
    return owner.form(ALL + "/new", fields.toArray(String[]::new));
  }

  /// The page of a delegation that was created.
  private static String path(TestResponse created) {
    var found =
        Pattern.compile("href=\"(" + ALL + "/[0-9a-f-]{36})/revoke").matcher(created.body());
    assertThat(found.find()).as(created.body()).isTrue();
    return found.group(1);
  }

  private static long countOf(TestAgent subject) {
    return server.operator().get(API + "?subject=" + subject.id()).json().get("total").longValue();
  }

  @Test
  void a_delegation_is_created_with_its_terms() {
    var lender = agent("Fleet planner");
    var borrower = agent("Label printer");
    var form = owner.get(ALL + "/new?subject=" + lender.id()).body();
    assertThat(form).contains("value=\"" + lender.id() + "\"", "Lend rights");

    var made =
        create(
            lender,
            borrower,
            "resources",
            "https://api.example.com/a,b\r\nhttps://api.example.com/",
            "maxHops",
            "2",
            "tokenLifetimeSeconds",
            "900",
            "expiresAt",
            AgentProfilePages.minute(server.clock().instant().plus(Duration.ofDays(3))),
            "purpose",
            "labels for <b>Monday</b>");

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var path = path(made);
    var stored = server.operator().get(path.replace("/console", "/api/v1"));
    assertThat(stored.text("subject")).isEqualTo(lender.id());
    assertThat(stored.text("actor")).isEqualTo(borrower.id());
    assertThat(stored.text("scopes")).isEqualTo("[\"read\",\"write\"]");
    assertThat(stored.text("resources"))
        .isEqualTo("[\"https://api.example.com/a,b\",\"https://api.example.com/\"]");
    assertThat(stored.text("tokenLifetimeSeconds")).isEqualTo("900");
    assertThat(owner.get(path).body())
        .contains(
            "Fleet planner",
            "Label printer",
            "labels for &lt;b&gt;Monday&lt;/b&gt;",
            "https://api.example.com/a,b",
            "at most 15 minutes",
            stored.text("expiresAt"),
            path + "/narrow",
            path + "/revoke")
        .doesNotContain("<b>Monday");
  }

  @Test
  void a_form_that_is_sent_twice_creates_one_delegation() {
    var lender = agent("lender");
    var borrower = agent("borrower");

    var first = create(lender, borrower, "once", "0198c0de-0000-4000-8000-000000000001");
    var second = create(lender, borrower, "once", "0198c0de-0000-4000-8000-000000000001");

    assertThat(path(second)).isEqualTo(path(first));
    assertThat(countOf(lender)).isEqualTo(1);
  }

  @Test
  void a_refused_form_is_shown_again_with_its_errors_and_creates_nothing() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    var elsewhere =
        new ExchangingAgents(server, server.createOrganization("elsewhere-refused")).agent();

    var missing = create(lender, borrower, "scopes", "", "actor", "");
    assertThat(missing.status()).isEqualTo(422);
    assertThat(missing.body()).contains("scopes-fault\">This is required", lender.id());
    assertThat(missing.body()).contains("actor-fault\">This is required");
    assertThat(create(lender, lender).body()).contains("must be another agent than the subject");
    assertThat(create(lender, borrower, "actor", "nobody").body())
        .contains("must be the id or client id of an agent");
    assertThat(create(lender, borrower, "resources", "no uri").body())
        .contains("resources-fault\">This ");
    assertThat(create(lender, borrower, "maxHops", "9").status()).isEqualTo(422);
    assertThat(create(lender, borrower, "expiresAt", "2020-01-01T00:00").body())
        .contains("must be in the future, within a year");
    var notHeld = create(lender, borrower, "scopes", "read delete");
    assertThat(notHeld.status()).isEqualTo(422);
    assertThat(notHeld.body()).contains("does not hold these scopes: delete");
    assertThat(create(lender, elsewhere).status()).isEqualTo(409);
    assertThat(countOf(lender)).isZero();
  }

  @Test
  void delegations_are_found_by_agent_and_status() {
    var lender = agent("Zeppelin yard");
    var borrower = agent("Anchor winch");
    var id = agents.lend(lender, borrower);
    var path = ALL + "/" + id;

    assertThat(owner.get(ALL + "?q=zeppelin").body()).contains(path, "1 delegation found");
    assertThat(owner.get(ALL + "?q=anchor+winch&status=active").body()).contains(path);
    assertThat(owner.get(ALL + "?q=" + borrower.clientId()).body()).contains(path);
    assertThat(owner.get(ALL + "?subject=" + lender.id()).body()).contains(path);
    assertThat(owner.get(ALL + "?actor=" + borrower.id()).body()).contains(path);
    assertThat(owner.get(ALL).body()).contains("Zeppelin yard");
    for (var other :
        List.of(
            "?q=no+such+agent",
            "?subject=" + borrower.id(),
            "?actor=" + lender.id(),
            "?subject=nobody",
            "?q=zeppelin&status=revoked")) {
      assertThat(owner.get(ALL + other).body())
          .as(other)
          .contains("No matching delegations")
          .doesNotContain(path);
    }
    assertThat(owner.get(ALL + "?page=90").body()).contains("Go to the first page");
  }

  @Test
  void the_page_of_an_agent_has_what_it_lends_and_was_lent() {
    var middle = agent("middle");
    var lent = agents.lend(middle, agent("below"));
    var borrowed = agents.lend(agent("above"), middle);

    var page = owner.get("/console/agents/" + middle.id()).body();

    assertThat(page).contains("What it lends", "What it was lent", ALL + "/new?subject=");
    assertThat(page.indexOf(lent)).isLessThan(page.indexOf("What it was lent"));
    assertThat(page.indexOf(borrowed)).isGreaterThan(page.indexOf("What it was lent"));
    assertThat(owner.get("/console/agents/" + agent("alone").id()).body())
        .contains("neither lends rights nor was lent any");
    var withoutScope = withKey("scopes", List.of("agents:read"));
    assertThat(withoutScope.get("/console/agents/" + middle.id()).body())
        .doesNotContain("What it lends", lent);
  }

  @Test
  void a_delegation_is_narrowed_and_never_widened() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    var id = agents.lend(lender, borrower);
    var path = ALL + "/" + id;
    var token = agents.exchanged(borrower, lender.token());
    var form = owner.get(path + "/narrow").body();
    assertThat(form).contains(">read write</textarea>", "8 agents below the subject");

    assertThat(owner.form(path + "/narrow", "scopes", "read", "maxHops", "1").status())
        .isEqualTo(303);

    assertThat(owner.get(path).body())
        .contains("Narrowed: no active tokens ended with it.", "may not hand on");
    assertThat(server.operator().form("/oauth/introspect", "token", token).text("scope"))
        .isEqualTo("read");
    var wider = owner.form(path + "/narrow", "scopes", "read write");
    assertThat(wider.status()).isEqualTo(409);
    assertThat(wider.body()).contains("this would widen scopes", ">read write</textarea>");
    assertThat(owner.form(path + "/narrow", "scopes", "").status()).isEqualTo(422);
    assertThat(server.operator().get(API + "/" + id).text("scopes")).isEqualTo("[\"read\"]");
    owner.form(path + "/narrow", "scopes", "read");
    assertThat(owner.get(path).body()).contains("Nothing changed.");
  }

  @Test
  void narrowing_says_how_many_tokens_it_ended() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    var kept = "https://kept.example.com/";
    var id = agents.lend(lender, borrower, "resources", List.of(server.url(""), kept));
    agents.exchanged(borrower, lender.token());
    var path = ALL + "/" + id;

    owner.form(path + "/narrow", "resources", kept);

    assertThat(owner.get(path).body())
        .contains("Narrowed: 1 active token that it no longer allows has ended.");
  }

  @Test
  void a_delegation_is_revoked_after_its_blast_radius_was_shown() {
    var chain = agents.chain(agent("first"), agent("second"), agent("third"));
    var path = ALL + "/" + chain.firstDelegation();
    assertThat(owner.get(path).body())
        .contains("<strong>2</strong> active tokens", "1 at level 1, 1 at level 2");
    assertThat(owner.get(path + "/revoke").body())
        .contains("Ends 2 active tokens of 2 agents.", "name=\"reason\"");
    var tooLong = owner.form(path + "/revoke", "reason", "x".repeat(501));
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(agents.isActive(chain.last())).isTrue();

    assertThat(owner.form(path + "/revoke", "reason", "incident 42").status()).isEqualTo(303);

    assertThat(owner.get(path).body())
        .contains("Revoked: 2 active tokens of 2 agents have ended.", "incident 42")
        .doesNotContain(path + "/revoke", path + "/narrow");
    assertThat(agents.isActive(chain.middle())).isFalse();
    assertThat(agents.isActive(chain.last())).isFalse();
    assertThat(agents.isActive(chain.root())).isTrue();
    assertThat(owner.get(path + "/revoke").header("Location")).contains(path);
    assertThat(owner.get(path + "/narrow").header("Location")).contains(path);
    assertThat(owner.form(path + "/revoke").status()).isEqualTo(303);
    assertThat(owner.get(path).body()).contains("no active tokens ended with it");
  }

  @Test
  void deactivating_or_decommissioning_an_agent_names_the_tokens_exchanged_from_its_own() {
    var chain = agents.chain(agent("first"), agent("second"), agent("third"));
    var page = "/console/agents/" + chain.first().id();

    assertThat(owner.get(page + "/deactivate").body())
        .contains("1 active token</strong> of this agent", "3 active tokens of 3 agents");
    assertThat(owner.get(page + "/decommission").body()).contains("3 active tokens of 3 agents");
    assertThat(owner.get("/console/agents/" + chain.third().id() + "/deactivate").body())
        .doesNotContain("exchanged from them");
  }

  @Test
  void a_delegation_of_a_suspended_agent_is_shown_as_suspended() {
    var lender = agent("lender");
    var id = agents.lend(lender, agent("borrower"));
    server.operator().patch("/api/v1/agents/" + lender.id(), "active", false);

    assertThat(owner.get(ALL + "/" + id).body())
        .contains("badge suspended", "its subject or its actor is not active");
  }

  @Test
  void an_auditor_reads_delegations_and_changes_none() {
    var auditor = withKey("scopes", List.of("delegations:read", "agents:read"));
    var id = agents.lend(agent("lender"), agent("borrower"));
    var path = ALL + "/" + id;

    assertThat(auditor.get(ALL).body()).doesNotContain(ALL + "/new");
    assertThat(auditor.get(path).body())
        .contains("lender", "borrower")
        .doesNotContain(path + "/narrow", path + "/revoke");
    assertThat(auditor.get(ALL + "/new").status()).isEqualTo(403);
    assertThat(auditor.get(path + "/revoke").status()).isEqualTo(403);
    assertThat(auditor.form(path + "/revoke").status()).isEqualTo(403);
    assertThat(auditor.form(path + "/narrow", "scopes", "read").status()).isEqualTo(403);
    assertThat(server.operator().get(API + "/" + id).text("status")).isEqualTo("active");
  }
}
