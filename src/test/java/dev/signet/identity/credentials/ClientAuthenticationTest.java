package dev.signet.identity.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientAuthenticationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String GRANT = "grant_type=client_credentials";

  private final TestAgent agent = server.registerAgent("courier", "read");

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/api/v1/token"})
  void a_client_sends_its_secret_in_basic_form_or_json(String path) {
    var anybody = server.unauthenticated();
    var basic = anybody.basic(agent.clientId(), agent.secret()).rawForm(path, GRANT);
    var form =
        anybody.form(
            path,
            "grant_type",
            "client_credentials",
            "client_id",
            agent.clientId(),
            "client_secret",
            agent.secret());
    var json =
        anybody.post(
            path,
            "grant_type",
            "client_credentials",
            "client_id",
            agent.clientId(),
            "client_secret",
            agent.secret());

    assertThat(List.of(basic, form, json))
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
  }

  @Test
  void introspection_and_revocation_accept_the_same_methods() {
    var anybody = server.unauthenticated();
    for (var path : List.of("/oauth/introspect", "/oauth/revoke")) {
      assertThat(anybody.basic(agent.id(), agent.secret()).form(path, "token", "x").status())
          .isEqualTo(200);
      assertThat(
              anybody
                  .form(
                      path, "token", "x", "client_id", agent.id(), "client_secret", agent.secret())
                  .status())
          .isEqualTo(200);
      assertThat(anybody.basic(agent.id(), "cs_wrong").form(path, "token", "x").status())
          .isEqualTo(401);
      assertThat(anybody.form(path, "token", "x", "client_id", agent.id()).status()).isEqualTo(401);
    }
  }

  @Test
  void an_agent_of_the_quick_api_authenticates_by_client_id_or_agent_id() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var secret = made.text("client_secret");

    for (var name : List.of(made.text("client_id"), made.text("agent/id"))) {
      var quick = new TestAgent(server.unauthenticated(), made.text("agent/id"), name, secret);
      assertThat(quick.requestToken().status()).isEqualTo(200);
    }
  }

  @Test
  void basic_is_accepted_with_and_without_form_encoding() {
    var plain = agent.clientId() + ":" + agent.secret();
    var escaped = everyByteEscaped(agent.clientId()) + ":" + everyByteEscaped(agent.secret());

    assertThat(withBasic(plain.getBytes(UTF_8)).status()).isEqualTo(200);
    assertThat(withBasic(escaped.getBytes(UTF_8)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "basic", "BASIC"})
  void the_scheme_name_is_case_insensitive(String scheme) {
    var pair =
        Base64.getEncoder()
            .encodeToString((agent.clientId() + ":" + agent.secret()).getBytes(UTF_8));

    assertThat(
            server
                .unauthenticated()
                .with("Authorization", scheme + " " + pair)
                .rawForm("/oauth/token", GRANT)
                .status())
        .isEqualTo(200);
  }

  @Test
  void every_failure_has_the_same_response() {
    var answers = new LinkedHashMap<String, TestResponse>();
    var other = server.registerAgent("other", "read");
    answers.put("no client at all", with(server.unauthenticated(), GRANT));
    answers.put("an id without a secret", asking(agent.id(), ""));
    answers.put("a secret without an id", asking("", agent.secret()));
    answers.put("an unknown id", asking("00000000-0000-7000-8000-00000000abcd", agent.secret()));
    answers.put("an unknown quick id", asking("cid_abcdefghijklmnopqrstuvwx", agent.secret()));
    answers.put("an unknown name", asking("courier", agent.secret()));
    answers.put("an id in capitals", asking(agent.id().toUpperCase(Locale.ROOT), agent.secret()));
    answers.put("another's secret", asking(agent.id(), other.secret()));
    answers.put("a mistyped secret", asking(agent.id(), mistyped(agent.secret())));
    answers.put("a foreign secret", asking(agent.id(), "hunter2"));
    answers.put("half a secret", asking(agent.id(), agent.secret().substring(0, 20)));
    answers.put("a secret too many", asking(agent.id(), agent.secret() + "0"));
    answers.put("an operator key", asking(agent.id(), server.operatorKey()));
    answers.put("a long id", asking("x".repeat(60_000), agent.secret()));
    answers.put("a long secret", asking(agent.id(), "x".repeat(60_000)));
    answers.put("a control character in the id", asking(agent.id() + "\n", agent.secret()));
    answers.put("a control character in the secret", asking(agent.id(), agent.secret() + "\r"));
    answers.put("an id that is no ASCII", asking("ködel", agent.secret()));
    answers.put("Basic that is not Base64", header("Basic ***"));
    answers.put("Basic without a colon", withBasic(agent.id().getBytes(UTF_8)));
    answers.put("Basic that is not UTF-8", withBasic("a:\u00ff".getBytes(ISO_8859_1)));
    answers.put("Basic without a secret", withBasic((agent.id() + ":").getBytes(UTF_8)));
    answers.put("Basic that is too long", withBasic("a:b".repeat(2_000).getBytes(UTF_8)));
    answers.put("an unknown scheme", header("Digest username=\"x\""));
    answers.put("a bearer", header("Bearer " + agent.secret()));
    answers.put(
        "two Authorization headers",
        with(server.unauthenticated().basic(agent.id(), agent.secret()).basic("a", "b"), GRANT));
    answers.put("a secret that was rotated away", ofRotated());
    answers.put("a revoked credential", ofRevoked());
    answers.put("an expired credential", ofExpired());
    answers.put("a suspended agent", ofSuspended());
    answers.put("an expired agent", ofExpiredAgent());
    answers.put("a decommissioned agent", ofDecommissioned());

    var expected = comparable(answers.get("no client at all"));
    assertThat(expected).contains("invalid_client", "Client authentication failed", "401");
    assertThat(expected).contains("www-authenticate=[Basic realm=\"signet\"]", "no-store");
    answers.forEach((what, answer) -> assertThat(comparable(answer)).as(what).isEqualTo(expected));
  }

  @Test
  void a_secret_in_two_places_is_an_invalid_request() {
    var anybody = server.unauthenticated().basic(agent.id(), agent.secret());
    var both = GRANT + "&client_id=" + agent.id() + "&client_secret=" + agent.secret();

    var answer = with(anybody, both);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void the_body_may_repeat_the_client_id_of_basic_but_not_name_another() {
    var basic = server.unauthenticated().basic(agent.id(), agent.secret());

    assertThat(with(basic, GRANT + "&client_id=" + agent.id()).status()).isEqualTo(200);
    var other = with(basic, GRANT + "&client_id=other");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.json("error")).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_id=a&client_id=a&client_secret=b",
        "client_id=a&client_secret=b&client_secret=b"
      })
  void a_repeated_parameter_is_an_invalid_request(String parameters) {
    var answer = with(server.unauthenticated(), GRANT + "&" + parameters);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void a_secret_in_the_query_is_refused() {
    var answer =
        server
            .unauthenticated()
            .rawForm(
                "/oauth/token?client_id=" + agent.id() + "&client_secret=" + agent.secret(), GRANT);

    assertThat(answer.status()).isIn(400, 401);
  }

  @Test
  void the_audit_log_records_the_reason_of_a_failure() {
    asking(agent.id(), "hunter2");
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("wrong_secret");
    assertThat(lastFailure().json("data/0/outcome")).isEqualTo("failure");
    assertThat(lastFailure().json("data/0/agentId")).isEqualTo(agent.id());
    assertThat(lastFailure().json("data/0/actor/type")).isEqualTo("anonymous");

    ofRotated();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("rotated_away");
    ofRevoked();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("revoked_credential");
    ofExpired();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("expired_credential");
    ofSuspended();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("agent_not_active");
    assertThat(lastFailure().json("data/0/credentialFingerprint")).isNotNull();
    ofExpiredAgent();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("agent_expired");

    asking("somebody", agent.secret());
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("unknown_client");
    assertThat(lastFailure().json("data/0/metadata/client_id")).isEqualTo("somebody");
    assertThat(lastFailure().json("data/0/agentId")).isNull();
    header("Basic ***");
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("unreadable");

    assertThat(lastFailure().body()).doesNotContain("hunter2", agent.secret());
  }

  @Test
  void the_audit_log_omits_secrets_in_the_wrong_field() {
    asking(agent.secret(), agent.id());

    assertThat(lastFailure().json("data/0/metadata/client_id")).isEqualTo("***");
  }

  @Test
  void the_audit_log_truncates_input_of_unauthenticated_callers() {
    asking("ö\n" + "x".repeat(500), "hunter2");

    assertThat(lastFailure().json("data/0/metadata/client_id")).isEqualTo("??" + "x".repeat(126));
  }

  @Test
  void a_request_without_credentials_is_not_recorded_in_the_audit_log() {
    asking("somebody", "hunter2");
    var before = lastFailure().json("data/0/eventId");

    with(server.unauthenticated(), GRANT);

    assertThat(lastFailure().json("data/0/eventId")).isEqualTo(before);
  }

  private TestResponse ofRotated() {
    var rotating = server.registerAgent("rotating", "read");
    server.operator().post(credential(rotating) + "/rotate");
    return rotating.requestToken();
  }

  private TestResponse ofRevoked() {
    var revoked = server.registerAgent("revoked", "read");
    server.operator().delete(credential(revoked));
    return revoked.requestToken();
  }

  private TestResponse ofExpired() {
    var expiring = server.registerAgent("expiring", "read");
    var until = server.clock().instant().plusSeconds(60).toString();
    var secret = server.operator().post(credential(expiring) + "/rotate", "expiresAt", until);
    var renewed =
        new TestAgent(
            server.unauthenticated(),
            expiring.id(),
            expiring.clientId(),
            secret.text("clientSecret"));
    assertThat(renewed.requestToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(60));
    return renewed.requestToken();
  }

  private TestResponse ofSuspended() {
    var suspended = server.registerAgent("suspended", "read");
    server.operator().patch("/api/v1/agents/" + suspended.id(), "active", false);
    return suspended.requestToken();
  }

  private TestResponse ofExpiredAgent() {
    var until = server.clock().instant().plusSeconds(60).toString();
    var expiring =
        server.registerAgentWith("name", "short", "scopes", List.of("read"), "expiresAt", until);
    server.clock().advance(Duration.ofSeconds(60));
    return expiring.requestToken();
  }

  private TestResponse ofDecommissioned() {
    var ended = server.registerAgent("ended", "read");
    server.operator().delete("/api/v1/agents/" + ended.id());
    return ended.requestToken();
  }

  private String credential(TestAgent of) {
    var path = "/api/v1/agents/" + of.id() + "/credentials";
    return path + "/" + server.operator().get(path).text("data/0/credentialId");
  }

  private static TestResponse asking(String id, String secret) {
    return server
        .unauthenticated()
        .form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            id,
            "client_secret",
            secret);
  }

  private static TestResponse withBasic(byte[] pair) {
    return header("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private static TestResponse header(String authorization) {
    return with(server.unauthenticated().with("Authorization", authorization), GRANT);
  }

  private static TestResponse with(TestClient client, String form) {
    return client.rawForm("/oauth/token", form);
  }

  private static TestResponse lastFailure() {
    return server.operator().get("/api/v1/audit?limit=1&action=auth.failed");
  }

  private static String mistyped(String secret) {
    var last = secret.charAt(20);
    return secret.substring(0, 20) + (last == 'x' ? 'y' : 'x') + secret.substring(21);
  }

  private static String everyByteEscaped(String text) {
    var escaped = new StringBuilder();
    for (var b : text.getBytes(UTF_8)) {
      escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return escaped.toString();
  }

  /// The response without the parts that always differ: its time and its request id.
  private static String comparable(@Nullable TestResponse answer) {
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.remove("date");
    headers.remove("x-request-id");
    return answer.status() + " " + headers + " " + answer.body();
  }
}
