package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.answer;
import static dev.signet.console.pages.ConnectingClient.introspect;
import static dev.signet.console.pages.ConnectingClient.isActive;
import static dev.signet.console.pages.ConnectingClient.press;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The authorization code flow: a user allows a client to act for them, and the client gets tokens
/// about the user by a code that works once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuthorizationCodeTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String ISSUER = "http://localhost:8080";
  private static final String FILES = "https://mcp.example.com/mcp";
  private static final String REDIRECT = "https://app.example.com/callback";

  private static BrowserSession ada;
  private static ConnectingClient app;

  @BeforeAll
  static void register() {
    ConnectingClient.registerResource(server, FILES);
    ada = ConnectingClient.signInUser(server, "Ada");
    app = ConnectingClient.register(server, "Files app", REDIRECT);
  }

  private static void isInvalidGrant(TestResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_grant");
    assertThat(answer.json("error_description"))
        .isEqualTo(
            "The authorization code is invalid, expired or used, or for another client or"
                + " redirect_uri");
  }

  @Test
  void a_user_who_allows_it_sends_a_code_to_the_client_with_state_and_issuer() {
    var redirect = press(ada, app.request(FILES, "prompt", "consent"), "allow");

    assertThat(redirect.header("location").orElseThrow()).startsWith(REDIRECT + "?code=ac_");
    assertThat(answer(redirect))
        .containsOnlyKeys("code", "state", "iss")
        .containsEntry("state", "s-1")
        .containsEntry("iss", ISSUER);
    assertThat(redirect.header("referrer-policy")).contains("no-referrer");
    assertThat(redirect.header("cache-control")).contains("no-store");
  }

  @Test
  void the_token_is_about_the_user_and_for_the_resource() {
    var tokens = app.connect(ada, FILES, "scope", "files.read");

    assertThat(tokens.text("token_type")).isEqualTo("Bearer");
    assertThat(tokens.text("scope")).isEqualTo("files.read");
    assertThat(tokens.text("expires_in")).isEqualTo("3600");
    var claims = Jwt.of(tokens.text("access_token")).claims();
    assertThat(claims.get("aud").asString()).isEqualTo(FILES);
    assertThat(claims.get("client_id").asString()).isEqualTo(app.clientId());
    assertThat(claims.get("sub").asString()).isNotEqualTo(app.clientId());
    assertThat(claims.has("consent_id")).isTrue();
    assertThat(claims.has("auth_time")).isTrue();
    assertThat(claims.toString()).doesNotContain("Ada");
    var seen = introspect(server, tokens.text("access_token"));
    assertThat(seen.text("active")).isEqualTo("true");
    assertThat(seen.text("sub")).isEqualTo(claims.get("sub").asString());
    assertThat(seen.text("scope")).isEqualTo("files.read");
    assertThat(seen.text("consent_id")).isEqualTo(claims.get("consent_id").asString());
  }

  @Test
  void without_a_scope_the_resources_default_scopes_are_meant() {
    assertThat(app.connect(ada, FILES).text("scope")).isEqualTo("files.read");
    assertThat(app.connect(ada, FILES, "scope", " offline_access openid").text("scope"))
        .isEqualTo("files.read");
  }

  @Test
  void unknown_scopes_are_dropped_unless_none_is_left() {
    assertThat(app.connect(ada, FILES, "scope", "  files.read   made.up").text("scope"))
        .isEqualTo("files.read");
    assertThat(answer(ada.get(app.request(FILES, "scope", "made.up"))))
        .containsEntry("error", "invalid_scope")
        .containsEntry("iss", ISSUER);
  }

  @Test
  void a_resource_is_found_by_its_origin_in_any_case_and_a_slash_more() {
    var tokens = app.connect(ada, "HTTPS://MCP.example.com:443/mcp/");

    assertThat(Jwt.of(tokens.text("access_token")).claims().get("aud").asString()).isEqualTo(FILES);
  }

  @Test
  void without_a_resource_it_is_the_one_that_has_the_scopes() {
    var tokens = app.connect(ada, "", "scope", "files.write");

    assertThat(Jwt.of(tokens.text("access_token")).claims().get("aud").asString()).isEqualTo(FILES);
  }

  @Test
  void a_resource_that_is_not_registered_is_refused() {
    assertThat(answer(ada.get(app.request("https://other.example.com/"))))
        .containsEntry("error", "invalid_target");
    assertThat(answer(ada.get(app.request(FILES) + "&resource=https%3A%2F%2Fmcp.example.com%2F2")))
        .containsEntry("error", "invalid_target");
  }

  @Test
  void a_user_who_cancels_sends_access_denied() {
    assertThat(answer(press(ada, app.request(FILES, "prompt", "consent"), "deny")))
        .containsEntry("error", "access_denied")
        .containsEntry("state", "s-1")
        .doesNotContainKey("code");
  }

  @Test
  void a_code_works_once_and_a_second_use_revokes_what_the_first_got() {
    var code = app.code(ada, FILES);
    var tokens = app.redeem(code);
    assertThat(isActive(server, tokens.text("access_token"))).isTrue();

    isInvalidGrant(app.redeem(code));

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void of_32_concurrent_redemptions_one_succeeds() {
    var code = app.code(ada, FILES);

    var statuses = new ConcurrentLinkedQueue<Integer>();
    ConcurrentCalls.race(32, _ -> statuses.add(app.redeem(code).status()));

    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(statuses).allMatch(status -> status == 200 || status == 400 || status == 429);
  }

  @Test
  void a_code_expires_after_a_minute() {
    var code = app.code(ada, FILES);

    server.clock().advance(Duration.ofSeconds(61));

    isInvalidGrant(app.redeem(code));
  }

  @Test
  void a_code_of_a_program_on_this_computer_expires_after_five_minutes() {
    var local = ConnectingClient.register(server, "Slow tool", "http://127.0.0.1/callback");
    var inTime = local.code(ada, FILES);
    var late = local.code(ada, FILES);

    server.clock().advance(Duration.ofMinutes(4));
    assertThat(local.redeem(inTime).status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(61));

    isInvalidGrant(local.redeem(late));
  }

  @Test
  void a_code_of_a_fapi2_client_expires_after_a_minute_wherever_it_goes() {
    var local =
        ConnectingClient.registerConfidential(server, "Bank tool", "http://127.0.0.1/callback");
    var kept = codeUnderFapi2(local);
    assertThat(local.redeem(kept).status()).as("leaving FAPI 2.0 keeps its codes").isEqualTo(200);
    var strict = codeUnderFapi2(local);
    var usual = local.code(ada, FILES);

    server.clock().advance(Duration.ofSeconds(61));

    isInvalidGrant(local.redeem(strict));
    assertThat(local.redeem(usual).status()).isEqualTo(200);
  }

  /// A code that was made while FAPI 2.0 applied to the client. It does not any more, so that the
  /// client can redeem the code with its secret.
  private static String codeUnderFapi2(ConnectingClient client) {
    var path = "/api/v1/agents/" + client.agentId();
    assertThat(server.operator().patch(path, "fapi2", true).status()).isEqualTo(200);
    var code = client.code(ada, FILES);
    assertThat(server.operator().patch(path, "fapi2", false).status()).isEqualTo(200);
    return code;
  }

  @Test
  void a_code_of_more_than_four_kilobytes_is_refused() {
    var uri = "https://many.example.com/mcp";
    var scopes =
        IntStream.range(0, 60)
            .mapToObj(i -> "many." + i + "." + "x".repeat(42))
            .map(name -> Map.<String, Object>of("name", name, "title", "T", "isDefault", true))
            .toList();
    var made =
        server
            .operator()
            .post("/api/v1/resources", "uri", uri, "name", "Many scopes", "scopes", scopes);
    assertThat(made.status()).as(made.body()).isEqualTo(201);

    assertThat(answer(press(ada, app.request(uri), "allow")))
        .containsEntry("error", "invalid_scope")
        .doesNotContainKey("code");
    assertThat(app.code(ada, uri, "scope", "many.1." + "x".repeat(42))).startsWith("ac_");
  }

  @Test
  void a_wrong_verifier_gets_nothing_and_leaves_the_code_to_its_client() {
    var code = app.code(ada, FILES);
    for (var wrong : List.of("x".repeat(43), "short", "")) {
      isInvalidGrant(app.redeem(code, "code_verifier", wrong));
    }
    for (var i = 0; i < 30; i++) {
      app.redeem(code, "code_verifier", "y".repeat(50));
    }

    assertThat(app.redeemAt(server, code).status() == 200 || app.redeem(code).status() == 429)
        .as("only the address may have to wait")
        .isTrue();
  }

  @Test
  void a_code_of_another_client_or_redirect_uri_is_refused() {
    var other = ConnectingClient.register(server, "Other app", REDIRECT);
    var code = app.code(ada, FILES);

    isInvalidGrant(other.redeem(code));
    isInvalidGrant(app.redeem(code, "redirect_uri", REDIRECT + "/"));
    isInvalidGrant(app.redeem(code + "x"));
    isInvalidGrant(app.redeem("ac_nothing"));

    assertThat(app.redeem(code, "redirect_uri", "").status()).isEqualTo(200);
  }

  @Test
  void refresh_tokens_and_codes_are_not_interchangeable() {
    var tokens = app.connect(ada, FILES);

    isInvalidGrant(app.redeem(tokens.text("refresh_token")));
    assertThat(app.refresh(app.code(ada, FILES)).json("error")).isEqualTo("invalid_grant");
  }

  @Test
  void another_resource_than_the_user_allowed_is_refused() {
    var code = app.code(ada, FILES);

    assertThat(app.redeem(code, "resource", "https://other.example.com/").json("error"))
        .isEqualTo("invalid_target");
    assertThat(app.redeem(code, "resource", FILES + "/").status()).isEqualTo(200);
  }

  @Test
  void a_public_client_refreshes_with_its_client_id_and_may_repeat_it_for_ten_minutes() {
    var first = app.connect(ada, FILES);
    var second = app.refresh(first.text("refresh_token"));
    assertThat(second.status()).as(second.body()).isEqualTo(200);
    assertThat(second.text("scope")).isEqualTo("files.read");

    server.clock().advance(Duration.ofSeconds(9 * 60 + 59));
    var again = app.refresh(first.text("refresh_token"));

    assertThat(again.text("refresh_token")).isEqualTo(second.text("refresh_token"));
    server.clock().advance(Duration.ofSeconds(2));
    assertThat(app.refresh(first.text("refresh_token")).json("error")).isEqualTo("invalid_grant");
    assertThat(app.refresh(second.text("refresh_token")).json("error")).isEqualTo("invalid_grant");
  }

  @Test
  void a_refresh_needs_the_client_and_only_its_own() {
    var refreshToken = app.connect(ada, FILES).text("refresh_token");
    var other = ConnectingClient.register(server, "Third app", REDIRECT);

    assertThat(other.refresh(refreshToken).json("error")).isEqualTo("invalid_grant");
    assertThat(
            server
                .unauthenticated()
                .form(
                    "/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken)
                .json("error"))
        .isEqualTo("invalid_grant");
    assertThat(app.refresh(refreshToken).status()).isEqualTo(200);
  }

  @Test
  void a_refresh_narrows_the_token_and_never_widens_it() {
    var first = app.connect(ada, FILES, "scope", "files.read files.write");

    var narrow = app.refresh(first.text("refresh_token"), "scope", "files.read");
    var wide = app.refresh(narrow.text("refresh_token"));

    assertThat(narrow.text("scope")).isEqualTo("files.read");
    assertThat(wide.text("scope")).isEqualTo("files.read files.write");
    assertThat(
            app.refresh(wide.text("refresh_token"), "scope", "files.read files.list").json("error"))
        .isEqualTo("invalid_scope");
  }

  @Test
  void a_confidential_client_authenticates() {
    var web = ConnectingClient.registerConfidential(server, "Web app", REDIRECT);
    var code = web.code(ada, FILES);

    assertThat(web.redeem(code, "client_secret", "").json("error")).isEqualTo("invalid_client");
    assertThat(web.redeem(code).status()).isEqualTo(200);
  }

  @Test
  void a_public_client_gets_no_token_of_its_own() {
    assertThat(
            server
                .unauthenticated()
                .form(
                    "/oauth/token", "grant_type", "client_credentials", "client_id", app.clientId())
                .status())
        .isIn(400, 401);
  }

  @Test
  void a_token_about_a_user_does_not_open_this_server() {
    var token = app.connect(ada, FILES).text("access_token");

    assertThat(server.unauthenticated().bearer(token).get("/api/v1/agents").status())
        .isIn(401, 403);
    assertThat(server.unauthenticated().bearer(token).get("/api/agents/me").status())
        .isIn(401, 403);
  }

  @Test
  void a_code_that_is_bound_to_a_key_needs_its_proof() {
    var key = TestClientKey.generate();
    var code = app.code(ada, FILES, "dpop_jkt", key.thumbprint());

    isInvalidGrant(app.redeem(code));
    var stranger = TestClientKey.generate();
    isInvalidGrant(redeemWithProof(code, stranger));
    var tokens = redeemWithProof(code, key);

    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    assertThat(tokens.text("token_type")).isEqualTo("DPoP");
  }

  private static TestResponse redeemWithProof(String code, TestClientKey key) {
    DpopProofBuilder proof = server.proof(key, "POST", "/oauth/token");
    return server
        .unauthenticated()
        .with("DPoP", proof.build())
        .form(
            "/oauth/token",
            "grant_type",
            "authorization_code",
            "code",
            code,
            "client_id",
            app.clientId(),
            "code_verifier",
            ConnectingClient.VERIFIER);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, '', invalid_request",
    "response_mode, fragment, invalid_request",
    "code_challenge, '', invalid_request",
    "code_challenge_method, '', invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge, short, invalid_request",
    "request, eyJ, request_not_supported",
    "request_uri, urn:x, request_uri_not_supported",
    "prompt, none login, invalid_request",
    "prompt, surprise, invalid_request",
    "dpop_jkt, x, invalid_request",
    "scope, a\u0001b, invalid_request"
  })
  void a_malformed_request_is_answered_to_the_client(String name, String value, String error) {
    var answer = answer(ada.get(app.request(FILES, name, value)));

    assertThat(answer)
        .containsEntry("error", error)
        .containsEntry("state", "s-1")
        .containsEntry("iss", ISSUER)
        .doesNotContainKey("code");
  }

  @Test
  void a_parameter_that_is_given_twice_is_answered_to_the_client() {
    assertThat(answer(ada.get(app.request(FILES) + "&scope=files.read&scope=files.write")))
        .containsEntry("error", "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/callback",
        "https://app.example.com/callback/",
        "https://app.example.com/callback?x=1",
        "https://app.example.com:8443/callback",
        "https://app.example.com.evil.test/callback",
        "http://app.example.com/callback",
        "https://app.example.com@evil.test/callback",
        "javascript:alert(1)"
      })
  void nothing_is_ever_sent_to_a_redirect_uri_that_is_not_registered(String uri) {
    for (var more : List.of("", "&scope=bad%01", "&prompt=none")) {
      var page = ada.get(app.request(FILES, "redirect_uri", uri) + more);
      assertThat(page.status()).isEqualTo(400);
      assertThat(page.header("location")).isEmpty();
      assertThat(page.body()).contains("has not registered").doesNotContain(uri);
    }
  }

  @Test
  void an_unknown_client_and_one_without_the_grant_get_a_page() {
    var agent = server.registerAgent("No redirects", "read");
    for (var id : List.of("nobody", agent.clientId(), "x".repeat(2000))) {
      var page = ada.get(app.request(FILES, "client_id", id));
      assertThat(page.status()).isEqualTo(400);
      assertThat(page.header("location")).isEmpty();
    }
  }

  @Test
  void a_program_on_this_computer_may_use_any_port() {
    var local = ConnectingClient.register(server, "Local tool", "http://127.0.0.1/callback");
    var answer =
        press(
            ada, local.request(FILES, "redirect_uri", "http://127.0.0.1:54212/callback"), "allow");

    assertThat(answer.header("location").orElseThrow())
        .startsWith("http://127.0.0.1:54212/callback?code=");
    assertThat(
            ada.get(local.request(FILES, "redirect_uri", "http://localhost:54212/callback"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_visitor_signs_in_first_and_comes_back_to_the_request() {
    var visitor = BrowserSession.signedOut(server);
    var redirect = visitor.get(app.request(FILES, "prompt", "consent"));

    assertThat(redirect.status()).isEqualTo(303);
    var location = redirect.header("location").orElseThrow();
    assertThat(location).startsWith("/account/sign-in?return=%2Foauth%2Fauthorize%3Fresume%3D");
    var back = URLDecoder.decode(location.substring(location.indexOf("return=") + 7), UTF_8);
    assertThat(answer(press(ada, back, "allow"))).containsKey("code");
    server.clock().advance(Duration.ofMinutes(31));
    assertThat(ada.get(back).body()).contains("more than half an hour");
  }

  @Test
  void after_a_sign_in_the_answer_goes_to_the_client_and_no_policy_of_the_page_keeps_it() {
    app.connect(ada, FILES);
    var location =
        BrowserSession.signedOut(server).get(app.request(FILES)).header("location").orElseThrow();
    var back = URLDecoder.decode(location.substring(location.indexOf("return=") + 7), UTF_8);

    assertThat(
            server.unauthenticated().get(location).header("content-security-policy").orElseThrow())
        .doesNotContain("form-action");
    assertThat(answer(ada.get(back))).containsKey("code");
  }

  @Test
  void without_a_page_a_visitor_is_login_required() {
    assertThat(answer(BrowserSession.signedOut(server).get(app.request(FILES, "prompt", "none"))))
        .containsEntry("error", "login_required");
  }

  @Test
  void a_form_with_a_name_or_value_that_is_too_long_is_refused() {
    for (var parameter : List.of("x".repeat(66_000) + "=1", "x=" + "1".repeat(66_000))) {
      var answer =
          server
              .unauthenticated()
              .rawForm("/oauth/authorize", app.request(FILES).split("\\?", 2)[1] + "&" + parameter);

      assertThat(answer.status()).isEqualTo(413);
    }
  }

  @Test
  void a_form_of_another_site_becomes_the_same_request() {
    var sent =
        server
            .unauthenticated()
            .with("Origin", "https://app.example.com")
            .rawForm(
                "/oauth/authorize", app.request(FILES, "prompt", "consent").split("\\?", 2)[1]);

    assertThat(sent.status()).isEqualTo(303);
    assertThat(answer(press(ada, sent.header("location").orElseThrow(), "allow")))
        .containsKey("code");
  }
}
