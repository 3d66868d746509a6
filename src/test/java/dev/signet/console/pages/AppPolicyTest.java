package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.testing.AppHost;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which apps an operator's settings accept, and that the metadata promise exactly these.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppPolicyTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  private static final String METADATA = "/.well-known/oauth-authorization-server";
  private static final String FILES = "https://mcp.example.com/mcp";
  private static final String LOOPBACK = "http://localhost/callback";
  private static final String DOCUMENTS = "client_id_metadata_document_supported";

  private final String path = "/" + UUID.randomUUID() + ".json";

  private static ConnectingClient client(TestServer server, String clientId, String redirectUri) {
    return ConnectingClient.app(server, clientId, redirectUri);
  }

  private static TestResponse register(TestServer server, String redirectUri) {
    return server
        .unauthenticated()
        .post(
            "/oauth/register",
            "client_name",
            "Codex",
            "redirect_uris",
            List.of(redirectUri),
            "grant_types",
            List.of("authorization_code", "refresh_token"));
  }

  private interface Check {
    void on(TestServer server) throws IOException;
  }

  private static void with(TestServer server, Check check) throws IOException {
    server.start();
    try {
      check.on(server);
    } finally {
      server.close();
    }
  }

  @Test
  void by_default_a_user_may_allow_apps_of_no_host_and_none_registers() throws IOException {
    with(
        new TestServer().with("jwks-private-addresses", "true"),
        server -> {
          ConnectingClient.registerResource(server, FILES);
          var ada = ConnectingClient.signInUser(server, "Ada");
          var id = hosts.serveApp("foo.here.test", path, "App", LOOPBACK);

          var page = ada.get(client(server, id, LOOPBACK).request(FILES));

          assertThat(page.status()).isEqualTo(403);
          assertThat(page.header("location")).isEmpty();
          assertThat(page.body()).contains("operators of this server have not allowed this app");
          assertThat(register(server, LOOPBACK).status()).isEqualTo(404);
          var metadata = server.unauthenticated().get(METADATA);
          assertThat(metadata.json(DOCUMENTS)).isEqualTo("true");
          assertThat(metadata.json().has("registration_endpoint")).isFalse();
        });
  }

  @Test
  void known_apps_are_those_with_a_document_or_an_answer_at_a_trusted_host() throws IOException {
    with(
        new TestServer()
            .with("jwks-private-addresses", "true")
            .with("app-hosts", "claude.here.test, relay:code.here.test")
            .with("registration-apps", "open"),
        server -> {
          ConnectingClient.registerResource(server, FILES);
          var ada = ConnectingClient.signInUser(server, "Ada");
          for (var host : List.of("claude.here.test", "code.here.test")) {
            var id = hosts.serveApp(host, "/" + host + path, "App", LOOPBACK);
            client(server, id, LOOPBACK).connect(ada, FILES);
          }
          var answer = "https://claude.here.test/cb";
          client(server, register(server, answer).text("client_id"), answer).connect(ada, FILES);
          for (var host : List.of("other.here.test", "notclaude.here.test")) {
            var id = hosts.serveApp(host, "/" + host + path, "App", LOOPBACK);
            assertThat(ada.get(client(server, id, LOOPBACK).request(FILES)).status())
                .as(host)
                .isEqualTo(403);
          }
          assertThat(
                  ada.get(
                          client(server, register(server, LOOPBACK).text("client_id"), LOOPBACK)
                              .request(FILES))
                      .status())
              .isEqualTo(403);
          assertThat(server.unauthenticated().get(METADATA).json("registration_endpoint"))
              .isEqualTo(server.url("/oauth/register"));
        });
  }

  @Test
  void without_apps_none_is_known_and_the_metadata_have_none() throws IOException {
    with(
        new TestServer()
            .with("jwks-private-addresses", "true")
            .with("apps", "off")
            .with("registration-apps", "open"),
        server -> {
          ConnectingClient.registerResource(server, FILES);
          var ada = ConnectingClient.signInUser(server, "Ada");
          var id = hosts.serveApp("foo.here.test", path, "App", LOOPBACK);

          var page = ada.get(client(server, id, LOOPBACK).request(FILES));

          assertThat(page.status()).isEqualTo(400);
          assertThat(page.body()).contains("not known");
          assertThat(hosts.fetches(path)).isZero();
          assertThat(register(server, LOOPBACK).status()).isEqualTo(404);
          var metadata = server.unauthenticated().get(METADATA);
          assertThat(metadata.json().has(DOCUMENTS)).isFalse();
          assertThat(metadata.json().has("registration_endpoint")).isFalse();
        });
  }

  @Test
  void a_development_server_takes_all_apps_and_lets_them_register() throws IOException {
    with(
        new TestServer().inDevPosture(),
        server -> {
          ConnectingClient.registerResource(server, FILES);
          var ada = ConnectingClient.signInUser(server, "Ada");
          var id = hosts.serveApp("foo.here.test", path, "App", LOOPBACK);

          client(server, id, LOOPBACK).connect(ada, FILES);
          client(server, register(server, LOOPBACK).text("client_id"), LOOPBACK)
              .connect(ada, FILES);

          var metadata = server.unauthenticated().get(METADATA);
          assertThat(metadata.json(DOCUMENTS)).isEqualTo("true");
          assertThat(metadata.json("registration_endpoint"))
              .isEqualTo(server.url("/oauth/register"));
          assertThat(metadata.json("token_endpoint_auth_methods_supported")).contains("\"none\"");
        });
  }

  @Test
  void documents_at_private_addresses_are_not_fetched() throws IOException {
    with(
        new TestServer().with("apps", "open"),
        server -> {
          ConnectingClient.registerResource(server, FILES);
          var ada = ConnectingClient.signInUser(server, "Ada");
          for (var url :
              List.of(
                  hosts.serveApp("foo.here.test", path, "App", LOOPBACK),
                  "https://host.internal.test" + path)) {
            var page = ada.get(client(server, url, LOOPBACK).request(FILES));
            assertThat(page.status()).as(url).isEqualTo(400);
            assertThat(page.body()).contains("cannot be read now");
          }
          assertThat(hosts.fetches(path)).isZero();
        });
  }

  @Test
  void fapi_for_all_excludes_apps() throws IOException {
    with(
        new TestServer().with("fapi2", "true"),
        server -> {
          var metadata = server.unauthenticated().get(METADATA);
          assertThat(metadata.json().has(DOCUMENTS)).isFalse();
          assertThat(metadata.json().has("registration_endpoint")).isFalse();
        });
    assertThatThrownBy(() -> new TestServer().with("fapi2", "true").with("apps", "open").start())
        .hasMessageContaining("--apps")
        .hasMessageContaining("fapi2");
  }

  @Test
  void hosts_are_full_names() {
    for (var wrong :
        List.of(
            "localhost",
            "https://claude.ai",
            "Claude.ai",
            "*.claude.ai",
            "claude.ai:443",
            "127.0.0.1",
            "relay:",
            "claude.ai.",
            "claude..ai")) {
      assertThatThrownBy(() -> new TestServer().with("app-hosts", wrong).start())
          .as(wrong)
          .hasMessageContaining("--app-hosts");
    }
  }

  @Test
  void what_users_have_allowed_stays_when_apps_are_turned_off() throws IOException {
    var server = new TestServer().with("apps", "open").with("registration-apps", "open");
    with(
        server,
        running -> {
          ConnectingClient.registerResource(running, FILES);
          var ada = ConnectingClient.signInUser(running, "Ada");
          var app = client(running, register(running, LOOPBACK).text("client_id"), LOOPBACK);
          var tokens = app.connect(ada, FILES);
          var code = app.code(ada, FILES);

          running.with("apps", "off").restart();

          assertThat(app.redeem(code).status()).isEqualTo(200);
          assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
          isOAuthError(app.redeem(code), 400, "invalid_grant");
          var bea = ConnectingClient.signInUser(running, "Bea");
          assertThat(bea.get(app.request(FILES)).status()).isEqualTo(400);
        });
  }
}
