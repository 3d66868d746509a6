package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/// The format of our secrets: prefix, base62 body, and a checksum of six digits over both. The
/// secret of a webhook is instead the prefix and the standard Base64 of 36 bytes: 32 random ones,
/// and the CRC-32 of the prefix and those. The checksum lets this server and secret scanners
/// recognize a mistyped or foreign string without a look-up. It proves nothing.
public final class SecretFormat {
  /// The length of a random body: uniformly chosen characters hold 238 bits.
  static final int RANDOM_LENGTH = 40;

  /// The maximum length of a sealed body; anything longer is refused unread.
  static final int MAX_SEALED_LENGTH = 16 * 1024;

  private static final int CHECKSUM_LENGTH = 6;

  /// In characters, without padding: the body of a secret in Base64.
  static final int BASE64_LENGTH = 48;

  /// The number of random bytes in such a body; four bytes of checksum follow.
  static final int BASE64_RANDOM_BYTES = 32;

  private SecretFormat() {}

  /// Whether the text has the format of our secrets, of any kind. Reads only the text, takes at
  /// most about a microsecond, and never throws.
  public static boolean isOwnFormat(String text) {
    for (var kind : SecretKind.values()) {
      if (text.startsWith(kind.prefix())) {
        return matchesFormat(kind, text);
      }
    }
    return false;
  }

  /// Whether the text has the format of this kind. Kinds with the same prefix have the same format.
  public static boolean matchesFormat(SecretKind kind, String text) {
    if (isBase64(kind)) {
      return text.length() == kind.prefix().length() + BASE64_LENGTH
          && text.startsWith(kind.prefix())
          && hasBase64Checksum(kind, text.substring(kind.prefix().length()));
    }
    var body = text.length() - kind.prefix().length() - CHECKSUM_LENGTH;
    var fits = isSealed(kind) ? body > 0 && body <= MAX_SEALED_LENGTH : body == RANDOM_LENGTH;
    return fits && text.startsWith(kind.prefix()) && hasChecksum(text);
  }

  /// Whether the body of this kind is a ciphertext of any length, rather than random.
  static boolean isSealed(SecretKind kind) {
    return kind == SecretKind.REFRESH_TOKEN || kind == SecretKind.AUTHORIZATION_CODE;
  }

  /// Whether the body of this kind is standard Base64, rather than base62.
  static boolean isBase64(SecretKind kind) {
    return kind == SecretKind.WEBHOOK_SECRET;
  }

  /// A secret of a kind in Base64.
  ///
  /// @param random [#BASE64_RANDOM_BYTES] bytes
  static Secret base64WithChecksum(SecretKind kind, byte[] random) {
    var body =
        ByteBuffer.allocate(BASE64_RANDOM_BYTES + Integer.BYTES)
            .put(random)
            .putInt(base64Checksum(kind, random));
    return Secret.of(kind.prefix() + Base64.getEncoder().encodeToString(body.array()));
  }

  /// Whether a body of [#BASE64_LENGTH] characters is Base64 with the checksum of this kind.
  static boolean hasBase64Checksum(SecretKind kind, String body) {
    // Checked before decoding: an exception for each text that looks like a secret would make a
    // scan slow.
    if (body.length() != BASE64_LENGTH || !body.chars().allMatch(SecretFormat::isBase64Digit)) {
      return false;
    }
    var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(body));
    var random = new byte[BASE64_RANDOM_BYTES];
    bytes.get(random);
    return bytes.getInt() == base64Checksum(kind, random);
  }

  /// Whether the character is a digit of standard Base64.
  static boolean isBase64Digit(int c) {
    return Base62.valueOf((char) c) >= 0 || c == '+' || c == '/';
  }

  private static int base64Checksum(SecretKind kind, byte[] random) {
    var crc = checksum();
    crc.update(kind.prefix().getBytes(ISO_8859_1));
    crc.update(random);
    return (int) crc.getValue();
  }

  /// Formats a sealed body as a secret of this kind.
  ///
  /// @throws IllegalArgumentException when the body is too long for [#unwrap] to accept
  public static Secret wrap(SecretKind kind, byte[] sealed) {
    var body = Base62.encode(sealed);
    if (body.length() > MAX_SEALED_LENGTH) {
      throw new IllegalArgumentException("sealed body of " + sealed.length + " bytes");
    }
    return withChecksum(kind, body);
  }

  /// The sealed body of a secret of this kind; empty for anything that [#wrap] did not create.
  public static Optional<byte[]> unwrap(SecretKind kind, Secret presented) {
    var text = presented.reveal();
    return !isBase64(kind) && matchesFormat(kind, text)
        ? Base62.decode(text, kind.prefix().length(), text.length() - CHECKSUM_LENGTH)
        : Optional.empty();
  }

  static Secret withChecksum(SecretKind kind, String body) {
    var text = kind.prefix() + body;
    return Secret.of(text + Base62.encode(checksum(text, text.length()), CHECKSUM_LENGTH));
  }

  private static boolean hasChecksum(String text) {
    var end = text.length() - CHECKSUM_LENGTH;
    for (var i = 0; i < text.length(); i++) {
      if (Base62.valueOf(text.charAt(i)) < 0 && text.charAt(i) != '_') {
        return false;
      }
    }
    return text.endsWith(Base62.encode(checksum(text, end), CHECKSUM_LENGTH));
  }

  static Checksum checksum() {
    return new CRC32();
  }

  private static long checksum(String text, int end) {
    var crc = checksum();
    crc.update(text.substring(0, end).getBytes(ISO_8859_1));
    return crc.getValue();
  }
}
