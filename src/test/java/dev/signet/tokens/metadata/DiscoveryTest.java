package dev.signet.tokens.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.app.Config;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Server metadata: discovery (RFC 8414), health, metrics.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DiscoveryTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("issuer", "https://id.example.com/tenant");

  @Test
  void both_documents_are_equal_and_contain_the_exact_issuer() {
    var oauth = server.unauthenticated().get("/.well-known/oauth-authorization-server");
    var openid = server.unauthenticated().get("/.well-known/openid-configuration");

    assertThat(oauth.status()).isEqualTo(200);
    assertThat(oauth.body()).isEqualTo(openid.body());
    assertThat(oauth.text("issuer")).isEqualTo("https://id.example.com/tenant");
    assertThat(oauth.text("token_endpoint")).isEqualTo("https://id.example.com/tenant/oauth/token");
  }

  @Test
  void only_supported_features_are_advertised() {
    var document = server.unauthenticated().get("/.well-known/oauth-authorization-server");

    assertThat(document.text("grant_types_supported"))
        .isEqualTo(
            "[\"client_credentials\",\"authorization_code\",\"refresh_token\","
                + "\"urn:ietf:params:oauth:grant-type:token-exchange\"]");
    assertThat(document.text("response_types_supported")).isEqualTo("[\"code\"]");
    assertThat(document.text("code_challenge_methods_supported")).isEqualTo("[\"S256\"]");
    assertThat(document.text("authorization_response_iss_parameter_supported")).isEqualTo("true");
    assertThat(document.json().has("scopes_supported")).isFalse();
    for (var endpoint : List.of("token", "introspection", "revocation")) {
      assertThat(document.text(endpoint + "_endpoint_auth_methods_supported"))
          .isEqualTo(
              "["
                  + (endpoint.equals("introspection") ? "" : "\"none\",")
                  + "\"client_secret_basic\",\"client_secret_post\",\"private_key_jwt\"]");
      assertThat(document.text(endpoint + "_endpoint_auth_signing_alg_values_supported"))
          .isEqualTo("[\"RS256\",\"PS256\",\"ES256\",\"EdDSA\",\"Ed25519\"]");
    }
    assertThat(document.text("authorization_endpoint"))
        .as("pages are at the root of the server")
        .isEqualTo("https://id.example.com/oauth/authorize");
    for (var endpoint :
        List.of("token_endpoint", "introspection_endpoint", "revocation_endpoint", "jwks_uri")) {
      var path = document.text(endpoint).substring("https://id.example.com/tenant".length());
      var answer =
          endpoint.equals("jwks_uri")
              ? server.unauthenticated().get(path)
              : server.unauthenticated().form(path, "token", "x");
      assertThat(answer.status()).as(path).isIn(200, 400, 401);
    }
  }

  @Test
  void the_document_has_the_members_that_openid_connect_discovery_requires() {
    var document = server.unauthenticated().get("/.well-known/openid-configuration");

    assertThat(document.text("subject_types_supported")).isEqualTo("[\"public\"]");
    assertThat(document.text("id_token_signing_alg_values_supported")).contains("\"RS256\"");
    for (var required : List.of("issuer", "token_endpoint", "jwks_uri")) {
      assertThat(document.text(required)).startsWith("https://id.example.com/tenant");
    }
  }

  @Test
  void ed25519_is_listed_under_both_names() {
    var document = server.unauthenticated().get("/.well-known/oauth-authorization-server");

    assertThat(document.text("dpop_signing_alg_values_supported"))
        .contains("\"EdDSA\",\"Ed25519\"");
  }

  /// RFC 8414 §3.1, OpenID Connect Discovery 1.0 §4.1, and a proxy that forwards paths unchanged.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server/tenant",
        "/.well-known/openid-configuration/tenant",
        "/tenant/.well-known/openid-configuration",
        "/tenant/.well-known/oauth-authorization-server"
      })
  void the_metadata_of_an_issuer_with_a_path_is_served_where_clients_look(String path)
      throws IOException, InterruptedException {
    var answer = plain(HttpRequest.newBuilder(server.base().resolve(path)));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(server.unauthenticated().get("/.well-known/openid-configuration").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/other/oauth/token",
        "/tenant/tenant/oauth/token",
        "/tenantoauth/token",
        "/tenant",
        "/tenant/console",
        "/.well-known/oauth-authorization-server/other",
        "/.well-known/jwks.json/tenant"
      })
  void paths_other_than_the_issuers_are_not_found(String path)
      throws IOException, InterruptedException {
    assertThat(plain(HttpRequest.newBuilder(server.base().resolve(path))).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json"
      })
  void pages_of_any_site_may_read_public_documents(String path) throws IOException {
    for (var posture : Config.Posture.values()) {
      try (var at = new TestServer()) {
        if (posture == Config.Posture.DEV) {
          at.inDevPosture();
        }
        at.start();
        var page =
            at.unauthenticated()
                .with("Origin", "https://app.example")
                .with("Sec-Fetch-Site", "cross-site");

        var read = page.get(path);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(read.header("Access-Control-Allow-Credentials")).isEmpty();

        var asked =
            page.with("Access-Control-Request-Method", "GET")
                .with("Access-Control-Request-Headers", "x-trace")
                .send("OPTIONS", path, "", new byte[0]);
        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(asked.header("Access-Control-Allow-Headers")).hasValue("*");
        assertThat(asked.header("Access-Control-Allow-Methods")).hasValue("GET, HEAD, OPTIONS");
        assertThat(asked.header("Access-Control-Allow-Credentials")).isEmpty();
      }
    }
  }

  @Test
  void pages_of_other_sites_cannot_read_anything_else() {
    var page = server.unauthenticated().with("Origin", "https://app.example");

    for (var path : List.of("/health/live", "/api/v1/agents", "/api/openapi.json")) {
      assertThat(page.get(path).header("Access-Control-Allow-Origin")).as(path).isEmpty();
      assertThat(page.send("OPTIONS", path, "", new byte[0]).status()).as(path).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @CsvSource({"RS256", "ES256", "EdDSA"})
  void the_keys_of_the_default_algorithm_come_first(String alg) throws IOException {
    try (var at = new TestServer().with("token-alg", alg)) {
      at.start();

      var algs =
          at.unauthenticated()
              .get("/.well-known/jwks.json")
              .json()
              .get("keys")
              .valueStream()
              .map(key -> key.get("alg").stringValue())
              .toList();

      assertThat(algs.getFirst()).isEqualTo(alg);
      assertThat(algs.subList(0, algs.lastIndexOf(alg) + 1)).containsOnly(alg);
      assertThat(algs).contains("RS256", "ES256", "EdDSA");
    }
  }

  private static HttpResponse<String> plain(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void an_https_issuer_enables_hsts() {
    assertThat(server.unauthenticated().get("/health/live").header("Strict-Transport-Security"))
        .isPresent();
  }

  @Test
  void health_is_public_and_reveals_nothing_else() {
    assertThat(server.unauthenticated().get("/health/live").body())
        .isEqualTo("{\"status\":\"live\"}");
    assertThat(server.unauthenticated().get("/health/ready").body())
        .isEqualTo("{\"status\":\"ready\"}");
    assertThat(server.unauthenticated().get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void metrics_count_operations_and_do_not_name_agents() {
    var counters =
        List.of(
            "signet_tokens_issued_total{grant=\"client_credentials\"}",
            "signet_tokens_refused_total{reason=\"invalid_scope\"}",
            "signet_tokens_refused_total{reason=\"invalid_request\"}",
            "signet_introspections_total{active=\"true\"}");
    var before = counters.stream().map(DiscoveryTest::metric).toList();
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();
    server.operator().form("/oauth/introspect", "token", token);
    agent.requestToken("nothing");
    server.unauthenticated().postJson("/oauth/token", "{}");

    var metrics = server.operator().get("/metrics");

    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.header("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(metrics.body())
        .contains(
            "signet_commit_batch",
            "signet_commit_time_seconds",
            "signet_signing_time_seconds",
            "signet_http_requests_seconds_count{",
            "hikaricp_connections")
        .doesNotContain(agent.id(), agent.secret(), token, server.operatorKey());
    assertThat(counters.stream().map(DiscoveryTest::metric).toList())
        .isEqualTo(before.stream().map(value -> value + 1).toList());
  }

  /// The value of a metric, with its labels; 0 before its first count.
  private static double metric(String name) {
    return server
        .operator()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void metrics_require_an_operator() {
    var agent = server.registerAgent("courier", "metrics:read");

    assertThat(server.unauthenticated().get("/metrics").status()).isEqualTo(401);
    assertThat(agent.with(agent.token()).get("/metrics").status()).isEqualTo(403);
  }

  @Test
  void discovery_in_dev_contains_the_listening_port() throws IOException {
    try (var dev = new TestServer().inDevPosture()) {
      dev.start();

      assertThat(dev.unauthenticated().get("/.well-known/openid-configuration").text("issuer"))
          .isEqualTo("http://localhost:" + dev.server().port());
    }
  }
}
