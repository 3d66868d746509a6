package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.TestServer;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user allows a client in a real browser, which applies the policies of the pages to the answer
/// that leaves for another site.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuthorizeJourneyTest {
  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static final String FILES = "https://mcp.example.com/mcp";
  private static final Pattern CODE = Pattern.compile("[?&]code=(ac_\\w+)");

  @Test
  void a_user_allows_a_client_of_another_site_and_ends_it_under_their_account() throws Exception {
    ConnectingClient.registerResource(server, FILES);
    try (var client = DocumentServer.plain().serve("/callback", "{}")) {
      var redirect = "http://localhost:" + client.port() + "/callback";
      var app = ConnectingClient.register(server, "Files app", redirect);
      var page = browser.open(server, ViewMode.LIGHT);
      page.navigate(server.server().firstSignInLink().orElseThrow());
      page.getByLabel("Your name").fill("Ada");
      press(page, "Sign in");

      // As a link of the client's site.
      page.navigate("http://localhost:" + client.port() + "/callback");
      page.evaluate("url => { location.href = url; }", server.url(app.request(FILES)));
      page.getByText("Read your files").waitFor();
      assertThat(ChromiumBrowser.faults(page)).isEmpty();
      ChromiumBrowser.savesScreenshot(page, "authorize", ViewMode.LIGHT);
      press(page, "Allow");
      page.waitForURL(Pattern.compile(".*/callback\\?.*"));

      var found = CODE.matcher(page.url());
      assertThat(found.find()).as(page.url()).isTrue();
      assertThat(URI.create(page.url()).getPath()).isEqualTo("/callback");
      var tokens = app.redeem(found.group(1));
      assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);

      page.navigate(server.url("/account/connections"));
      assertThat(ChromiumBrowser.faults(page)).isEmpty();
      press(page, "Disconnect Files app");
      page.getByText("The client is disconnected.").waitFor();
      assertThat(ConnectingClient.isActive(server, tokens.text("access_token"))).isFalse();
    }
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }
}
