package dev.signet.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the server says of itself: discovery (RFC 8414), health, metrics.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DiscoveryTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("issuer", "https://id.example.com/tenant");

  @Test
  void both_documents_say_the_same_and_name_the_issuer_to_the_byte() {
    var oauth = server.anybody().get("/.well-known/oauth-authorization-server");
    var openid = server.anybody().get("/.well-known/openid-configuration");

    assertThat(oauth.status()).isEqualTo(200);
    assertThat(oauth.body()).isEqualTo(openid.body());
    assertThat(oauth.text("issuer")).isEqualTo("https://id.example.com/tenant");
    assertThat(oauth.text("token_endpoint")).isEqualTo("https://id.example.com/tenant/oauth/token");
  }

  @Test
  void only_what_works_is_advertised() {
    var document = server.anybody().get("/.well-known/oauth-authorization-server");

    assertThat(document.text("grant_types_supported"))
        .isEqualTo("[\"client_credentials\",\"refresh_token\"]");
    assertThat(document.text("response_types_supported")).isEqualTo("[]");
    for (var endpoint : List.of("token", "introspection", "revocation")) {
      assertThat(document.text(endpoint + "_endpoint_auth_methods_supported"))
          .isEqualTo("[\"client_secret_basic\",\"client_secret_post\",\"private_key_jwt\"]");
      assertThat(document.text(endpoint + "_endpoint_auth_signing_alg_values_supported"))
          .isEqualTo("[\"RS256\",\"PS256\",\"ES256\",\"EdDSA\"]");
    }
    assertThat(document.json().has("authorization_endpoint")).isFalse();
    for (var endpoint :
        List.of("token_endpoint", "introspection_endpoint", "revocation_endpoint", "jwks_uri")) {
      var path = document.text(endpoint).substring("https://id.example.com/tenant".length());
      var answer =
          endpoint.equals("jwks_uri")
              ? server.anybody().get(path)
              : server.anybody().form(path, "token", "x");
      assertThat(answer.status()).as(path).isIn(200, 400, 401);
    }
  }

  @Test
  void an_https_issuer_makes_browsers_insist() {
    assertThat(server.anybody().get("/health/live").header("Strict-Transport-Security"))
        .isPresent();
  }

  @Test
  void health_is_open_and_says_nothing_else() {
    assertThat(server.anybody().get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(server.anybody().get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void metrics_count_what_was_done_and_name_nobody() {
    var agent = server.registersAgent("courier", "read");
    var token = agent.token();
    server.operator().form("/oauth/introspect", "token", token);
    agent.asksForToken("nothing");

    var metrics = server.operator().get("/metrics");

    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.header("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(metrics.body())
        .contains(
            "signet_tokens_issued_total{grant=\"client_credentials\"} 1.0",
            "signet_tokens_refused_total{reason=\"invalid_scope\"} 1.0",
            "signet_introspections_total{active=\"true\"} 1.0",
            "signet_commit_batch",
            "signet_commit_time_seconds",
            "signet_signing_time_seconds",
            "signet_http_requests_seconds_count{",
            "hikaricp_connections")
        .doesNotContain(agent.id(), agent.secret(), token, server.operatorKey());
  }

  @Test
  void metrics_are_for_operators() {
    var agent = server.registersAgent("courier", "metrics:read");

    assertThat(server.anybody().get("/metrics").status()).isEqualTo(401);
    assertThat(agent.with(agent.token()).get("/metrics").status()).isEqualTo(403);
  }

  @Test
  void discovery_of_dev_names_the_port_it_listens_on() throws IOException {
    try (var dev = new TestServer().inDevPosture()) {
      dev.start();

      assertThat(dev.anybody().get("/.well-known/openid-configuration").text("issuer"))
          .isEqualTo("http://localhost:" + dev.server().port());
    }
  }
}
