package dev.signet.base.secrets;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/// HMAC-SHA-256 under a key of its own. Thread-safe.
///
/// Each call works on a clone of one prepared `Mac`: 0.28 µs, where creating a new one takes 1.07,
/// and one per thread would be useless with virtual threads. From the JDK on purpose: for short
/// input it is faster than AWS-LC's (0.50 µs).
final class Hmac {
  private final Mac prepared;

  Hmac(MasterKey master, String purpose) {
    try {
      prepared = Mac.getInstance("HmacSHA256");
      prepared.init(master.derive("hmac " + purpose, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  byte[] of(byte[]... parts) {
    try {
      var mac = (Mac) prepared.clone();
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's HMAC can be cloned", e);
    }
  }
}
