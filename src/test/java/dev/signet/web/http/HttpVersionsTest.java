package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The requests of proxies, health checks and old clients are served according to RFC 9112.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpVersionsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String LAST = "GET /health/live HTTP/1.0\r\n\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /// The answers to these bytes, up to the server's closing of the connection: the client's side
  /// stays open.
  private static List<TestResponse> answersUntilClosed(String bytes) {
    try (var connection = RawConnection.to(server.base())) {
      return connection.send(bytes).answers();
    }
  }

  private static void isAnsweredOnceAndClosed(String bytes) {
    var answers = answersUntilClosed(bytes);

    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().status()).as(answers.toString()).isEqualTo(200);
  }

  @Test
  void nginx_asks_its_upstream_in_http_1_0() {
    isAnsweredOnceAndClosed(
        "GET /health/ready HTTP/1.0\r\nHost: signet\r\nConnection: close\r\n\r\n");
  }

  @Test
  void haproxy_checks_in_http_1_0_without_a_host() {
    isAnsweredOnceAndClosed("GET /health/ready HTTP/1.0\r\n\r\n");
  }

  @Test
  void a_client_of_http_1_0_may_keep_its_connection() {
    var answers =
        answersUntilClosed("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + LAST);

    assertThat(answers).hasSize(2).allMatch(answer -> answer.status() == 200);
    assertThat(answers.getFirst().header("Connection")).contains("keep-alive");
  }

  @Test
  void a_body_in_http_1_0_is_read() {
    var answers =
        answersUntilClosed(
            "POST /oauth/token HTTP/1.0\r\n" + FORM + "Content-Length: 4\r\n\r\na=b&");

    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().status()).isBetween(400, 401);
  }

  @Test
  void http_1_0_has_no_transfer_codings() {
    var answers =
        answersUntilClosed(
            "POST /oauth/token HTTP/1.0\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n");

    assertThat(answers).hasSize(1);
    isOAuthError(answers.getFirst(), 400, "invalid_request");
  }

  @Test
  void connection_close_closes_after_the_answer() {
    isAnsweredOnceAndClosed(
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  @Test
  void chunks_may_have_extensions_and_trailers() {
    var answers =
        answersUntilClosed(
            "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\na=b&\r\n0\r\nX: y\r\n\r\n");

    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().status()).isBetween(400, 401);
    assertThat(answers.getFirst().text("error_description")).doesNotContain("read whole");
  }

  @Test
  void more_trailers_than_headers_are_allowed_are_refused() {
    var answers =
        answersUntilClosed(
            "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n4\r\na=b&\r\n0\r\n"
                + "X: y\r\n".repeat(101)
                + "\r\n");

    assertThat(answers).hasSize(1);
    isOAuthError(answers.getFirst(), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+4", "4 4", "0x4", "4\t;"})
  void a_chunk_whose_size_is_not_hexadecimal_is_refused(String size) {
    var answers =
        answersUntilClosed(
            "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n"
                + size
                + "\r\na=b&\r\n0\r\n\r\n");

    assertThat(answers).hasSize(1);
    isOAuthError(answers.getFirst(), 400, "invalid_request");
  }

  @Test
  void a_header_without_a_name_is_refused() {
    var answers = answersUntilClosed("GET /health HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n");

    assertThat(answers).hasSize(1);
    isProblem(answers.getFirst(), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/api/openapi.json", "/.well-known/jwks.json"})
  void head_has_the_length_that_get_has(String path) {
    var get = server.unauthenticated().get(path);
    var head = server.unauthenticated().send("HEAD", path, "", new byte[0]);

    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
  }

  @Test
  void a_refusal_has_its_length_for_head_too() {
    var head = server.unauthenticated().send("HEAD", "/nothing/here", "", new byte[0]);

    assertThat(head.status()).isEqualTo(404);
    assertThat(head.body()).isEmpty();
    assertThat(Integer.parseInt(head.header("Content-Length").orElseThrow())).isGreaterThan(100);
  }
}
