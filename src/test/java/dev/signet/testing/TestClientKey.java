package dev.signet.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Set;

/// A key that a client holds: it signs whatever a test asks for, with the library's signers and
/// none of our own.
public final class TestClientKey {
  /// Signs the bytes before a JWS's last dot.
  @FunctionalInterface
  private interface JwsSigner {
    String sign(byte[] input) throws JOSEException, GeneralSecurityException;
  }

  private final String alg;
  private final JWK jwk;
  private final JwsSigner signs;

  private TestClientKey(String alg, JWK jwk, JwsSigner signs) {
    this.alg = alg;
    this.jwk = jwk;
    this.signs = signs;
  }

  /// A new key for `ES256`, which is what most clients use.
  public static TestClientKey generate() {
    return generate("ES256");
  }

  /// A new key for `RS256`, `PS256`, `ES256`, `ES384` or `EdDSA`.
  public static TestClientKey generate(String alg) {
    try {
      return switch (alg) {
        case "ES256" -> of(alg, new ECKeyGenerator(Curve.P_256).generate());
        case "ES384" -> of(alg, new ECKeyGenerator(Curve.P_384).generate());
        case "RS256", "PS256" -> of(alg, new RSAKeyGenerator(2048).generate());
        case "EdDSA" -> ed25519(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        default -> throw new IllegalArgumentException(alg);
      };
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A key of RSA or of an elliptic curve, private members and all, for this algorithm.
  public static TestClientKey of(String alg, JWK jwk) {
    try {
      var signer =
          switch (alg) {
            case "ES256", "ES384" -> new ECDSASigner(jwk.toECKey());
            default ->
                (JWSSigner)
                    new RSASSASigner(
                        jwk.toRSAKey().toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
          };
      var header = new JWSHeader(JWSAlgorithm.parse(alg));
      return new TestClientKey(alg, jwk, input -> signer.sign(header, input).toString());
    } catch (JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static TestClientKey ed25519(KeyPair pair) {
    var encoded = pair.getPublic().getEncoded();
    var x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    var jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).build();
    return new TestClientKey(
        "EdDSA",
        jwk,
        input -> {
          var signature = Signature.getInstance("Ed25519");
          signature.initSign(pair.getPrivate());
          signature.update(input);
          return Base64URL.encode(signature.sign()).toString();
        });
  }

  /// The same RSA key for another signature algorithm.
  public TestClientKey withAlg(String other) {
    return of(other, jwk);
  }

  public String alg() {
    return alg;
  }

  /// The public half, as JSON.
  public String publicJwk() {
    return jwk.toPublicJWK().toJSONString();
  }

  /// The whole key, as JSON; of an Ed25519 key only the public half.
  public String privateJwk() {
    return jwk.toJSONString();
  }

  /// RFC 7638, SHA-256: what `cnf.jkt` holds.
  public String thumbprint() {
    try {
      return jwk.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A proof for this request, still to be changed and then made.
  public DpopProofBuilder proof(String method, String url) {
    return DpopProofBuilder.by(this, method, url);
  }

  /// The compact JWS of this header and these claims, whatever they say.
  public String sign(String header, String claims) {
    var input = encoded(header) + "." + encoded(claims);
    try {
      return input + "." + signs.sign(input.getBytes(US_ASCII));
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return Base64URL.encode(text.getBytes(UTF_8)).toString();
  }
}
