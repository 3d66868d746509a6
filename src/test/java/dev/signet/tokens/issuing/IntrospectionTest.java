package dev.signet.tokens.issuing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Token introspection (RFC 7662).
@DisplayNameGeneration(ReplaceUnderscores.class)
class IntrospectionTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String DEAD = "{\"active\":false}";
  private static final List<String> REFRESHING = List.of("client_credentials", "refresh_token");

  private static TestResponse asOperator(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  @Test
  void an_active_token_is_described() {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();

    var answer = asOperator(token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text("active")).isEqualTo("true");
    assertThat(answer.text("scope")).isEqualTo("read");
    assertThat(answer.text("client_id")).isEqualTo(agent.clientId());
    assertThat(answer.text("sub")).isEqualTo(agent.clientId());
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.text("iss")).isEqualTo("http://localhost:8080");
    assertThat(answer.text("aud")).isEqualTo("http://localhost:8080");
    assertThat(answer.text("jti")).isEqualTo(Jwt.of(token).claim("jti"));
    assertThat(answer.text("agent_id")).isEqualTo(agent.id());
    var now = server.clock().instant().getEpochSecond();
    assertThat(answer.text("iat")).isEqualTo(Long.toString(now));
    assertThat(answer.text("exp")).isEqualTo(Long.toString(now + 3600));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/introspect", "/api/v1/token/introspect"})
  void clients_bearers_and_operators_may_introspect_by_form_and_json(String path) {
    var agent = server.registerAgent("courier", "read");
    var resourceServer = server.registerAgent("resource server", "tokens:read");
    var token = agent.token();

    for (var answer :
        List.of(
            server.operator().form(path, "token", token),
            server.operator().post(path, "token", token),
            server
                .unauthenticated()
                .basic(resourceServer.clientId(), resourceServer.secret())
                .form(path, "token", token),
            server
                .unauthenticated()
                .form(
                    path,
                    "token",
                    token,
                    "client_id",
                    resourceServer.clientId(),
                    "client_secret",
                    resourceServer.secret()),
            server.unauthenticated().bearer(resourceServer.token()).form(path, "token", token))) {
      assertThat(answer.text("active")).isEqualTo("true");
    }
  }

  @Test
  void an_unauthenticated_caller_is_refused() {
    var token = server.registerAgent("courier", "read").token();

    var answer = server.unauthenticated().form("/oauth/introspect", "token", token);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json("error")).isEqualTo("invalid_client");
    assertThat(answer.header("WWW-Authenticate")).isPresent();
  }

  @Test
  void a_bearer_without_the_scope_learns_nothing_about_other_agents_tokens() {
    var agent = server.registerAgent("courier", "read");
    var other = server.registerAgentWith("name", "other", "grantTypes", REFRESHING).requestToken();

    for (var text :
        List.of(other.text("access_token"), other.text("refresh_token"), "nonsense", "a.b.c")) {
      var answer = agent.with(agent.token()).form("/oauth/introspect", "token", text);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json("error")).isEqualTo("insufficient_scope");
      assertThat(answer.body()).contains("tokens:read").doesNotContain("active");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/introspect", "/api/v1/token/introspect"})
  void an_agent_can_introspect_any_of_its_tokens_with_any_other(String path) {
    var agent = server.registerAgentWith("name", "courier", "grantTypes", REFRESHING);
    var bearer = agent.token();
    var made = agent.requestToken();

    for (var own : List.of(bearer, made.text("access_token"), made.text("refresh_token"))) {
      assertThat(agent.with(bearer).form(path, "token", own).text("active")).isEqualTo("true");
      assertThat(agent.with(bearer).post(path, "token", own).text("client_id"))
          .isEqualTo(agent.clientId());
    }
    server.operator().form("/oauth/revoke", "token", made.text("refresh_token"));
    for (var own : List.of(made.text("access_token"), made.text("refresh_token"))) {
      assertThat(agent.with(bearer).form(path, "token", own).body()).isEqualTo(DEAD);
    }
  }

  @Test
  void an_agent_can_introspect_its_tokens_with_a_bound_token_or_its_api_key() {
    var agent = server.registerAgentWith("name", "courier", "grantTypes", REFRESHING);
    var key = TestClientKey.generate();
    var bound = agent.requestToken(server.proof(key, "POST", "/oauth/token")).text("access_token");
    var proof = server.proof(key, "POST", "/oauth/introspect");

    assertThat(
            server
                .unauthenticated()
                .dpop(bound, proof)
                .form("/oauth/introspect", "token", bound)
                .json("active"))
        .isEqualTo("true");
    assertThat(agent.with(bound).form("/oauth/introspect", "token", bound).status()).isEqualTo(401);
    var apiKey =
        server.operator().post("/api/v1/agents/" + agent.id() + "/api-key/rotate").text("apiKey");
    assertThat(agent.with(apiKey).form("/oauth/introspect", "token", bound).json("active"))
        .isEqualTo("true");
  }

  @Test
  void another_agents_refresh_token_is_reported_as_inactive_to_every_agent() {
    var owner = server.registerAgentWith("name", "courier", "grantTypes", REFRESHING);
    var refresh = owner.requestToken().text("refresh_token");
    var reader = server.registerAgent("reader", "tokens:read");
    var everything = server.registerAgent("everything", "*");

    for (var answer :
        List.of(
            reader.with(reader.token()).form("/oauth/introspect", "token", refresh),
            everything.with(everything.token()).form("/oauth/introspect", "token", refresh),
            server
                .unauthenticated()
                .basic(reader.clientId(), reader.secret())
                .form("/oauth/introspect", "token", refresh))) {
      assertThat(answer.body()).isEqualTo(DEAD);
    }
    assertThat(
            server
                .unauthenticated()
                .basic(owner.clientId(), owner.secret())
                .form("/oauth/introspect", "token", refresh)
                .text("token_type"))
        .isEqualTo("refresh_token");
    assertThat(asOperator(refresh).text("active")).isEqualTo("true");
  }

  @Test
  void a_missing_token_is_an_invalid_request() {
    var answer = server.operator().form("/oauth/introspect", "hint", "x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void a_token_of_another_organization_is_reported_as_inactive() {
    var acme = server.createOrganization("introspect-acme");
    var token = server.registerAgentWith("name", "courier", "organizationId", acme).token();
    var stranger = server.registerAgent("resource server", "tokens:read");

    assertThat(
            server
                .unauthenticated()
                .basic(stranger.clientId(), stranger.secret())
                .form("/oauth/introspect", "token", token)
                .body())
        .isEqualTo(DEAD);
    assertThat(stranger.with(stranger.token()).form("/oauth/introspect", "token", token).body())
        .isEqualTo(DEAD);
    assertThat(asOperator(token).text("organization_id")).isEqualTo(acme);
  }

  @Test
  void an_expired_token_is_inactive() throws IOException {
    try (var later = new TestServer()) {
      later.start();
      var token = later.registerAgent("courier").token();
      later.clock().advance(Duration.ofSeconds(3599));
      assertThat(later.operator().form("/oauth/introspect", "token", token).text("active"))
          .isEqualTo("true");

      later.clock().advance(Duration.ofSeconds(1));

      assertThat(later.operator().form("/oauth/introspect", "token", token).body()).isEqualTo(DEAD);
    }
  }

  @Test
  void a_token_from_the_future_is_inactive() throws IOException {
    try (var later = new TestServer()) {
      later.start();
      var agent = later.registerAgent("courier");
      later.clock().advance(Duration.ofMinutes(5));
      var token = agent.token();
      later.clock().advance(Duration.ofMinutes(-5));

      assertThat(later.operator().form("/oauth/introspect", "token", token).body()).isEqualTo(DEAD);
    }
  }

  @Test
  void forged_tokens_are_inactive_and_refused_everywhere() {
    var agent = server.registerAgent("courier", "agents:read");
    var good = Jwt.of(agent.token());
    var kid = good.headers().path("kid").stringValue();
    var other = Jwt.of(server.registerAgentWith("name", "es", "tokenSigningAlg", "ES256").token());

    for (var forged :
        List.of(
            good.withHeader("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}")
                .withSignature(""),
            good.withHeader("{\"alg\":\"none\",\"typ\":\"at+jwt\"}"),
            good.withHeader("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}"),
            good.withHeader("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}"),
            good.withHeader("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}"),
            good.withHeader("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"nobody\"}"),
            good.withHeader(
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\",\"crit\":[\"x\"]}"),
            good.withHeader(new String(Base64.getUrlDecoder().decode(other.header()), UTF_8)),
            good.withPayload(good.claims().toString().replace("agents:read", "agents:write")),
            good.withSignature(other.signature()),
            good.withSignature(""))) {
      assertThat(asOperator(forged.toString()).body()).isEqualTo(DEAD);
      assertThat(agent.with(forged.toString()).get("/api/v1/agents").status()).isEqualTo(401);
    }
    assertThat(asOperator(good.toString()).text("active")).isEqualTo("true");
  }

  @Test
  void a_token_of_another_issuer_is_inactive() throws IOException {
    try (var elsewhere = new TestServer().with("issuer", "https://id.elsewhere.example")) {
      elsewhere.start();
      var foreign = elsewhere.registerAgent("courier").token();

      assertThat(asOperator(foreign).body()).isEqualTo(DEAD);
    }
  }

  @Test
  void a_token_stays_active_after_its_credential_is_revoked() {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();
    var credentials = "/api/v1/agents/" + agent.id() + "/credentials";
    var credential = server.operator().get(credentials).text("data/0/credentialId");

    server.operator().post(credentials + "/" + credential + "/rotate");
    assertThat(asOperator(token).text("active")).isEqualTo("true");
    server.operator().delete(credentials + "/" + credential);

    assertThat(asOperator(token).text("active")).isEqualTo("true");
  }

  @Test
  void a_scope_that_the_agent_has_lost_is_removed_from_its_earlier_tokens() {
    var agent = server.registerAgent("courier", "agents:read", "read");
    var token = agent.token();
    assertThat(agent.with(token).get("/api/v1/agents").status()).isEqualTo(200);

    server.operator().patch("/api/v1/agents/" + agent.id(), "scopes", List.of("read"));

    assertThat(asOperator(token).text("scope")).isEqualTo("read");
    assertThat(agent.with(token).get("/api/v1/agents").status()).isEqualTo(403);
  }

  @Test
  void an_introspection_is_audited_only_where_the_setting_says_so() throws IOException {
    var quiet = server.registerAgent("courier");
    asOperator(quiet.token());
    assertThat(introspections(server, quiet)).isEqualTo("0");

    try (var watched = new TestServer().with("audit-introspection", "true")) {
      watched.start();
      var agent = watched.registerAgent("courier");
      watched.operator().form("/oauth/introspect", "token", agent.token());

      assertThat(introspections(watched, agent)).isEqualTo("1");
    }
  }

  private static String introspections(TestServer at, TestAgent agent) {
    return at.operator()
        .get("/api/v1/audit?action=token.introspected&agentId=" + agent.id())
        .text("total");
  }
}
