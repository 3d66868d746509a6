package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Invalid bodies of the registry API: each has a clear refusal, and no effect.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadJsonTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private String agentsBefore = "";

  @BeforeEach
  void countAgents() {
    agentsBefore = agents();
  }

  @AfterEach
  void assertNothingChanged() {
    assertThat(agents()).isEqualTo(agentsBefore);
  }

  private static String agents() {
    return server.operator().get("/api/v1/agents").text("total");
  }

  private static TestResponse register(String json) {
    return server.operator().postJson("/api/v1/agents", json);
  }

  private static TestResponse register(byte[] body) {
    return server.operator().send("POST", "/api/v1/agents", "application/json", body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{\"name\"",
        "{\"name\":",
        "{\"name\":\"a\"",
        "{\"name\":\"a\",}",
        "{name:\"a\"}",
        "{'name':'a'}",
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\"}{\"name\":\"b\"}",
        "{\"name\":\"a\"}\0",
        "{\"name\":\"\\x41\"}",
        "{\"name\":\"\\ud8\"}",
        "{\"name\":\"line\nbreak\"}",
        "{\"name\":\"tab\t\"}",
        "{\"tokenLifetime\":060}",
        "{\"tokenLifetime\":+60}",
        "{\"tokenLifetime\":60.}",
        "{\"tokenLifetime\":6e}",
        "{\"tokenLifetime\":NaN}",
        "{\"tokenLifetime\":Infinity}",
        "{\"active\":True}",
        "// a comment\n{\"name\":\"a\"}",
        "\ufeff{\"name\":\"a\"}",
        "[]",
        "[{\"name\":\"a\"}]",
        "\"name\"",
        "null",
        "true",
        "7"
      })
  void a_body_that_is_not_one_json_object_is_refused(String body) {
    isProblem(register(body), 400, "invalid_request");
  }

  @Test
  void the_refusal_says_where_and_repeats_nothing_of_what_was_sent() {
    var answer = register("{\"name\": courier_hunter2}");

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.text("detail")).contains("line 1, column ");
    assertThat(answer.body()).doesNotContain("courier", "hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"\u00ff\"}", // no UTF-8 byte
        "{\"name\":\"\u00c3\"}", // half a character
        "{\"name\":\"\u00c0\u0080\"}", // NUL, overlong
        "{\"name\":\"\u00ed\u00a0\u0080\"}", // half a surrogate pair
        "{\"name\":\"\u00f5\u0080\u0080\u0080\"}", // past U+10FFFF
        "\u00fe\u00ff\0{\0}" // UTF-16
      })
  void a_body_that_is_not_utf8_is_refused(String bytes) {
    isProblem(register(bytes.getBytes(ISO_8859_1)), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\u0000", "\\u0001", "\\n", "\\r", "\\t", "\\u001b", "\\u007f", "\\u0085"})
  void control_characters_in_a_line_are_refused_by_field(String escape) {
    isFieldError(register("{\"name\":\"a" + escape + "b\"}"), "name", "control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800x", "x\\udfff"})
  void lone_surrogates_are_refused_by_field(String escapes) {
    isFieldError(register("{\"name\":\"" + escapes + "\"}"), "name", "broken surrogates");
    isFieldError(
        register(
            "{\"name\":\"a\",\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"kid\":\"" + escapes + "\"}]}}"),
        "jwks",
        "broken surrogates");
  }

  @Test
  void thirty_two_levels_are_read_and_thirty_three_are_refused() {
    isFieldError(register("{\"name\":\"a\",\"deep\":" + nested(31) + "}"), "deep", "not a field");

    var tooDeep = register("{\"name\":\"a\",\"deep\":" + nested(32) + "}");
    isProblem(tooDeep, 400, "invalid_request");
    assertThat(tooDeep.text("detail")).contains("deeper than 32");
    isProblem(register("{\"deep\":" + nested(100_000) + "}"), 400, "invalid_request");
    isProblem(register("[".repeat(500_000)), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e4009223372036854",
        "-1e-4009223372036854",
        "1e2147483648",
        "1e-2147483649",
        "0.1e-2147483648",
        "123456789012345678901234567890123",
      })
  void a_number_beyond_the_limits_is_refused_in_every_field(String number) {
    isProblem(
        register("{\"name\":\"a\",\"metadata\":{\"k\":[" + number + "]}}"), 400, "invalid_request");
    isProblem(register("{\"tokenLifetime\":" + number + "}"), 400, "invalid_request");
    isProblem(register("{\"name\":\"a\",\"unknown\":" + number + "}"), 400, "invalid_request");
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void a_mebibyte_is_read_and_a_byte_more_is_refused() {
    isFieldError(register(padded(1024 * 1024)), "padding", "not a field");
    isProblem(register(padded(1024 * 1024 + 1)), 413, "payload_too_large");
    isProblem(register(padded(5 * 1024 * 1024)), 413, "payload_too_large");
  }

  private static String padded(int length) {
    var start = "{\"name\":\"a\",\"padding\":\"";
    var end = "\"}";
    return start + "x".repeat(length - start.length() - end.length()) + end;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json-seq",
        "json",
        "*/*",
        ";",
        "image/svg+json"
      })
  void another_content_type_is_415(String type) {
    var body = "{\"name\":\"a\"}".getBytes(UTF_8);

    isProblem(
        server.operator().send("POST", "/api/v1/agents", type, body),
        415,
        "unsupported_media_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/json ;x=y",
        "application/merge-patch+json"
      })
  void every_spelling_of_the_right_one_is_read(String type) {
    var body = "{\"nonsense\":1}".getBytes(UTF_8);

    var answer = server.operator().send("PATCH", "/api/v1/organizations/" + NOBODY, type, body);

    isProblem(answer, 400, "invalid_request");
  }

  private static final String NOBODY = "01a2013e-0000-7000-8000-000000000000";

  @Test
  void a_member_named_twice_is_refused() {
    isProblem(register("{\"name\":\"a\",\"name\":\"a\"}"), 400, "invalid_request");
    isProblem(register("{\"name\":\"a\",\"metadata\":{\"x\":1,\"x\":2}}"), 400, "invalid_request");
  }

  @Test
  void both_spellings_of_one_field_are_refused() {
    isFieldError(
        register("{\"name\":\"a\",\"tokenLifetime\":60,\"token_lifetime\":60}"),
        "token_lifetime",
        "both spellings");
  }

  @Test
  void unknown_fields_are_refused_by_name_and_reported_together() {
    var answer = register("{\"name\":\"a\",\"is_admin\":true,\"__proto__\":{},\"Name\":\"b\"}");

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.json().path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("is_admin", "__proto__", "Name");
  }

  @Test
  void an_answer_is_not_many_times_as_long_as_its_request() {
    var many =
        IntStream.range(0, 4_000)
            .mapToObj(i -> "\"x" + i + "\":0")
            .collect(Collectors.joining(","));

    var answer = register("{" + many + "}");

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.json().path("errors").size()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "name           | null                 | must not be null",
        "name           | 7                    | must be a string",
        "name           | true                 | must be a string",
        "name           | [\"a\"]              | must be a string",
        "name           | {}                   | must be a string",
        "name           | \"\"                 | must not be empty",
        "name           | \"  \"               | must not be empty",
        "description    | 7                    | must be a string",
        "email          | \"nobody\"           | must be an e-mail address",
        "email          | []                   | must be a string",
        "agentType      | \"ceo\"              | must be one of",
        "agentType      | \"CUSTOM\"           | must be one of",
        "agentType      | 1                    | must be one of",
        "version        | \"1\"                | must be a semantic version",
        "version        | 1.0                  | must be a string",
        "capabilities   | \"a:b\"              | must be an array",
        "capabilities   | [\"nocolon\"]        | entry 0",
        "scopes         | \"read\"             | must be an array of strings",
        "scopes         | {}                   | must be an array of strings",
        "scopes         | null                 | must not be null",
        "scopes         | [\"read\", 7]        | entry 1",
        "scopes         | [null]               | entry 0",
        "scopes         | [[\"read\"]]         | entry 0",
        "scopes         | [\"\"]               | entry 0",
        "scopes         | [\"read write\"]     | entry 0",
        "scopes         | [\"quo\\\"te\"]      | entry 0",
        "scopes         | [\"caf\u00e9\"]      | entry 0",
        "scopes         | [\"\\u0000\"]        | entry 0",
        "tokenLifetime  | \"60\"               | must be a whole number",
        "tokenLifetime  | 60.5                 | must be a whole number",
        "tokenLifetime  | 60.0                 | must be a whole number",
        "tokenLifetime  | 59                   | from 60 to 86400",
        "tokenLifetime  | 86401                | from 60 to 86400",
        "tokenLifetime  | -60                  | from 60 to 86400",
        "tokenLifetime  | 1e400                | must be a whole number",
        "tokenLifetime  | 1e2                  | must be a whole number",
        "tokenLifetime  | 1e999999999          | must be a whole number",
        "tokenLifetime  | 9223372036854775808  | must be a whole number",
        "tokenLifetime  | 1000000000000000000000000000000 | must be a whole number",
        "tokenLifetime  | true                 | must be a whole number",
        "tokenLifetime  | null                 | must not be null",
        "grantTypes     | [\"password\"]       | entry 0",
        "grantTypes     | []                   | at least one",
        "tokenSigningAlg| \"none\"             | must be RS256, ES256 or EdDSA",
        "tokenSigningAlg| \"HS256\"            | must be RS256, ES256 or EdDSA",
        "metadata       | []                   | must be an object",
        "metadata       | \"{}\"               | must be an object",
        "metadata       | null                 | must not be null",
        "expiresAt      | 1800000000           | must be an RFC 3339 time",
        "expiresAt      | \"tomorrow\"         | must be an RFC 3339 time",
        "expiresAt      | \"2027-02-30T00:00:00Z\" | must be an RFC 3339 time",
        "expiresAt      | \"2027-01-01\"       | must be an RFC 3339 time",
        "expiresAt      | \"2027-01-01T00:00:00\" | must be an RFC 3339 time",
        "expiresAt      | \"+999999999-01-01T00:00:00Z\" | must be an RFC 3339 time",
        "expiresAt      | \"2020-01-01T00:00:00Z\" | must be in the future",
      })
  void a_wrong_value_is_refused_by_field(String field, String value, String message) {
    var others = field.equals("name") ? "" : "\"name\":\"a\",";

    isFieldError(
        register("{" + others + "\"" + field + "\":" + value + "}"), field.strip(), message);
  }

  @ParameterizedTest
  @CsvSource({"name,200", "description,2000", "email,255", "owner,200", "teamId,128", "version,64"})
  void over_long_text_is_refused_by_field(String field, int max) {
    var others = field.equals("name") ? "" : "\"name\":\"a\",";
    var text = "x".repeat(max + 1);

    isFieldError(
        register("{" + others + "\"" + field + "\":\"" + text + "\"}"),
        field,
        "must be at most " + max + " characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "0", "[]", "\"\""})
  void a_body_with_more_than_ten_thousand_values_is_refused(String value) {
    var values = (value + ",").repeat(10_000) + value;

    isProblem(
        register("{\"name\":\"a\",\"metadata\":{\"x\":[" + values + "]}}"), 400, "invalid_request");
  }

  @Test
  void nine_thousand_scopes_are_refused_by_field() {
    var scopes =
        IntStream.range(0, 9_000).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(","));

    isFieldError(
        register("{\"name\":\"a\",\"scopes\":[" + scopes + "]}"), "scopes", "at most 200 entries");
  }

  @Test
  void a_scope_of_129_characters_is_refused_by_field() {
    isFieldError(
        register("{\"name\":\"a\",\"scopes\":[\"" + "s".repeat(129) + "\"]}"), "scopes", "entry 0");
  }

  @Test
  void metadata_past_its_bound_is_refused_by_field() {
    isFieldError(
        register("{\"name\":\"a\",\"metadata\":{\"x\":\"" + "y".repeat(16 * 1024) + "\"}}"),
        "metadata",
        "must be at most 16384 characters");
  }

  @Test
  void a_name_or_number_without_end_is_refused() {
    isProblem(register("{\"" + "n".repeat(300) + "\":1}"), 400, "invalid_request");
    isProblem(register("{\"tokenLifetime\":" + "9".repeat(500_000) + "}"), 400, "invalid_request");
  }

  @Test
  void an_error_in_a_snake_case_field_names_it_as_it_was_spelled() {
    isFieldError(
        register("{\"name\":\"a\",\"token_lifetime\":1}"), "token_lifetime", "whole number");
  }
}
