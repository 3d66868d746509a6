package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import dev.signet.client.testing.TestClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API checks the tokens of the real server. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenVerifierTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String API = "https://parcels.example.com/";

  private static TestAgent agent;
  private static String token;

  private final TestClock clock = new TestClock();

  @BeforeAll
  static void requestToken() {
    agent = server.createAgent("parcels:read", "parcels:write");
    token = newToken(agent);
  }

  @Test
  void a_valid_token_names_the_client_and_its_scopes() {
    var verified = verifier().verify(token);

    assertThat(verified.clientId()).isEqualTo(agent.credential().clientId());
    assertThat(verified.subject()).isEqualTo(agent.credential().clientId());
    assertThat(verified.claims()).containsEntry("agent_id", agent.id());
    assertThat(verified.audience()).containsExactly(API);
    assertThat(verified.scopes()).containsExactlyInAnyOrder("parcels:read", "parcels:write");
    assertThat(verified.expiresAt()).isAfter(clock.instant().plusSeconds(3500));
    assertThat(verified.dpopKeyThumbprint()).isEmpty();
    assertThat(verified.organizationId()).isEmpty();
    assertThat(verified.id()).isNotEmpty();
    assertThat(verified.toString()).contains(verified.id()).doesNotContain(token);
    verified.requireScope("parcels:write");
  }

  @Test
  void a_scope_that_the_token_lacks_is_named() {
    var verified = verifier().verify(token);

    assertThatThrownBy(() -> verified.requireScope("parcels:burn"))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(403);
              assertThat(rejected.error()).isEqualTo("insufficient_scope");
              assertThat(rejected.headers())
                  .containsEntry(
                      "WWW-Authenticate",
                      "Bearer error=\"insufficient_scope\", scope=\"parcels:burn\"");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
  void tokens_of_every_algorithm_of_the_server_are_checked(String algorithm) {
    var made = server.createAgent("parcels:read");
    var changed =
        server.sendAsOperator(
            "PATCH", "/api/v1/agents/" + made.id(), Map.of("tokenSigningAlg", algorithm));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    var signed = newToken(made);
    assertThat(Jws.parse(signed).orElseThrow().headerText("alg")).contains(algorithm);

    assertThat(verifier().verify(signed).clientId()).isEqualTo(made.credential().clientId());
    // By a signature that fits nothing.
    var dot = signed.lastIndexOf('.');
    var other = signed.charAt(dot + 5) == 'A' ? 'B' : 'A';
    isRejected(signed.substring(0, dot + 5) + other + signed.substring(dot + 6), "not signed");
  }

  @Test
  void a_token_of_another_issuer_is_refused() {
    // The same server by another name: its keys fit.
    var other =
        TokenVerifier.builder(server.issuer().replace("localhost", "127.0.0.1")).audience(API);

    assertThatThrownBy(() -> other.build().verify(token))
        .isInstanceOf(TokenRejectedException.class)
        .hasMessage("the token is of another issuer");
  }

  @Test
  void a_token_for_another_api_is_refused() {
    var other = TokenVerifier.builder(server.issuer()).audience("https://mail.example.com/");

    assertThatThrownBy(() -> other.build().verify(token))
        .isInstanceOf(TokenRejectedException.class)
        .hasMessage("the token is for another API");
    assertThat(other.audience(API).build().verify(token).audience()).containsExactly(API);
  }

  @Test
  void an_expired_token_is_refused_even_if_it_was_good_before() {
    var mine = newToken(agent);
    var verifier = verifier();
    var end = verifier.verify(mine).expiresAt();

    clock.forward(Duration.between(clock.instant(), end).plusSeconds(25));
    verifier.verify(mine);

    clock.forward(Duration.ofSeconds(10));
    assertThatThrownBy(() -> verifier.verify(mine))
        .isInstanceOf(TokenRejectedException.class)
        .hasMessage("the token is expired");
  }

  @Test
  void a_token_of_the_future_is_refused() {
    clock.forward(Duration.ofMinutes(-1));

    isRejected(token, "not valid yet");
  }

  @Test
  void a_token_signed_by_another_key_under_the_name_of_ours_is_refused() {
    isRejected(
        forged(header("RS256"), claims(), GeneratedKeys.of(KeyAlgorithm.RS256)), "not signed");
  }

  @Test
  void a_token_that_brings_its_own_key_is_refused() {
    var header = header("RS256");
    var key = GeneratedKeys.of(KeyAlgorithm.RS256);
    header.put("jwk", key.requiredMembers());
    header.put("jku", "https://evil.example.com/jwks.json");

    isRejected(forged(header, claims(), key), "not signed");
  }

  @Test
  void a_token_by_a_key_that_the_server_has_not_is_refused() {
    var header = header("RS256");
    header.put("kid", "unheard-of");
    isRejected(
        forged(header, claims(), GeneratedKeys.of(KeyAlgorithm.RS256)), "with an unknown key");
    header.remove("kid");
    isRejected(forged(header, claims(), GeneratedKeys.of(KeyAlgorithm.RS256)), "without a kid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "", "HS256", "PS256", "ES384", "rs256"})
  void a_token_by_an_algorithm_that_is_not_taken_is_refused(String algorithm) {
    var unsigned =
        Jws.encodedHeader(header(algorithm))
            + "."
            + Jws.encode(Json.write(claims()).getBytes(UTF_8));

    isRejected(unsigned + ".", "algorithm");
    isRejected(unsigned + "." + token.substring(token.lastIndexOf('.') + 1), "algorithm");
  }

  @Test
  void the_public_key_is_not_accepted_as_an_hmac_secret() throws Exception {
    var jwks = server.send("GET", "/.well-known/jwks.json", Map.of()).body();
    var kid = Jws.parse(token).orElseThrow().headerText("kid").orElseThrow();
    var key = JWKSet.parse(jwks).getKeyByKeyId(kid).toRSAKey();
    for (var secret :
        List.of(
            key.toPublicKey().getEncoded(),
            key.toJSONString().getBytes(UTF_8),
            key.getModulus().decode())) {
      var input =
          Jws.encodedHeader(header("HS256"))
              + "."
              + Jws.encode(Json.write(claims()).getBytes(UTF_8));
      isRejected(input + "." + Jws.encode(hmac(secret, input)), "algorithm");
    }
  }

  @Test
  void a_token_is_signed_with_the_algorithm_of_its_key() {
    // An RS256 key does not verify the other two algorithms, whatever the header says.
    isRejected(
        forged(header("ES256"), claims(), GeneratedKeys.of(KeyAlgorithm.ES256)), "not signed");
    isRejected(
        forged(header("EdDSA"), claims(), GeneratedKeys.of(KeyAlgorithm.EDDSA)), "not signed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "dpop+jwt", "at", "text/at+jwt", ""})
  void a_token_of_another_type_is_refused(String type) {
    var header = header("RS256");
    header.put("typ", type);

    isRejected(
        forged(header, claims(), GeneratedKeys.of(KeyAlgorithm.RS256)), "not of type at+jwt");
  }

  @Test
  void a_token_that_wants_to_be_read_another_way_is_refused() {
    for (var name : List.of("crit", "b64", "zip")) {
      var header = header("RS256");
      header.put(name, name.equals("crit") ? List.of("exp") : "DEF");
      isRejected(forged(header, claims(), GeneratedKeys.of(KeyAlgorithm.RS256)), "not a JWT");
    }
  }

  @Test
  void text_that_is_not_a_token_is_refused() {
    var parts = token.split("\\.", -1);
    for (var text :
        List.of(
            "",
            ".",
            "..",
            "...",
            "null",
            "bnVsbA.bnVsbA.bnVsbA",
            token + ".",
            token + "=",
            token + " ",
            parts[0] + "." + parts[1],
            parts[0] + "." + parts[1] + ".*",
            parts[0] + "=." + parts[1] + "." + parts[2],
            "\u0000." + parts[1] + "." + parts[2],
            "a".repeat(20_000),
            Jws.encode("[".repeat(4_000).getBytes(UTF_8)) + "." + parts[1] + "." + parts[2],
            Jws.encode("{\"a\":".repeat(1_500).getBytes(UTF_8)) + "." + parts[1] + "." + parts[2],
            parts[0] + "." + "A".repeat(20_000) + "." + parts[2])) {
      isRejected(text, "");
    }
  }

  @Test
  void arbitrary_input_is_refused_without_an_unexpected_exception() {
    var random = new Random(20261122);
    var verifier = verifier();
    for (var i = 0; i < 5_000; i++) {
      var text = new StringBuilder(token);
      for (var changes = random.nextInt(1, 4); changes > 0; changes--) {
        var at = random.nextInt(Math.max(1, text.length()));
        switch (text.isEmpty() ? 2 : random.nextInt(4)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(32, 127));
          case 1 -> text.deleteCharAt(at);
          case 2 -> text.insert(at, (char) random.nextInt(0, 300));
          default -> text.setLength(at + 1);
        }
      }
      if (!text.toString().equals(token)) {
        assertThatThrownBy(() -> verifier.verify(text.toString()))
            .as(text.toString())
            .isInstanceOf(TokenRejectedException.class);
      }
    }
  }

  @Test
  void the_claims_of_a_verified_token_are_immutable() {
    var claims = verifier().verify(token).claims();

    assertThatThrownBy(() -> claims.put("sub", "x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_refusal_says_how_to_answer_and_repeats_nothing() {
    for (var request :
        List.of(
            new ReceivedRequest("GET", URI.create(API), List.of(), List.of()),
            new ReceivedRequest("GET", URI.create(API), List.of("Basic eDp5"), List.of()),
            new ReceivedRequest("GET", URI.create(API), List.of("Bearer"), List.of()),
            new ReceivedRequest(
                "GET",
                URI.create(API),
                List.of("Bearer " + token, "Bearer " + token),
                List.of()))) {
      assertThatThrownBy(() -> verifier().verify(request))
          .isInstanceOfSatisfying(
              TokenRejectedException.class,
              rejected -> {
                assertThat(rejected.status()).isEqualTo(401);
                assertThat(rejected.error()).isEmpty();
                assertThat(rejected.headers())
                    .containsEntry(
                        "WWW-Authenticate", "Bearer, DPoP algs=\"RS256 PS256 ES256 ES384 EdDSA\"");
              });
    }
    var wrong = new ReceivedRequest("GET", URI.create(API), List.of("Bearer x.y.z"), List.of());
    assertThatThrownBy(() -> verifier().verify(wrong))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(401);
              assertThat(rejected.headers())
                  .containsExactly(Map.entry("WWW-Authenticate", "Bearer error=\"invalid_token\""));
              assertThat(rejected).hasMessageNotContaining("x.y.z");
            });
  }

  @Test
  void a_request_with_a_bearer_token_is_taken_whatever_the_case_of_the_scheme() {
    for (var scheme : List.of("Bearer", "bearer", "BEARER")) {
      var request =
          new ReceivedRequest("GET", URI.create(API), List.of(scheme + " " + token), List.of());
      assertThat(verifier().verify(request).value().reveal()).isEqualTo(token);
    }
  }

  @Test
  void a_revoked_token_passes_until_it_is_confirmed_with_the_server() {
    var mine = newToken(agent);
    var asker = server.createAgent("tokens:read");
    var verifier =
        TokenVerifier.builder(server.issuer())
            .audience(API)
            .introspectWith(server.client().credential(asker.credential()).build())
            .build();
    var verified = verifier.verify(mine);
    assertThat(verifier.confirm(verified).scopes()).isEqualTo(verified.scopes());

    server.sendAsOperator("POST", "/api/v1/agents/" + agent.id() + "/tokens/revoke", Map.of());

    assertThat(verifier.verify(mine).id()).isEqualTo(verified.id());
    assertThatThrownBy(() -> verifier.confirm(verified))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(401);
              assertThat(rejected.error()).isEqualTo("invalid_token");
            });
    token = newToken(agent);
  }

  @Test
  void a_scope_removed_from_the_agent_is_gone_after_confirmation() {
    var made = server.createAgent("parcels:read", "parcels:write");
    var mine = newToken(made);
    var asker = server.client().credential(server.createAgent("tokens:read").credential()).build();
    var verifier =
        TokenVerifier.builder(server.issuer()).audience(API).introspectWith(asker).build();

    server.sendAsOperator(
        "PATCH", "/api/v1/agents/" + made.id(), Map.of("scopes", List.of("parcels:read")));

    var verified = verifier.verify(mine);
    verified.requireScope("parcels:write");
    var confirmed = verifier.confirm(verified);
    assertThat(confirmed.scopes()).containsExactly("parcels:read");
    assertThatThrownBy(() -> confirmed.requireScope("parcels:write"))
        .isInstanceOf(TokenRejectedException.class);
  }

  @Test
  void confirmation_needs_a_client() {
    var verifier = verifier();
    var verified = verifier.verify(token);

    assertThatThrownBy(() -> verifier.confirm(verified)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_verifier_needs_an_audience() {
    var builder = TokenVerifier.builder(server.issuer());
    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    var plain = TokenVerifier.builder("http://id.example.com").audience(API);
    assertThatThrownBy(plain::build).hasMessageContaining("https");
  }

  @Test
  void keys_are_not_taken_from_where_a_redirect_leads() {
    for (var redirect : List.of(HttpClient.Redirect.NORMAL, HttpClient.Redirect.ALWAYS)) {
      var following = HttpClient.newBuilder().followRedirects(redirect).build();
      var builder = TokenVerifier.builder(server.issuer()).audience(API).http(following);
      assertThatThrownBy(builder::build).hasMessageContaining("redirects");
    }
    var staying = HttpClient.newHttpClient();
    assertThat(TokenVerifier.builder(server.issuer()).audience(API).http(staying).build())
        .isNotNull();
  }

  private TokenVerifier verifier() {
    return TokenVerifier.builder(server.issuer()).audience(API).clock(clock).build();
  }

  private void isRejected(String text, String why) {
    assertThatThrownBy(() -> verifier().verify(text))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected).hasMessageContaining(why);
              assertThat(rejected.status()).isEqualTo(401);
              assertThat(rejected.error()).isEqualTo("invalid_token");
            });
  }

  private static String newToken(TestAgent of) {
    var client = server.client().credential(of.credential()).resources(API).build();
    return client.token().value().reveal();
  }

  private static Map<String, Object> header(String algorithm) {
    var header = new HashMap<>(Jws.parse(token).orElseThrow().header());
    header.put("alg", algorithm);
    return header;
  }

  private static Map<String, Object> claims() {
    return Jws.parse(token).orElseThrow().claims();
  }

  private static String forged(
      Map<String, Object> header, Map<String, Object> claims, AgentKey key) {
    return Jws.sign(Jws.encodedHeader(header), claims, key);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
