package dev.signet.tokens.dpop;

import dev.signet.base.secrets.HmacSigner;
import dev.signet.base.secrets.MasterKey;
import java.time.Clock;
import java.time.Duration;

/// The nonces that proofs have to carry if the setting requires it ([RFC 9449
/// §8](https://www.rfc-editor.org/rfc/rfc9449#section-8), §9). They are not stored: each is an HMAC
/// over a time step, so every node generates and accepts the same nonces. A proof cannot be
/// prepared for a time whose nonce has not been issued yet.
final class DpopNonces {

  /// How long a nonce is issued. It is accepted for the same time again, because a client may have
  /// received it at the very end.
  static final Duration STEP = Duration.ofMinutes(1);

  private final HmacSigner signature;
  private final Clock clock;
  private final boolean required;

  /// @param needed whether a proof has to carry a nonce
  DpopNonces(MasterKey master, Clock clock, boolean needed) {
    this.signature = new HmacSigner(master, "dpop nonces");
    this.clock = clock;
    this.required = needed;
  }

  boolean areRequired() {
    return required;
  }

  /// The nonce for the next proof.
  String current() {
    return signature.sign(Long.toString(step()));
  }

  /// Whether this nonce was issued recently: in this time step, in the previous one, or, by a node
  /// whose clock is ahead, in the next one.
  boolean isRecent(String nonce) {
    var step = step();
    return signature.verify(Long.toString(step), nonce)
        || signature.verify(Long.toString(step - 1), nonce)
        || signature.verify(Long.toString(step + 1), nonce);
  }

  private long step() {
    return Math.floorDiv(clock.instant().getEpochSecond(), STEP.toSeconds());
  }
}
