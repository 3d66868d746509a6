package dev.signet.base.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HexFormat;

/// The public key of a signing key, with the one algorithm it may be used with.
///
/// @param jwk as published in the key set, with `kid`, `alg` and `use`
public record VerifyingKey(SigningAlg alg, PublicKey key, JWK jwk) {
  private static final int ED25519_LENGTH = 32;

  /// The X.509 prefix of the 32 bytes of an Ed25519 key ([RFC 8410
  /// §4](https://www.rfc-editor.org/rfc/rfc8410#section-4)).
  private static final byte[] ED25519_X509_PREFIX =
      HexFormat.of().parseHex("302a300506032b6570032100");

  static VerifyingKey of(SigningAlg alg, PublicKey key) {
    try {
      var jws = JWSAlgorithm.parse(alg.wire());
      var use = KeyUse.SIGNATURE;
      JWK jwk =
          switch (alg) {
            case RS256 ->
                new RSAKey.Builder((RSAPublicKey) key)
                    .algorithm(jws)
                    .keyUse(use)
                    .keyIDFromThumbprint()
                    .build();
            case ES256 ->
                new ECKey.Builder(Curve.P_256, (ECPublicKey) key)
                    .algorithm(jws)
                    .keyUse(use)
                    .keyIDFromThumbprint()
                    .build();
            case EDDSA ->
                new OctetKeyPair.Builder(Curve.Ed25519, lastBytes(key))
                    .algorithm(jws)
                    .keyUse(use)
                    .keyIDFromThumbprint()
                    .build();
          };
      return new VerifyingKey(alg, key, jwk);
    } catch (JOSEException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  /// Parses what [#json] wrote; of a JWK from elsewhere, only the key itself counts.
  ///
  /// @throws IllegalArgumentException when it is not a public key for this algorithm
  public static VerifyingKey parse(CryptoProvider provider, SigningAlg alg, String json) {
    try {
      var jwk = JWK.parse(json);
      var encoded =
          switch (alg) {
            case RS256 -> jwk.toRSAKey().toPublicKey().getEncoded();
            case ES256 -> jwk.toECKey().toPublicKey().getEncoded();
            case EDDSA -> encoded(jwk.toOctetKeyPair());
          };
      return of(alg, provider.keyFactory(alg).generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (ParseException | JOSEException | InvalidKeySpecException | ClassCastException e) {
      throw new IllegalArgumentException("no public key for " + alg.wire(), e);
    }
  }

  /// Whether the private key of this key created the signature of these bytes.
  public boolean verify(CryptoProvider provider, byte[] content, byte[] signature) {
    try {
      var check = provider.signature(alg);
      check.initVerify(key);
      check.update(content);
      return check.verify(signature);
    } catch (SignatureException _) {
      // Not in the form of a signature.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot verify with " + this, e);
    }
  }

  /// The key's thumbprint, which no other key can have.
  public String kid() {
    return jwk.getKeyID();
  }

  public Thumbprint thumbprint() {
    return new Thumbprint(kid());
  }

  /// The public JWK as JSON.
  public String json() {
    return jwk.toJSONString();
  }

  @Override
  public String toString() {
    return alg + " " + kid();
  }

  private static Base64URL lastBytes(PublicKey key) {
    var encoded = key.getEncoded();
    return Base64URL.encode(
        Arrays.copyOfRange(encoded, encoded.length - ED25519_LENGTH, encoded.length));
  }

  private static byte[] encoded(OctetKeyPair pair) {
    var key = pair.getDecodedX();
    if (!pair.getCurve().equals(Curve.Ed25519) || key.length != ED25519_LENGTH) {
      throw new IllegalArgumentException("no Ed25519 key");
    }
    return encodedEd25519(key);
  }

  /// The key's 32 bytes in X.509 form.
  static byte[] encodedEd25519(byte[] key) {
    var encoded = Arrays.copyOf(ED25519_X509_PREFIX, ED25519_X509_PREFIX.length + ED25519_LENGTH);
    System.arraycopy(key, 0, encoded, ED25519_X509_PREFIX.length, ED25519_LENGTH);
    return encoded;
  }
}
