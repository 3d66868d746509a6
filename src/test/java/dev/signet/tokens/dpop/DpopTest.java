package dev.signet.tokens.dpop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.signet.testing.DpopProofBuilder;
import dev.signet.testing.Jwt;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The requirements for proofs in [RFC 9449
/// §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3). Each check is violated separately, at
/// the token endpoint and at a protected path.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TestClientKey KEY = TestClientKey.generate();
  private static TestAgent agent;
  private static String token;

  @BeforeAll
  static void register() {
    agent = server.registerAgent("courier", "read");
    token = agent.requestToken(server.proof(KEY, "POST", "/oauth/token")).text("access_token");
  }

  /// An invalid proof.
  ///
  /// @param says a part of the expected error message
  record Broken(String how, Function<DpopProofBuilder, String> header, String says) {
    static Broken of(String how, String says, Function<DpopProofBuilder, DpopProofBuilder> change) {
      return new Broken(how, maker -> change.apply(maker).build(), says);
    }

    @Override
    public String toString() {
      return how;
    }
  }

  private static Stream<Broken> all_that_section_4_3_asks_for() {
    var other = TestClientKey.generate();
    var shape = "The DPoP proof is not valid. It";
    return Stream.of(
        // 2. a single well-formed JWT
        new Broken("no JWT", _ -> "proof", shape),
        new Broken("empty", _ -> "", shape),
        new Broken("two parts", p -> cut(p.build(), 1), shape),
        new Broken("four parts", p -> p.build() + ".e30", shape),
        new Broken("five parts, as a JWE has", p -> p.build() + ".e30.e30", shape),
        new Broken("padding", p -> p.build() + "==", shape),
        new Broken("white space", p -> p.build().replace(".", ". "), shape),
        new Broken("two in one header", p -> p.build() + ", " + p.build(), shape),
        new Broken("too long", p -> p.claim("x", "x".repeat(9_000)).build(), "longer than 8192"),
        new Broken("claims that are a list", _ -> KEY.sign(header(), "[]"), shape),
        new Broken(
            "a claim named twice",
            _ -> KEY.sign(header(), "{\"jti\":\"a\",\"jti\":\"b\"}"),
            "names a member twice"),
        new Broken(
            "a header member named twice",
            _ -> KEY.sign("{\"alg\":\"ES256\"," + header().substring(1), "{}"),
            "names a member twice"),
        // 3. all required claims
        Broken.of("no jti", "jti must be", p -> p.claim("jti", null)),
        Broken.of("an empty jti", "jti must be", p -> p.jti("")),
        Broken.of("a jti that is no string", "jti must be", p -> p.claim("jti", 7)),
        Broken.of("a jti too long", "jti must be", p -> p.jti("j".repeat(256))),
        Broken.of("no htm", "htm must be", p -> p.claim("htm", null)),
        Broken.of("no htu", "htu must be", p -> p.claim("htu", null)),
        Broken.of("no iat", "iat must be", p -> p.claim("iat", null)),
        Broken.of("an htm that is no string", "htm must be", p -> p.claim("htm", 1)),
        Broken.of("an htu that is no string", "htu must be", p -> p.claim("htu", Map.of())),
        Broken.of("an iat that is no number", "iat must be", p -> p.claim("iat", "now")),
        Broken.of("an iat past all time", "iat must be", p -> p.claim("iat", Long.MAX_VALUE)),
        // 4. typ
        Broken.of("no typ", "typ must be dpop+jwt", p -> p.header("typ", null)),
        Broken.of("typ JWT", "typ must be dpop+jwt", p -> p.header("typ", "JWT")),
        Broken.of("typ at+jwt", "typ must be dpop+jwt", p -> p.header("typ", "at+jwt")),
        Broken.of("a typ that is no string", "typ must be", p -> p.header("typ", 1)),
        // 5. an asymmetric algorithm that is supported
        Broken.of("no alg", "alg must be", p -> p.header("alg", null)),
        Broken.of("alg none", "alg must be", p -> p.header("alg", "none")),
        new Broken(
            "alg none, unsigned",
            p -> Jwt.of(p.header("alg", "none").build()).withSignature("").toString(),
            "alg must be"),
        Broken.of("alg NoNe", "alg must be", p -> p.header("alg", "NoNe")),
        Broken.of("alg ES512", "alg must be", p -> p.header("alg", "ES512")),
        Broken.of("alg RS512", "alg must be", p -> p.header("alg", "RS512")),
        Broken.of("alg ES256K", "alg must be", p -> p.header("alg", "ES256K")),
        new Broken(
            "the public key as an HMAC secret", DpopTest::signedWithPublicKey, "alg must be"),
        // 6. signed by the key in the header
        Broken.of("no jwk", "must contain its key", p -> p.header("jwk", null)),
        Broken.of("a jwk that is text", "must contain", p -> p.header("jwk", KEY.publicJwk())),
        Broken.of("a jwk that is a list", "must contain", p -> p.header("jwk", List.of(jwk(KEY)))),
        Broken.of("another's key", "not signed by", p -> p.header("jwk", jwk(other))),
        Broken.of("a key for another alg", "not signed by", p -> p.header("alg", "ES384")),
        Broken.of("an RSA alg", "not signed by", p -> p.header("alg", "RS256")),
        new Broken(
            "a signature of zeros",
            p -> Jwt.of(p.build()).withSignature(encoded(new byte[64])).toString(),
            "not signed by"),
        new Broken(
            "a signature cut short",
            p -> Jwt.of(p.build()).withSignature(encoded(new byte[63])).toString(),
            "not signed by"),
        new Broken("claims changed after signing", DpopTest::changedAfterSigning, "not signed by"),
        new Broken(
            "the signature of another proof",
            p -> Jwt.of(p.build()).withSignature(Jwt.of(p.build()).signature()).toString(),
            "not signed by"),
        // 7. no private key
        Broken.of(
            "a private key",
            "only the public key",
            p -> p.header("jwk", JSON.readTree(KEY.privateJwk()))),
        Broken.of(
            "a private exponent", "member d", p -> p.header("jwk", jwk(KEY).put("d", "AQAB"))),
        Broken.of(
            "a symmetric key", "member k", p -> p.header("jwk", Map.of("kty", "oct", "k", "AQ"))),
        Broken.of("a key without kty", "kty must be", p -> p.header("jwk", Map.of())),
        Broken.of(
            "a key on no curve",
            "do not fit together",
            p -> p.header("jwk", jwk(KEY).put("y", jwk(other).path("y").stringValue()))),
        Broken.of(
            "a key of 512 bits",
            "2048 to 8192 bits",
            p -> p.header("alg", "RS256").header("jwk", rsa(encoded(filled(64)), "AQAB"))),
        Broken.of(
            "a key with exponent 1",
            "e must be odd",
            p -> p.header("alg", "RS256").header("jwk", rsa(encoded(filled(256)), "AQ"))),
        Broken.of(
            "a key for encrypting",
            "use is not sig",
            p -> p.header("jwk", jwk(KEY).put("use", "enc"))),
        // 8. and 9. this request
        Broken.of("another method", "htm must be", p -> p.claim("htm", "PUT")),
        Broken.of("the method in small letters", "htm must be", p -> p.claim("htm", "get")),
        Broken.of("another path", "htu must be", p -> p.claim("htu", server.url("/oauth/revoke"))),
        Broken.of(
            "another host", "htu must be", p -> p.claim("htu", "http://evil.example/oauth/token")),
        Broken.of(
            "another scheme",
            "htu must be",
            p -> p.claim("htu", "https://localhost:8080/oauth/token")),
        Broken.of("a path alone", "htu must be", p -> p.claim("htu", "/oauth/token")),
        // 11. in time
        Broken.of(
            "an hour old", "iat must be", p -> p.at(server.clock().instant().minusSeconds(3_600))),
        Broken.of("61 s old", "iat must be", p -> p.at(server.clock().instant().minusSeconds(61))),
        Broken.of("61 s ahead", "iat must be", p -> p.at(server.clock().instant().plusSeconds(61))),
        Broken.of("milliseconds", "iat must be", p -> p.claim("iat", server.clock().millis())),
        Broken.of("at no time", "iat must be", p -> p.claim("iat", 0)),
        // RFC 7515 §4.1.11 and RFC 7797: critical extensions that are not supported.
        Broken.of("crit", "crit", p -> p.header("crit", List.of("exp")).header("exp", 1)),
        Broken.of("crit and b64", "", p -> p.header("crit", List.of("b64")).header("b64", false)),
        Broken.of("b64", "b64", p -> p.header("b64", true)),
        Broken.of("zip", "zip", p -> p.header("zip", "DEF")));
  }

  @ParameterizedTest
  @MethodSource("all_that_section_4_3_asks_for")
  void an_invalid_proof_gets_no_token(Broken broken) {
    var asking = server.registerAgent("asks in vain", "read");

    var answer = asks(asking, broken.header.apply(server.proof(KEY, "POST", "/oauth/token")));

    RefusalAssertions.isOAuthError(answer, 400, "invalid_dpop_proof");
    assertThat(answer.text("error_description")).contains(broken.says.replace('\\', '\''));
    assertThat(answer.header("DPoP-Nonce")).isEmpty();
    assertThat(tokensOf(asking)).isZero();
  }

  @ParameterizedTest
  @MethodSource("all_that_section_4_3_asks_for")
  void an_invalid_proof_is_refused_at_protected_paths(Broken broken) {
    var proof = server.proof(KEY, "GET", "/api/agents/me").forAccessToken(token);

    var answer = shows(token, broken.header.apply(proof)).get("/api/agents/me");

    RefusalAssertions.isProblem(answer, 401, "invalid_dpop_proof");
    assertThat(answer.text("detail")).contains(broken.says);
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP realm=\"signet\", error=\"invalid_dpop_proof\", error_description=\"")
        .endsWith(", algs=\"RS256 PS256 ES256 ES384 EdDSA Ed25519\"");
    assertThat(answer.headers().get("www-authenticate")).hasSize(1);
  }

  /// The unmodified proof, from which the invalid ones are derived.
  @Test
  void the_unmodified_proof_is_accepted() {
    assertThat(asks(agent, server.proof(KEY, "POST", "/oauth/token").build()).status())
        .isEqualTo(200);
    assertThat(
            shows(token, server.proof(KEY, "GET", "/api/agents/me").forAccessToken(token).build())
                .get("/api/agents/me")
                .status())
        .isEqualTo(200);
  }

  @Test
  void two_proofs_in_one_request_are_refused() {
    var first = server.proof(KEY, "POST", "/oauth/token").build();
    var twice =
        new TestAgent(
            agent.client().with("DPoP", first), agent.id(), agent.clientId(), agent.secret());
    for (var second : List.of(server.proof(KEY, "POST", "/oauth/token").build(), first, "")) {
      var answer = asks(twice, second);
      RefusalAssertions.isOAuthError(answer, 400, "invalid_dpop_proof");
      assertThat(answer.text("error_description")).isEqualTo("Send exactly one DPoP header");
    }

    var proof = server.proof(KEY, "GET", "/api/agents/me").forAccessToken(token);
    var answer = shows(token, proof.build()).with("DPoP", proof.build()).get("/api/agents/me");
    RefusalAssertions.isProblem(answer, 401, "invalid_dpop_proof");

    assertThat(asks(agent, first).status()).as("neither was used up").isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "ES384", "EdDSA"})
  void each_algorithm_works_at_the_token_endpoint_and_at_protected_paths(String alg) {
    var key = TestClientKey.generate(alg);
    var answer = asks(agent, server.proof(key, "POST", "/oauth/token").build());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    var bound = answer.text("access_token");
    assertThat(Jwt.of(bound).claims().at("/cnf/jkt").stringValue()).isEqualTo(key.thumbprint());
    assertThat(
            shows(bound, server.proof(key, "GET", "/api/agents/me").forAccessToken(bound).build())
                .get("/api/agents/me")
                .status())
        .isEqualTo(200);
  }

  /// [RFC 9864](https://www.rfc-editor.org/rfc/rfc9864) gives EdDSA with Ed25519 a separate name.
  @Test
  void the_newer_name_of_eddsa_is_accepted() {
    var key = TestClientKey.generate("EdDSA");
    var proof = server.proof(key, "POST", "/oauth/token").header("alg", "Ed25519");

    assertThat(asks(agent, proof.build()).text("token_type")).isEqualTo("DPoP");
  }

  private static Stream<Broken> what_changes_nothing() {
    return Stream.of(
        Broken.of("10 s ahead", "", p -> p.at(server.clock().instant().plusSeconds(10))),
        Broken.of("60 s ahead", "", p -> p.at(server.clock().instant().plusSeconds(60))),
        Broken.of("60 s old", "", p -> p.at(server.clock().instant().minusSeconds(60))),
        Broken.of("a claim more", "", p -> p.claim("hello", Map.of("x", List.of(1, 2)))),
        Broken.of("a nonce that nobody asked for", "", p -> p.nonce("n")),
        Broken.of("a header member more", "", p -> p.header("hello", 1)),
        Broken.of("a query in htu", "", p -> p.claim("htu", htu(p) + "?a=b")),
        Broken.of("a fragment in htu", "", p -> p.claim("htu", htu(p) + "#a")),
        Broken.of("a host in capitals", "", p -> p.claim("htu", htu(p).replace("local", "LOCAL"))),
        Broken.of("another name of loopback", "", p -> p.claim("htu", loopback(p))),
        Broken.of("the longest jti", "", p -> p.jti("j".repeat(255))),
        Broken.of("any letters in jti", "", p -> p.jti("ж😀'\"\\ " + System.nanoTime())),
        // Only the key determines its owner.
        Broken.of("a kid", "", p -> p.header("kid", "../../etc/passwd")),
        Broken.of("a jku", "", p -> p.header("jku", "https://evil.example/jwks.json")),
        Broken.of("an x5u", "", p -> p.header("x5u", "https://evil.example/cert.pem")),
        Broken.of("an x5c", "", p -> p.header("x5c", List.of("MIIB"))),
        Broken.of("a kid in the key", "", p -> p.header("jwk", jwk(KEY).put("kid", "one"))),
        Broken.of("a certificate in the key", "", p -> p.header("jwk", jwk(KEY).put("x5t", "AA"))));
  }

  @ParameterizedTest
  @MethodSource("what_changes_nothing")
  void additional_claims_and_headers_are_ignored(Broken more) {
    var key = TestClientKey.generate();
    var proof = server.proof(KEY, "POST", "/oauth/token");

    var answer = asks(agent, more.header.apply(proof));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Jwt.of(answer.text("access_token")).claims().at("/cnf/jkt").stringValue())
        .isEqualTo(KEY.thumbprint())
        .isNotEqualTo(key.thumbprint());
  }

  @Test
  void every_token_endpoint_accepts_proofs_for_its_own_url() {
    for (var path : List.of("/oauth/token", "/api/v1/token")) {
      var json =
          agent
              .client()
              .with("DPoP", server.proof(KEY, "POST", path).build())
              .post(
                  path,
                  "grantType",
                  "client_credentials",
                  "clientId",
                  agent.clientId(),
                  "clientSecret",
                  agent.secret());
      assertThat(json.text("token_type")).isEqualTo("DPoP");
    }
    var elsewhere =
        agent
            .client()
            .with("DPoP", server.proof(KEY, "POST", "/oauth/token").build())
            .basic(agent.clientId(), agent.secret())
            .form("/api/v1/token", "grant_type", "client_credentials");
    RefusalAssertions.isOAuthError(elsewhere, 400, "invalid_dpop_proof");
  }

  @Test
  void without_a_proof_a_bearer_token_is_issued() {
    var answer = agent.requestToken();

    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(Jwt.of(answer.text("access_token")).claims().has("cnf")).isFalse();
  }

  /// Verifying a proof's signature is expensive, so it is only done for authenticated clients.
  @Test
  void the_client_is_authenticated_before_its_proof_is_checked() {
    var stranger =
        new TestAgent(agent.client(), agent.id(), agent.clientId(), agent.secret() + "x");

    RefusalAssertions.isOAuthError(asks(stranger, "no proof at all"), 401, "invalid_client");
    RefusalAssertions.isOAuthError(
        agent
            .client()
            .with("DPoP", "no proof at all")
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", "rt_x"),
        400,
        "invalid_grant");
  }

  @Test
  void introspection_and_the_audit_log_contain_the_thumbprint() {
    var introspected = server.operator().form("/oauth/introspect", "token", token);

    assertThat(introspected.text("active")).isEqualTo("true");
    assertThat(introspected.text("token_type")).isEqualTo("DPoP");
    assertThat(introspected.text("cnf/jkt")).isEqualTo(KEY.thumbprint());

    var event =
        server.operator().get("/api/v1/audit/" + Jwt.of(token).claim("jti")).text("metadata/jkt");
    assertThat(event).isEqualTo(KEY.thumbprint());
  }

  @Test
  void the_metadata_lists_the_algorithms_of_proofs() {
    var metadata = server.unauthenticated().get("/.well-known/oauth-authorization-server");

    assertThat(metadata.json().get("dpop_signing_alg_values_supported"))
        .map(node -> node.stringValue())
        .containsExactly("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519");
  }

  @Test
  void outcomes_of_proof_checks_are_counted() {
    var accepted = counted("accepted");
    var stale = counted("time");

    asks(agent, server.proof(KEY, "POST", "/oauth/token").build());
    asks(agent, server.proof(KEY, "POST", "/oauth/token").claim("iat", 7).build());

    assertThat(counted("accepted")).isEqualTo(accepted + 1);
    assertThat(counted("time")).isEqualTo(stale + 1);
  }

  private static double counted(String result) {
    var name = "signet_dpop_proofs_total{result=\"" + result + "\"} ";
    return server
        .operator()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  /// Any client can send forwarding headers, so the expected URL does not depend on them.
  @Test
  void forged_forwarding_headers_and_hosts_have_no_effect() {
    var forged =
        new TestAgent(
            agent
                .client()
                .with("Host", "evil.example")
                .with("X-Forwarded-Host", "evil.example")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Port", "443")
                .with("X-Forwarded-Prefix", "/evil")
                .with("Forwarded", "host=evil.example;proto=https")
                .with("X-Original-URL", "/evil"),
            agent.id(),
            agent.clientId(),
            agent.secret());
    for (var evil :
        List.of(
            "https://evil.example/oauth/token",
            "http://evil.example/oauth/token",
            "https://evil.example/evil/oauth/token",
            "https://localhost:8080/oauth/token")) {
      var answer = asks(forged, KEY.proof("POST", evil).at(server.clock()).build());
      RefusalAssertions.isOAuthError(answer, 400, "invalid_dpop_proof");
    }

    assertThat(asks(forged, server.proof(KEY, "POST", "/oauth/token").build()).status())
        .isEqualTo(200);
  }

  @Test
  void the_time_window_is_configurable() throws Exception {
    try (var narrow = new TestServer().with("dpop-window", "5s")) {
      narrow.start();
      var asking = narrow.registerAgent("courier", "read");
      var proof = narrow.proof(KEY, "POST", "/oauth/token");
      narrow.clock().advance(Duration.ofSeconds(6));

      var late = asking.requestToken(proof);
      RefusalAssertions.isOAuthError(late, 400, "invalid_dpop_proof");
      assertThat(late.text("error_description")).contains("within 5 s");
      assertThat(asking.requestToken(proof.at(narrow.clock())).status()).isEqualTo(200);
    }
  }

  /// Behind a proxy that serves this server below a path, the issuer contains that path.
  @Test
  void the_expected_url_is_the_public_one() throws Exception {
    try (var proxied = new TestServer().with("issuer", "https://example.com/identity")) {
      proxied.start();
      var asking = proxied.registerAgent("courier", "read");

      var outside =
          KEY.proof("POST", "https://example.com/identity/oauth/token").at(proxied.clock());
      var inside = KEY.proof("POST", proxied.base() + "/oauth/token").at(proxied.clock());

      assertThat(asking.requestToken(outside).text("token_type")).isEqualTo("DPoP");
      RefusalAssertions.isOAuthError(asking.requestToken(inside), 400, "invalid_dpop_proof");
    }
  }

  private static TestResponse asks(TestAgent asking, String proof) {
    return new TestAgent(
            asking.client().with("DPoP", proof), asking.id(), asking.clientId(), asking.secret())
        .requestToken();
  }

  private static TestClient shows(String accessToken, String proof) {
    return server
        .unauthenticated()
        .with("Authorization", "DPoP " + accessToken)
        .with("DPoP", proof);
  }

  private static int tokensOf(TestAgent asking) {
    return server
        .operator()
        .get("/api/v1/agents/" + asking.id() + "/tokens")
        .json()
        .path("data")
        .size();
  }

  private static String htu(DpopProofBuilder proof) {
    return Jwt.of(proof.build()).claim("htu");
  }

  private static String loopback(DpopProofBuilder proof) {
    return htu(proof).replace("localhost:8080", "127.0.0.1:" + server.server().port());
  }

  private static String header() {
    return "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + KEY.publicJwk() + "}";
  }

  private static String cut(String jws, int parts) {
    return jws.substring(0, jws.lastIndexOf('.') + 1 - parts);
  }

  private static ObjectNode jwk(TestClientKey key) {
    return (ObjectNode) JSON.readTree(key.publicJwk());
  }

  private static Map<String, String> rsa(String n, String e) {
    return Map.of("kty", "RSA", "n", n, "e", e);
  }

  private static byte[] filled(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) -1);
    return bytes;
  }

  private static String changedAfterSigning(DpopProofBuilder proof) {
    var signed = Jwt.of(proof.build());
    var claims = new String(Base64.getUrlDecoder().decode(signed.payload()), UTF_8);
    return signed.withPayload(claims.replace("\"jti\":\"", "\"jti\":\"x")).toString();
  }

  private static String signedWithPublicKey(DpopProofBuilder proof) {
    try {
      var claims =
          new String(Base64.getUrlDecoder().decode(Jwt.of(proof.build()).payload()), UTF_8);
      var header =
          new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("dpop+jwt")).build();
      var forged = new JWSObject(header, new Payload(claims));
      forged.sign(new MACSigner(KEY.publicJwk().getBytes(UTF_8)));
      return forged.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
