package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The nonces that this API requires in proofs (<a
 * href="https://www.rfc-editor.org/rfc/rfc9449#section-9">RFC 9449 §9</a>). A nonce is derived from
 * the time and a key, so nothing has to be stored, and all processes with the key accept it.
 */
final class Nonces {
  /** A nonce is valid for its own time step and the next. */
  private static final Duration STEP = Duration.ofMinutes(2);

  private final SecretKeySpec key;
  private final Clock clock;

  Nonces(byte[] key, Clock clock) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  String current() {
    return nonceForStep(step());
  }

  boolean isValid(String nonce) {
    var now = step();
    return isSame(nonce, nonceForStep(now)) || isSame(nonce, nonceForStep(now - 1));
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private long step() {
    return clock.instant().getEpochSecond() / STEP.toSeconds();
  }

  private String nonceForStep(long step) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Jws.encode(mac.doFinal(Long.toString(step).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }
}
