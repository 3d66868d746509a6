package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;

/// Generates random secrets.
public final class SecretGenerator {
  private final SecureRandom random;

  public SecretGenerator(SecureRandom random) {
    this.random = random;
  }

  /// A new secret of this kind, with 238 random bits; one in Base64 has 256.
  public Secret generate(SecretKind kind) {
    if (SecretFormat.isBase64(kind)) {
      var random32 = new byte[SecretFormat.BASE64_RANDOM_BYTES];
      random.nextBytes(random32);
      return SecretFormat.base64WithChecksum(kind, random32);
    }
    var body = new byte[SecretFormat.RANDOM_LENGTH];
    var bytes = new byte[SecretFormat.RANDOM_LENGTH + 16];
    var made = 0;
    while (made < body.length) {
      random.nextBytes(bytes);
      for (var i = 0; i < bytes.length && made < body.length; i++) {
        // The last 8 of 256 values are skipped: modulo 62 they would favour 8 digits.
        var value = bytes[i] & 0xFF;
        if (value < 248) {
          body[made++] = Base62.digit(value % 62);
        }
      }
    }
    return SecretFormat.withChecksum(kind, new String(body, ISO_8859_1));
  }
}
