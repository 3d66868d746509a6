package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.answer;
import static dev.signet.console.pages.ConnectingClient.press;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AppHost;
import dev.signet.testing.AssertionBuilder;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What MCP clients in use really send: their metadata and requests, on hosts of the tests instead
/// of their own.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientShapesTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("apps", "open")
          .with("registration-apps", "open")
          .with("jwks-private-addresses", "true");

  private String files = "";
  private BrowserSession ada;

  @BeforeEach
  void begin() {
    server.clock().advance(Duration.ofMinutes(1));
    files = ConnectingClient.registerNewResource(server);
    ada = ConnectingClient.signInUser(server, "Ada");
  }

  private String serve(String host, String path, String document) {
    var clientId = hosts.url(host, path);
    hosts.server().serve(path, document.replace("CLIENT_ID", clientId));
    return clientId;
  }

  private String register(String metadata) {
    var made = server.unauthenticated().postJson("/oauth/register", metadata);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("client_id");
  }

  private static ConnectingClient client(String clientId, String redirectUri) {
    return ConnectingClient.app(server, clientId, redirectUri);
  }

  @Test
  void claude_code_by_its_document_from_any_port_with_parallel_refreshes() {
    var id =
        serve(
            "claude.here.test",
            "/oauth/claude-code-client-metadata",
            """
            {"client_id":"CLIENT_ID","client_name":"Claude Code","client_uri":"https://claude.ai",
             "redirect_uris":["http://localhost/callback","http://127.0.0.1/callback"],
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_method":"none"}
            """);
    var app = client(id, "http://localhost:54212/callback");
    var tokens = app.connect(ada, files);

    var successors = new ConcurrentSkipListSet<String>();
    ConcurrentCalls.race(
        4, _ -> successors.add(app.refresh(tokens.text("refresh_token")).text("refresh_token")));

    assertThat(successors).hasSize(1);
    // Some versions leave out the resource.
    var notes =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                files + "/notes",
                "name",
                "Notes",
                "scopes",
                List.of(Map.of("name", "notes.read", "title", "Read your notes")));
    assertThat(notes.status()).as(notes.body()).isEqualTo(201);
    assertThat(app.connect(ada, "", "scope", "notes.read").text("scope")).isEqualTo("notes.read");
  }

  @Test
  void claude_ai_with_a_leading_space_and_a_prompt_opens_its_request_twice() {
    var id =
        serve(
            "claude.here.test",
            "/oauth/mcp-oauth-client-metadata",
            """
            {"client_id":"CLIENT_ID","client_name":"Claude",
             "redirect_uris":["https://claude.ai/api/mcp/auth_callback"],
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_method":"none"}
            """);
    var app = client(id, "https://claude.ai/api/mcp/auth_callback");
    var request = app.request(files, "scope", " offline_access", "prompt", "consent");
    assertThat(ada.get(request).status()).isEqualTo(200);

    var code = answer(press(ada, request, "allow")).getOrDefault("code", "");

    assertThat(app.redeem(code).text("scope")).isEqualTo("files.read");
    assertThat(ada.get(request).body()).contains("You have allowed");
  }

  @Test
  void claude_ai_by_registration_asks_for_a_secret_and_is_public() {
    var metadata =
        """
        {"client_name":"Claude","grant_types":["authorization_code","refresh_token"],
         "response_types":["code"],"token_endpoint_auth_method":"client_secret_post",
         "scope":"files.read","redirect_uris":["https://claude.ai/api/mcp/auth_callback"]}
        """;
    var id = register(metadata);
    assertThat(register(metadata)).isEqualTo(id);

    assertThat(
            client(id, "https://claude.ai/api/mcp/auth_callback")
                .connect(ada, files)
                .text("refresh_token"))
        .startsWith("rt_");
  }

  @Test
  void chatgpt_signs_with_rs256_because_its_document_supports_that() {
    var key = TestClientKey.generate("RS256");
    hosts.server().serve("/oauth/jwks.json", SigningAgent.jwksJson(key));
    var id =
        serve(
            "chatgpt.here.test",
            "/oauth/connector-1/client.json",
            """
            {"client_id":"CLIENT_ID","client_name":"ChatGPT",
             "redirect_uris":["https://chatgpt.com/connector/oauth/connector-1"],
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_methods_supported":["none","private_key_jwt"],
             "token_endpoint_auth_signing_alg":"RS256","jwks_uri":"JWKS"}
            """
                .replace("JWKS", hosts.url("chatgpt.here.test", "/oauth/jwks.json")));
    var app = client(id, "https://chatgpt.com/connector/oauth/connector-1");
    var page = ada.get(app.request(files));
    assertThat(page.header("cross-origin-opener-policy")).contains("unsafe-none");

    var tokens =
        app.redeem(
            app.code(ada, files),
            "client_assertion_type",
            AssertionBuilder.TYPE,
            "client_assertion",
            AssertionBuilder.by(key, id, "http://localhost:8080/oauth/token", server.clock())
                .build());

    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
  }

  @Test
  void vs_code_uses_a_slash_and_a_relay_and_both_are_a_program() {
    var id =
        serve(
            "vscode.here.test",
            "/oauth/client-metadata.json",
            """
            {"client_id":"CLIENT_ID","client_name":"Visual Studio Code",
             "redirect_uris":["http://127.0.0.1:33418/","https://vscode.here.test/redirect"],
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_method":"none"}
            """);
    for (var redirectUri :
        List.of(
            "http://127.0.0.1:33418/",
            "http://127.0.0.1:50123/",
            "https://vscode.here.test/redirect")) {
      var app = client(id, redirectUri);
      app.connect(ada, files);
      var again = ada.get(app.request(files));
      assertThat(again.status()).as(redirectUri).isEqualTo(200);
    }
    assertThat(ada.get(client(id, "http://127.0.0.1:33418").request(files)).status())
        .isEqualTo(400);
  }

  @Test
  void cursor_registers_three_kinds_of_addresses_as_one_client() {
    var id =
        register(
            """
            {"client_name":"Cursor","token_endpoint_auth_method":"none","application_type":"web",
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback",
               "https://www.cursor.com/agents/mcp/oauth/callback",
               "http://localhost:8787/callback"]}
            """);
    for (var redirectUri :
        List.of(
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback",
            "http://localhost:8787/callback")) {
      assertThat(client(id, redirectUri).connect(ada, files).text("scope"))
          .as(redirectUri)
          .isEqualTo("files.read");
    }
  }

  @Test
  void codex_registers_asks_for_openid_and_repeats_a_refresh_minutes_later() {
    var id =
        register(
            """
            {"client_name":"Codex","redirect_uris":["http://127.0.0.1:1455/auth/callback"],
             "grant_types":["authorization_code","refresh_token"],
             "token_endpoint_auth_method":"none","application_type":"native"}
            """);
    var app = client(id, "http://127.0.0.1:40001/auth/callback");
    var tokens = app.connect(ada, files, "scope", "openid profile email offline_access");
    var next = app.refresh(tokens.text("refresh_token"));

    server.clock().advance(Duration.ofSeconds(7 * 60 + 45));
    TestResponse late = app.refresh(tokens.text("refresh_token"));

    assertThat(late.text("refresh_token")).isEqualTo(next.text("refresh_token"));
  }
}
