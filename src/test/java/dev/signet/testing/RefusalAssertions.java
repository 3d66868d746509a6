package dev.signet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// What every refusal looks like, whatever was refused.
public final class RefusalAssertions {
  private static final String[] INTERNAL_NAMES = {
    "Exception",
    "dev.signet",
    "java.",
    "jackson",
    "jetty",
    "jdbi",
    "sqlite",
    "postgres",
    "SELECT",
    "\tat ",
    "sk_live_",
    "cs_",
    "rt_"
  };

  private RefusalAssertions() {}

  /// Our own API's: RFC 9457, and our stable code.
  public static void isProblem(TestResponse answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    isClosed(answer);
    var members = new TreeSet<>(answer.json().propertyNames());
    members.remove("errors");
    assertThat(members).containsExactly("detail", "error", "instance", "status", "title", "type");
    assertThat(answer.text("error")).as(answer.body()).isEqualTo(code);
    assertThat(answer.text("type")).isEqualTo("urn:signet:error:" + code);
    assertThat(answer.text("status")).isEqualTo(Integer.toString(status));
    assertThat(answer.text("title")).isNotBlank();
    assertThat(answer.text("detail")).isNotBlank();
    assertThat(answer.header("X-Request-Id")).contains(answer.text("instance"));
  }

  /// Asserts that a limit of an organization is used up, and that waiting does not help.
  public static void isQuotaExceeded(TestResponse answer, String quota, long limit, long used) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.header("Retry-After")).isEmpty();
    isClosed(answer);
    var members = new TreeSet<>(answer.json().propertyNames());
    members.remove("code");
    assertThat(members)
        .containsExactly(
            "detail",
            "error",
            "instance",
            "limit",
            "organizationId",
            "quota",
            "remedy",
            "resetsAt",
            "retryable",
            "status",
            "tier",
            "title",
            "type",
            "used");
    assertThat(answer.json("error")).isEqualTo("quota_exceeded");
    assertThat(answer.json("quota")).isEqualTo(quota);
    assertThat(answer.json("limit")).isEqualTo(Long.toString(limit));
    assertThat(answer.json("used")).isEqualTo(Long.toString(used));
    assertThat(answer.json().at("/resetsAt").isNull()).isTrue();
    assertThat(answer.json("retryable")).isEqualTo("false");
    assertThat(answer.text("remedy")).isNotBlank();
  }

  /// Asserts that the response is a problem 400 with exactly this field error.
  public static void isFieldError(TestResponse answer, String field, String message) {
    isProblem(answer, 400, "invalid_request");
    assertThat(answer.json("errors/0/field")).as(answer.body()).isEqualTo(field);
    assertThat(answer.text("errors/0/message")).contains(message);
    assertThat(answer.json("errors/1")).isNull();
  }

  /// An OAuth endpoint's: RFC 6749 §5.2, in the characters that it allows.
  public static void isOAuthError(TestResponse answer, int status, String code) {
    isOAuthErrorWith(Set.of(), answer, status, code);
  }

  /// As [#isOAuthError], with further members.
  public static void isOAuthErrorWith(
      Set<String> members, TestResponse answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("X-Request-Id")).isPresent();
    isClosed(answer);
    var all = new HashSet<>(members);
    all.addAll(Set.of("error", "error_description"));
    assertThat(answer.json().propertyNames()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(answer.text("error")).as(answer.body()).isEqualTo(code);
    assertThat(answer.text("error_description"))
        .isNotBlank()
        .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    if (status == 401) {
      assertThat(answer.header("WWW-Authenticate")).isPresent();
    }
  }

  private static void isClosed(TestResponse answer) {
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    hidesInternals(answer);
  }

  /// Asserts that the response reveals neither internals of the server nor secrets.
  public static void hidesInternals(TestResponse answer) {
    // The request id is random letters, which may happen to contain a searched word.
    var id = answer.header("X-Request-Id").orElse("");
    assertThat(id.isEmpty() ? answer.body() : answer.body().replace(id, ""))
        .doesNotContain(INTERNAL_NAMES);
  }
}
