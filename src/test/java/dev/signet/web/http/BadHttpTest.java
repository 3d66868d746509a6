package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.OpenApiCheck;
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

/// Bytes that no HTTP client would send. Neither they nor what follows on the same connection are
/// taken for a request.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadHttpTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String HOST = "Host: localhost\r\n";
  private static final String NEXT = "GET /health/live HTTP/1.1\r\n" + HOST + "\r\n";

  private static List<TestResponse> exchange(String bytes) {
    return RawConnection.exchange(server.base(), bytes);
  }

  /// The only response to these bytes, followed by a valid request.
  private static TestResponse onlyAnswer(String bytes) {
    var answers = exchange(bytes + NEXT);
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().header("Connection")).contains("close");
    return answers.getFirst();
  }

  @Test
  void two_good_requests_on_one_connection_have_two_answers() {
    assertThat(exchange(NEXT + NEXT)).hasSize(2).allMatch(answer -> answer.status() == 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET\r\n\r\n",
        "GET /health\r\n\r\n",
        "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /hea lth HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GE(T /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a b c\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
        "GET /health HTTP/1.1\nHost: localhost\n\n",
        "GET /health/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health?a=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health?a=\u00ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void a_malformed_request_is_refused_and_ends_the_connection(String bytes) {
    isProblem(onlyAnswer(bytes), 400, "invalid_request");
  }

  /// RFC 9112 §2.2 asks for this, for old clients that end a body with one more line.
  @Test
  void an_empty_line_before_a_request_is_passed_over() {
    assertThat(exchange("\r\n" + NEXT)).hasSize(1).allMatch(answer -> answer.status() == 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_200, 40_000})
  void a_target_that_is_too_long_is_refused_in_the_form_of_its_path(int length) {
    var rest = "a".repeat(length) + " HTTP/1.1\r\n" + HOST + "\r\n";

    isProblem(onlyAnswer("GET /" + rest), 414, "uri_too_long");
    isProblem(described("GET", "/health", onlyAnswer("GET /health?" + rest)), 414, "uri_too_long");
    isOAuthError(
        described("POST", "/oauth/token", onlyAnswer("POST /oauth/token?" + rest)),
        414,
        "invalid_request");
    isOAuthError(onlyAnswer("GET http://localhost/oauth/token?" + rest), 414, "invalid_request");
  }

  /// The response, which must conform to `openapi.json`.
  private static TestResponse described(String method, String path, TestResponse answer) {
    OpenApiCheck.checkWhole(
        method, path, answer.status(), answer.header("Content-Type").orElse(""), answer.body());
    return answer;
  }

  @Test
  void headers_that_are_too_long_are_refused() {
    var headers = " HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(17_000) + "\r\n\r\n";
    isOAuthError(
        described("POST", "/oauth/revoke", onlyAnswer("POST /oauth/revoke" + headers)),
        431,
        "invalid_request");
    isProblem(
        described("GET", "/health", onlyAnswer("GET /health" + headers)),
        431,
        "request_header_fields_too_large");
  }

  @Test
  void more_than_a_hundred_headers_are_refused_before_their_end() {
    var head = "GET /health HTTP/1.1\r\n" + HOST;

    assertThat(exchange(head + "X: a\r\n".repeat(99) + "\r\n"))
        .hasSize(1)
        .allMatch(answer -> answer.status() == 200);
    isProblem(onlyAnswer(head + "X: a\r\n".repeat(100)), 431, "request_header_fields_too_large");
  }

  @Test
  void a_compressed_body_is_refused_unread() {
    isOAuthError(
        onlyAnswer(
            "POST /oauth/token HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        415,
        "invalid_request");
  }

  /// RFC 9112 §6.3: what two readers could end at different places is how requests are smuggled.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        "Content-Length: 4, 4\r\n\r\nabcd",
        "Content-Length: -4\r\n\r\n",
        "Content-Length: +4\r\n\r\nabcd",
        "Content-Length: 0x4\r\n\r\nabcd",
        "Content-Length: 99999999999999999999\r\n\r\nabcd",
        "Transfer-Encoding: gzip\r\n\r\nabcd",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n"
      })
  void a_body_whose_end_is_in_doubt_is_refused_and_nothing_after_it_is_read(String framing) {
    isOAuthError(
        onlyAnswer(
            "POST /oauth/token HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + framing),
        400,
        "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n10\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\nabc"
      })
  void a_body_that_ends_too_early_is_refused(String framing) {
    var answers =
        exchange(
            "POST /oauth/token HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + framing);

    assertThat(answers).hasSize(1);
    isOAuthError(answers.getFirst(), 400, "invalid_request");
  }

  @Test
  void a_body_that_is_too_large_ends_the_connection() {
    var chunk = "100000\r\n" + "a".repeat(0x100000) + "\r\n";

    isOAuthError(
        onlyAnswer(
            "POST /oauth/token HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(3)
                + "0\r\n\r\n"),
        413,
        "invalid_request");
  }

  @Test
  void expect_continue_for_a_body_that_is_too_large_is_refused() {
    try (var connection = RawConnection.to(server.base())) {
      connection.send(
          "POST /oauth/token HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");

      var answers = connection.answers();

      assertThat(answers).hasSize(1);
      isOAuthError(answers.getFirst(), 413, "invalid_request");
    }
  }

  @Test
  void two_authorization_headers_are_refused() {
    var key = "Authorization: Bearer " + server.operatorKey() + "\r\n";

    var answers = exchange("GET /api/v1/agents HTTP/1.1\r\n" + HOST + key + key + "\r\n");

    assertThat(answers).hasSize(1);
    isProblem(answers.getFirst(), 401, "unauthorized");
  }

  @Test
  void a_target_that_is_a_whole_url_is_served_as_its_path() {
    assertThat(exchange("GET http://localhost/health/live HTTP/1.1\r\n" + HOST + "\r\n"))
        .hasSize(1)
        .allMatch(answer -> answer.status() == 200);
  }

  @Test
  void options_of_the_server_as_a_whole_are_not_found() {
    var answers = exchange("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");

    assertThat(answers).hasSize(1);
    isProblem(answers.getFirst(), 404, "not_found");
  }

  @Test
  void the_callers_request_id_names_a_malformed_request_too() {
    var answer =
        onlyAnswer(
            "POST /oauth/token HTTP/1.1\r\n"
                + HOST
                + "X-Request-Id: mine\r\nContent-Length: abc\r\n\r\n");

    assertThat(answer.header("X-Request-Id")).contains("mine");
  }
}
