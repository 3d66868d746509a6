package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.JWK;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.WithoutDatabase;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class PublicJwkTest {
  private static final Map<String, Object> EC =
      Map.of(
          "kty", "EC",
          "crv", "P-256",
          "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

  private static final Map<String, Object> ED25519 =
      Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

  private static final BigInteger MODULUS = BigInteger.TWO.pow(2047).setBit(0);

  @ParameterizedTest
  @EnumSource
  void a_key_of_each_kind_is_taken_and_fits_its_algorithms_only(PeerAlg alg) throws Exception {
    var key = TestClientKey.generate(alg.wire());

    var parsed = PublicJwk.parse(key.publicJwk());

    assertThat(parsed.thumbprint()).hasToString(key.thumbprint());
    assertThat(JWK.parse(parsed.json())).isEqualTo(JWK.parse(key.publicJwk()));
    assertThat(parsed.isP384()).isEqualTo(alg == PeerAlg.ES384);
    for (var other : PeerAlg.values()) {
      var bothRsa =
          alg.name().endsWith("S256")
              && other.name().endsWith("S256")
              && alg != PeerAlg.ES256
              && other != PeerAlg.ES256;
      assertThat(parsed.supports(other)).as("%s", other).isEqualTo(alg == other || bothRsa);
    }
  }

  @Test
  void rfc_7638_3_1_thumbprint() throws Exception {
    var parsed =
        PublicJwk.parse(
            """
            {"kty": "RSA",
             "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAt\
            VT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn6\
            4tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FD\
            W2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n9\
            1CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINH\
            aQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
             "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
            """);

    assertThat(parsed.thumbprint()).hasToString("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assertThat(parsed.kid()).hasValue("2011-04-29");
    assertThat(parsed.supports(PeerAlg.RS256)).isTrue();
    assertThat(parsed.supports(PeerAlg.PS256)).as("its alg says RS256").isFalse();
  }

  @Test
  void rfc_8037_a_3_thumbprint() throws Exception {
    assertThat(PublicJwk.parse(ED25519).thumbprint())
        .hasToString("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  /// [RFC 9449 §6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1): the thumbprint of the key
  /// in the proofs of its figures.
  @Test
  void rfc_9449_6_1_thumbprint() throws Exception {
    var parsed =
        PublicJwk.parse(
            """
            {"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
             "y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}
            """);

    assertThat(parsed.thumbprint()).hasToString("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  }

  @Test
  void members_outside_the_key_do_not_change_the_thumbprint() throws Exception {
    var parsed =
        PublicJwk.parse(
            with(
                with(
                    with(with(with(EC, "kid", "one"), "use", "sig"), "alg", "ES256"),
                    "x5u",
                    "https://example.com/cert"),
                "x5c",
                "not even a list"));

    assertThat(parsed.thumbprint()).isEqualTo(PublicJwk.parse(EC).thumbprint());
    assertThat(parsed.json())
        .isEqualTo(
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                + EC.get("x")
                + "\",\"y\":\""
                + EC.get("y")
                + "\",\"kid\":\"one\",\"use\":\"sig\",\"alg\":\"ES256\"}");
    assertThat(PublicJwk.parse(parsed.json()).kid()).hasValue("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void a_private_member_is_refused_and_not_repeated(String name) {
    for (var members : List.of(EC, ED25519, rsa(MODULUS, 65537))) {
      refuses(with(members, name, "c2VjcmV0"), "member " + name).doesNotContain("c2VjcmV0");
      refuses(with(members, name, 7), "member " + name);
    }
  }

  @Test
  void a_private_key_whole_is_refused() throws Exception {
    for (var alg : new String[] {"RS256", "ES256", "ES384"}) {
      var json = TestClientKey.generate(alg).privateJwk();
      assertThatExceptionOfType(BadJwk.class)
          .isThrownBy(() -> PublicJwk.parse(json))
          .withMessageContaining("send only the public key");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "oct, must be EC",
    "ec, must be EC",
    "EC2, must be EC",
    "'', must be EC",
    "RSA, must be base64"
  })
  void another_kind_of_key_is_refused(String kty, String why) {
    refuses(with(EC, "kty", kty), why);
  }

  @Test
  void a_secret_for_hmac_is_refused() {
    refuses(Map.of("kty", "oct", "k", "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"), "member k");
    refuses(Map.of("kty", "oct"), "kty must be");
    refuses(Map.of(), "kty must be");
    refuses(with(EC, "kty", 7), "kty must be a string");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-521", "secp256k1", "P-384", "Ed25519", "p-256", ""})
  void another_curve_is_refused(String curve) {
    refuses(with(EC, "crv", curve), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X25519", "Ed448", "P-256", "ed25519"})
  void another_edwards_curve_is_refused(String curve) {
    refuses(with(ED25519, "crv", curve), "crv must be Ed25519");
  }

  @Test
  void a_point_off_its_curve_is_refused() {
    var y = decoded(text(EC, "y"));
    y[31] ^= 1;
    refuses(with(EC, "y", encoded(y)), "do not fit together");
    refuses(with(EC, "y", EC.get("x")), "do not fit together");
    refuses(with(EC, "x", encoded(new byte[32])), "do not fit together");
    refuses(with(with(EC, "x", encoded(new byte[32])), "y", encoded(new byte[32])), "do not fit");
  }

  @Test
  void a_point_of_another_curve_is_refused_though_as_long() throws Exception {
    // On secp256k1, whose coordinates are as long as those of P-256.
    var x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    var y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
    refuses(
        with(
            with(EC, "x", encoded(HexFormat.of().parseHex(x))),
            "y",
            encoded(HexFormat.of().parseHex(y))),
        "do not fit together");
  }

  /// Each would have another thumbprint for the same key.
  @Test
  void a_second_spelling_of_a_key_is_refused() {
    for (var name : new String[] {"x", "y"}) {
      var right = text(EC, name);
      refuses(with(EC, name, right + "="), "base64url");
      refuses(with(EC, name, right.replace('-', '+').replace('_', '/') + "+"), "base64url");
      refuses(with(EC, name, right + "\n"), "base64url");
      refuses(with(EC, name, lastBitSet(right)), "base64url");
      var longer = new byte[33];
      System.arraycopy(decoded(right), 0, longer, 1, 32);
      refuses(with(EC, name, encoded(longer)), "not as long as");
      refuses(with(EC, name, encoded(Arrays.copyOf(longer, 31))), "not as long as");
      refuses(with(EC, name, ""), "base64url");
      refuses(with(EC, name, null), "base64url");
      refuses(with(EC, name, 7), "must be a string");
    }
    refuses(with(ED25519, "x", lastBitSet(text(ED25519, "x"))), "base64url");
    var rsa = rsa(MODULUS, 65537);
    refuses(with(rsa, "n", encoded(MODULUS.toByteArray())), "zero byte");
    refuses(with(rsa, "e", encoded(new byte[] {0, 1, 0, 1})), "zero byte");
    refuses(with(rsa, "e", "AQAB="), "base64url");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 1024, 2047, 8193, 16384})
  void a_modulus_too_short_or_too_long_is_refused(int bits) {
    refuses(rsa(BigInteger.TWO.pow(bits - 1).setBit(0), 65537), "2048 to 8192 bits");
  }

  @Test
  void the_shortest_and_the_longest_modulus_are_taken() throws Exception {
    assertThat(PublicJwk.parse(rsa(MODULUS, 65537)).supports(PeerAlg.PS256)).isTrue();
    var longest = BigInteger.TWO.pow(8191).setBit(0);
    assertThat(PublicJwk.parse(rsa(longest, 3)).supports(PeerAlg.RS256)).isTrue();
    refuses(rsa(MODULUS.clearBit(0), 65537), "RSA modulus");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 65536, 1L << 32, (1L << 32) + 1, Long.MAX_VALUE})
  void an_exponent_that_is_one_or_even_or_huge_is_refused(long exponent) {
    refuses(rsa(MODULUS, exponent), "e must be odd");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 17, 65537, (1L << 32) - 1})
  void an_exponent_in_use_is_taken(long exponent) throws Exception {
    assertThat(PublicJwk.parse(rsa(MODULUS, exponent)).supports(PeerAlg.RS256)).isTrue();
  }

  /// All points whose order divides eight, and the other spellings of them: with the sign of x set,
  /// and with the field's prime added where that still fits.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void a_point_of_small_order_is_refused(String hex) {
    refuses(with(ED25519, "x", encoded(HexFormat.of().parseHex(hex))), "not a usable point");
  }

  @Test
  void bytes_that_are_not_a_point_of_ed25519_are_refused() {
    // y = 2 has no x on this curve.
    var two = new byte[32];
    two[0] = 2;
    refuses(with(ED25519, "x", encoded(two)), "not a usable point");
    // y = 4 + p, which means 4 and is not how 4 is spelled.
    var beyond = HexFormat.of().parseHex("f1" + "ff".repeat(30) + "7f");
    refuses(with(ED25519, "x", encoded(beyond)), "not a usable point");
    refuses(with(ED25519, "x", encoded(new byte[31])), "not a usable point");
    refuses(with(ED25519, "x", encoded(new byte[33])), "not a usable point");
  }

  @Test
  void keys_that_the_jdk_makes_are_points() throws Exception {
    for (var i = 0; i < 50; i++) {
      assertThat(PublicJwk.parse(TestClientKey.generate("EdDSA").publicJwk())).isNotNull();
    }
  }

  @Test
  void a_key_that_says_it_is_for_something_else_is_refused() throws Exception {
    refuses(with(EC, "use", "enc"), "use is not sig");
    refuses(with(EC, "use", 7), "use must be a string");
    refuses(with(EC, "key_ops", List.of("sign")), "key_ops");
    refuses(with(EC, "key_ops", List.of()), "key_ops");
    refuses(with(EC, "key_ops", "verify"), "key_ops");
    refuses(with(EC, "alg", "ES384"), "alg is not");
    refuses(with(EC, "alg", "HS256"), "alg is not");
    refuses(with(EC, "alg", "none"), "alg is not");
    refuses(with(ED25519, "alg", "ES256"), "alg is not");
    refuses(with(EC, "kid", 7), "kid must be a string");
    refuses(with(EC, "kid", "k".repeat(256)), "kid must be at most");

    assertThat(PublicJwk.parse(with(EC, "key_ops", List.of("verify")))).isNotNull();
    assertThat(PublicJwk.parse(with(ED25519, "alg", "Ed25519")).supports(PeerAlg.EDDSA)).isTrue();
    assertThat(PublicJwk.parse(with(EC, "kid", "k".repeat(255))).kid()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "7",
        "{",
        "{\"kty\":\"EC\",\"kty\":\"EC\"}",
        "{\"kty\":\"oct\",\"kty\":\"EC\",\"crv\":\"P-256\"}"
      })
  void text_that_is_not_a_json_object_is_refused(String json) {
    assertThatExceptionOfType(BadJwk.class)
        .isThrownBy(() -> PublicJwk.parse(json))
        .withMessageContaining("not a JSON object");
  }

  @Test
  void any_members_are_parsed_without_an_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var values =
        new Object[] {
          "", "EC", "RSA", "OKP", "P-256", "Ed25519", "AQAB", 1, 1.5, true, Map.of(), "\uD800"
        };
    var names = new String[] {"kty", "crv", "x", "y", "n", "e", "use", "alg", "kid", "key_ops"};
    for (var i = 0; i < 20_000; i++) {
      var members =
          new HashMap<String, Object>(
              random.nextBoolean() ? EC : random.nextBoolean() ? ED25519 : rsa(MODULUS, 3));
      for (var n = 0; n <= random.nextInt(3); n++) {
        members.put(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
      }
      try {
        assertThat(PublicJwk.parse(members).json()).isNotEmpty();
      } catch (BadJwk bad) {
        assertThat(bad.reason()).startsWith("The JWK");
      }
    }
  }

  private static AbstractStringAssert<?> refuses(Map<String, Object> members, String why) {
    try {
      var parsed = PublicJwk.parse(members);
      throw new AssertionError("taken: " + parsed.json());
    } catch (BadJwk bad) {
      return assertThat(bad.reason()).startsWith("The JWK").contains(why);
    }
  }

  private static Map<String, Object> with(
      Map<String, Object> members, String name, @Nullable Object value) {
    var more = new HashMap<>(members);
    if (value == null) {
      more.remove(name);
    } else {
      more.put(name, value);
    }
    return more;
  }

  private static String text(Map<String, Object> members, String name) {
    return (String) Objects.requireNonNull(members.get(name));
  }

  private static Map<String, Object> rsa(BigInteger n, long e) {
    return Map.of("kty", "RSA", "n", unsigned(n), "e", unsigned(BigInteger.valueOf(e)));
  }

  private static String unsigned(BigInteger number) {
    var bytes = number.toByteArray();
    return encoded(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  /// Decodes to the same bytes with a lenient decoder.
  private static String lastBitSet(String text) {
    var digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var last = digits.indexOf(text.charAt(text.length() - 1));
    return text.substring(0, text.length() - 1) + digits.charAt(last + 1);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text.getBytes(UTF_8));
  }
}
