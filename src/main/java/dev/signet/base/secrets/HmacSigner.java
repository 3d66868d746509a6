package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;

/// Signs data that this server writes and later reads back, so that an attacker who can write to
/// the database cannot forge it. It is HMAC-SHA-256 under a key for one purpose: signer and
/// verifier are the same, every node has the master key, and there is no key pair to manage.
public final class HmacSigner {
  private final Hmac hmac;

  public HmacSigner(MasterKey master, String purpose) {
    hmac = new Hmac(master, "signature " + purpose);
  }

  /// The text's signature, 43 characters of base64url; always the same for the same text.
  public String sign(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(text.getBytes(UTF_8)));
  }

  /// Whether this server created the signature for this text.
  public boolean verify(String text, String signature) {
    return MessageDigest.isEqual(sign(text).getBytes(ISO_8859_1), signature.getBytes(ISO_8859_1));
  }
}
