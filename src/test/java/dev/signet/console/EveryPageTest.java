package dev.signet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.Browser;
import dev.signet.testing.Browser.Look;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each page in a real browser: nothing that axe-core finds at fault, nothing that the strict
/// policy stops, nothing that runs out of a phone's sides; and a picture of it in
/// `target/screenshots`.
///
/// A new page is a line in [#pages].
@DisplayNameGeneration(ReplaceUnderscores.class)
class EveryPageTest {
  @RegisterExtension static final TestServer server = new TestServer();
  @RegisterExtension static final Browser browser = new Browser();

  private static String agent;
  private static String suspended;
  private static String credential;
  private static String ada;
  private static String expected;

  /// @param name of its picture
  record Shown(String name, String path) {}

  @BeforeAll
  static void fill() {
    var courier =
        server.registersAgentWith(
            "name",
            "courier",
            "description",
            "Takes orders from the shop to the warehouse and tells the customer when they leave.",
            "agentType",
            "orchestrator",
            "owner",
            "logistics@example.com",
            "scopes",
            List.of("orders:read", "orders:ship", "stock:read"));
    for (var i = 0; i < 7; i++) {
      courier.token();
    }
    agent = courier.id();
    credential =
        server
            .operator()
            .get("/api/v1/agents/" + agent + "/credentials")
            .text("data/0/credentialId");
    suspended = server.registersAgentWith("name", "resume-screener", "owner", "people team").id();
    server
        .operator()
        .patch("/api/v1/agents/" + suspended, "active", false, "reason", "asked for too much");
    var owner = comesFirst();
    ada = lastPerson(owner);
    owner.form("/console/people/new", "name", "Grace of the security office", "role", "auditor");
    expected = lastPerson(owner);
    owner.form("/console/operator-keys/new", "name", "ci", "role", "auditor", "days", "30");
    var names =
        List.of(
            "summarizer of meeting notes that are far too long to be read by anybody",
            "invoice-extractor",
            "ticket-router",
            "price-monitor");
    for (var name : names) {
      server.registersAgentWith("name", name, "agentType", "monitor", "owner", "platform");
    }
  }

  private static Visitor comesFirst() {
    var link = server.server().firstSignIn().orElseThrow();
    var token = link.substring(link.indexOf("link_"));
    return Visitor.with(
        server, Visitor.at(server).form("/console/welcome", "link", token, "name", "Ada Example"));
  }

  /// The id of whoever was added last.
  private static String lastPerson(Visitor visitor) {
    var found =
        Pattern.compile("/console/people/([0-9a-f-]{36})\"")
            .matcher(visitor.get("/console/people").body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static List<Shown> pages() {
    return List.of(
        new Shown("overview", "/console"),
        new Shown("attention-idle", "/console/attention/idle"),
        new Shown("attention-scopes", "/console/attention/scopes"),
        new Shown("agents", "/console/agents"),
        new Shown("agents-by-name", "/console/agents?sort=name&status=active"),
        new Shown("agents-none", "/console/agents?q=nobody+has+this+name"),
        new Shown("agent", "/console/agents/" + agent),
        new Shown("agent-edit", "/console/agents/" + agent + "/edit"),
        new Shown("agent-suspended", "/console/agents/" + suspended),
        new Shown("agent-deactivate", "/console/agents/" + agent + "/deactivate"),
        new Shown("agent-decommission", "/console/agents/" + agent + "/decommission"),
        new Shown("agent-tokens", "/console/agents/" + agent + "/tokens"),
        new Shown("agent-tokens-none", "/console/agents/" + suspended + "/tokens"),
        new Shown("agent-tokens-revoke", "/console/agents/" + agent + "/tokens/revoke"),
        new Shown("agent-credential", "/console/agents/" + agent + "/credentials/new"),
        new Shown(
            "agent-credential-rotate",
            "/console/agents/" + agent + "/credentials/" + credential + "/rotate"),
        new Shown(
            "agent-credential-revoke",
            "/console/agents/" + agent + "/credentials/" + credential + "/revoke"),
        new Shown("agent-test-token", "/console/agents/" + agent + "/test-token"),
        new Shown("agent-test-token-none", "/console/agents/" + suspended + "/test-token"),
        new Shown("agent-key", "/console/agents/" + agent + "/key"),
        new Shown("agent-api-key", "/console/agents/" + agent + "/api-key"),
        new Shown("agent-register", "/console/agents/new"),
        new Shown("audit", "/console/audit"),
        new Shown("audit-none", "/console/audit?action=audit.pruned"),
        new Shown("audit-live", "/console/audit?live=on"),
        new Shown("audit-wrong", "/console/audit?agentId=courier"),
        new Shown("audit-check", "/console/audit/check"),
        new Shown("tools", "/console/tools"),
        new Shown("tools-test-token", "/console/tools/test-token"),
        new Shown("keys", "/console/keys"),
        new Shown("keys-rotate", "/console/keys/rotate?alg=RS256"),
        new Shown("people", "/console/people"),
        new Shown("person-new", "/console/people/new"),
        new Shown("person", "/console/people/" + ada),
        new Shown("person-awaited", "/console/people/" + expected),
        new Shown("person-link", "/console/people/" + expected + "/link"),
        new Shown("person-role", "/console/people/" + ada + "/role"),
        new Shown("person-sign-out", "/console/people/" + ada + "/sign-out"),
        new Shown("person-remove", "/console/people/" + ada + "/remove"),
        new Shown("operator-keys", "/console/operator-keys"),
        new Shown("operator-key-new", "/console/operator-keys/new"),
        new Shown("claims", "/console/claims"),
        new Shown("invites", "/console/invites"),
        new Shown("invite-new", "/console/invites/new"),
        new Shown("settings", "/console/settings"),
        new Shown("confirm", "/console/confirm"),
        new Shown("not-found", "/console/nothing"));
  }

  /// How a page looks does not depend on the database: over PostgreSQL, once is enough to see that
  /// each of them comes.
  @ParameterizedTest
  @EnumSource
  void is_without_fault(Look look) {
    assumeTrue(look == Look.LIGHT || !TestDatabase.isPostgresql());
    var page = browser.opens(server, look);
    var said = new ArrayList<String>();
    page.onConsoleMessage(message -> {
      if (!message.text().contains("404") && !message.text().contains("422")) {
        said.add(message.text());
      }
    });
    page.onPageError(said::add);

    page.navigate("/console");
    isFine(page, "sign-in", look);
    Door.signsIn(page, server.operatorKey());
    for (var shown : pages()) {
      page.navigate(shown.path());
      isFine(page, shown.name(), look);
    }
    registers(page);
    isFine(page, "agent-registered", look);
    page.navigate("/console/agents/" + agent + "/test-token");
    presses(page, "Make it");
    isFine(page, "agent-test-token-made", look);
    presses(page, "Explain it");
    isFine(page, "tools-explained", look);
    adds(page);
    isFine(page, "person-expected", look);

    assertThat(said).as("what the browser complains of").isEmpty();
  }

  private static void registers(Page page) {
    page.navigate("/console/agents/new");
    page.getByLabel("Name").fill("night watch");
    presses(page, "Register");
  }

  private static void adds(Page page) {
    page.navigate("/console/people/new");
    page.getByLabel("Name").fill("Lin");
    presses(page, "Add");
  }

  private static void presses(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
    page.waitForLoadState();
  }

  private static void isFine(Page page, String name, Look look) {
    Browser.keepsPicture(page, name, look);
    assertThat(Browser.faults(page)).as(name + " in " + look).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as(name + " fits into " + look)
        .isEqualTo(true);
  }
}
