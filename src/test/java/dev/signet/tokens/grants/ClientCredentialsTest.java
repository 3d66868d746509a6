package dev.signet.tokens.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client credentials grant.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientCredentialsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void a_token_carries_the_claims_of_the_contract() {
    var agent = server.registerAgent("courier", "read", "write");
    var now = server.clock().instant().getEpochSecond();

    var answer = agent.requestToken("read write");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.text("expires_in")).isEqualTo("3600");
    assertThat(answer.text("scope")).isEqualTo("read write");
    assertThat(answer.json("refresh_token")).isNull();
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Pragma")).contains("no-cache");
    var token = Jwt.of(answer.text("access_token"));
    assertThat(token.headers().path("typ").stringValue()).isEqualTo("at+jwt");
    assertThat(token.headers().path("alg").stringValue()).isEqualTo("RS256");
    assertThat(token.headers().path("kid").stringValue()).isNotEmpty();
    assertThat(token.claim("iss")).isEqualTo("http://localhost:8080");
    assertThat(token.claim("sub")).isEqualTo(agent.clientId());
    assertThat(token.claim("client_id")).isEqualTo(agent.clientId());
    assertThat(token.claim("agent_id")).isEqualTo(agent.id());
    assertThat(token.claim("aud")).isEqualTo("http://localhost:8080");
    assertThat(token.claim("scope")).isEqualTo("read write");
    assertThat(token.claim("jti")).hasSize(36);
    assertThat(token.claims().path("iat").longValue()).isEqualTo(now);
    assertThat(token.claims().path("exp").longValue()).isEqualTo(now + 3600);
    assertThat(token.claims().has("organization_id")).isFalse();
    assertThat(token.claims().has("team_id")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/api/v1/token"})
  void both_paths_accept_form_and_json(String path) {
    var agent = server.registerAgent("courier", "read");

    var form =
        server
            .unauthenticated()
            .form(
                path,
                "grant_type",
                "client_credentials",
                "client_id",
                agent.clientId(),
                "client_secret",
                agent.secret());
    var json =
        server
            .unauthenticated()
            .post(
                path,
                "grant_type",
                "client_credentials",
                "client_id",
                agent.clientId(),
                "client_secret",
                agent.secret());
    var camel =
        server
            .unauthenticated()
            .post(
                path,
                "grantType",
                "client_credentials",
                "clientId",
                agent.clientId(),
                "clientSecret",
                agent.secret());
    var basic =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form(path, "grant_type", "client_credentials");

    assertThat(List.of(form.status(), json.status(), camel.status(), basic.status()))
        .containsOnly(200);
  }

  @Test
  void the_agent_id_is_accepted_in_place_of_the_client_id() {
    var quick = server.operator().post("/api/agents", "name", "quick");
    var secret = quick.text("client_secret");

    for (var id : List.of(quick.text("agent/id"), quick.text("client_id"))) {
      var answer =
          server
              .unauthenticated()
              .form(
                  "/oauth/token",
                  "grant_type",
                  "client_credentials",
                  "client_id",
                  id,
                  "client_secret",
                  secret);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(Jwt.of(answer.text("access_token")).claim("sub"))
          .isEqualTo(quick.text("client_id"));
    }
  }

  @Test
  void requested_scopes_are_limited_to_the_agents() {
    var agent = server.registerAgent("courier", "read", "write");

    assertThat(agent.requestToken("write delete").text("scope")).isEqualTo("write");
    assertThat(agent.requestToken().text("scope")).isEqualTo("read write");
  }

  @Test
  void no_allowed_scope_is_invalid_scope() {
    var agent = server.registerAgent("courier", "read");

    var answer = agent.requestToken("delete");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_scope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"read  write", " read", "read ", "re\"ad", "r\\ead", "réad", "a\tb"})
  void a_malformed_scope_is_invalid_scope(String scope) {
    var agent = server.registerAgent("courier", "read");

    var answer = agent.requestToken(scope);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_scope");
  }

  @Test
  void an_unknown_grant_type_is_unsupported_grant_type() {
    var agent = server.registerAgent("courier");

    var answer =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form("/oauth/token", "grant_type", "password");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("unsupported_grant_type");
  }

  @Test
  void a_missing_grant_type_is_invalid_request() {
    var answer = server.unauthenticated().form("/oauth/token", "scope", "read");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void a_grant_that_the_agent_may_not_use_is_unauthorized_client() {
    var agent =
        server.registerAgentWith("name", "refresher", "grantTypes", List.of("refresh_token"));

    var answer = agent.requestToken();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void resources_become_the_audience() {
    var agent = server.registerAgent("courier", "read");

    var one =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "resource",
                "https://api.example/orders");
    var two =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .rawForm(
                "/oauth/token",
                "grant_type=client_credentials&resource=https%3A%2F%2Fa.example"
                    + "&resource=https%3A%2F%2Fb.example");

    assertThat(Jwt.of(one.text("access_token")).claim("aud"))
        .isEqualTo("https://api.example/orders");
    assertThat(Jwt.of(two.text("access_token")).claims().path("aud").toString())
        .isEqualTo("[\"https://a.example\",\"https://b.example\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "https://api.example/#part", "https://exa mple/", "//x"})
  void a_resource_that_is_not_an_absolute_uri_is_invalid_target(String resource) {
    var agent = server.registerAgent("courier", "read");

    var answer =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form("/oauth/token", "grant_type", "client_credentials", "resource", resource);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_target");
  }

  @Test
  void a_token_for_another_resource_is_refused_by_this_server() {
    var agent = server.registerAgent("courier", "agents:read");
    var elsewhere =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "resource",
                "https://api.example/orders")
            .text("access_token");

    assertThat(agent.with(elsewhere).get("/api/agents/me").status()).isEqualTo(401);
    assertThat(agent.with(agent.token()).get("/api/agents/me").status()).isEqualTo(200);
  }

  @Test
  void the_token_contains_organization_and_team() {
    var organization = server.createOrganization("acme");
    var agent =
        server.registerAgentWith(
            "name", "courier", "organizationId", organization, "teamId", "night shift");

    var token = Jwt.of(agent.token());

    assertThat(token.claim("organization_id")).isEqualTo(organization);
    assertThat(token.claim("team_id")).isEqualTo("night shift");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
  void an_agent_may_have_a_separate_signing_algorithm(String alg) {
    var agent = server.registerAgentWith("name", "signer", "tokenSigningAlg", alg);

    var token = agent.token();

    assertThat(Jwt.of(token).headers().path("alg").stringValue()).isEqualTo(alg);
    assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
        .isEqualTo("true");
  }

  @Test
  void the_agents_token_lifetime_applies() {
    var agent = server.registerAgentWith("name", "brief", "tokenLifetime", 60);

    assertThat(agent.requestToken().text("expires_in")).isEqualTo("60");
  }

  @Test
  void no_token_outlives_its_agent() {
    var expiry = server.clock().instant().plus(Duration.ofMinutes(10));
    var agent = server.registerAgentWith("name", "mayfly", "expiresAt", expiry.toString());

    var answer = agent.requestToken();

    assertThat(answer.text("expires_in")).isEqualTo("600");
    assertThat(Jwt.of(answer.text("access_token")).claims().path("exp").longValue())
        .isEqualTo(expiry.getEpochSecond());
  }

  @Test
  void an_expired_agent_has_no_active_tokens_and_gets_none() throws IOException {
    try (var late = new TestServer()) {
      late.start();
      var expiry = late.clock().instant().plus(Duration.ofMinutes(10));
      var agent = late.registerAgentWith("name", "mayfly", "expiresAt", expiry.toString());
      var token = agent.token();
      late.clock().advance(Duration.ofMinutes(10));

      assertThat(agent.requestToken().json("error")).isEqualTo("invalid_client");
      assertThat(late.operator().form("/oauth/introspect", "token", token).body())
          .isEqualTo("{\"active\":false}");
    }
  }
}
