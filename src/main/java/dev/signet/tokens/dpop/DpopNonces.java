package dev.signet.tokens.dpop;

import dev.signet.base.secrets.HmacSigner;
import dev.signet.base.secrets.MasterKey;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.ResponseFilter;
import java.time.Clock;
import java.time.Duration;

/// The nonces that a proof has to carry where the setting says so ([RFC 9449
/// §8](https://www.rfc-editor.org/rfc/rfc9449#section-8), §9). They are stored nowhere: each is an
/// HMAC over a step of time, so every node makes and takes the same ones. Nobody can make a proof
/// for a time whose nonce has not been given out yet.
public final class DpopNonces implements ResponseFilter {

  /// How long one nonce is given out. It is taken for as long again, as a client may have got it at
  /// the very end.
  static final Duration STEP = Duration.ofMinutes(1);

  private final HmacSigner signature;
  private final Clock clock;
  private final boolean required;

  /// @param needed whether a proof has to carry one
  public DpopNonces(MasterKey master, Clock clock, boolean needed) {
    this.signature = new HmacSigner(master, "dpop nonces");
    this.clock = clock;
    this.required = needed;
  }

  boolean areRequired() {
    return required;
  }

  /// What to put into the next proof.
  String current() {
    return signature.sign(Long.toString(step()));
  }

  /// Whether this was given out just now: in this step or the one before, or, by a node whose clock
  /// is ahead of ours, in the next.
  boolean isRecent(String nonce) {
    var step = step();
    return signature.verify(Long.toString(step), nonce)
        || signature.verify(Long.toString(step - 1), nonce)
        || signature.verify(Long.toString(step + 1), nonce);
  }

  private long step() {
    return Math.floorDiv(clock.instant().getEpochSecond(), STEP.toSeconds());
  }

  /// Gives whoever sends a proof the nonce for the next one. An answer with a nonce is kept by
  /// nobody ([RFC 9449 §8.2](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)).
  @Override
  public Response apply(Response answer, Request request) {
    if (!required
        || request.headers(DpopProofCheck.HEADER).isEmpty()
        || has(answer, DpopProofCheck.NONCE_HEADER)) {
      return answer;
    }
    var fresh = answer.withHeader(DpopProofCheck.NONCE_HEADER, current());
    return has(fresh, "Cache-Control") ? fresh : fresh.noStore();
  }

  private static boolean has(Response answer, String header) {
    return answer.headers().stream().anyMatch(sent -> sent.name().equalsIgnoreCase(header));
  }
}
