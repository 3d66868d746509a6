package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACSigner;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.WithoutDatabase;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class PeerJwsTest {
  private static final String CLAIMS = "{\"jti\":\"one\",\"iat\":7}";

  private static final List<CryptoProvider> PROVIDERS =
      List.of(TestKeys.PROVIDER, CryptoProvider.jdk());

  @ParameterizedTest
  @EnumSource
  void either_provider_verifies_signatures_of_another_library(PeerAlg alg) throws Exception {
    var key = TestClientKey.generate(alg.wire());
    var other = PublicJwk.parse(TestClientKey.generate(alg.wire()).publicJwk());

    var jws = PeerJws.parse(key.sign(header(alg.wire(), "\"typ\":\"a\",\"kid\":\"b\","), CLAIMS));

    assertThat(jws.alg()).isEqualTo(alg);
    assertThat(jws.type()).hasValue("a");
    assertThat(jws.kid()).hasValue("b");
    assertThat(jws.header()).isEqualTo(Map.of("alg", alg.wire(), "typ", "a", "kid", "b"));
    assertThat(jws.claims().text("jti")).hasValue("one");
    for (var provider : PROVIDERS) {
      assertThat(jws.isSignedBy(PublicJwk.parse(key.publicJwk()), provider)).isTrue();
      assertThat(jws.isSignedBy(other, provider)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_signature_is_good_for_the_algorithm_of_the_header_only(PeerAlg alg) throws Exception {
    var key = TestClientKey.generate(alg.wire());
    var parsed = PublicJwk.parse(key.publicJwk());
    for (var said : PeerAlg.values()) {
      if (said != alg) {
        var jws = PeerJws.parse(key.sign(header(said.wire(), ""), CLAIMS));
        for (var provider : PROVIDERS) {
          assertThat(jws.isSignedBy(parsed, provider)).as("said %s", said).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void signatures_that_prove_nothing_are_refused_by_either_provider(PeerAlg alg) throws Exception {
    var parsed = PublicJwk.parse(TestClientKey.generate(alg.wire()).publicJwk());
    var input = encoded(header(alg.wire(), "")) + "." + encoded(CLAIMS) + ".";
    for (var length : new int[] {1, 63, 64, 65, 72, 95, 96, 97, 128, 255, 256, 257, 1024}) {
      for (var filling : new byte[] {0, 1, -1}) {
        var bytes = new byte[length];
        Arrays.fill(bytes, filling);
        var jws = PeerJws.parse(input + encoded(bytes));
        for (var provider : PROVIDERS) {
          assertThat(jws.isSignedBy(parsed, provider)).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_change_of_any_character_is_seen(PeerAlg alg) throws Exception {
    var key = TestClientKey.generate(alg.wire());
    var parsed = PublicJwk.parse(key.publicJwk());
    var text = key.sign(header(alg.wire(), ""), CLAIMS);
    for (var i = 0; i < text.length(); i++) {
      for (var wrong : "AB_.=/ \nЖ".toCharArray()) {
        if (text.charAt(i) != wrong) {
          var changed = text.substring(0, i) + wrong + text.substring(i + 1);
          assertThat(isTaken(changed, parsed)).as(changed).isFalse();
        }
      }
      assertThat(isTaken(text.substring(0, i), parsed)).isFalse();
    }
  }

  /// [RFC 7515 A.3](https://www.rfc-editor.org/rfc/rfc7515#appendix-A.3).
  @Test
  void rfc_7515_a_3_es256() throws Exception {
    var key =
        PublicJwk.parse(
            """
            {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
            """);
    var jws =
        PeerJws.parse(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTj"
                + "Dxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

    assertThat(jws.claims().text("iss")).hasValue("joe");
    for (var provider : PROVIDERS) {
      assertThat(jws.isSignedBy(key, provider)).isTrue();
    }
  }

  /// [RFC 9449 §4.1](https://www.rfc-editor.org/rfc/rfc9449#section-4.1): the key is in the header.
  @Test
  void rfc_9449_4_1_proof() throws Exception {
    var jws =
        PeerJws.parse(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtM"
                + "zR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY"
                + "3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZh"
                + "Y2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2Vu"
                + "IiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdL"
                + "XiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg");
    var key = PublicJwk.parse(jws.jwk().orElseThrow());

    assertThat(jws.type()).hasValue("dpop+jwt");
    assertThat(jws.isSignedBy(key, TestKeys.PROVIDER)).isTrue();
  }

  /// [RFC 9864 §2.2](https://www.rfc-editor.org/rfc/rfc9864#section-2.2).
  @Test
  void eddsa_may_go_by_the_name_of_its_curve() throws Exception {
    var key = TestClientKey.generate("EdDSA");
    var jws = PeerJws.parse(key.sign(header("Ed25519", ""), CLAIMS));

    assertThat(jws.alg()).isEqualTo(PeerAlg.EDDSA);
    assertThat(jws.isSignedBy(PublicJwk.parse(key.publicJwk()), TestKeys.PROVIDER)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "NONE",
        "HS256",
        "HS384",
        "HS512",
        "RS384",
        "RS512",
        "PS384",
        "PS512",
        "ES512",
        "ES256K",
        "Ed448",
        "es256",
        "ES256 ",
        "",
        "RSA-OAEP"
      })
  void another_algorithm_is_refused(String alg) {
    var key = TestClientKey.generate();
    refuses(key.sign(header(alg, ""), CLAIMS), "Its alg must be one of RS256, PS256");
    refuses(encoded(header(alg, "")) + "." + encoded(CLAIMS) + ".", "Its alg must be one of");
  }

  @Test
  void an_algorithm_has_to_be_named_and_by_a_string() {
    var key = TestClientKey.generate();
    refuses(key.sign("{}", CLAIMS), "Its alg");
    refuses(key.sign("{\"alg\":7}", CLAIMS), "Its alg");
    refuses(key.sign("{\"alg\":[\"ES256\"]}", CLAIMS), "Its alg");
    refuses(key.sign("{\"alg\":null}", CLAIMS), "Its alg");
    refuses(key.sign("{\"alg\":\"ES256\",\"typ\":7}", CLAIMS), "Its typ must be a string");
    refuses(key.sign("{\"alg\":\"ES256\",\"kid\":{}}", CLAIMS), "Its kid must be a string");
  }

  @Test
  void a_public_key_taken_as_a_secret_is_refused() throws Exception {
    var key = TestClientKey.generate("RS256");
    var forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).build(),
            new com.nimbusds.jose.Payload(CLAIMS));
    forged.sign(new MACSigner(PublicJwk.parse(key.publicJwk()).json().getBytes(UTF_8)));

    refuses(forged.serialize(), "Its alg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[\"exp\"],\"exp\":1,",
        "\"crit\":[],",
        "\"crit\":[\"b64\"],\"b64\":false,",
        "\"b64\":false,",
        "\"b64\":true,",
        "\"zip\":\"DEF\","
      })
  void a_header_that_asks_to_be_read_another_way_is_refused(String more) {
    refuses(TestClientKey.generate().sign(header("ES256", more), CLAIMS), "which is not taken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"kty\":\"RSA\"}}",
        "{\"alg\":\"ES256\"} x",
        "{'alg':'ES256'}",
        "\uFEFF{\"alg\":\"ES256\"}"
      })
  void a_header_that_is_not_an_object_or_names_a_member_twice_is_refused(String header) {
    refuses(TestClientKey.generate().sign(header, CLAIMS), "Its header is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "one", "{\"jti\":1,\"jti\":2}", "{} {}", "{\"a\":{\"b\":1,\"b\":1}}"})
  void a_payload_that_is_not_an_object_or_names_a_claim_twice_is_refused(String claims) {
    refuses(
        TestClientKey.generate().sign(header("ES256", ""), claims),
        "Its payload is not a JSON object");
  }

  @Test
  void text_that_is_not_utf_8_is_refused() {
    var latin = "{\"alg\":\"ES256\",\"x\":\"é\"}".getBytes(ISO_8859_1);
    refuses(encoded(latin) + ".e30.AA", "Its header");
    refuses(encoded("{\"alg\":\"ES256\"}".getBytes(UTF_16)) + ".e30.AA", "Its header");
  }

  @Test
  void a_second_spelling_of_the_same_bytes_is_refused() {
    var text = TestClientKey.generate().sign(header("ES256", ""), CLAIMS);
    var digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var last = digits.indexOf(text.charAt(text.length() - 1));

    refuses(text.substring(0, text.length() - 1) + digits.charAt(last + 1), "Its signature");
    refuses(text + "==", "Its signature");
    refuses(text + " ", "Its signature");
    refuses(" " + text, "Its header");
    refuses(text.replace(".", "=."), "Its header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.e30.e30.e30", "é.é.é"})
  void text_that_is_not_a_jws_is_refused(String text) {
    refuses(text, "It");
  }

  @Test
  void a_jws_that_is_too_long_is_refused_without_parsing() {
    var key = TestClientKey.generate();
    var fits = key.sign(header("ES256", ""), "{\"a\":\"" + "x".repeat(5_900) + "\"}");
    assertThat(fits).hasSizeLessThan(PeerJws.MAX_LENGTH);
    assertThat(isTaken(fits)).isTrue();

    refuses(
        key.sign(header("ES256", ""), "{\"a\":\"" + "x".repeat(6_200) + "\"}"),
        "longer than 8192 characters");
    refuses("A".repeat(1_000_000), "longer than");
    refuses(key.sign("{\"alg\":" + "[".repeat(2_000), CLAIMS), "Its header");
  }

  @Test
  void any_text_is_parsed_without_an_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var good = TestClientKey.generate().sign(header("ES256", ""), CLAIMS);
    for (var i = 0; i < 20_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? good : "");
      for (var n = random.nextInt(5); n >= 0; n--) {
        text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(0x10000));
      }
      isTaken(text.toString());
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      isTaken(encoded("{\"alg\":" + new String(bytes, ISO_8859_1)) + ".e30.AA");
      isTaken(encoded(bytes) + "." + encoded(bytes) + "." + encoded(bytes));
    }
  }

  private static boolean isTaken(String text) {
    try {
      return !PeerJws.parse(text).header().isEmpty();
    } catch (BadJws bad) {
      assertThat(bad.reason()).startsWith("It");
      return false;
    }
  }

  private static boolean isTaken(String text, PublicJwk key) {
    try {
      return PeerJws.parse(text).isSignedBy(key, TestKeys.PROVIDER);
    } catch (BadJws _) {
      return false;
    }
  }

  private static void refuses(String text, String why) {
    assertThatExceptionOfType(BadJws.class)
        .isThrownBy(() -> PeerJws.parse(text))
        .withMessageContaining(why);
  }

  private static String header(String alg, String more) {
    return "{" + more + "\"alg\":\"" + alg + "\"}";
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
