package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/// A private key with the one algorithm that it is for. It prints as its kid.
public final class SigningKey {
  private final VerifyingKey publicHalf;
  private final PrivateKey privateHalf;

  private SigningKey(VerifyingKey publicHalf, PrivateKey privateHalf) {
    this.publicHalf = publicHalf;
    this.privateHalf = privateHalf;
  }

  /// A new key: RSA of 2048 bits, P-256, or Ed25519.
  public static SigningKey generate(CryptoProvider provider, SigningAlg alg) {
    var pair = provider.generate(alg);
    return fromPkcs8(
        provider, VerifyingKey.of(alg, pair.getPublic()), pair.getPrivate().getEncoded());
  }

  /// A key stored as [#toPkcs8] beside its public key, ready to sign with this provider, whichever
  /// provider generated it.
  ///
  /// @throws IllegalArgumentException when the two do not belong together
  public static SigningKey fromPkcs8(
      CryptoProvider provider, VerifyingKey publicHalf, byte[] pkcs8) {
    try {
      var alg = publicHalf.alg();
      var key = provider.keyFactory(alg).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      var trial = "trial".getBytes(US_ASCII);
      var signature = provider.signature(alg);
      signature.initSign(key);
      signature.update(trial);
      var signed = signature.sign();
      signature.initVerify(publicHalf.key());
      signature.update(trial);
      if (!signature.verify(signed)) {
        throw new IllegalArgumentException(publicHalf + " is not the public half of this key");
      }
      return new SigningKey(publicHalf, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no private key for " + publicHalf, e);
    }
  }

  public String kid() {
    return publicHalf.kid();
  }

  public SigningAlg alg() {
    return publicHalf.alg();
  }

  public VerifyingKey publicHalf() {
    return publicHalf;
  }

  PrivateKey privateHalf() {
    return privateHalf;
  }

  /// Signs bytes that are not a JWS. For rare signatures: nothing is prepared or cached.
  ///
  /// @return the signature in the format of JWS; for Ed25519 64 bytes
  public byte[] sign(CryptoProvider provider, byte[] content) {
    try {
      var signature = provider.signature(alg());
      signature.initSign(privateHalf);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with " + this, e);
    }
  }

  /// The unencrypted private key: only to be sealed.
  public byte[] toPkcs8() {
    return privateHalf.getEncoded();
  }

  @Override
  public String toString() {
    return publicHalf.toString();
  }
}
