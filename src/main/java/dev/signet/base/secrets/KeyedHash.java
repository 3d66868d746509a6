package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.util.Base64;

/// The stored hash of a random secret: HMAC-SHA-256 over its kind and its value, under a key that
/// is not in the database. One such hash is enough for a secret with 238 random bits; a secret that
/// a person chose needs [Bcrypt].
public final class KeyedHash {
  private static final byte[] END_OF_LABEL = {0};

  private final Hmac hmac;

  public KeyedHash(MasterKey master) {
    hmac = new Hmac(master, "stored secrets");
  }

  /// The hash, 43 characters of base64url: the same for the same kind and secret, so a row can be
  /// found by it.
  public String hash(SecretKind kind, Secret secret) {
    var label = kind.label().getBytes(ISO_8859_1);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(hmac.of(label, END_OF_LABEL, secret.bytes()));
  }

  /// Whether the secret, as one of this kind, matches the stored hash. Constant time.
  public boolean matches(SecretKind kind, Secret presented, String stored) {
    return MessageDigest.isEqual(
        hash(kind, presented).getBytes(ISO_8859_1), stored.getBytes(ISO_8859_1));
  }
}
