package dev.signet.base.jose;

import java.util.Base64;
import java.util.Optional;

/// Base64url in its canonical form: no padding, no stray bits at the end ([RFC 7515
/// §2](https://www.rfc-editor.org/rfc/rfc7515#section-2)). Otherwise two different texts would
/// decode to the same bytes.
final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  static Optional<byte[]> decode(String text) {
    try {
      var bytes = Base64.getUrlDecoder().decode(text);
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
