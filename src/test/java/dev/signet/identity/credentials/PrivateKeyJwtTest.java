package dev.signet.identity.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AssertionBuilder;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `private_key_jwt`: the required claims of an assertion, its signing keys, and its single use.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PrivateKeyJwtTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String ISSUER = "http://localhost:8080";
  private static final TestClientKey KEY = TestClientKey.generate();
  private static final TestClientKey OTHER = TestClientKey.generate();

  /// Generating one takes a second.
  private static final TestClientKey RSA = TestClientKey.generate("RS256");

  private final SigningAgent agent = SigningAgent.register(server, KEY);

  private static TestClientKey key(String alg) {
    return alg.endsWith("S256") && !alg.startsWith("E")
        ? RSA.withAlg(alg)
        : TestClientKey.generate(alg);
  }

  /// Checks the response, and the reason in the audit log.
  private void isRefused(TestResponse answer, String reason) {
    isRefused(agent, answer, reason);
  }

  private static void isRefused(SigningAgent agent, TestResponse answer, String reason) {
    RefusalAssertions.isOAuthError(answer, 401, "invalid_client");
    assertThat(answer.text("error_description")).isEqualTo("Client authentication failed");
    var failure = agent.newestEvent("auth.failed");
    assertThat(failure.json("data/0/metadata/reason")).as(failure.body()).isEqualTo(reason);
    assertThat(agent.newestEvent("token.issued").json("data/0")).isNull();
  }

  // ---- accepted assertions

  @Test
  void an_agent_with_keys_needs_no_secret() {
    var answer = agent.requestToken();

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Jwt.of(answer.text("access_token")).claim("sub")).isEqualTo(agent.clientId());
    assertThat(server.operator().get("/api/v1/agents/" + agent.id() + "/credentials").text("total"))
        .isEqualTo("0");
    assertThat(agent.newestEvent("token.issued").json("data/0/credentialFingerprint"))
        .isEqualTo(KEY.thumbprint());
  }

  /// [RFC 7523 §2.2](https://www.rfc-editor.org/rfc/rfc7523#section-2.2), with its client id and
  /// code replaced.
  @Test
  void the_request_of_RFC_7523_2_2_is_accepted_as_printed() {
    var form =
        "grant_type=client_credentials&"
            + "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
            + "client-assertion-type%3Ajwt-bearer&"
            + "client_assertion="
            + agent.assertion().header("kid", KEY.thumbprint()).build();

    assertThat(server.unauthenticated().rawForm("/oauth/token", form).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void each_supported_algorithm_is_accepted(String alg) {
    var signer = SigningAgent.register(server, key(alg));

    assertThat(signer.requestToken().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token", "/api/v1/token"})
  void the_request_may_be_a_form_or_json(String path) {
    assertThat(
            agent
                .post(path, agent.assertion().build(), "grant_type", "client_credentials")
                .status())
        .isEqualTo(200);
    assertThat(
            server
                .unauthenticated()
                .post(
                    path,
                    "grantType",
                    "client_credentials",
                    "clientAssertionType",
                    AssertionBuilder.TYPE,
                    "clientAssertion",
                    agent.assertion().build())
                .status())
        .isEqualTo(200);
  }

  @Test
  void an_agent_of_the_quick_api_may_use_either_of_its_ids() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var id = made.text("agent/id");
    server.operator().patch("/api/v1/agents/" + id, "jwks", SigningAgent.jwks(KEY));
    var quick = new SigningAgent(server, id, made.text("client_id"), KEY);
    var byId = new SigningAgent(server, id, id, KEY);

    assertThat(quick.requestToken().status()).isEqualTo(200);
    assertThat(byId.requestToken().status()).isEqualTo(200);
    for (var named : List.of(quick.clientId(), id)) {
      for (var signer : List.of(quick, byId)) {
        assertThat(
                signer
                    .post(
                        "/oauth/token",
                        signer.assertion().build(),
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        named)
                    .status())
            .isEqualTo(200);
      }
    }
  }

  static Stream<Object> audiences() {
    return Stream.of(
        ISSUER,
        ISSUER + "/oauth/token",
        List.of(ISSUER),
        List.of(ISSUER + "/oauth/token"),
        List.of(ISSUER, ISSUER + "/oauth/token"));
  }

  @ParameterizedTest
  @MethodSource("audiences")
  void the_audience_is_the_issuer_or_the_token_endpoint(Object audience) {
    assertThat(agent.requestToken(agent.assertion().claim("aud", audience)).status())
        .isEqualTo(200);
  }

  @Test
  void the_audience_may_be_the_called_endpoint() {
    var assertion = agent.assertion().claim("aud", ISSUER + "/api/v1/token");

    assertThat(
            agent
                .post("/api/v1/token", assertion.build(), "grant_type", "client_credentials")
                .status())
        .isEqualTo(200);
    isRefusedThere(agent, assertion);
  }

  private static void isRefusedThere(SigningAgent agent, AssertionBuilder assertion) {
    RefusalAssertions.isOAuthError(agent.requestToken(assertion), 401, "invalid_client");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "application/jwt",
        "client-authentication+jwt",
        "application/client-authentication+jwt"
      })
  void a_typ_header_is_optional(String type) {
    assertThat(agent.requestToken(agent.assertion().header("typ", type)).status()).isEqualTo(200);
  }

  @Test
  void clocks_may_differ_slightly() {
    var now = server.clock().instant();

    assertThat(
            agent
                .requestToken(
                    agent
                        .assertion()
                        .claim("iat", now.plusSeconds(60).getEpochSecond())
                        .claim("nbf", now.plusSeconds(60).getEpochSecond())
                        .expiring(now.plusSeconds(3660)))
                .status())
        .isEqualTo(200);
    assertThat(agent.requestToken(agent.assertion().expiring(now.minusSeconds(9))).status())
        .isEqualTo(200);
  }

  @Test
  void optional_claims_may_be_absent_and_additional_claims_are_ignored() {
    assertThat(agent.requestToken(agent.assertion().claim("iat", null)).status()).isEqualTo(200);
    assertThat(
            agent
                .requestToken(
                    agent
                        .assertion()
                        .claim("jti", "j".repeat(255))
                        .claim("scope", "everything")
                        .header("jwk", SigningAgent.jwks(OTHER))
                        .header("jku", "https://evil.example.com/jwks"))
                .status())
        .isEqualTo(200);
  }

  // ---- invalid claims, one at a time

  record Broken(String name, UnaryOperator<AssertionBuilder> by) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Broken claim(String name, @Nullable Object value) {
    return new Broken(name + " " + value, maker -> maker.claim(name, value));
  }

  private static Broken seconds(String name, long fromNow) {
    return new Broken(
        name + " in " + fromNow + " s",
        maker -> maker.claim(name, server.clock().instant().getEpochSecond() + fromNow));
  }

  private static Broken header(String name, @Nullable Object value) {
    return new Broken("header " + name + " " + value, maker -> maker.header(name, value));
  }

  static Stream<Broken> broken() {
    return Stream.of(
        claim("iss", null),
        claim("iss", "somebody"),
        claim("iss", ISSUER),
        claim("iss", 7),
        claim("sub", null),
        claim("sub", ""),
        claim("sub", List.of("somebody")),
        claim("aud", null),
        claim("aud", ""),
        claim("aud", "https://other.example.com"),
        claim("aud", ISSUER + "/"),
        claim("aud", ISSUER + "/oauth/introspect"),
        claim("aud", "HTTP://LOCALHOST:8080"),
        claim("aud", List.of()),
        claim("aud", List.of(ISSUER, "https://other.example.com")),
        claim("aud", List.of(ISSUER, 7)),
        claim("aud", Map.of("aud", ISSUER)),
        claim("exp", null),
        claim("exp", "2036-01-01T00:00:00Z"),
        claim("exp", -1),
        claim("exp", Long.MAX_VALUE),
        seconds("exp", -10),
        seconds("exp", -300),
        seconds("exp", 3661),
        seconds("exp", 86_400),
        claim("iat", "now"),
        seconds("iat", 61),
        claim("nbf", "now"),
        seconds("nbf", 61),
        claim("jti", null),
        claim("jti", ""),
        claim("jti", 7),
        claim("jti", "j".repeat(256)),
        header("typ", "at+jwt"),
        header("typ", "dpop+jwt"),
        header("typ", "secevent+jwt"),
        header("typ", ""));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void an_assertion_with_an_invalid_claim_is_refused(Broken broken) {
    var answer = agent.requestToken(broken.by().apply(agent.assertion()));

    RefusalAssertions.isOAuthError(answer, 401, "invalid_client");
    assertThat(answer.text("error_description")).isEqualTo("Client authentication failed");
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("bad_assertion");
    assertThat(lastFailure().text("data/0/metadata/detail")).isNotBlank();
    assertThat(agent.newestEvent("token.issued").json("data/0")).isNull();
    assertThat(agent.requestToken().status()).as("the next, right one").isEqualTo(200);
  }

  private static TestResponse lastFailure() {
    return server.operator().get("/api/v1/audit?limit=1&action=auth.failed");
  }

  @Test
  void a_client_id_beside_it_must_identify_the_same_client() {
    var other = SigningAgent.register(server, OTHER);
    for (var named : List.of(other.clientId(), "somebody")) {
      isRefused(
          agent.post(
              "/oauth/token",
              agent.assertion().build(),
              "grant_type",
              "client_credentials",
              "client_id",
              named),
          "bad_assertion");
    }
  }

  // ---- algorithms and keys

  @Test
  void another_agents_key_is_refused() {
    isRefused(agent.requestToken(agent.assertion().signedBy(OTHER)), "wrong_signature");
  }

  @Test
  void an_agent_cannot_sign_as_another() {
    var other = SigningAgent.register(server, OTHER);
    var assertion = AssertionBuilder.by(OTHER, agent.clientId(), ISSUER, server.clock());

    isRefused(other.requestToken(assertion), "wrong_signature");
  }

  @Test
  void a_key_in_the_assertion_is_ignored() {
    for (var kid : List.of("", OTHER.thumbprint())) {
      var assertion =
          agent
              .assertion()
              .header("jwk", TestResponse.parse(OTHER.publicJwk()))
              .header("jku", "https://evil.example.com/jwks")
              .header("x5u", "https://evil.example.com/chain")
              .header("kid", kid.isEmpty() ? null : kid)
              .signedBy(OTHER);

      isRefused(agent.requestToken(assertion), "wrong_signature");
    }
  }

  @Test
  void a_kid_selects_a_key_and_without_one_each_is_tried() {
    var first = withKid(KEY, "first");
    var second = withKid(OTHER, "second");
    var two = SigningAgent.register(server, KEY, "jwks", Map.of("keys", List.of(first, second)));

    assertThat(two.requestToken(two.assertion().header("kid", "first")).status()).isEqualTo(200);
    assertThat(
            two.with(OTHER)
                .requestToken(two.with(OTHER).assertion().header("kid", "second"))
                .status())
        .isEqualTo(200);
    assertThat(two.requestToken().status()).as("no kid: each is tried").isEqualTo(200);
    assertThat(two.with(OTHER).requestToken().status()).isEqualTo(200);
    for (var kid :
        List.of(
            "second",
            "third",
            "",
            "FIRST",
            "first' OR '1'='1",
            "../../../dev/null",
            "k".repeat(4000))) {
      RefusalAssertions.isOAuthError(
          two.requestToken(two.assertion().header("kid", kid)), 401, "invalid_client");
    }
  }

  private static Object withKid(TestClientKey key, String kid) {
    var jwk = TestResponse.parse(key.publicJwk()).asObject();
    return jwk.put("kid", kid);
  }

  @Test
  void a_key_without_a_kid_is_identified_by_its_thumbprint() {
    isRefused(
        agent.requestToken(agent.assertion().header("kid", OTHER.thumbprint())), "wrong_signature");
    assertThat(agent.requestToken(agent.assertion().header("kid", KEY.thumbprint())).status())
        .isEqualTo(200);
  }

  @Test
  void es384_is_refused_even_if_the_agent_has_such_a_key() {
    var large = TestClientKey.generate("ES384");
    var signer = SigningAgent.register(server, KEY);
    server.operator().patch("/api/v1/agents/" + signer.id(), "jwks", SigningAgent.jwks(KEY, large));

    isRefused(signer, signer.with(large).requestToken(), "bad_assertion");
  }

  static Stream<Arguments> confusions() {
    return Stream.of(
        Arguments.of("ES256", "RS256"),
        Arguments.of("ES256", "EdDSA"),
        Arguments.of("RS256", "PS256"),
        Arguments.of("RS256", "ES256"),
        Arguments.of("PS256", "RS256"),
        Arguments.of("EdDSA", "ES256"));
  }

  @ParameterizedTest
  @MethodSource("confusions")
  void the_header_must_name_the_algorithm(String alg, String said) {
    var signer = SigningAgent.register(server, key(alg));

    isRefused(
        signer, signer.requestToken(signer.assertion().header("alg", said)), "wrong_signature");
  }

  @Test
  void a_key_is_used_only_for_its_own_algorithm() {
    var key = RSA.withAlg("PS256");
    var jwk = TestResponse.parse(key.publicJwk()).asObject().put("alg", "RS256");
    var signer = SigningAgent.register(server, key, "jwks", Map.of("keys", List.of(jwk)));

    isRefused(signer, signer.requestToken(), "wrong_signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void the_algorithm_none_is_refused(String alg) {
    var maker = agent.assertion().header("alg", alg);
    var unsigned = encoded(maker.header()) + "." + encoded(maker.claims()) + ".";

    RefusalAssertions.isOAuthError(agent.requestToken(unsigned), 401, "invalid_client");
    RefusalAssertions.isOAuthError(agent.requestToken(maker), 401, "invalid_client");
  }

  @Test
  void a_public_key_is_not_accepted_as_a_shared_secret() throws GeneralSecurityException {
    var rsa = RSA;
    var signer = SigningAgent.register(server, rsa);
    for (var secret : List.of(rsa.publicJwk(), rsa.thumbprint(), SigningAgent.jwksJson(rsa))) {
      for (var alg : List.of("HS256", "HS384", "HS512")) {
        var maker = signer.assertion().header("alg", alg);
        var input = encoded(maker.header()) + "." + encoded(maker.claims());
        var mac = Mac.getInstance(alg.replace("HS", "HmacSHA"));
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "secret"));
        var signature =
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(input.getBytes(UTF_8)));

        RefusalAssertions.isOAuthError(
            signer.requestToken(input + "." + signature), 401, "invalid_client");
      }
    }
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void unsupported_or_malformed_headers_are_refused() {
    for (var broken :
        List.of(
            header("crit", List.of("exp")),
            header("crit", List.of()),
            header("b64", false),
            header("zip", "DEF"),
            header("kid", 7),
            header("typ", List.of("JWT")))) {
      RefusalAssertions.isOAuthError(
          agent.requestToken(broken.by().apply(agent.assertion())), 401, "invalid_client");
    }
  }

  @Test
  void an_assertion_changed_after_signing_is_refused() {
    var signed = Jwt.of(agent.assertion().build());
    var another = agent.assertion();

    isRefused(
        agent.requestToken(signed.withPayload(another.claims()).toString()), "wrong_signature");
    isRefused(
        agent.requestToken(signed.withSignature(Jwt.of(another.build()).signature()).toString()),
        "wrong_signature");
    for (var mangled :
        List.of(
            signed + "=",
            signed + ".",
            signed.toString().replace(".", ".."),
            signed.header() + "." + signed.payload(),
            signed.header() + "." + signed.payload() + ".",
            " " + signed,
            signed + "\n",
            "x")) {
      RefusalAssertions.isOAuthError(agent.requestToken(mangled), 401, "invalid_client");
    }
  }

  // ---- the request

  @Test
  void two_authentication_methods_in_one_request_are_refused() {
    var registered = server.registerAgent("courier", "read");
    server.operator().patch("/api/v1/agents/" + registered.id(), "jwks", SigningAgent.jwks(KEY));
    var both = new SigningAgent(server, registered.id(), registered.clientId(), KEY);
    var grant = List.of("grant_type", "client_credentials");
    var beside = new ArrayList<>(grant);
    beside.addAll(List.of("client_secret", registered.secret()));
    var form = new ArrayList<>(grant);
    form.addAll(
        List.of(
            "client_assertion_type",
            AssertionBuilder.TYPE,
            "client_assertion",
            both.assertion().build()));

    var answers =
        List.of(
            both.post("/oauth/token", both.assertion().build(), beside.toArray(String[]::new)),
            server
                .unauthenticated()
                .basic(registered.clientId(), registered.secret())
                .form("/oauth/token", form.toArray(String[]::new)));

    assertThat(answers)
        .allSatisfy(answer -> RefusalAssertions.isOAuthError(answer, 400, "invalid_request"));
    assertThat(both.requestToken().status()).isEqualTo(200);
  }

  @Test
  void both_parameters_are_required_exactly_once() {
    var assertion = agent.assertion().build();
    var anybody = server.unauthenticated();
    var grant = "grant_type=client_credentials";
    var type = "&client_assertion_type=" + AssertionBuilder.TYPE;
    var signed = "&client_assertion=" + assertion;

    for (var form :
        List.of(
            grant + type,
            grant + signed,
            grant + type + "&client_assertion=",
            grant + signed + "&client_assertion_type=",
            grant + type + signed + signed,
            grant + type + type + signed)) {
      RefusalAssertions.isOAuthError(anybody.rawForm("/oauth/token", form), 400, "invalid_request");
    }
    assertThat(anybody.rawForm("/oauth/token", grant + type + signed).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "URN:IETF:PARAMS:OAUTH:CLIENT-ASSERTION-TYPE:JWT-BEARER",
        "jwt-bearer"
      })
  void an_unknown_assertion_type_is_refused(String type) {
    RefusalAssertions.isOAuthError(
        server
            .unauthenticated()
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                type,
                "client_assertion",
                agent.assertion().build()),
        401,
        "invalid_client");
  }

  // ---- refused clients

  @Test
  void every_failure_has_the_same_response() {
    var answers = new LinkedHashMap<String, TestResponse>();
    var keyless = server.registerAgent("keyless", "read");
    answers.put("unknown", AssertionMakers.of("somebody"));
    answers.put("unknown id", AssertionMakers.of("019d33ab-0000-7000-8000-000000000000"));
    answers.put("no keys", AssertionMakers.of(keyless.clientId()));
    answers.put("wrong key", agent.requestToken(agent.assertion().signedBy(OTHER)));
    answers.put("wrong aud", agent.requestToken(agent.assertion().claim("aud", "x")));
    answers.put(
        "late",
        agent.requestToken(agent.assertion().expiring(server.clock().instant().minusSeconds(60))));
    answers.put("suspended", suspended().requestToken());
    answers.put("expired", expired().requestToken());
    answers.put("decommissioned", decommissioned().requestToken());
    answers.put("used", usedTwice());
    answers.put("garbage", agent.requestToken("garbage"));

    var first = answers.values().iterator().next();
    answers.forEach((which, answer) -> {
      RefusalAssertions.isOAuthError(answer, 401, "invalid_client");
      assertThat(answer.body()).as(which).isEqualTo(first.body());
      assertThat(answer.header("WWW-Authenticate"))
          .as(which)
          .isEqualTo(first.header("WWW-Authenticate"));
    });
  }

  /// For clients without such a key.
  private static final class AssertionMakers {
    static TestResponse of(String client) {
      return new SigningAgent(server, client, client, OTHER).requestToken();
    }
  }

  private static SigningAgent suspended() {
    var signer = SigningAgent.register(server, KEY);
    server.operator().patch("/api/v1/agents/" + signer.id(), "active", false);
    return signer;
  }

  private static SigningAgent expired() {
    var end = server.clock().instant().plusSeconds(1);
    var signer = SigningAgent.register(server, KEY, "expiresAt", end.toString());
    server.clock().advance(Duration.ofSeconds(2));
    return signer;
  }

  private static SigningAgent decommissioned() {
    var signer = SigningAgent.register(server, KEY);
    server.operator().delete("/api/v1/agents/" + signer.id());
    return signer;
  }

  private static TestResponse usedTwice() {
    var signer = SigningAgent.register(server, KEY);
    var assertion = signer.assertion().build();
    assertThat(signer.requestToken(assertion).status()).isEqualTo(200);
    return signer.requestToken(assertion);
  }

  @Test
  void the_audit_log_records_the_reason_of_a_failure() {
    var keyless = server.registerAgent("keyless", "read");
    var signer = new SigningAgent(server, keyless.id(), keyless.clientId(), OTHER);
    isRefused(signer, signer.requestToken(), "no_keys");

    var off = suspended();
    isRefused(off, off.requestToken(), "agent_not_active");
    assertThat(off.newestEvent("auth.failed").json("data/0/credentialFingerprint"))
        .isEqualTo(KEY.thumbprint());
    var over = expired();
    isRefused(over, over.requestToken(), "agent_expired");

    AssertionMakers.of("somebody");
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("unknown_client");
    assertThat(lastFailure().json("data/0/metadata/client_id")).isEqualTo("somebody");

    usedTwice();
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("assertion_reused");

    var garbage = "garbage." + "g".repeat(40);
    agent.requestToken(garbage);
    assertThat(lastFailure().json("data/0/metadata/reason")).isEqualTo("bad_assertion");
    assertThat(lastFailure().body()).doesNotContain(garbage);
  }

  // ---- single use

  @Test
  void an_assertion_can_be_used_once() {
    var assertion = agent.assertion().build();
    assertThat(agent.requestToken(assertion).status()).isEqualTo(200);

    var again = agent.requestToken(assertion);

    RefusalAssertions.isOAuthError(again, 401, "invalid_client");
    assertThat(agent.newestEvent("auth.failed").json("data/0/metadata/reason"))
        .isEqualTo("assertion_reused");
    assertThat(usage(agent)).isEqualTo("1");
  }

  private static String usage(SigningAgent agent) {
    return server.operator().get("/api/agents/" + agent.id()).text("agent/token_count");
  }

  @Test
  void sixteen_simultaneous_requests_get_one_token() {
    for (var round = 0; round < 10; round++) {
      var signer = SigningAgent.register(server, KEY);
      var assertion = signer.assertion().build();
      var got = new AtomicInteger();
      ConcurrentCalls.race(
          16,
          _ -> {
            var answer = signer.requestToken(assertion);
            if (answer.status() == 200) {
              got.incrementAndGet();
            } else {
              RefusalAssertions.isOAuthError(answer, 401, "invalid_client");
            }
          });

      assertThat(got).hasValue(1);
      assertThat(usage(signer)).isEqualTo("1");
    }
  }

  @Test
  void two_agents_may_use_the_same_jti() {
    var other = SigningAgent.register(server, OTHER);

    assertThat(agent.requestToken(agent.assertion().claim("jti", "one")).status()).isEqualTo(200);
    assertThat(other.requestToken(other.assertion().claim("jti", "one")).status()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        agent.requestToken(agent.assertion().claim("jti", "one")), 401, "invalid_client");
  }

  @Test
  void a_used_assertion_is_remembered_until_it_expires() {
    var end = server.clock().instant().plusSeconds(300);
    var assertion = agent.assertion().expiring(end).build();
    assertThat(agent.requestToken(assertion).status()).isEqualTo(200);

    server.clock().advance(Duration.ofSeconds(309));
    RefusalAssertions.isOAuthError(agent.requestToken(assertion), 401, "invalid_client");
    assertThat(agent.newestEvent("auth.failed").json("data/0/metadata/reason"))
        .isEqualTo("assertion_reused");
  }

  @Test
  void a_request_refused_for_another_reason_does_not_use_it_up() {
    var assertion = agent.assertion().build();
    var refused =
        agent.post("/oauth/token", assertion, "grant_type", "client_credentials", "scope", "admin");

    RefusalAssertions.isOAuthError(refused, 400, "invalid_scope");
    assertThat(agent.requestToken(assertion).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth/introspect",
        "/oauth/revoke",
        "/api/v1/token/introspect",
        "/api/v1/token/revoke"
      })
  void introspection_and_revocation_accept_it_and_use_it_up(String path) {
    var token = agent.requestToken().text("access_token");
    var assertion = agent.assertion().build();

    assertThat(agent.post(path, assertion, "token", token).status()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        agent.post(path, assertion, "token", token), 401, "invalid_client");
    assertThat(agent.newestEvent("auth.failed").json("data/0/metadata/reason"))
        .isEqualTo("assertion_reused");
    RefusalAssertions.isOAuthError(agent.requestToken(assertion), 401, "invalid_client");
    assertThat(
            agent
                .post(path, agent.assertion().claim("aud", ISSUER + path).build(), "token", token)
                .status())
        .isEqualTo(200);
  }

  @Test
  void of_sixteen_introspections_with_one_assertion_one_succeeds() {
    var assertion = agent.assertion().build();
    var answered = new AtomicInteger();
    ConcurrentCalls.race(
        16,
        _ -> {
          if (agent.post("/oauth/introspect", assertion, "token", "x").status() == 200) {
            answered.incrementAndGet();
          }
        });

    assertThat(answered).hasValue(1);
  }

  // ---- changed keys

  @Test
  void a_replaced_key_is_refused_immediately() {
    assertThat(agent.requestToken().status()).isEqualTo(200);
    var used = usage(agent);

    server.operator().patch("/api/v1/agents/" + agent.id(), "jwks", SigningAgent.jwks(OTHER));

    RefusalAssertions.isOAuthError(agent.requestToken(), 401, "invalid_client");
    assertThat(usage(agent)).isEqualTo(used);
    assertThat(agent.with(OTHER).requestToken().status()).isEqualTo(200);
  }

  @Test
  void an_agent_may_have_both_keys_and_a_secret() {
    var registered = server.registerAgent("courier", "read");
    server.operator().patch("/api/v1/agents/" + registered.id(), "jwks", SigningAgent.jwks(KEY));
    var signer = new SigningAgent(server, registered.id(), registered.clientId(), KEY);

    assertThat(signer.requestToken().status()).isEqualTo(200);
    assertThat(registered.requestToken().status()).isEqualTo(200);
  }

  // ---- arbitrary input

  @Test
  void arbitrary_assertions_are_refused_without_errors() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var odd =
        new Object[] {
          -1,
          1e300,
          Long.MIN_VALUE,
          "",
          "\u0000",
          "\ud800",
          true,
          List.of(),
          Map.of(),
          "j".repeat(300)
        };
    for (var round = 0; round < 150; round++) {
      var maker = agent.assertion();
      for (var wounds = random.nextInt(3); wounds >= 0; wounds--) {
        var value = odd[random.nextInt(odd.length)];
        var claims = List.of("iss", "sub", "aud", "exp", "iat", "nbf", "jti");
        var headers = List.of("alg", "kid", "typ", "jwk", "crit", "x5c");
        maker =
            random.nextBoolean()
                ? maker.claim(claims.get(random.nextInt(claims.size())), value)
                : maker.header(headers.get(random.nextInt(headers.size())), value);
      }
      var text = new StringBuilder(maker.build());
      if (random.nextInt(4) == 0) {
        text.setCharAt(random.nextInt(text.length()), (char) (1 + random.nextInt(255)));
      }
      var answer = agent.requestToken(text.toString());
      assertThat(answer.status()).as("seed %d: %s -> %s", seed, text, answer).isIn(200, 400, 401);
      RefusalAssertions.hidesInternals(answer);
    }
  }
}
