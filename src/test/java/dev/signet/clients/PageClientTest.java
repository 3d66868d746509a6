package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpExchange;
import dev.signet.console.pages.ConnectingClient;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The MCP TypeScript SDK in a page of another site, as in MCP Inspector: a real browser decides
/// what the page may send to the server, and what it may read of the responses.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PageClientTest {
  @RegisterExtension static final TestServer server = new TestServer().listeningAtIssuer();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  @Test
  void a_page_of_another_site_discovers_connects_and_refreshes() throws Exception {
    Oauth4webapi.install();
    server.clock().set(Instant.now());
    try (var sample = SampleServer.typescript(server, server.registerAgent("files server"));
        var site = DocumentServer.plain().respondWith(PageClientTest::sendFile)) {
      ConnectingClient.registerResource(server, sample.resource());
      var url = site.url("/page.html");
      var app = ConnectingClient.register(server, "Page", url);
      var page = signedIn();

      page.navigate(
          url + "?server=" + encode(sample.resource()) + "&client=" + encode(app.clientId()));
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow").setExact(true))
          .click();
      page.locator("#outcome:not(:empty)").waitFor();

      assertThat(page.locator("#outcome").textContent()).isEqualTo("Tools: list_files, write_file");
    }
  }

  private static Page signedIn() {
    var cookie = ConnectingClient.signInUser(server, "Ada").cookie().split("=", 2);
    var page = browser.open(server, ViewMode.LIGHT);
    page.context()
        .addCookies(List.of(new Cookie(cookie[0], cookie[1]).setUrl(server.server().issuer())));
    return page;
  }

  private static void sendFile(HttpExchange exchange) throws IOException {
    var file = Oauth4webapi.folder().resolve(exchange.getRequestURI().getPath().substring(1));
    if (!Files.isRegularFile(file)) {
      DocumentServer.answer(exchange, 404, "text/plain", "");
      return;
    }
    var type = file.toString().endsWith(".html") ? "text/html" : "text/javascript";
    DocumentServer.answer(exchange, 200, type, Files.readString(file));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
