package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which path and method lead to which route, and the refusal when there is none.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutingTest {
  @RegisterExtension static final TestServer server = new TestServer();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=1.0",
        "?page=9999999999999",
        "?limit=0",
        "?limit=101",
        "?page=1&page=2",
        "?Page=1",
        "?nonsense",
        "?status=on",
        "?agentType=ceo",
        "?q=%00",
        "?q=%ff",
        "?q=%c3%28",
        "?q=%01",
        "?q=%0a"
      })
  void a_bad_query_is_refused(String query) {
    isProblem(server.operator().get("/api/v1/agents" + query), 400, "invalid_request");
  }

  @Test
  void an_empty_value_in_a_query_counts_as_not_given() {
    assertThat(server.operator().get("/api/v1/agents?limit=&q=").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "%ff",
        "..",
        "%2e%2e",
        "%2F",
        "01A2013E-0000-7000-8000-000000000000",
        "01a2013e00007000800000000000000",
        "01a2013e-0000-7000-8000-000000000000x",
        "01a2013e-0000-7000-8000-000000000000%20",
        "' OR 1=1",
        "01a2013e-0000-7000-8000-000000000000"
      })
  void an_invalid_agent_id_is_404(String id) {
    var path = "/api/v1/agents/" + id.replace(" ", "%20");

    isProblem(server.operator().get(path), 404, "not_found");
    isProblem(server.operator().patch(path, "name", "b"), 404, "not_found");
    isProblem(server.operator().delete(path), 404, "not_found");
  }

  @Test
  void an_id_as_long_as_a_path_may_be_is_404() {
    isProblem(server.operator().get("/api/v1/agents/" + "a".repeat(7000)), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nothing",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/agents/",
        "/api/v1//agents",
        "/API/v1/agents",
        "/api/v1/agent%73",
        "/api/v1/agents;x=y",
        "/api/v1/../v1/agents",
        "/api/v2/agents",
        "/oauth",
        "/.well-known/",
        "/health/ready/x",
        "/metrics/"
      })
  void an_unknown_path_is_404(String path) {
    isProblem(server.operator().get(path), 404, "not_found");
  }

  @Test
  void a_wrong_method_is_405_and_names_the_right_ones() {
    var wrong = server.operator().delete("/api/v1/agents");
    isProblem(wrong, 405, "method_not_allowed");
    assertThat(wrong.header("Allow")).contains("GET, HEAD, POST");

    var unheardOf = server.operator().send("BREW", "/health", "", new byte[0]);
    isProblem(unheardOf, 405, "method_not_allowed");
    assertThat(unheardOf.header("Allow")).contains("GET, HEAD");
  }

  @Test
  void head_is_get_without_the_body() {
    var get = server.unauthenticated().get("/.well-known/jwks.json");
    var head = server.unauthenticated().send("HEAD", "/.well-known/jwks.json", "", new byte[0]);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
  }

  @Test
  void the_callers_request_id_is_echoed_when_it_is_a_plain_one() {
    assertThat(named("abc-1.2:3_4").header("X-Request-Id")).contains("abc-1.2:3_4");
    assertThat(named("x".repeat(65)).header("X-Request-Id"))
        .isPresent()
        .get()
        .isNotEqualTo("x".repeat(65));
    assertThat(named("<script>").header("X-Request-Id"))
        .isPresent()
        .get()
        .asString()
        .matches("[0-9a-z]+");
  }

  private static TestResponse named(String requestId) {
    return server.unauthenticated().with("X-Request-Id", requestId).get("/nothing");
  }
}
