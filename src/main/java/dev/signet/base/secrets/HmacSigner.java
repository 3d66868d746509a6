package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;

/// Signs what this server writes for itself to read again, so that whoever can only write to the
/// database cannot make it up. It is HMAC-SHA-256 under a key of the purpose's own: who signs and
/// who checks are the same, every node has the master key, and there is no key pair to look after.
public final class HmacSigner {
  private final Hmac hmac;

  public HmacSigner(MasterKey master, String purpose) {
    hmac = new Hmac(master, "signature " + purpose);
  }

  /// The text's signature, 43 characters of base64url; the same for the same text, always.
  public String sign(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.of(text.getBytes(UTF_8)));
  }

  /// Whether the signature was made for this text, here.
  public boolean verify(String text, String signature) {
    return MessageDigest.isEqual(sign(text).getBytes(ISO_8859_1), signature.getBytes(ISO_8859_1));
  }
}
