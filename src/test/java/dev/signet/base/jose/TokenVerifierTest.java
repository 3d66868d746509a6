package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACSigner;
import dev.signet.base.jose.TokenSignatureVerifier.NotVerified;
import dev.signet.base.jose.TokenSignatureVerifier.Verified;
import dev.signet.testing.WithoutDatabase;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class TokenVerifierTest {
  private static final CryptoProvider PROVIDER = TestKeys.PROVIDER;
  private static final String CLAIMS = "{\"sub\":\"courier\"}";

  private final Map<String, VerifyingKey> ours = new ConcurrentHashMap<>();
  private final Signer signer = new Signer(PROVIDER);
  private final TokenSignatureVerifier verifier = verifier("at+jwt");

  @BeforeEach
  void publish() {
    for (var alg : SigningAlg.values()) {
      var key = TestKeys.of(alg);
      ours.put(key.kid(), key.publicHalf());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_token_of_ours_is_verified(SigningAlg alg) {
    var key = TestKeys.of(alg);

    var outcome = verifier.verify(signer.sign(key, "at+jwt", CLAIMS.getBytes(UTF_8)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> {
              assertThat(verified.kid()).isEqualTo(key.kid());
              assertThat(verified.claims().text("sub")).hasValue("courier");
            });
  }

  @ParameterizedTest
  @EnumSource
  void a_change_of_any_character_is_seen(SigningAlg alg) {
    var token = signer.sign(TestKeys.of(alg), "at+jwt", CLAIMS.getBytes(UTF_8));
    for (var i = 0; i < token.length(); i++) {
      for (var wrong : "AB_.=/ \nЖ".toCharArray()) {
        if (token.charAt(i) != wrong) {
          refuses(token.substring(0, i) + wrong + token.substring(i + 1));
        }
      }
      refuses(token.substring(0, i));
      refuses(token.substring(0, i) + token.substring(i + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_second_spelling_of_the_same_signature_is_refused(SigningAlg alg) {
    var token = signer.sign(TestKeys.of(alg), "at+jwt", CLAIMS.getBytes(UTF_8));
    var digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var last = digits.indexOf(token.charAt(token.length() - 1));

    // All three signatures end in a character with bits to spare.
    refuses(token.substring(0, token.length() - 1) + digits.charAt(last + 1));
    refuses(token + "=");
    refuses(token + "==");
    refuses(" " + token);
    refuses(token + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void signatures_that_prove_nothing_are_refused_by_either_provider(SigningAlg alg) {
    var input = encoded(header(TestKeys.of(alg), "")) + "." + encoded(CLAIMS);
    var json = TestKeys.of(alg).publicHalf().json();
    for (var provider : new CryptoProvider[] {PROVIDER, CryptoProvider.jdk()}) {
      var key = VerifyingKey.parse(provider, alg, json);
      var either = new TokenSignatureVerifier(provider, _ -> Optional.of(key), Set.of("at+jwt"), 0);
      for (var length : new int[] {0, 1, 63, 64, 65, 72, 128, 255, 256, 257}) {
        for (var filling : new byte[] {0, 1, -1}) {
          var bytes = new byte[length];
          Arrays.fill(bytes, filling);
          assertThat(either.verify(input + "." + encoded(bytes)))
              .isEqualTo(new NotVerified("signature does not match"));
        }
      }
    }
  }

  @Test
  void the_algorithm_comes_from_the_key() throws Exception {
    var rsa = TestKeys.of(SigningAlg.RS256);
    for (var said :
        new String[] {"none", "None", "HS256", "ES256", "EdDSA", "RS512", "PS256", ""}) {
      refuses(signed(rsa, header(rsa, "").replace("RS256", said), CLAIMS));
    }
    refuses(encoded(header(rsa, "").replace("RS256", "none")) + "." + encoded(CLAIMS) + ".");

    // The classic algorithm confusion attack: the public key used as an HMAC secret.
    var secret = rsa.publicHalf().key().getEncoded();
    var forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(rsa.kid())
                .build(),
            new com.nimbusds.jose.Payload(CLAIMS));
    forged.sign(new MACSigner(secret));
    refuses(forged.serialize());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[\"exp\"],\"exp\":1,",
        "\"crit\":[\"b64\"],\"b64\":false,",
        "\"b64\":true,",
        "\"jku\":\"https://example.com/keys\",",
        "\"x5u\":\"https://example.com/cert\",",
        "\"jwk\":@,",
        "\"zip\":\"DEF\",",
        "\"kid\":\"other\",",
        "\"alg\":\"RS256\","
      })
  void a_header_that_asks_for_more_is_refused_though_signed(String more) throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);
    var member = more.replace("@", key.publicHalf().json());

    refuses(signed(key, header(key, member), CLAIMS));
  }

  @Test
  void a_key_that_a_token_brings_along_is_never_used() throws Exception {
    var stranger = SigningKey.generate(PROVIDER, SigningAlg.ES256);
    var known = TestKeys.of(SigningAlg.ES256);

    refuses(signed(stranger, header(stranger, ""), CLAIMS));
    refuses(signed(stranger, header(known, ""), CLAIMS));
    refuses(
        signed(stranger, header(known, "\"jwk\":" + stranger.publicHalf().json() + ","), CLAIMS));
  }

  @Test
  void kid_and_type_must_be_there_and_ours() throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);
    var alg = "\"alg\":\"ES256\"";
    var kid = "\"kid\":\"" + key.kid() + "\"";

    refuses(signed(key, "{" + alg + ",\"typ\":\"at+jwt\"}", CLAIMS));
    refuses(signed(key, "{" + alg + "," + kid + "}", CLAIMS));
    refuses(signed(key, "{" + alg + "," + kid + ",\"typ\":\"JWT\"}", CLAIMS));
    refuses(signed(key, "{" + alg + "," + kid + ",\"typ\":7}", CLAIMS));
    refuses(signed(key, "{" + alg + ",\"kid\":7,\"typ\":\"at+jwt\"}", CLAIMS));
    refuses(signed(key, "{" + kid + ",\"typ\":\"at+jwt\"}", CLAIMS));
    refuses(signed(key, "[]", CLAIMS));
    refuses(signed(key, "{\"alg\":".repeat(1_000), CLAIMS));
    refuses(signed(key, "{\"alg\":" + "[".repeat(10_000), CLAIMS));
    refuses(signed(key, "", CLAIMS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"})
  void rfc_7515_4_1_9_a_type_may_be_spelled_in_several_ways(String type) throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);
    var token = signed(key, header(key, "").replace("at+jwt", type), CLAIMS);

    assertThat(verifier.verify(token)).isInstanceOf(Verified.class);
    assertThat(verifier("application/at+jwt").verify(token)).isInstanceOf(Verified.class);
    assertThat(verifier("jwt").verify(token)).isInstanceOf(NotVerified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"a\":1,\"a\":2}", "{\"a\":1} ,", "courier"})
  void a_signed_payload_without_claims_is_refused(String payload) throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);

    refuses(signed(key, header(key, ""), payload));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c.d", "a.b.c", "é.é.é", "sk_live_x"})
  void text_that_is_not_a_jws_is_refused(String text) {
    refuses(text);
  }

  @Test
  void a_token_that_is_too_long_is_refused_though_signed() throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);
    var fits = signed(key, header(key, ""), "{\"a\":\"" + "x".repeat(11_000) + "\"}");
    var long16 = signed(key, header(key, ""), "{\"a\":\"" + "x".repeat(12_500) + "\"}");

    assertThat(fits).hasSizeLessThan(16 * 1024);
    assertThat(verifier.verify(fits)).isInstanceOf(Verified.class);
    assertThat(long16).hasSizeGreaterThan(16 * 1024);
    refuses(long16);
    refuses("A".repeat(1_000_000));
  }

  @Test
  void any_text_is_verified_without_an_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var token = signer.sign(TestKeys.of(SigningAlg.EDDSA), "at+jwt", CLAIMS.getBytes(UTF_8));
    for (var i = 0; i < 5_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? token : "");
      for (var n = random.nextInt(5); n >= 0; n--) {
        text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(0x10000));
      }
      refuses(text.toString());
      var header = new byte[random.nextInt(40)];
      random.nextBytes(header);
      refuses(encoded(header) + "." + encoded(CLAIMS) + "." + encoded(header));
      refuses(encoded("{\"alg\":" + new String(header, ISO_8859_1)) + ".e30.AA");
    }
  }

  @Test
  void a_remembered_token_ends_with_its_key() {
    var key = TestKeys.of(SigningAlg.ES256);
    var token = signer.sign(key, "at+jwt", CLAIMS.getBytes(UTF_8));
    var first = verifier.verify(token);
    assertThat(first).isInstanceOf(Verified.class);
    assertThat(verifier.verify(token)).as("remembered").isSameAs(first);

    ours.remove(key.kid());

    refuses(token);
  }

  @Test
  void a_reason_repeats_nothing_of_the_token() throws Exception {
    var stranger = SigningKey.generate(PROVIDER, SigningAlg.ES256);
    var token = signed(stranger, header(stranger, "\"odd\":\"odd\","), CLAIMS);

    assertThat(verifier.verify(token)).isEqualTo(new NotVerified("no such key"));
  }

  private void refuses(String token) {
    assertThat(verifier.verify(token)).as(token).isInstanceOf(NotVerified.class);
  }

  private TokenSignatureVerifier verifier(String type) {
    return new TokenSignatureVerifier(
        PROVIDER, kid -> Optional.ofNullable(ours.get(kid)), Set.of(type), 1_000_000);
  }

  private static String header(SigningKey key, String more) {
    return "{"
        + more
        + "\"alg\":\""
        + key.alg().wire()
        + "\",\"typ\":\"at+jwt\",\"kid\":\""
        + key.kid()
        + "\"}";
  }

  /// Signs what our own signer would never write.
  private static String signed(SigningKey key, String header, String payload)
      throws GeneralSecurityException {
    var input = encoded(header) + "." + encoded(payload);
    var signature = PROVIDER.signature(key.alg());
    signature.initSign(key.privateHalf());
    signature.update(input.getBytes(ISO_8859_1));
    return input + "." + encoded(signature.sign());
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
