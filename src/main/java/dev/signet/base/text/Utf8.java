package dev.signet.base.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Decodes UTF-8 strictly: the JDK's `String` would replace malformed input.
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

  /// Most input is ASCII, for which a decoder makes several copies.
  private static boolean isAscii(byte[] bytes) {
    for (var b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
