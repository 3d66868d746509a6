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

/// The journey of a user without access to the console, in a real browser.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccountJourneyTest {
  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static void presses(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void follows(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link)).first().click();
  }

  @Test
  void a_member_signs_in_by_link_and_then_by_passkey_and_comes_back_to_the_page() {
    var organization = server.createOrganization("members");
    var invited = new MemberInvites(server).invite(organization, "Ada", "member");
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.addDevice(page);

    page.navigate("/console/welcome?link=" + MemberInvites.link(invited));
    presses(page, "Sign in");
    page.waitForURL("**/account");
    // Long after the sign-in, and without another proof: it is the first passkey.
    server.clock().advance(Duration.ofDays(2));
    follows(page, "Add a passkey");
    page.getByLabel("Name").fill("phone");
    presses(page, "Add");
    page.waitForURL("**/account");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("The passkey “phone” is added");
    assertThat(ChromiumBrowser.faults(page)).isEmpty();

    page.navigate("/account/passkeys");
    page.waitForURL("**/account/confirm?return=*");
    presses(page, "Confirm with a passkey");
    page.waitForURL("**/account/passkeys");

    page.navigate("/account");
    page.getByText("Ada", new Page.GetByTextOptions().setExact(true)).click();
    presses(page, "Sign out");
    page.waitForURL("**/account/sign-in");

    page.navigate("/account/passkeys");
    page.waitForURL("**/account/sign-in?return=*");
    assertThat(page.getByLabel("Operator key")).hasCount(0);
    assertThat(ChromiumBrowser.faults(page)).isEmpty();
    presses(page, "Sign in with a passkey");
    page.waitForURL("**/account/passkeys");
    assertThat(page.locator(".who")).hasText("Ada");

    page.navigate("/account");
    follows(page, "Remove…");
    presses(page, "Remove");
    page.waitForURL("**/account");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("The passkey is removed");
    assertThat(page.locator(".brand")).hasAttribute("href", "/account");
  }
}
