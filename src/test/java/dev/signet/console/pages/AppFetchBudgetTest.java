package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AppHost;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Users who name made-up documents of a host do not keep others from connecting its apps.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppFetchBudgetTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("app-hosts", "popular.here.test")
          .with("jwks-private-addresses", "true");

  private static final String HOST = "popular.here.test";
  private static final String LOOPBACK = "http://localhost/callback";

  private final String path = "/" + UUID.randomUUID() + ".json";
  private String files = "";
  private BrowserSession ada;

  @BeforeEach
  void begin() {
    // A new minute, with its own budget of fetches.
    server.clock().advance(Duration.ofMinutes(1));
    files = ConnectingClient.registerNewResource(server);
    ada = ConnectingClient.signInUser(server, "Ada");
  }

  private static ConnectingClient client(String clientId) {
    return ConnectingClient.app(server, clientId, LOOPBACK);
  }

  private ConnectingClient app(String at) {
    return client(hosts.serveApp(HOST, at, "Popular", LOOPBACK));
  }

  /// A new user asks for twenty documents that the host does not have.
  ///
  /// @return how many of them this server asked for
  private int nameMadeUpDocuments() {
    var mallory = ConnectingClient.signInUser(server, "Mallory");
    var before = hosts.server().requests().size();
    for (var i = 0; i < 20; i++) {
      var page = mallory.get(client(hosts.url(HOST, "/x" + i + path)).request(files));
      assertThat(page.status()).as(page.body()).isEqualTo(400);
    }
    return hosts.server().requests().size() - before;
  }

  @Test
  void a_user_who_names_made_up_documents_keeps_no_other_from_a_new_app_of_the_host() {
    assertThat(nameMadeUpDocuments()).isEqualTo(5);

    app(path).connect(ada, files);
  }

  @Test
  void an_app_that_was_known_before_is_connected_however_many_documents_are_made_up() {
    var app = app(path);
    assertThat(ada.get(app.request(files)).status()).isEqualTo(200);
    // Now a decision needs the document again.
    server.clock().advance(Duration.ofMinutes(5));
    assertThat(nameMadeUpDocuments() + nameMadeUpDocuments() + nameMadeUpDocuments()).isEqualTo(10);
    assertThat(ada.get(app("/new" + path).request(files)).body()).contains("Try again in a minute");

    app.connect(ada, files);
  }

  @Test
  void an_app_that_a_user_has_allowed_is_known_also_after_a_restart() {
    var app = app(path);
    app.connect(ada, files);
    server.restart();
    assertThat(nameMadeUpDocuments() + nameMadeUpDocuments() + nameMadeUpDocuments()).isEqualTo(10);

    app.connect(ConnectingClient.signInUser(server, "Grace"), files);
  }
}
