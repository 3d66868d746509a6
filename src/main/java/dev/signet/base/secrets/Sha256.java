package dev.signet.base.secrets;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of the JDK, which is faster for short input than that of a native provider.
public final class Sha256 {
  private Sha256() {}

  /// A new digest.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
