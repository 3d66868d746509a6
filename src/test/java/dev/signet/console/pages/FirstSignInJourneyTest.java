package dev.signet.console.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The first steps of a new operator, with only a browser and the address that the server prints:
/// from an empty server to an active token, and to its revocation.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstSignInJourneyTest {
  /// The part of the two minutes that is not reading and typing.
  private static final Duration MACHINES_SHARE = Duration.ofSeconds(40);

  @RegisterExtension static final TestServer server = new TestServer().inDevPosture();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  /// A user whose clicks and fields are counted.
  private static final class Operator {
    private final Page page;
    private int clicks;
    private int fields;

    Operator(Page page) {
      this.page = page;
    }

    void fills(String label, String text) {
      page.getByLabel(label).fill(text);
      fields++;
    }

    void presses(String button) {
      clicks(page.getByRole(AriaRole.BUTTON, named(button)));
    }

    void follows(String link) {
      clicks(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link)).first());
    }

    private void clicks(Locator what) {
      what.click();
      clicks++;
    }

    private static Page.GetByRoleOptions named(String name) {
      return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
  }

  @Test
  void from_the_printed_address_to_a_working_token_and_to_its_end() throws IOException {
    var began = System.nanoTime();
    var page = browser.open(server, ViewMode.LIGHT);
    var operator = new Operator(page);

    page.navigate(server.server().firstSignInLink().orElseThrow());
    operator.fills("Your name", "Ada");
    operator.presses("Sign in");
    operator.follows("Register an agent");
    operator.fills("Name", "courier");
    operator.fills("Scopes", "orders:read orders:ship");
    operator.presses("Register");
    assertThat(page.locator("#client-secret")).containsText("sk_live_");

    operator.follows("Create a test token");
    operator.presses("Create");
    operator.presses("Copy Token");
    var token = page.locator("#token").textContent();
    operator.presses("Explain");
    assertThat(page.locator(".verdict")).containsText("active");
    assertThat(page.locator("main")).containsText("orders:read orders:ship");
    assertThat(
            server.unauthenticated().with("Authorization", "Bearer " + token).get("/api/agents/me"))
        .matches(answer -> answer.status() == 200);

    operator.follows("courier");
    operator.follows("Deactivate…");
    assertThat(page.locator(".consequences"))
        .containsText("1 active token of this agent is revoked");
    operator.presses("Deactivate");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 active token was revoked");
    operator.follows("Tools");
    operator.fills("Token", (String) page.evaluate("navigator.clipboard.readText()"));
    operator.presses("Explain");
    assertThat(page.locator(".verdict")).containsText("inactive");
    assertThat(page.locator("main")).containsText("Inactive: its agent was deactivated");
    assertThat(page.locator("main")).containsText("by “Ada”");
    assertThat(
            server.unauthenticated().with("Authorization", "Bearer " + token).get("/api/agents/me"))
        .matches(answer -> answer.status() == 401);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(MACHINES_SHARE);
    assertThat(Files.readString(Path.of("docs/console.md")).replaceAll("\\s+", " "))
        .contains("%d clicks and %d fields".formatted(operator.clicks, operator.fields));
  }
}
