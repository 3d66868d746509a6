package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.signet.testing.WithoutDatabase;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RfcVectorsTest {
  private static final String RFC_7515_PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  static List<CryptoProvider> providers() {
    return List.of(CryptoProvider.load(), CryptoProvider.jdk());
  }

  @ParameterizedTest
  @MethodSource("providers")
  void rfc_7515_a_2_rs256(CryptoProvider provider) throws Exception {
    var jwk =
        """
        {"kty":"RSA",
         "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx\
        HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs\
        D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSH\
        SXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV\
        MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8\
        NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
         "e":"AQAB"}
        """;

    verifies(
        provider,
        SigningAlg.RS256,
        jwk,
        "eyJhbGciOiJSUzI1NiJ9." + RFC_7515_PAYLOAD,
        """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7\
        AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4\
        BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K\
        0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
        hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB\
        p0igcN_IoypGlUPQGe77Rw\
        """);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void rfc_7515_a_3_es256(CryptoProvider provider) throws Exception {
    verifies(
        provider,
        SigningAlg.ES256,
        """
        {"kty":"EC", "crv":"P-256",
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """,
        "eyJhbGciOiJFUzI1NiJ9." + RFC_7515_PAYLOAD,
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
            + "pmWQxfKTUJqPP3-Kg6NU1Q");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void rfc_8037_a_4_and_a_5_ed25519(CryptoProvider provider) throws Exception {
    var input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    var signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    var jwk =
        """
        {"kty":"OKP", "crv":"Ed25519", "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """;
    verifies(provider, SigningAlg.EDDSA, jwk, input, signature);

    // RFC 8037 A.1's private key behind what PKCS#8 puts before it (RFC 8410 §7).
    var head = HexFormat.of().parseHex("302e020100300506032b657004220420");
    var pkcs8 = new byte[head.length + 32];
    System.arraycopy(head, 0, pkcs8, 0, head.length);
    System.arraycopy(
        decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"), 0, pkcs8, head.length, 32);
    var signer = provider.signature(SigningAlg.EDDSA);
    signer.initSign(
        provider.keyFactory(SigningAlg.EDDSA).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    signer.update(input.getBytes(US_ASCII));
    assertThat(signer.sign()).isEqualTo(decoded(signature));
  }

  @Test
  void rfc_7638_3_1_thumbprint() throws Exception {
    var jwk =
        JWK.parse(
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

    assertThat(Thumbprint.of(jwk))
        .isEqualTo(new Thumbprint("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    assertThat(VerifyingKey.parse(CryptoProvider.jdk(), SigningAlg.RS256, jwk.toJSONString()).kid())
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void rfc_8037_a_3_thumbprint() throws Exception {
    var jwk =
        JWK.parse(
            """
            {"kty":"OKP", "crv":"Ed25519", "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
            """);

    assertThat(Thumbprint.of(jwk)).hasToString("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  private static void verifies(
      CryptoProvider provider, SigningAlg alg, String jwk, String input, String signature)
      throws Exception {
    var verifier = provider.signature(alg);
    verifier.initVerify(VerifyingKey.parse(provider, alg, jwk).key());

    verifier.update(input.getBytes(US_ASCII));
    assertThat(verifier.verify(decoded(signature))).isTrue();

    verifier.update((input + "A").getBytes(US_ASCII));
    assertThat(verifier.verify(decoded(signature))).isFalse();
  }

  private static byte[] decoded(String base64url) {
    return Base64.getUrlDecoder().decode(base64url);
  }
}
