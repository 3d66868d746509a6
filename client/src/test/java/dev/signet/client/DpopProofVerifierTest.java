package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.signet.client.testing.FakeIssuer;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An API checks proofs: each line of RFC 9449 §4.3 broken, one at a time. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopProofVerifierTest {
  private static final String API = "https://parcels.example.com/";
  private static final URI URL = URI.create("https://parcels.example.com/parcels/7?full=1");

  private final TestClock clock = new TestClock();
  private final FakeIssuer issuer = new FakeIssuer();
  private final AgentKey issuersKey = GeneratedKeys.of(KeyAlgorithm.EDDSA);
  private final AgentKey key = GeneratedKeys.of(KeyAlgorithm.ES256);
  private final TokenVerifier verifier = builder().build();
  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();
  private String token = "";

  @BeforeEach
  void createValidProof() {
    issuer.serve(issuersKey.publicJwks());
    token = tokenFor(key);
    header.putAll(Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", key.requiredMembers()));
    claims.put("jti", "1");
    claims.put("htm", "GET");
    claims.put("htu", "https://parcels.example.com/parcels/7");
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("ath", Jws.digest(token));
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void a_good_proof_is_taken() {
    var verified = verifier.verify(request("DPoP " + token, proof()));

    assertThat(verified.subject()).isEqualTo("agent");
    assertThat(verified.dpopKeyThumbprint()).contains(key.thumbprint());
  }

  @ParameterizedTest
  @EnumSource
  void a_proof_by_a_key_of_any_kind_is_taken(KeyAlgorithm algorithm) {
    var mine = GeneratedKeys.of(algorithm);
    token = tokenFor(mine);

    var proof = new DpopProofs(mine, clock).proof("GET", URL, Secret.of(token));

    assertThat(verifier.verify(request("dpop " + token, proof)).dpopKeyThumbprint())
        .contains(mine.thumbprint());
  }

  @Test
  void unknown_claims_and_headers_are_accepted() {
    claims.put("foo", List.of(1, 2));
    header.put("foo", Map.of());

    verifier.verify(request("DPoP " + token, proof()));
  }

  @Test
  void there_is_exactly_one_proof() {
    isRejected("invalid_dpop_proof", "sent 0 times, not once");
    isRejected("invalid_dpop_proof", "sent 2 times, not once", proof(), proof());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "e30.e30.", "e30.e30.e30", "null.null.null"})
  void a_proof_is_a_well_formed_jwt(String text) {
    isRejected("invalid_dpop_proof", "", text);
  }

  @ParameterizedTest
  @CsvSource({
    "typ,JWT",
    "typ,at+jwt",
    "typ,",
    "alg,none",
    "alg,HS256",
    "alg,ES384",
    "alg,RS256",
    "alg,",
    "crit,exp",
    "b64,false",
    "zip,DEF"
  })
  void its_header_says_what_it_is(String name, String value) {
    header.put(name, String.valueOf(value));

    isRejected("invalid_dpop_proof", "", proof());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "htu", "iat", "ath"})
  void every_claim_that_it_needs_is_there(String name) {
    claims.remove(name);
    isRejected("invalid_dpop_proof", "", proof());
    claims.put(name, List.of());
    isRejected("invalid_dpop_proof", "", proof());
    claims.put(name, "");
    isRejected("invalid_dpop_proof", "", proof());
  }

  @Test
  void it_brings_its_key_and_nothing_private() throws Exception {
    header.remove("jwk");
    isRejected("invalid_dpop_proof", "without a supported key", proof());
    for (var jwk :
        new Object[] {
          "x",
          Map.of(),
          List.of(),
          Map.of("kty", "EC"),
          Map.of("kty", "oct", "k", "c2VjcmV0"),
          new ECKeyGenerator(Curve.P_256).generate().toJSONObject(),
          with(key.requiredMembers(), "x", "AAAA"),
          with(key.requiredMembers(), "use", "enc"),
          with(key.requiredMembers(), "alg", "ES384")
        }) {
      header.put("jwk", jwk);
      isRejected("invalid_dpop_proof", "without a supported key", proof());
    }
    // A `kid` alone is not a key.
    header.remove("jwk");
    header.put("kid", key.keyId());
    isRejected("invalid_dpop_proof", "without a supported key", proof());
  }

  @Test
  void it_is_signed_by_that_key() {
    var other = AgentKey.generate();

    isRejected(
        "invalid_dpop_proof",
        "not signed by its key",
        Jws.sign(Jws.encodedHeader(header), claims, other));
  }

  @Test
  void that_key_is_the_one_of_the_token() {
    var other = AgentKey.generate();
    var proof = new DpopProofs(other, clock).proof("GET", URL, Secret.of(token));

    isRejected("invalid_token", "bound to another key", proof);
  }

  @Test
  void it_is_for_this_method() {
    for (var method : List.of("POST", "get", "HEAD")) {
      claims.put("htm", method);
      isRejected("invalid_dpop_proof", "another method", proof());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://parcels.example.com/parcels/8",
        "https://parcels.example.com/parcels/7/",
        "https://parcels.example.com/Parcels/7",
        "https://parcels.example.com",
        "http://parcels.example.com/parcels/7",
        "https://parcels.example.com:8443/parcels/7",
        "https://mail.example.com/parcels/7",
        "https://parcels.example.com.evil.example/parcels/7",
        "https://parcels.example.com@evil.example/parcels/7",
        "https://parcels.example.com/parcels%2F7",
        "/parcels/7",
        "parcels.example.com/parcels/7",
        "https://",
        "ht tp://x",
      })
  void it_is_for_this_url(String url) {
    claims.put("htu", url);

    isRejected("invalid_dpop_proof", "another URL", proof());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://parcels.example.com/parcels/7?other=2#there",
        "HTTPS://Parcels.Example.COM:443/parcels/7",
        "https://parcels.example.com/x/../parcels/./7",
        "https://parcels.example.com/p%61rcels/%37",
      })
  void a_url_may_be_spelled_as_others_spell_it(String url) {
    claims.put("htu", url);

    verifier.verify(request("DPoP " + token, proof()));
  }

  @Test
  void it_is_for_this_token() {
    claims.put("ath", Jws.digest(tokenFor(key) + "x"));

    isRejected("invalid_dpop_proof", "another token", proof());
  }

  @Test
  void it_is_young_and_at_most_a_little_ahead() {
    for (var seconds : List.of(-61L, -3600L, 31L, 3600L)) {
      claims.put("iat", clock.instant().getEpochSecond() + seconds);
      isRejected("invalid_dpop_proof", "too old, or ahead", proof());
    }
    for (var seconds : List.of(-59L, 10L, 29L)) {
      claims.put("iat", clock.instant().getEpochSecond() + seconds);
      claims.put("jti", "at " + seconds);
      verifier.verify(request("DPoP " + token, proof()));
    }
  }

  @Test
  void it_is_used_once() {
    var proof = proof();
    verifier.verify(request("DPoP " + token, proof));

    isRejected("invalid_dpop_proof", "used before", proof);
    clock.forward(Duration.ofSeconds(59));
    isRejected("invalid_dpop_proof", "used before", proof);
    // Not by what it is called, but by what it says: the same name on another proof.
    claims.put("iat", clock.instant().getEpochSecond());
    isRejected("invalid_dpop_proof", "used before", proof());
    clock.forward(Duration.ofSeconds(62));
    isRejected("invalid_dpop_proof", "too old", proof);
  }

  @Test
  void one_of_sixteen_concurrent_uses_of_a_proof_is_accepted() {
    var proof = proof();

    var outcomes =
        Race.of(
            16,
            () -> {
              try {
                return verifier.verify(request("DPoP " + token, proof)).subject();
              } catch (TokenRejectedException e) {
                return e.error();
              }
            });

    assertThat(Collections.frequency(outcomes, "agent")).isEqualTo(1);
    assertThat(Collections.frequency(outcomes, "invalid_dpop_proof")).isEqualTo(15);
  }

  @Test
  void a_proof_that_is_refused_is_not_used_up() {
    claims.put("htm", "POST");
    isRejected("invalid_dpop_proof", "another method", proof());

    claims.put("htm", "GET");
    verifier.verify(request("DPoP " + token, proof()));
  }

  @Test
  void several_processes_can_remember_together() {
    var used = new HashSet<String>();
    ReplayCache shared =
        (id, forgetAfter) -> {
          assertThat(forgetAfter).isAfter(clock.instant().plusSeconds(60));
          return used.add(id);
        };
    var one = builder().replayCache(shared).build();
    var other = builder().replayCache(shared).build();
    var proof = proof();

    one.verify(request("DPoP " + token, proof));

    assertThatThrownBy(() -> other.verify(request("DPoP " + token, proof)))
        .hasMessageContaining("used before");
  }

  @Test
  void a_bound_token_without_its_proof_is_refused() {
    assertThatThrownBy(() -> verifier.verify(request("Bearer " + token, proof())))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo("invalid_token");
              assertThat(rejected.headers().get("WWW-Authenticate"))
                  .isEqualTo(
                      "DPoP error=\"invalid_token\", algs=\"RS256 PS256 ES256 ES384 EdDSA\"");
            });
    assertThatThrownBy(() -> verifier.verify(token)).hasMessageContaining("without a proof");
  }

  @Test
  void an_unbound_token_with_a_proof_is_refused() {
    token = token(Map.of());
    claims.put("ath", Jws.digest(token));

    isRejected("invalid_token", "not bound to a key", proof());
    assertThat(verifier.verify(request("Bearer " + token)).dpopKeyThumbprint()).isEmpty();
  }

  @Test
  void a_proof_without_a_required_nonce_is_given_one() {
    var strict = builder().requireNonces(new byte[32]).build();
    assertThat(verifier.nonce()).isEmpty();

    var nonce = strict.nonce().orElseThrow();
    for (var wrong : new Object[] {"", "x", 5, nonce + "x"}) {
      claims.put("nonce", wrong);
      assertThatThrownBy(() -> strict.verify(request("DPoP " + token, proof())))
          .isInstanceOfSatisfying(
              TokenRejectedException.class,
              rejected -> {
                assertThat(rejected.status()).isEqualTo(401);
                assertThat(rejected.error()).isEqualTo("use_dpop_nonce");
                assertThat(rejected.headers())
                    .containsEntry("DPoP-Nonce", nonce)
                    .containsEntry(
                        "WWW-Authenticate",
                        "DPoP error=\"use_dpop_nonce\", algs=\"RS256 PS256 ES256 ES384 EdDSA\"");
              });
    }
    claims.put("nonce", nonce);
    strict.verify(request("DPoP " + token, proof()));
  }

  @Test
  void a_nonce_is_good_for_a_while_on_all_that_share_its_key_and_nowhere_else() {
    var one = builder().requireNonces(new byte[32]).build();
    var other = builder().requireNonces(new byte[32]).build();
    var unrelated = builder().requireNonces().build();
    var nonce = one.nonce().orElseThrow();
    claims.put("nonce", nonce);

    clock.forward(Duration.ofMinutes(2));
    claims.put("iat", clock.instant().getEpochSecond());
    assertThat(other.nonce().orElseThrow()).isNotEqualTo(nonce);
    other.verify(request("DPoP " + token, proof()));
    assertThatThrownBy(() -> unrelated.verify(request("DPoP " + token, proof())))
        .hasMessageContaining("without a nonce");

    clock.forward(Duration.ofMinutes(2));
    claims.put("iat", clock.instant().getEpochSecond());
    assertThatThrownBy(() -> one.verify(request("DPoP " + token, proof())))
        .hasMessageContaining("without a nonce, or with an old one");
  }

  @Test
  void used_proofs_are_forgotten_when_they_are_old() {
    var used = new InMemoryReplayCache(clock);
    assertThat(used.isFirstUse("a", clock.instant().plusSeconds(90))).isTrue();
    assertThat(used.isFirstUse("a", clock.instant().plusSeconds(90))).isFalse();

    clock.forward(Duration.ofSeconds(91));
    assertThat(used.isFirstUse("b", clock.instant().plusSeconds(90))).isTrue();
    assertThat(used.isFirstUse("a", clock.instant().plusSeconds(90))).isTrue();
  }

  @Test
  void each_proof_that_is_made_is_another_one() {
    var proofs = new DpopProofs(key, clock);
    var made = new ArrayList<String>();
    for (var i = 0; i < 100; i++) {
      made.add(
          (String)
              Jws.parse(proofs.proof("GET", URL, Secret.of(token)))
                  .orElseThrow()
                  .claims()
                  .get("jti"));
    }

    assertThat(Set.copyOf(made)).hasSize(100);
    assertThat(made.getFirst()).hasSize(22);
  }

  @Test
  void a_created_proof_has_no_unneeded_claims() {
    var proof =
        Jws.parse(new DpopProofs(key, clock).proof("GET", URL, Secret.of(token))).orElseThrow();

    assertThat(proof.header()).containsOnlyKeys("typ", "alg", "jwk");
    assertThat(proof.header().get("jwk")).isEqualTo(key.requiredMembers());
    assertThat(key.requiredMembers().keySet()).isEqualTo(Set.of("kty", "crv", "x", "y"));
    assertThat(proof.claims())
        .containsOnlyKeys("jti", "htm", "htu", "iat", "ath")
        .containsEntry("htu", "https://parcels.example.com/parcels/7")
        .containsEntry("iat", clock.instant().getEpochSecond());
  }

  private TokenVerifier.Builder builder() {
    return TokenVerifier.builder(issuer.issuer()).audience(API).clock(clock);
  }

  private String proof() {
    return Jws.sign(Jws.encodedHeader(header), claims, key);
  }

  private void isRejected(String error, String why, String... proofs) {
    assertThatThrownBy(() -> verifier.verify(request("DPoP " + token, proofs)))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.error()).isEqualTo(error);
              assertThat(rejected.status()).isEqualTo(401);
              assertThat(rejected).hasMessageContaining(why);
              assertThat(rejected.headers().get("WWW-Authenticate"))
                  .startsWith("DPoP error=\"" + error + "\"")
                  .contains("algs=");
            });
  }

  private static ReceivedRequest request(String authorization, String... proofs) {
    return new ReceivedRequest("GET", URL, List.of(authorization), List.of(proofs));
  }

  private String tokenFor(AgentKey mine) {
    return token(Map.of("cnf", Map.of("jkt", mine.thumbprint())));
  }

  private String token(Map<String, Object> more) {
    Instant now = clock.instant();
    var says = new HashMap<String, Object>();
    says.put("iss", issuer.issuer());
    says.put("aud", API);
    says.put("sub", "agent");
    says.put("client_id", "agent");
    says.put("jti", "1");
    says.put("iat", now.getEpochSecond());
    says.put("exp", now.plusSeconds(7200).getEpochSecond());
    says.putAll(more);
    var head = Map.<String, Object>of("typ", "at+jwt", "alg", "EdDSA", "kid", issuersKey.keyId());
    return Jws.sign(Jws.encodedHeader(head), says, issuersKey);
  }

  private static Map<String, Object> with(Map<String, ?> members, String name, Object value) {
    var all = new HashMap<String, Object>(members);
    all.put(name, value);
    return all;
  }
}
