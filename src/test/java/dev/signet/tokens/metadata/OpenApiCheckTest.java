package dev.signet.tokens.metadata;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.WithoutDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Tests the check of every response against the OpenAPI file: it has to detect differences.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OpenApiCheckTest {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  @Test
  void a_response_as_declared_passes() {
    passes(check("GET", "/health/live", 200, JSON, "{\"status\":\"live\"}"));
    passes(check("HEAD", "/health/live", 200, JSON, ""));
    passes(check("DELETE", "/api/agents/me", 204, "", ""));
    passes(check("GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "x 1"));
    passes(check("POST", "/oauth/introspect?x=1", 200, "application/json", "{\"active\":false}"));
  }

  @Test
  void an_undeclared_status_is_detected() {
    fails(check("GET", "/health/live", 202, JSON, "{}"), "GET /health/live", "202", "200");
    fails(check("GET", "/health/live", 500, PROBLEM, "{}"), "500");
  }

  @Test
  void an_undeclared_content_type_is_detected() {
    fails(check("GET", "/health/live", 200, "text/html", "live"), "text/html", JSON);
    fails(check("GET", "/health/live", 503, JSON, "{}"), JSON, PROBLEM);
  }

  @Test
  void a_missing_additional_or_mistyped_member_is_detected() {
    fails(check("GET", "/health/live", 200, JSON, "{}"), "status");
    fails(check("GET", "/health/live", 200, JSON, "{\"status\":\"live\",\"x\":1}"), "x");
    fails(check("GET", "/health/live", 200, JSON, "{\"status\":\"dead\"}"), "/status");
    fails(check("GET", "/health/live", 200, JSON, "{\"status\":"), "no JSON");
    fails(
        check("POST", "/oauth/introspect", 200, JSON, "{\"active\":false,\"scope\":\"read\"}"),
        "POST /oauth/introspect 200");
  }

  @Test
  void a_refusal_with_the_wrong_code_or_status_is_detected() {
    var refusal =
        """
        {"type":"urn:signet:error:%1$s","title":"Not found","status":%2$d,
         "detail":"No such agent","instance":"1t5y3kq0v9x7z2m8c4b6n","error":"%1$s"}
        """;
    var path = "/api/v1/agents/0195dbc1-3e80-7a41-9c5d-2f1e8b7a6c90";

    passes(check("GET", path, 404, PROBLEM, refusal.formatted("not_found", 404)));
    fails(check("GET", path, 404, PROBLEM, refusal.formatted("not_there", 404)), "/error");
    fails(check("GET", path, 404, PROBLEM, refusal.formatted("not_found", 400)), "/status");
  }

  @Test
  void an_id_or_time_in_another_format_is_detected() {
    var organization =
        """
        {"organizationId":"%s","name":"Acme","slug":"acme","status":"active",
         "suspendedAt":null,"suspensionReason":null,
         "createdAt":"%s","updatedAt":"2026-03-28T09:00:00.000Z"}
        """;
    var path = "/api/v1/organizations/0195dbb4-2c10-7e52-8f3a-6d9c0b1a2e47";
    var good = "0195dbb4-2c10-7e52-8f3a-6d9c0b1a2e47";
    var time = "2026-03-28T09:00:00.000Z";

    passes(check("GET", path, 200, JSON, organization.formatted(good, time)));
    fails(
        check("GET", path, 200, JSON, organization.formatted(good.replace("-7", "-4"), time)),
        "/organizationId");
    fails(
        check("GET", path, 200, JSON, organization.formatted(good, "2026-03-28T09:00:00Z")),
        "/createdAt");
  }

  @Test
  void an_undeclared_body_is_detected() {
    fails(check("DELETE", "/api/agents/me", 204, JSON, "{}"), "has a body");
    fails(check("GET", "/health/live", 200, "", ""), "has no body");
  }

  @Test
  void an_undeclared_operation_may_only_be_refused() {
    passes(check("GET", "/nothing/here", 404, PROBLEM, "{}"));
    passes(check("PUT", "/health/live", 405, PROBLEM, "{}"));
    passes(check("OPTIONS", "*", 400, PROBLEM, "{}"));
    fails(check("GET", "/nothing/here", 200, JSON, "{}"), "no such operation");
    fails(check("PUT", "/health/live", 204, "", ""), "no such operation");
  }

  @Test
  void a_literal_segment_wins_over_a_parameter() {
    fails(check("GET", "/api/agents/me/usage", 200, JSON, "{}"), "GET /api/agents/me/usage");
    fails(check("GET", "/api/agents/me", 200, JSON, "{}"), "GET /api/agents/me 200");
    fails(check("GET", "/api/agents/you", 200, JSON, "{}"), "GET /api/agents/{id} 200");
  }

  private static ThrowingCallable check(
      String method, String path, int status, String contentType, String body) {
    return () -> OpenApiCheck.checkWhole(method, path, status, contentType, body);
  }

  private static void passes(ThrowingCallable check) {
    assertThatCode(check).doesNotThrowAnyException();
  }

  private static void fails(ThrowingCallable check, String... saying) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContainingAll(saying);
  }
}
