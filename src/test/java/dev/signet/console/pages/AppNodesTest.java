package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.isActive;
import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AppHost;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Apps across restarts and nodes, and their first consents at once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppNodesTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("apps", "open")
          .with("registration-apps", "open")
          .with("jwks-private-addresses", "true");

  private static final String FILES = "https://mcp.example.com/mcp";
  private static final String LOOPBACK = "http://localhost/callback";

  @BeforeAll
  static void registerResource() {
    ConnectingClient.registerResource(server, FILES);
  }

  private static ConnectingClient register(TestServer node, String name) {
    return client(
        node.unauthenticated()
            .post("/oauth/register", "client_name", name, "redirect_uris", List.of(LOOPBACK))
            .text("client_id"));
  }

  private static ConnectingClient client(String clientId) {
    return ConnectingClient.app(server, clientId, LOOPBACK);
  }

  private static String agent(String name) {
    return "/api/v1/agents/"
        + server
            .operator()
            .get("/api/v1/agents?kind=app&q=" + name.replace(' ', '+'))
            .json("data/0/agentId");
  }

  @Test
  void a_registration_stays_valid_after_a_restart() {
    var app = register(server, "Codex");
    server.restart();

    assertThat(register(server, "Codex").clientId()).isEqualTo(app.clientId());
    app.connect(ConnectingClient.signInUser(server, "Ada"), FILES);
  }

  @Test
  void a_node_takes_the_apps_of_another_and_their_suspension_at_once() {
    if (!TestDatabase.isPostgresql()) {
      return;
    }
    var name = "Node app " + UUID.randomUUID();
    var other = server.startNode();
    try {
      var app = register(other, name);
      var ada = ConnectingClient.signInUser(server, "Ada");
      var tokens = app.redeemAt(other, app.code(ada, FILES));
      assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
      var code = app.code(ada, FILES);

      server.operator().patch(agent(name), "active", false);

      assertThat(isActive(other, tokens.text("access_token"))).isFalse();
      isOAuthError(app.redeemAt(other, code), 401, "invalid_client");
      var page =
          new BrowserSession(
                  BrowserSession.signedOut(other).with("Cookie", ada.cookie()),
                  ada.cookie(),
                  ada.formToken())
              .get(app.request(FILES));
      assertThat(page.status()).as(page.body()).isEqualTo(400);
    } finally {
      other.server().close();
    }
  }

  @Test
  void first_consents_at_once_register_one_app() {
    var name = "Racer " + UUID.randomUUID();
    var app = client(hosts.serveApp("app.here.test", "/" + UUID.randomUUID(), name, LOOPBACK));
    var users =
        IntStream.range(0, 6)
            .mapToObj(number -> ConnectingClient.signInUser(server, "User " + number))
            .toList();

    ConcurrentCalls.race(users.size(), number -> app.connect(users.get(number), FILES));

    assertThat(
            server
                .operator()
                .get("/api/v1/agents?kind=app&q=" + name.replace(' ', '+'))
                .json("total"))
        .isEqualTo("1");
  }
}
