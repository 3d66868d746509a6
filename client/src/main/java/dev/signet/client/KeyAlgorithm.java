package dev.signet.client;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * A JWS algorithm, implemented with the JDK; signatures have the JOSE encoding (<a
 * href="https://www.rfc-editor.org/rfc/rfc7518#section-3">RFC 7518 §3</a>, <a
 * href="https://www.rfc-editor.org/rfc/rfc8037#section-3.1">RFC 8037 §3.1</a>).
 */
public enum KeyAlgorithm {
  RS256("RS256", "SHA256withRSA"),
  PS256("PS256", "RSASSA-PSS"),
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  ES384("ES384", "SHA384withECDSAinP1363Format"),
  EDDSA("EdDSA", "Ed25519");

  private final String wire;
  private final String jca;

  KeyAlgorithm(String wire, String jca) {
    this.wire = wire;
    this.jca = jca;
  }

  /** The value of {@code alg}. */
  public String wire() {
    return wire;
  }

  static Optional<KeyAlgorithm> parse(String wire) {
    return Arrays.stream(values()).filter(alg -> alg.wire.equals(wire)).findFirst();
  }

  byte[] sign(PrivateKey key, byte[] input) {
    try {
      var signature = signature();
      signature.initSign(key);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK cannot sign with " + wire, e);
    }
  }

  /**
   * Whether the key signed this. A signature in another encoding than that of the algorithm is
   * invalid.
   */
  boolean isValidSignature(PublicKey key, byte[] input, byte[] signed) {
    try {
      var signature = signature();
      signature.initVerify(key);
      signature.update(input);
      return signature.verify(signed);
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK cannot verify " + wire, e);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    var signature = Signature.getInstance(jca);
    if (this == PS256) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
