package dev.signet.base.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Reads bytes as UTF-8 and nothing else: the JDK's `String` would put replacement characters where
/// the sender made a mistake.
public final class Utf8 {
  private Utf8() {}

  public static Optional<String> decode(byte[] bytes) {
    if (isAscii(bytes)) {
      return Optional.of(new String(bytes, ISO_8859_1));
    }
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// What nearly everybody sends, and a decoder takes several copies for.
  private static boolean isAscii(byte[] bytes) {
    for (var b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
