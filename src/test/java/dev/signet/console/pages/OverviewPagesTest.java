package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The overview page.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OverviewPagesTest {
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private final TestServer server = new TestServer();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private BrowserSession signedIn() {
    return BrowserSession.signIn(server, server.operatorKey());
  }

  private Page overview() {
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.signIn(page, server.operatorKey());
    return page;
  }

  @Test
  void agents_are_counted_by_status() {
    server.registerAgent("courier");
    var other = server.registerAgent("other");
    server.operator().patch("/api/v1/agents/" + other.id(), "active", false, "reason", "x");

    assertThat(signedIn().get("/console").body().replaceAll("\\s+", " "))
        .contains(
            "<strong>1</strong> <a id=\"status-active\" href=\"/console/agents?status=active\">",
            "<strong>1</strong> <a id=\"status-suspended\"",
            "<strong>0</strong> <a id=\"status-decommissioned\"");
  }

  @Test
  void tokens_and_refusals_of_the_last_hour_are_shown_and_then_forgotten() {
    var courier = server.registerAgent("courier", "orders:read");
    courier.token();
    courier.token();
    courier.token();
    courier.requestToken("orders:burn");

    server.internals().console().flushActivity();
    server.internals().console().flushActivity();

    assertThat(signedIn().get("/console").body())
        .contains("3 tokens in the last hour", "<rect", "invalid_scope");
    server.clock().advance(Duration.ofMinutes(61));
    assertThat(signedIn().get("/console").body())
        .contains("None in the last hour")
        .doesNotContain("<rect", "invalid_scope");
  }

  @Test
  void items_that_need_attention_are_counted_and_listed() {
    var courier = server.registerAgent("courier");
    server
        .operator()
        .post(
            "/api/v1/agents/" + courier.id() + "/credentials",
            "expiresAt",
            server.clock().instant().plus(Duration.ofDays(100)).toString());
    server.clock().advance(Duration.ofDays(91));

    var page = overview();
    page.getByText("credential expires within 14 days").waitFor();
    page.getByText("secrets are older than 90 days").waitFor();
    page.getByText("active agent has been idle for 30 days").waitFor();
    page.getByText("The audit log has not been checked yet").waitFor();
    assertThat(ChromiumBrowser.faults(page)).isEmpty();
    ChromiumBrowser.savesScreenshot(page, "overview-attention", ViewMode.LIGHT);

    var visitor = signedIn();
    for (var list : List.of("expiring", "unrotated", "idle")) {
      assertThat(visitor.get("/console/attention/" + list).body())
          .as(list)
          .contains("courier", "/console/agents/" + courier.id());
    }
    assertThat(visitor.get("/console/attention/other").status()).isEqualTo(404);
  }

  @Test
  void nothing_needs_attention_that_is_in_order() {
    var courier = server.registerAgent("courier");
    server.clock().advance(Duration.ofDays(40));
    courier.token();

    var visitor = signedIn();
    for (var list : List.of("expiring", "unrotated", "idle")) {
      assertThat(visitor.get("/console/attention/" + list).body())
          .as(list)
          .contains("Nothing of this kind needs attention");
    }
  }

  @Test
  void a_user_without_the_scope_is_redirected_to_a_section_they_may_see() {
    var key =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "a key", "scopes", List.of("audit:read"))
            .text("secret");

    assertThat(BrowserSession.signIn(server, key).get("/console").header("location"))
        .contains("/console/usage");
  }
}
