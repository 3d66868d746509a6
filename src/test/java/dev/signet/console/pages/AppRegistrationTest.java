package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.isActive;
import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Apps that register themselves ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)): their client
/// ids contain what they registered, and nothing is stored before a user allows one.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppRegistrationTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer().with("apps", "open").with("registration-apps", "open");

  private static final String REGISTER = "/oauth/register";
  private static final String LOOPBACK = "http://127.0.0.1/auth/callback";

  private String files = "";
  private BrowserSession ada;

  @BeforeEach
  void begin() {
    // A new minute, with its own budget of registrations.
    server.clock().advance(Duration.ofMinutes(1));
    files = ConnectingClient.registerNewResource(server);
    ada = ConnectingClient.signInUser(server, "Ada");
  }

  private static TestResponse register(Object... members) {
    return server.unauthenticated().post(REGISTER, members);
  }

  private static ConnectingClient registered(String name, String redirectUri) {
    var made =
        register(
            "client_name",
            name,
            "redirect_uris",
            List.of(redirectUri),
            "grant_types",
            List.of("authorization_code", "refresh_token"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return ConnectingClient.app(server, made.text("client_id"), redirectUri);
  }

  private static long rows(String table) {
    return server
        .internals()
        .db()
        .read(
            handle -> handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
  }

  @Test
  void the_answer_says_what_is_in_force_and_has_no_secret() {
    var made =
        register(
            "client_name",
            "Cursor",
            "redirect_uris",
            List.of(
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "https://www.cursor.com/agents/mcp/oauth/callback",
                "http://localhost:8787/callback",
                "http://evil.test/cb"),
            "grant_types",
            List.of("authorization_code", "refresh_token", "implicit"),
            "token_endpoint_auth_method",
            "client_secret_post",
            "application_type",
            "web",
            "logo_uri",
            "https://evil.test/logo.png");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("client_id")).startsWith("dcr1_").hasSizeLessThanOrEqualTo(1024);
    assertThat(made.json("token_endpoint_auth_method")).isEqualTo("none");
    assertThat(made.json("client_name")).isEqualTo("Cursor");
    assertThat(made.json("grant_types")).isEqualTo("[\"authorization_code\",\"refresh_token\"]");
    assertThat(made.json("response_types")).isEqualTo("[\"code\"]");
    assertThat(made.json("redirect_uris"))
        .contains("cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost/callback")
        .doesNotContain("evil");
    assertThat(made.body())
        .doesNotContain("client_secret\"", "logo_uri", "registration_client_uri");
    assertThat(made.header("cache-control")).contains("no-store");
  }

  @Test
  void equal_registrations_have_one_id_and_thousands_leave_no_row() {
    var tables = List.of("agents", "audit_events", "consents", "stored_responses", "one_time_uses");
    var before = tables.stream().map(AppRegistrationTest::rows).toList();
    var ids = new HashSet<String>();
    for (var i = 0; i < 2_000; i++) {
      if (i % 20 == 0) {
        server.clock().advance(Duration.ofMinutes(1));
      }
      ids.add(
          register("client_name", "App " + i % 500, "redirect_uris", List.of(LOOPBACK))
              .text("client_id"));
    }

    assertThat(ids).hasSize(500);
    // Jobs delete what has expired meanwhile.
    for (var i = 0; i < tables.size(); i++) {
      assertThat(rows(tables.get(i))).as(tables.get(i)).isLessThanOrEqualTo(before.get(i));
    }
  }

  @Test
  void a_user_allows_a_registered_app_and_only_then_it_has_a_row() {
    var app = registered("Codex " + UUID.randomUUID(), LOOPBACK);
    var before = rows("agents");
    var page = ada.get(app.request(files));
    assertThat(page.body())
        .contains("A program on this computer", "It calls itself “Codex")
        .doesNotContain("registered here", "Allow “");
    assertThat(rows("agents")).isEqualTo(before);

    var tokens =
        ConnectingClient.app(server, app.clientId(), "http://127.0.0.1:1455/auth/callback")
            .connect(ada, files, "scope", "openid profile files.read offline_access");

    assertThat(rows("agents")).isEqualTo(before + 1);
    assertThat(tokens.text("scope")).isEqualTo("files.read");
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    app.connect(ConnectingClient.signInUser(server, "Bea"), files);
    assertThat(rows("agents")).isEqualTo(before + 1);
  }

  @Test
  void a_registration_for_an_address_elsewhere_is_never_reused_or_redirected_to() {
    var app = registered("Claude", "https://claude.ai/api/mcp/auth_callback");
    app.connect(ada, files);

    var page = ada.get(app.request(files));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("Allow an app at claude.ai to act for you?");
    var stopped = ada.get(app.request(files, "scope", "no.such"));
    assertThat(stopped.status()).isEqualTo(400);
    assertThat(stopped.header("location")).isEmpty();
  }

  @Test
  void a_suspended_app_stays_blocked_when_it_registers_again() {
    var name = "Mallory " + UUID.randomUUID();
    var app = registered(name, LOOPBACK);
    var tokens = app.connect(ada, files);
    var agent =
        server
            .operator()
            .get("/api/v1/agents?kind=app&q=" + name.replace(' ', '+'))
            .json("data/0/agentId");

    server.operator().patch("/api/v1/agents/" + agent, "active", false);

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(registered(name, LOOPBACK).clientId()).isEqualTo(app.clientId());
    assertThat(ada.get(app.request(files)).status()).isEqualTo(400);
    isOAuthError(app.refresh(tokens.text("refresh_token")), 401, "invalid_client");
  }

  @Test
  void a_changed_id_is_unknown() {
    var app = registered("Codex", LOOPBACK);
    var id = app.clientId();
    for (var changed :
        List.of(
            id + "A",
            id.substring(0, id.length() - 1),
            "dcr1_A" + id.substring(6),
            "dcr1_" + "A".repeat(1_019),
            "dcr1_")) {
      var page = ada.get(ConnectingClient.app(server, changed, LOOPBACK).request(files));
      assertThat(page.status()).as(changed).isEqualTo(400);
      assertThat(page.header("location")).isEmpty();
    }
  }

  @Test
  void metadata_without_a_usable_member_are_refused_by_the_codes_of_the_rfc() {
    isOAuthError(register(), 400, "invalid_redirect_uri");
    isOAuthError(
        register("redirect_uris", List.of("http://evil.test/cb", "javascript:alert(1)")),
        400,
        "invalid_redirect_uri");
    isOAuthError(
        register("redirect_uris", List.of(LOOPBACK), "grant_types", List.of("implicit")),
        400,
        "invalid_client_metadata");
    isOAuthError(
        register(
            "redirect_uris", List.of(LOOPBACK), "token_endpoint_auth_method", "private_key_jwt"),
        400,
        "invalid_client_metadata");
    isOAuthError(
        register("redirect_uris", List.of("https://example.com/" + "x".repeat(990))),
        400,
        "invalid_client_metadata");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"redirect_uris\":[\"http://localhost/\"],\"redirect_uris\":[]}"
      })
  void anything_but_a_json_object_is_refused(String body) {
    isOAuthError(server.unauthenticated().postJson(REGISTER, body), 400, "invalid_request");
  }

  @Test
  void bodies_that_are_too_long_too_deep_or_of_another_type_are_refused() {
    isOAuthError(
        server
            .unauthenticated()
            .postJson(REGISTER, "{\"client_name\":\"" + "x".repeat(17 * 1024) + "\"}"),
        400,
        "invalid_request");
    isOAuthError(
        server
            .unauthenticated()
            .postJson(REGISTER, "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
        400,
        "invalid_request");
    isOAuthError(
        server.unauthenticated().form(REGISTER, "redirect_uris", LOOPBACK), 415, "invalid_request");
    isOAuthError(
        server
            .unauthenticated()
            .send("POST", REGISTER, "application/json", new byte[] {'{', (byte) 0xff, '}'}),
        400,
        "invalid_request");
  }

  @Test
  void an_address_registers_twenty_times_a_minute() {
    for (var i = 0; i < 20; i++) {
      registered("Codex", LOOPBACK);
    }

    var refused = register("redirect_uris", List.of(LOOPBACK));

    isOAuthError(refused, 429, "slow_down");
    assertThat(refused.header("retry-after")).isPresent();
    server.clock().advance(Duration.ofMinutes(1));
    registered("Codex", LOOPBACK);
  }

  @Test
  void pages_of_any_site_may_register_a_program_in_the_browser() {
    var site = server.unauthenticated().with("Origin", "https://inspector.example.com");
    var asked =
        site.with("Access-Control-Request-Method", "POST")
            .send("OPTIONS", REGISTER, "", new byte[0]);

    assertThat(asked.status()).isEqualTo(204);
    assertThat(asked.header("access-control-allow-origin")).contains("*");
    var made =
        site.send(
            "POST",
            REGISTER,
            "application/json",
            ("{\"redirect_uris\":[\"" + LOOPBACK + "\"]}").getBytes(StandardCharsets.UTF_8));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("access-control-allow-origin")).contains("*");
    assertThat(made.header("access-control-allow-credentials")).isEmpty();
  }
}
