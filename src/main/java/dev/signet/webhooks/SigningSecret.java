package dev.signet.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret of a webhook, with which messages to it are signed as [Standard
/// Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)
/// says: HMAC-SHA-256 over id, timestamp and body, with full stops between them.
public final class SigningSecret {
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final Secret secret;
  private final byte[] key;

  private SigningSecret(Secret secret, byte[] key) {
    this.secret = secret;
    this.key = key;
  }

  /// Parses `whsec_` and 24 to 64 bytes of standard Base64. A secret of another server is accepted,
  /// so that a receiver can keep the one that it has.
  public static Optional<SigningSecret> parse(Secret secret) {
    var prefix = SecretKind.WEBHOOK_SECRET.prefix();
    var text = secret.reveal();
    if (!text.startsWith(prefix) || text.length() > prefix.length() + 2 * MAX_BYTES) {
      return Optional.empty();
    }
    try {
      var key = Base64.getDecoder().decode(text.substring(prefix.length()));
      return key.length >= MIN_BYTES && key.length <= MAX_BYTES
          ? Optional.of(new SigningSecret(secret, key))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  Secret secret() {
    return secret;
  }

  /// The value of the header `webhook-signature`, with one signature for each secret.
  static String header(List<SigningSecret> secrets, String messageId, long timestamp, byte[] body) {
    return secrets.stream()
        .map(secret -> "v1," + secret.sign(messageId, timestamp, body))
        .collect(Collectors.joining(" "));
  }

  String sign(String messageId, long timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((messageId + "." + timestamp + ".").getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  @Override
  public String toString() {
    return "SigningSecret[***]";
  }
}
