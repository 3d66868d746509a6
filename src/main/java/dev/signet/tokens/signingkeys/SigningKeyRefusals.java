package dev.signet.tokens.signingkeys;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The refusals of this room, other than errors of single fields.
public final class SigningKeyRefusals {
  private SigningKeyRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("signing key");
  }

  /// @param retiredUntil when each retired key leaves the key set, the first one first
  static Refused tooManyRetired(SigningAlg alg, List<Instant> retiredUntil, Instant now) {
    return conflict(
        "too_many_retired_keys",
        "%d retired %s keys are published already; the first of them leaves the key set at %s"
            .formatted(retiredUntil.size(), alg.wire(), retiredUntil.getFirst()),
        Duration.between(now, retiredUntil.getFirst()));
  }

  /// @param ready when the next key may sign
  static Refused notPublishedLongEnough(SigningAlg alg, Instant ready, Instant now) {
    return conflict(
        "key_not_published_long_enough",
        "The next %s key may sign from %s on: verifiers cache the key set for five minutes, and may not have the key yet. With force it signs immediately"
            .formatted(alg.wire(), ready),
        Duration.between(now, ready));
  }

  private static Refused conflict(String code, String sentence, Duration delay) {
    return new Refused(new Refusal.TemporaryConflict(code, sentence, delay), code);
  }
}
