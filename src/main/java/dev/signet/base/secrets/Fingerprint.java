package dev.signet.base.secrets;

import java.nio.ByteBuffer;
import java.util.Base64;

/// A keyed hash of what has to be known again but must not be stored as it is: HMAC-SHA-256 under a
/// key of the purpose's own, so that whoever reads the database cannot try guesses.
public final class Fingerprint {
  private final Hmac hmac;

  public Fingerprint(MasterKey master, String purpose) {
    hmac = new Hmac(master, "fingerprint " + purpose);
  }

  /// 43 characters of base64url, the same for the same parts. Where one part ends and the next
  /// begins counts as well.
  public String of(byte[]... parts) {
    var measured = new byte[2 * parts.length][];
    for (var i = 0; i < parts.length; i++) {
      measured[2 * i] = ByteBuffer.allocate(Integer.BYTES).putInt(parts[i].length).array();
      measured[2 * i + 1] = parts[i];
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(measured));
  }
}
