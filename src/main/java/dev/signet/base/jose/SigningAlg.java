package dev.signet.base.jose;

import java.util.Arrays;
import java.util.Optional;

/// A signature algorithm of this server ([RFC 7518
/// §3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1), [RFC 8037
/// §3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)). All are asymmetric: a verifier
/// cannot create signatures.
public enum SigningAlg {
  RS256("RS256", "SHA256withRSA", "RSA"),
  /// In the format of JWS, two numbers concatenated, and not in ASN.1.
  ES256("ES256", "SHA256withECDSAinP1363Format", "EC"),
  EDDSA("EdDSA", "Ed25519", "Ed25519");

  private final String wire;
  private final String signatureName;
  private final String keyName;

  SigningAlg(String wire, String signatureName, String keyName) {
    this.wire = wire;
    this.signatureName = signatureName;
    this.keyName = keyName;
  }

  public String wire() {
    return wire;
  }

  public static Optional<SigningAlg> parse(String text) {
    return Arrays.stream(values()).filter(alg -> alg.wire.equals(text)).findFirst();
  }

  /// The signature's name in the Java security API.
  String signatureName() {
    return signatureName;
  }

  /// The key's name in the Java security API.
  String keyName() {
    return keyName;
  }
}
