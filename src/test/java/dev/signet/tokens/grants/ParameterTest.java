package dev.signet.tokens.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How parameters of token requests are parsed.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ParameterTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static TestAgent courier() {
    return server.registerAgent("courier", "read", "write");
  }

  private static TestResponse asks(TestAgent agent, String more) {
    return server
        .unauthenticated()
        .rawForm(
            "/oauth/token",
            "grant_type=client_credentials&client_id="
                + agent.clientId()
                + "&client_secret="
                + agent.secret()
                + more);
  }

  private static TestResponse asksInJson(TestAgent agent, String more) {
    return server
        .unauthenticated()
        .postJson(
            "/oauth/token",
            "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\"%s}"
                .formatted(agent.clientId(), agent.secret(), more));
  }

  /// [RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "&resource=",
        "&resource",
        "&resource=&resource=",
        "&scope=",
        "&scope=&resource=&refresh_token=",
        "&client_assertion=&client_assertion_type=",
        "&client_secret=",
        "&scope=&scope=read%20write"
      })
  void a_parameter_without_a_value_counts_as_absent(String more) {
    var answer = asks(courier(), more);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("read write");
    assertThat(Jwt.of(answer.text("access_token")).claim("aud")).isEqualTo("http://localhost:8080");
  }

  @Test
  void a_parameter_with_a_value_counts_beside_one_without() {
    var answer = asks(courier(), "&resource=&resource=https%3A%2F%2Fparcels.example");

    assertThat(Jwt.of(answer.text("access_token")).claim("aud"))
        .isEqualTo("https://parcels.example");
  }

  @Test
  void a_required_parameter_without_a_value_is_missing() {
    var agent = courier();

    RefusalAssertions.isOAuthError(
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .rawForm("/oauth/token", "grant_type="),
        400,
        "invalid_request");
    RefusalAssertions.isOAuthError(
        server.operator().rawForm("/oauth/introspect", "token="), 400, "invalid_request");
    RefusalAssertions.isOAuthError(
        server.operator().rawForm("/oauth/revoke", "token="), 400, "invalid_request");
    RefusalAssertions.isOAuthError(asks(agent, "&scope=read&scope=write"), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"resource\":null",
        ",\"resource\":\"\"",
        ",\"resource\":[]",
        ",\"scope\":null,\"refresh_token\":null,\"clientAssertion\":null",
        ",\"scope\":[]",
        ",\"scope\":[\"\"]",
        ",\"scope\":[\"read\",\"write\"]",
        ",\"scope\":[\"read write\"]",
        ",\"scope\":\"read write\""
      })
  void in_json_null_is_absent_and_scope_may_be_a_list(String more) {
    var answer = asksInJson(courier(), more);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("read write");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"scope\":[\"read\",7]",
        ",\"scope\":[null]",
        ",\"scope\":7",
        ",\"scope\":{\"read\":true}",
        ",\"grantType\":\"client_credentials\"",
        ",\"client_secret\":[\"a\",\"b\"]"
      })
  void in_json_non_text_values_and_duplicates_are_refused(String more) {
    var answer = asksInJson(courier(), more);

    RefusalAssertions.isOAuthError(answer, 400, "invalid_request");
  }

  @Test
  void a_json_list_of_scopes_is_limited_to_the_agents_scopes() {
    var agent = courier();

    assertThat(asksInJson(agent, ",\"scope\":[\"read\",\"fly\"]").text("scope")).isEqualTo("read");
    RefusalAssertions.isOAuthError(asksInJson(agent, ",\"scope\":[\"fly\"]"), 400, "invalid_scope");
  }

  /// A `scope` has at least one scope ([RFC 6749
  /// §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
  @Test
  void an_empty_scope_is_omitted_everywhere() {
    var made = server.operator().post("/api/agents", "name", "silent", "scopes", List.of());
    var agent =
        new TestAgent(
            server.unauthenticated(), "", made.text("client_id"), made.text("client_secret"));

    var answer = agent.requestToken();

    var token = answer.text("access_token");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("scope")).isFalse();
    assertThat(Jwt.of(token).claims().has("scope")).isFalse();
    for (var each : List.of(token, answer.text("refresh_token"))) {
      var introspected = server.operator().form("/oauth/introspect", "token", each);
      assertThat(introspected.json("active")).isEqualTo("true");
      assertThat(introspected.json().has("scope")).isFalse();
    }
    assertThat(server.unauthenticated().bearer(token).get("/api/agents/me").status())
        .isEqualTo(200);
    var refreshed =
        server
            .unauthenticated()
            .form(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                answer.text("refresh_token"));
    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(refreshed.json().has("scope")).isFalse();
  }

  @Test
  void a_token_whose_agent_lost_all_scopes_is_active_without_scopes() {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();
    server.operator().patch("/api/v1/agents/" + agent.id(), "scopes", List.of());

    var introspected = server.operator().form("/oauth/introspect", "token", token);

    assertThat(introspected.json("active")).isEqualTo("true");
    assertThat(introspected.json().has("scope")).isFalse();
  }

  @Test
  void a_tokens_header_begins_with_its_algorithm() {
    var encoded = courier().token();

    assertThat(encoded).startsWith("eyJhbGciOiJSUzI1NiIs");
    assertThat(
            new String(
                Base64.getUrlDecoder().decode(encoded.substring(0, encoded.indexOf('.'))),
                StandardCharsets.UTF_8))
        .startsWith("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"");
  }

  @ParameterizedTest
  @CsvSource({"Bearer, anything", "bearer, sk_live_wrong", "DPoP, eyJhbGciOiJub25lIn0"})
  void a_token_at_the_token_endpoint_is_not_client_authentication_and_is_ignored(
      String scheme, String value) {
    var agent = courier();
    var client = server.unauthenticated().with("Authorization", scheme + " " + value);

    var answer = new TestAgent(client, agent.id(), agent.clientId(), agent.secret()).requestToken();

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        new TestAgent(client, agent.id(), agent.clientId(), agent.secret() + "x").requestToken(),
        401,
        "invalid_client");
    RefusalAssertions.isOAuthError(
        client.form("/oauth/token", "grant_type", "client_credentials"), 401, "invalid_client");
  }

  @Test
  void a_refresh_ignores_an_authorization_header() {
    var made = server.operator().post("/api/agents", "name", "courier", "scopes", List.of("read"));
    var agent =
        new TestAgent(
            server.unauthenticated(), "", made.text("client_id"), made.text("client_secret"));
    var first = agent.requestToken();

    var next =
        server
            .unauthenticated()
            .bearer(first.text("access_token"))
            .form(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first.text("refresh_token"));

    assertThat(next.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/introspect", "/oauth/revoke"})
  void credentials_in_the_body_are_used_beside_a_token_at_introspection_and_revocation(
      String path) {
    var agent = courier();
    var token = agent.token();
    for (var bearer : List.of("no token of ours", agent.token(), server.operatorKey() + "x")) {
      var beside =
          server.unauthenticated().with("Authorization", "Bearer " + bearer.replace(' ', '-'));

      var answer =
          beside.form(
              path, "token", token, "client_id", agent.clientId(), "client_secret", agent.secret());
      assertThat(answer.status()).as(bearer).isEqualTo(200);

      RefusalAssertions.isOAuthError(
          beside.form(
              path,
              "token",
              token,
              "client_id",
              agent.clientId(),
              "client_secret",
              agent.secret() + "x"),
          401,
          "invalid_client");
    }
    RefusalAssertions.isOAuthError(
        server.unauthenticated().bearer("not-ours").form(path, "token", token, "client_secret", ""),
        401,
        "invalid_token");
  }

  /// [RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1).
  @Test
  void a_request_without_a_credential_is_challenged_without_an_error() {
    for (var path : List.of("/api/v1/agents", "/api/agents/me", "/v1/agents/self", "/metrics")) {
      var answer = server.unauthenticated().get(path);

      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate").orElseThrow())
          .as(path)
          .startsWith("Bearer realm=\"signet\", DPoP realm=\"signet\", algs=")
          .doesNotContain("error");
      assertThat(
              server
                  .unauthenticated()
                  .bearer("not-ours")
                  .get(path)
                  .header("WWW-Authenticate")
                  .orElseThrow())
          .as(path)
          .contains("error=\"invalid_token\"");
    }
  }
}
