package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Invalid requests to the OAuth endpoints: each has a clear refusal in RFC 6749's form, and
/// neither issues nor revokes a token.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadOAuthInputTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static final List<String> ENDPOINTS =
      List.of(
          "/oauth/token",
          "/oauth/refresh",
          "/oauth/introspect",
          "/oauth/revoke",
          "/api/v1/token",
          "/api/v1/token/introspect",
          "/api/v1/token/revoke");

  @RegisterExtension static final TestServer server = new TestServer();

  private static TestAgent agent;
  private static TestAgent other;
  private static String refreshToken;
  private String livingBefore = "";

  @BeforeAll
  static void registerAgents() {
    agent =
        server.registerAgentWith(
            "name",
            "courier",
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    other = server.registerAgent("other");
    refreshToken = agent.requestToken().text("refresh_token");
  }

  @BeforeEach
  void countTokens() {
    livingBefore = activeTokens();
  }

  @AfterEach
  void assertNothingChanged() {
    assertThat(activeTokens()).isEqualTo(livingBefore);
  }

  private static String activeTokens() {
    return server.operator().get("/api/v1/agents/" + agent.id() + "/tokens").text("total");
  }

  private static TestResponse post(String path, String type, String body) {
    return server.unauthenticated().send("POST", path, type, body.getBytes(UTF_8));
  }

  /// Requests a token with these parameters besides the right ones.
  private static TestResponse askWith(String more) {
    return post("/oauth/token", FORM, validForm() + more);
  }

  private static String validForm() {
    return "grant_type=client_credentials&client_id="
        + agent.clientId()
        + "&client_secret="
        + agent.secret();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope=%",
        "scope=%4",
        "scope=%zz",
        "scope=%4g",
        "scope=%-1",
        "scope=%+1",
        "%=1",
        "scope=%00",
        "scope=\0",
        "scope=%ff",
        "scope=%c3%28",
        "scope=%c0%80",
        "scope=%ed%a0%80",
        "scope=\u00ff",
        "scope=%\uff11\uff11"
      })
  void a_form_with_bad_escapes_or_bad_utf8_is_refused_everywhere(String pair) {
    for (var path : ENDPOINTS) {
      var body = (validForm() + "&token=x&refresh_token=x&" + pair).getBytes(ISO_8859_1);

      isOAuthError(server.unauthenticated().send("POST", path, FORM, body), 400, "invalid_request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "7",
        "\"x\"",
        "{\"grant_type\":}",
        "{} {}",
        "{\"a\":\"\\ud8\"}",
        "{\"token\":\"a\",\"token\":\"a\"}"
      })
  void a_body_that_is_not_one_json_object_is_refused_everywhere(String body) {
    for (var path : ENDPOINTS) {
      isOAuthError(post(path, JSON, body), 400, "invalid_request");
    }
  }

  @Test
  void json_that_cannot_be_read_is_not_repeated() {
    var answer = post("/oauth/token", JSON, "{\"client_secret\": " + agent.secret() + "}");

    isOAuthError(answer, 400, "invalid_request");
    assertThat(answer.body()).doesNotContain(agent.secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "multipart/form-data; boundary=x", "application/xml"})
  void another_content_type_is_415_everywhere(String type) {
    for (var path : ENDPOINTS) {
      isOAuthError(post(path, type, validForm()), 415, "invalid_request");
    }
  }

  @Test
  void a_body_past_a_mebibyte_is_413_everywhere() {
    var body = "x=" + "y".repeat(1024 * 1024);
    for (var path : ENDPOINTS) {
      isOAuthError(post(path, FORM, body), 413, "invalid_request");
    }
  }

  @Test
  void json_past_thirty_two_levels_is_refused_everywhere() {
    var body = "{\"x\":" + "[".repeat(32) + "]".repeat(32) + "}";
    for (var path : ENDPOINTS) {
      isOAuthError(post(path, JSON, body), 400, "invalid_request");
    }
  }

  @Test
  void another_method_than_post_is_405_everywhere() {
    for (var path : ENDPOINTS) {
      var answer = server.unauthenticated().get(path);

      isOAuthError(answer, 405, "method_not_allowed");
      assertThat(answer.header("Allow").orElse("")).contains("POST").doesNotContain("GET");
    }
  }

  /// RFC 6749 §3.2.
  @ParameterizedTest
  @ValueSource(strings = {"grant_type", "client_id", "client_secret", "scope"})
  void a_parameter_given_twice_is_refused(String name) {
    var value =
        switch (name) {
          case "grant_type" -> "client_credentials";
          case "client_id" -> agent.clientId();
          case "client_secret" -> agent.secret();
          default -> "read";
        };
    var twice = "&scope=read&" + name + "=" + value;

    isOAuthError(askWith(twice), 400, "invalid_request");
    assertThat(askWith(twice).text("error_description")).contains(name);
  }

  @Test
  void a_refresh_token_given_twice_is_refused() {
    var twice = "refresh_token=" + refreshToken + "&refresh_token=" + refreshToken;

    isOAuthError(
        post("/oauth/refresh", FORM, "grant_type=refresh_token&" + twice), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/introspect", "/oauth/revoke"})
  void a_token_given_twice_or_not_at_all_is_refused(String path) {
    isOAuthError(server.operator().rawForm(path, "token=a&token=a"), 400, "invalid_request");
    isOAuthError(server.operator().rawForm(path, "token="), 400, "invalid_request");
    isOAuthError(server.operator().rawForm(path, ""), 400, "invalid_request");
    isOAuthError(
        server.operator().postJson(path, "{\"token\":[\"a\",\"b\"]}"), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "true", "{}", "[7]", "[null]", "\"a\\u0000b\""})
  void a_json_parameter_that_is_not_text_is_refused(String value) {
    for (var name : List.of("scope", "grant_type", "client_id", "client_secret", "resource")) {
      var right =
          "{\"grantType\":\"client_credentials\",\"clientId\":\"%s\",\"clientSecret\":\"%s\",\"%s\":%s}"
              .formatted(agent.clientId(), agent.secret(), name, value);

      isOAuthError(post("/oauth/token", JSON, right), 400, "invalid_request");
    }
  }

  @Test
  void both_spellings_of_a_json_parameter_are_refused() {
    var body =
        """
        {"grant_type":"client_credentials","grantType":"client_credentials",
         "client_id":"%s","client_secret":"%s"}\
        """
            .formatted(agent.clientId(), agent.secret());

    isOAuthError(post("/oauth/token", JSON, body), 400, "invalid_request");
  }

  @Test
  void more_than_two_hundred_parameters_are_refused() {
    var many = IntStream.range(0, 200).mapToObj(i -> "&x" + i + "=1").collect(Collectors.joining());

    isOAuthError(askWith(many), 400, "invalid_request");
  }

  @Test
  void a_missing_or_unknown_grant_type_is_refused() {
    isOAuthError(post("/oauth/token", FORM, ""), 400, "invalid_request");
    isOAuthError(post("/oauth/token", FORM, "grant_type="), 400, "invalid_request");
    isOAuthError(post("/oauth/token", FORM, "grant_type=magic"), 400, "unsupported_grant_type");
    isOAuthError(
        post("/oauth/token", FORM, "grant_type=CLIENT_CREDENTIALS"), 400, "unsupported_grant_type");
  }

  @Test
  void ten_thousand_scopes_are_refused() {
    var scopes = IntStream.range(0, 10_000).mapToObj(i -> "s" + i).collect(Collectors.joining("+"));

    isOAuthError(askWith("&scope=" + scopes), 400, "invalid_scope");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"read++read", "+read", "read+", "re%22ad", "re%5Cad", "re%0Aad", "caf%C3%A9", "+"})
  void a_malformed_scope_parameter_is_refused(String scope) {
    isOAuthError(askWith("&scope=" + scope), 400, "invalid_scope");
  }

  @Test
  void a_scope_of_129_characters_is_refused() {
    isOAuthError(askWith("&scope=" + "s".repeat(129)), 400, "invalid_scope");
  }

  @Test
  void two_ways_to_authenticate_at_once_are_refused() {
    var body = "grant_type=client_credentials&client_secret=" + agent.secret();

    isOAuthError(
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .rawForm("/oauth/token", body),
        400,
        "invalid_request");
  }

  @Test
  void a_body_that_names_another_client_than_the_header_is_refused() {
    var body = "grant_type=client_credentials&client_id=" + other.clientId();

    isOAuthError(
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .rawForm("/oauth/token", body),
        400,
        "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "Basic !!!",
    "Basic",
    "Basic QQ==",
    "Bearer x",
    "Digest username=x",
    "Basic gICA",
    "Basic AAAA",
    "Basic Og==",
    "x",
    "Basic QTpC QTpC"
  })
  void a_malformed_authorization_header_is_invalid_client(String header) {
    var answer =
        server
            .unauthenticated()
            .with("Authorization", header)
            .rawForm("/oauth/token", "grant_type=client_credentials");

    isOAuthError(answer, 401, "invalid_client");
    assertThat(answer.header("WWW-Authenticate").orElse("")).startsWith("Basic");
  }

  /// The audit log records the client that a failed attempt named, and must hash and read it alike.
  @Test
  void the_audit_log_verifies_whatever_names_a_failed_attempt_contained() {
    var names =
        List.of(
            "\\ud800",
            "\\udfffx",
            "x".repeat(127) + "\\ud83d\\ude00",
            "x".repeat(60_000),
            "\\u202e\\u0001\\n",
            "caf\u00e9 \ud83d\ude00",
            "'; DROP TABLE agents; --");
    for (var name : names) {
      var body =
          "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"x\"}"
              .formatted(name);
      isOAuthError(post("/oauth/token", JSON, body), 401, "invalid_client");
    }

    var verified = server.operator().get("/api/v1/audit/verify");
    assertThat(verified.text("valid")).as(verified.body()).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\\ud800\"", "\"https://a.example/\\ud800\"", "\"https://\u00fc.example\""})
  void a_resource_beyond_ascii_is_refused(String resource) {
    var body =
        "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"resource\":%s}"
            .formatted(agent.clientId(), agent.secret(), resource);

    isOAuthError(post("/oauth/token", JSON, body), 400, "invalid_target");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "rt_", "rt_x", "a.b.c", "...", "\u00e9", "\ud83d\ude00"})
  void an_unknown_token_is_not_active_and_revoking_it_changes_nothing(String text) {
    var introspected = server.operator().form("/oauth/introspect", "token", text + " ");
    var revoked = server.operator().form("/oauth/revoke", "token", text + " ");

    assertThat(introspected.body()).isEqualTo("{\"active\":false}");
    assertThat(revoked.status()).isEqualTo(200);
  }

  @Test
  void a_long_token_is_not_active() {
    for (var text : List.of("x".repeat(60_000), "rt_" + "x".repeat(60_000), ".".repeat(60_000))) {
      assertThat(server.operator().form("/oauth/introspect", "token", text).body())
          .isEqualTo("{\"active\":false}");
      isOAuthError(
          server
              .unauthenticated()
              .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", text),
          400,
          "invalid_grant");
    }
  }
}
