package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each page in a real browser: axe-core finds no faults, the content security policy blocks
/// nothing, and the page fits a phone's width. A page with a fault, or each one with
/// `-Dsignet.screenshots=true`, is written to `target/screenshots`.
///
/// A new page is a line in [#pages].
@DisplayNameGeneration(ReplaceUnderscores.class)
class PageAccessibilityTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static String agent;
  private static String suspended;
  private static String credential;
  private static String organization;
  private static String ada;
  private static String expected;
  private static String webhook;
  private static String delegating;
  private static String delegation;
  private static String resource;
  private static String revokedDelegation;

  /// @param name the name of its screenshot
  record PageUnderTest(String name, String path) {}

  @BeforeAll
  static void fill() {
    var courier =
        server.registerAgentWith(
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
    server.internals().followers().catchUp();
    agent = courier.id();
    credential =
        server
            .operator()
            .get("/api/v1/agents/" + agent + "/credentials")
            .text("data/0/credentialId");
    suspended = server.registerAgentWith("name", "resume-screener", "owner", "people team").id();
    server
        .operator()
        .patch("/api/v1/agents/" + suspended, "active", false, "reason", "asked for too much");
    webhook =
        server
            .operator()
            .post(
                "/api/v1/webhooks",
                "name",
                "security team",
                "url",
                "http://localhost:1024/hook",
                "events",
                List.of("agent.*"))
            .text("webhookId");
    server.operator().patch("/api/v1/webhooks/" + webhook, "active", false);
    resource =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                "https://mcp.example.com/mcp",
                "name",
                "Example Files",
                "scopes",
                List.of(Map.of("name", "files.read", "title", "Read your files")))
            .text("resourceId");
    var chain = chain();
    delegating = chain.second().id();
    delegation = chain.firstDelegation();
    revokedDelegation = chain.secondDelegation();
    server.operator().delete("/api/v1/delegations/" + revokedDelegation);
    var owner = firstUser();
    ada = lastUser(owner);
    owner.form("/console/people/new", "name", "Grace of the security office", "role", "auditor");
    expected = lastUser(owner);
    owner.form("/console/operator-keys/new", "name", "ci", "role", "auditor", "days", "30");
    var names =
        List.of(
            "summarizer of meeting notes that are far too long to be read by anybody",
            "invoice-extractor",
            "ticket-router",
            "price-monitor");
    organization = server.createOrganization("acme");
    for (var name : names) {
      server.registerAgentWith("name", name, "agentType", "monitor", "owner", "platform");
    }
  }

  /// A chain of three agents, with their tokens.
  private static ExchangingAgents.Chain chain() {
    var agents = new ExchangingAgents(server, server.createOrganization("delegating"));
    return agents.chain(
        agents.agent("name", "orchestrator of all the routes between the warehouses"),
        agents.agent("name", "worker"),
        agents.agent("name", "label printer"));
  }

  private static BrowserSession firstUser() {
    var link = server.server().firstSignInLink().orElseThrow();
    var token = link.substring(link.indexOf("link_"));
    return BrowserSession.fromSignIn(
        server,
        BrowserSession.signedOut(server)
            .form("/console/welcome", "link", token, "name", "Ada Example"));
  }

  /// The id of the user who was added last.
  private static String lastUser(BrowserSession visitor) {
    var found =
        Pattern.compile("/console/people/([0-9a-f-]{36})\"")
            .matcher(visitor.get("/console/people").body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static List<PageUnderTest> pages() {
    return List.of(
        new PageUnderTest("overview", "/console"),
        new PageUnderTest("attention-idle", "/console/attention/idle"),
        new PageUnderTest("attention-scopes", "/console/attention/scopes"),
        new PageUnderTest("agents", "/console/agents"),
        new PageUnderTest("agents-by-name", "/console/agents?sort=name&status=active"),
        new PageUnderTest("agents-none", "/console/agents?q=nobody+has+this+name"),
        new PageUnderTest("agent", "/console/agents/" + agent),
        new PageUnderTest("agent-edit", "/console/agents/" + agent + "/edit"),
        new PageUnderTest("agent-suspended", "/console/agents/" + suspended),
        new PageUnderTest("agent-deactivate", "/console/agents/" + agent + "/deactivate"),
        new PageUnderTest("agent-decommission", "/console/agents/" + agent + "/decommission"),
        new PageUnderTest("agent-tokens", "/console/agents/" + agent + "/tokens"),
        new PageUnderTest("agent-tokens-none", "/console/agents/" + suspended + "/tokens"),
        new PageUnderTest("agent-tokens-revoke", "/console/agents/" + agent + "/tokens/revoke"),
        new PageUnderTest("agent-credential", "/console/agents/" + agent + "/credentials/new"),
        new PageUnderTest(
            "agent-credential-rotate",
            "/console/agents/" + agent + "/credentials/" + credential + "/rotate"),
        new PageUnderTest(
            "agent-credential-revoke",
            "/console/agents/" + agent + "/credentials/" + credential + "/revoke"),
        new PageUnderTest("agent-test-token", "/console/agents/" + agent + "/test-token"),
        new PageUnderTest("agent-test-token-none", "/console/agents/" + suspended + "/test-token"),
        new PageUnderTest("agent-key", "/console/agents/" + agent + "/key"),
        new PageUnderTest("agent-api-key", "/console/agents/" + agent + "/api-key"),
        new PageUnderTest("agent-register", "/console/agents/new"),
        new PageUnderTest("resources-none", "/console/resources?page=9"),
        new PageUnderTest("resources", "/console/resources"),
        new PageUnderTest("resource", "/console/resources/" + resource),
        new PageUnderTest("resource-new", "/console/resources/new"),
        new PageUnderTest("resource-edit", "/console/resources/" + resource + "/edit"),
        new PageUnderTest("resource-scope", "/console/resources/" + resource + "/scope"),
        new PageUnderTest(
            "resource-scope-change", "/console/resources/" + resource + "/scope?name=files.read"),
        new PageUnderTest("resource-delete", "/console/resources/" + resource + "/delete"),
        new PageUnderTest("delegations", "/console/delegations"),
        new PageUnderTest("delegations-none", "/console/delegations?q=nobody+has+this+name"),
        new PageUnderTest("delegation", "/console/delegations/" + delegation),
        new PageUnderTest("delegation-new", "/console/delegations/new"),
        new PageUnderTest("delegation-narrow", "/console/delegations/" + delegation + "/narrow"),
        new PageUnderTest("delegation-revoke", "/console/delegations/" + delegation + "/revoke"),
        new PageUnderTest("delegation-revoked", "/console/delegations/" + revokedDelegation),
        new PageUnderTest("agent-delegating", "/console/agents/" + delegating),
        new PageUnderTest(
            "delegation-graph", "/console/agents/" + delegating + "/delegations?ended=yes"),
        new PageUnderTest("delegation-graph-none", "/console/agents/" + agent + "/delegations"),
        new PageUnderTest("usage", "/console/usage"),
        new PageUnderTest("usage-wrong", "/console/usage?organization=acme"),
        new PageUnderTest("usage-of-agent", "/console/usage/agents/" + agent),
        new PageUnderTest("webhooks", "/console/webhooks"),
        new PageUnderTest("webhook", "/console/webhooks/" + webhook),
        new PageUnderTest("webhook-new", "/console/webhooks/new"),
        new PageUnderTest("webhook-rotate", "/console/webhooks/" + webhook + "/rotate"),
        new PageUnderTest("webhook-replay", "/console/webhooks/" + webhook + "/replay"),
        new PageUnderTest("webhook-disable", "/console/webhooks/" + webhook + "/disable"),
        new PageUnderTest("webhook-delete", "/console/webhooks/" + webhook + "/delete"),
        new PageUnderTest("audit", "/console/audit"),
        new PageUnderTest("audit-none", "/console/audit?action=audit.pruned"),
        new PageUnderTest("audit-live", "/console/audit?live=on"),
        new PageUnderTest("audit-wrong", "/console/audit?agentId=courier"),
        new PageUnderTest("audit-check", "/console/audit/check"),
        new PageUnderTest("tools", "/console/tools"),
        new PageUnderTest("tools-test-token", "/console/tools/test-token"),
        new PageUnderTest("keys", "/console/keys"),
        new PageUnderTest("keys-rotate", "/console/keys/rotate?alg=RS256"),
        new PageUnderTest("organizations", "/console/organizations"),
        new PageUnderTest(
            "organization", "/console/organizations/00000000-0000-7000-8000-000000000000"),
        new PageUnderTest(
            "organization-suspend", "/console/organizations/" + organization + "/suspend"),
        new PageUnderTest("organization-limits", "/console/organizations/" + organization),
        new PageUnderTest("organization-tier", "/console/organizations/" + organization + "/tier"),
        new PageUnderTest(
            "organization-members", "/console/organizations/" + organization + "/members"),
        new PageUnderTest("member-new", "/console/organizations/" + organization + "/members/new"),
        new PageUnderTest("organization-switch", "/console/account/organizations"),
        new PageUnderTest("account-confirm", "/account/confirm"),
        new PageUnderTest("people", "/console/people"),
        new PageUnderTest("person-new", "/console/people/new"),
        new PageUnderTest("person", "/console/people/" + ada),
        new PageUnderTest("person-awaited", "/console/people/" + expected),
        new PageUnderTest("person-link", "/console/people/" + expected + "/link"),
        new PageUnderTest("person-role", "/console/people/" + ada + "/role"),
        new PageUnderTest("person-sign-out", "/console/people/" + ada + "/sign-out"),
        new PageUnderTest("person-remove", "/console/people/" + ada + "/remove"),
        new PageUnderTest("operator-keys", "/console/operator-keys"),
        new PageUnderTest("operator-key-new", "/console/operator-keys/new"),
        new PageUnderTest("claims", "/console/claims"),
        new PageUnderTest("invites", "/console/invites"),
        new PageUnderTest("invite-new", "/console/invites/new"),
        new PageUnderTest("settings", "/console/settings"),
        new PageUnderTest("confirm", "/console/confirm"),
        new PageUnderTest("not-found", "/console/nothing"));
  }

  /// The look of a page does not depend on the database: over PostgreSQL, each page is shown once
  /// and not examined.
  @ParameterizedTest
  @EnumSource
  void is_without_fault(ViewMode look) {
    assumeTrue(look == ViewMode.LIGHT || !TestDatabase.isPostgresql());
    var page = browser.open(server, look);
    var said = new ArrayList<String>();
    page.onConsoleMessage(message -> {
      if (!message.text().contains("404") && !message.text().contains("422")) {
        said.add(message.text());
      }
    });
    page.onPageError(said::add);

    page.navigate("/console");
    isFine(page, "sign-in", look);
    SignIn.signIn(page, server.operatorKey());
    for (var shown : pages()) {
      page.navigate(shown.path());
      isFine(page, shown.name(), look);
    }
    registers(page);
    isFine(page, "agent-registered", look);
    page.navigate("/console/agents/" + agent + "/test-token");
    presses(page, "Create");
    isFine(page, "agent-test-token-made", look);
    presses(page, "Explain");
    isFine(page, "tools-explained", look);
    adds(page);
    isFine(page, "person-expected", look);

    assertThat(said).as("errors in the browser's console").isEmpty();
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

  private static void isFine(Page page, String name, ViewMode look) {
    var faults =
        TestDatabase.isPostgresql() ? List.<String>of() : ChromiumBrowser.faults(page, look);
    if (!faults.isEmpty() || Boolean.getBoolean("signet.screenshots")) {
      ChromiumBrowser.savesScreenshot(page, name, look);
    }
    assertThat(faults).as(name + " in " + look).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as(name + " fits into " + look)
        .isEqualTo(true);
  }
}
