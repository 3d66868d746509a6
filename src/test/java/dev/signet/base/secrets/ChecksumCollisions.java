package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Text that an attacker constructs so that the checksum matches at every sixth character.
public final class ChecksumCollisions {
  private ChecksumCollisions() {}

  /// A text with the format of a refresh token at each of its lengths 7, 13, 19, …
  ///
  /// @param digits the minimum number of digits after the prefix
  public static String at(int digits) {
    return after("rt_0", digits);
  }

  /// A text after `start` that has the format of a secret at each of its lengths.
  ///
  /// @param start a prefix and at least one digit
  public static String after(String start, int digits) {
    var text = new StringBuilder(start);
    var checksum = SecretFormat.checksum();
    checksum.update(start.getBytes(ISO_8859_1));
    while (text.length() - 3 < digits) {
      var fits = Base62.encode(checksum.getValue(), 6);
      checksum.update(fits.getBytes(ISO_8859_1));
      text.append(fits);
    }
    return text.toString();
  }
}
