package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Limits for callers that have not authenticated.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnauthenticatedCallersTest {
  /// Bursts of forty calls, as [dev.signet.web.limits.RateLimits] has it.
  @RegisterExtension
  static final TestServer server =
      new TestServer().with("rate-public", "20").with("trusted-proxies", "127.0.0.1");

  private static String formOf(int length) {
    return "grant_type=client_credentials&client_id=x&client_secret=" + "a".repeat(length);
  }

  private static TestResponse post(String from, String path, String body) {
    return server
        .unauthenticated()
        .with("X-Forwarded-For", from)
        .send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_body_of_more_than_64_kib_is_refused_at_oauth_paths() {
    for (var path :
        new String[] {"/oauth/token", "/oauth/introspect", "/oauth/revoke", "/oauth/refresh"}) {
      isOAuthError(post("192.0.2.1", path, formOf(64 * 1024)), 413, "invalid_request");
    }
  }

  @Test
  void long_bodies_of_an_unauthenticated_caller_count_as_several_calls_before_parsing() {
    var body = formOf(60 * 1024);

    assertThat(post("192.0.2.2", "/oauth/token", body).status()).isEqualTo(401);
    assertThat(post("192.0.2.2", "/oauth/token", body).status()).isEqualTo(401);
    isOAuthError(post("192.0.2.2", "/oauth/token", "%" + body), 429, "slow_down");
  }

  @Test
  void short_bodies_and_other_addresses_are_answered_meanwhile() {
    var body = formOf(60 * 1024);
    for (var i = 0; i < 3; i++) {
      post("192.0.2.3", "/oauth/token", body);
    }

    assertThat(post("192.0.2.3", "/oauth/token", formOf(40)).status()).isEqualTo(401);
    assertThat(post("192.0.2.4", "/oauth/token", body).status()).isEqualTo(401);
  }

  @Test
  void health_checks_share_no_limit_with_unauthenticated_callers() {
    for (var i = 0; i < 100; i++) {
      server.unauthenticated().with("X-Forwarded-For", "192.0.2.5").get("/.well-known/jwks.json");
    }

    for (var i = 0; i < 100; i++) {
      for (var path : new String[] {"/health", "/health/live", "/health/ready"}) {
        assertThat(server.unauthenticated().with("X-Forwarded-For", "192.0.2.5").get(path).status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void the_openapi_file_counts_by_its_length() {
    var stranger = server.unauthenticated().with("X-Forwarded-For", "192.0.2.6");
    assertThat(stranger.get("/api/openapi.json").status()).isEqualTo(200);

    assertThat(stranger.get("/api/openapi.json").status()).isEqualTo(429);
  }

  @Test
  void the_openapi_file_is_compressed_for_clients_that_accept_it() throws Exception {
    var answer = getCompressed("192.0.2.7", "deflate, gzip;q=0.5");

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.body()).hasSizeLessThan(100_000);
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      var text = new String(unzipped.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text)
          .isEqualTo(
              server
                  .unauthenticated()
                  .with("X-Forwarded-For", "192.0.2.8")
                  .get("/api/openapi.json")
                  .body());
    }
    assertThat(getCompressed("192.0.2.9", "gzip;q=0").headers().firstValue("Content-Encoding"))
        .isEmpty();
    assertThat(getCompressed("192.0.2.10", "br").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  private static HttpResponse<byte[]> getCompressed(String from, String accepts) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(server.base().resolve("/api/openapi.json"))
              .header("Accept-Encoding", accepts)
              .header("X-Forwarded-For", from)
              .build(),
          BodyHandlers.ofByteArray());
    }
  }
}
