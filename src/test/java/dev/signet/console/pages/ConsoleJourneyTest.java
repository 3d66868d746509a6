package dev.signet.console.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The journeys of users through the console, in a real browser.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsoleJourneyTest {
  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static Page signedIn() {
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.signIn(page, server.operatorKey());
    page.navigate("/console/agents");
    return page;
  }

  private static void presses(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void follows(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link)).first().click();
  }

  @Test
  void a_new_user_signs_in_by_link_and_then_by_passkey() {
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.addDevice(page);
    page.navigate(server.server().firstSignInLink().orElseThrow());
    page.getByLabel("Your name").fill("Ada");
    presses(page, "Sign in");
    page.waitForURL("**/console");

    page.navigate("/console/account");
    follows(page, "Add a passkey");
    page.getByLabel("Name").fill("laptop");
    presses(page, "Add");
    page.waitForURL("**/console/account");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("The passkey “laptop” is added");
    ChromiumBrowser.savesScreenshot(page, "account", ViewMode.LIGHT);
    assertThat(ChromiumBrowser.faults(page)).isEmpty();

    page.getByText("Ada", new Page.GetByTextOptions().setExact(true)).click();
    presses(page, "Sign out");
    page.waitForURL("**/console/sign-in");
    var sent =
        page.waitForRequest(
            "**/console/sign-in/passkey", () -> presses(page, "Sign in with a passkey"));
    page.waitForURL("**/console");
    isRefusedWhenRepeated(sent.postData());
    assertThat(page.locator(".who")).hasText("Ada");

    server.clock().advance(Duration.ofMinutes(6));
    var agent = server.registerAgent("to be ended").id();
    page.navigate("/console/agents/" + agent + "/decommission");
    page.waitForURL("**/console/confirm?return=*");
    presses(page, "Confirm with a passkey");
    page.waitForURL("**/decommission");
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=console.confirmed&limit=1")
                .text("data/0/metadata/passkey_id"))
        .hasSize(36);
    presses(page, "Decommission");
    page.waitForURL("**/console/agents/" + agent);
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Decommissioned");
  }

  @Test
  void a_user_has_a_passkey_until_their_access_is_removed() {
    var owner = signedIn();
    follows(owner, "Users");
    follows(owner, "Add a user");
    owner.getByLabel("Name").fill("Ben");
    owner.getByLabel("Role").selectOption("operator");
    presses(owner, "Add");
    var link = owner.locator("#link").textContent();

    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.addDevice(page);
    page.navigate(link);
    assertThat(page.getByText("This link signs in Ben, once.")).isVisible();
    presses(page, "Sign in");
    page.waitForURL("**/console");
    page.navigate("/console/account/passkeys");
    page.getByLabel("Name").fill("phone");
    presses(page, "Add");
    page.waitForURL("**/console/account");

    follows(owner, "Go to Ben");
    follows(owner, "Remove user…");
    assertThat(owner.locator(".consequences")).containsText("1 session ends at once");
    assertThat(owner.locator(".consequences")).containsText("1 passkey is removed");
    presses(owner, "Remove user");
    assertThat(owner.getByRole(AriaRole.STATUS)).containsText("Ben can no longer sign in");

    page.reload();
    page.waitForURL("**/console/sign-in?return=*");
    presses(page, "Sign in with a passkey");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("is not known here");
  }

  private static void isRefusedWhenRepeated(String form) {
    var stranger = BrowserSession.signedOut(server);
    assertThat(stranger.rawForm("/console/sign-in/passkey", form).status()).isEqualTo(403);
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    assertThat(
            visitor
                .client()
                .rawForm("/console/confirm/passkey", form + "&form_token=" + visitor.formToken())
                .status())
        .isEqualTo(403);
  }

  @Test
  void an_agent_is_registered_gets_a_token_and_loses_it_when_it_is_deactivated() {
    var page = signedIn();
    follows(page, "Register an agent");
    page.getByLabel("Name").fill("courier");
    page.getByLabel("Scopes").fill("orders:read orders:ship");
    presses(page, "Register");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Copy Client secret"))
        .click();
    assertThat(
            page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Copied Client secret")))
        .isVisible();
    var secret = (String) page.evaluate("navigator.clipboard.readText()");
    assertThat(secret).isEqualTo(page.locator("#client-secret").textContent());
    var id = page.locator("#client-id").textContent();
    var token =
        server
            .unauthenticated()
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                id,
                "client_secret",
                secret)
            .text("access_token");
    assertThat(isActive(token)).isTrue();

    follows(page, "Go to the agent");
    follows(page, "Deactivate…");
    assertThat(page.locator(".consequences")).containsText("1 active token");
    assertThat(page.locator(".consequences")).containsText("1 credential");
    follows(page, "Cancel");
    assertThat(isActive(token)).isTrue();
    follows(page, "Deactivate…");
    page.getByLabel("Reason").fill("a drill");
    presses(page, "Deactivate");

    assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 active token was revoked");
    assertThat(page.locator("h1 .badge")).hasText("suspended");
    assertThat(isActive(token)).isFalse();
    page.reload();
    assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
    presses(page, "Reactivate");
    assertThat(page.locator("h1 .badge")).hasText("active");
    assertThat(isActive(token)).isFalse();
  }

  private static boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  @Test
  void the_list_follows_the_search_text_and_its_address_can_be_shared() {
    server.registerAgent("needle");
    server.registerAgent("haystack");
    var page = signedIn();
    page.getByLabel("Search").fill("need");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("haystack")))
        .hasCount(0);
    assertThat(
            page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName("needle").setExact(true)))
        .hasCount(1);
    page.waitForURL("**/console/agents?q=need**");

    page.reload();
    assertThat(page.getByLabel("Search")).hasValue("need");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("haystack")))
        .hasCount(0);
  }

  @Test
  void everything_works_without_a_script() {
    server.registerAgent("plain needle");
    var page = browser.openWithoutScript(server);
    SignIn.signIn(page, server.operatorKey());
    page.navigate("/console/agents");
    page.getByLabel("Search").fill("plain");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search")).click();
    follows(page, "plain needle");
    follows(page, "Deactivate…");
    presses(page, "Deactivate");

    assertThat(page.locator("h1 .badge")).hasText("suspended");
  }

  @Test
  void a_refused_form_keeps_its_values() {
    var page = signedIn();
    page.navigate("/console/agents/new");
    page.getByLabel("Name").fill("half done");
    page.getByLabel("Description").fill("kept");
    page.getByLabel("Scopes").fill("good \"bad\"");
    presses(page, "Register");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("scopes");
    assertThat(page.getByLabel("Name")).hasValue("half done");
    assertThat(page.getByLabel("Description")).hasValue("kept");
    assertThat(page.getByLabel("Scopes")).hasValue("good \"bad\"");
    assertThat(ChromiumBrowser.faults(page)).isEmpty();
    ChromiumBrowser.savesScreenshot(page, "agent-register-refused", ViewMode.LIGHT);
  }

  @Test
  void an_agent_is_deactivated_with_the_keyboard_alone() {
    server.registerAgent("keyed");
    var page = browser.open(server, ViewMode.LIGHT);
    page.navigate("/console/sign-in");
    page.keyboard().type(server.operatorKey());
    page.keyboard().press("Enter");
    page.waitForURL("**/console");
    page.navigate("/console/agents");
    page.keyboard().press("Tab");
    assertThat(page.locator(":focus")).hasText("Skip to the content");
    page.keyboard().press("Enter");
    tabsTo(page, "keyed", "**/console/agents/*");
    tabsTo(page, "Deactivate…", "**/deactivate");
    tabsTo(page, "Deactivate", "**/console/agents/*");

    assertThat(page.locator("h1 .badge")).hasText("suspended");
  }

  private static void tabsTo(Page page, String text, String url) {
    for (var i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if (text.equals(page.evaluate("document.activeElement.innerText.trim()"))) {
        page.keyboard().press("Enter");
        page.waitForURL(url);
        return;
      }
    }
    throw new AssertionError("The tab key does not reach " + text);
  }

  @Test
  void names_of_agents_are_escaped() {
    var nasty = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'{{7*7}}";
    var agent = server.registerAgentWith("name", nasty, "description", nasty, "owner", nasty).id();
    server.operator().patch("/api/v1/agents/" + agent, "active", false, "reason", nasty);
    var page = signedIn();
    page.onDialog(dialog -> {
      throw new AssertionError("A script of an agent's ran: " + dialog.message());
    });
    for (var path :
        new String[] {
          "/console/agents",
          "/console/agents/" + agent,
          "/console/agents/" + agent + "/decommission",
          "/console/agents?q="
              + java.net.URLEncoder.encode(nasty, java.nio.charset.StandardCharsets.UTF_8)
        }) {
      page.navigate(path);
      assertThat(page.locator("img[src=x]")).hasCount(0);
      assertThat(page.content()).doesNotContain("<script>alert(2)");
    }
    page.navigate("/console/agents/" + agent);
    assertThat(page.locator("h1")).containsText(nasty);
  }
}
