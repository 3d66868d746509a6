package dev.signet.base.secrets;

import java.nio.ByteBuffer;
import java.util.Base64;

/// A keyed hash of a value that must be recognized again but not stored: HMAC-SHA-256 under a key
/// for one purpose, so that an attacker who reads the database cannot test guesses.
public final class Fingerprint {
  private final Hmac hmac;

  public Fingerprint(MasterKey master, String purpose) {
    hmac = new Hmac(master, "fingerprint " + purpose);
  }

  /// 43 characters of base64url, equal for equal parts. The boundaries between the parts count as
  /// well.
  public String of(byte[]... parts) {
    var measured = new byte[2 * parts.length][];
    for (var i = 0; i < parts.length; i++) {
      measured[2 * i] = ByteBuffer.allocate(Integer.BYTES).putInt(parts[i].length).array();
      measured[2 * i + 1] = parts[i];
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(measured));
  }
}
