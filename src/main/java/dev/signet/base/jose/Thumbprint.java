package dev.signet.base.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;

/// The thumbprint of a public key: its SHA-256 in base64url ([RFC
/// 7638](https://www.rfc-editor.org/rfc/rfc7638)).
public record Thumbprint(String value) {
  public static Thumbprint of(JWK key) {
    try {
      return new Thumbprint(key.computeThumbprint().toString());
    } catch (JOSEException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
