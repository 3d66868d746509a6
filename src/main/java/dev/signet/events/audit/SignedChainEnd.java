package dev.signet.events.audit;

import dev.signet.events.audit.Checkpoint.ChainEnd;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Duration;
import java.time.Instant;

/// The last signed statement about the end of a chain.
///
/// @param at when it was signed
record SignedChainEnd(long seq, String hash, Instant at, ChainEnd end) {

  /// A node signs every minute for what it wrote. Events that are this much younger than the last
  /// signature, or than now, may be genuine without one: the node may have crashed, or be about to
  /// sign.
  static final Duration TOLERANCE = Duration.ofMinutes(3);

  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  static SignedChainEnd of(ChainHead head, Instant at) {
    return new SignedChainEnd(head.seq(), head.hash(), at, head.end());
  }

  /// The signed end of a chain that is not in a checkpoint yet.
  static SignedChainEnd of(ChainOpening opening) {
    return new SignedChainEnd(
        opening.seq(),
        opening.hash(),
        opening.openedAt(),
        opening.isAdoption() ? ChainEnd.CLOSED : ChainEnd.OPEN);
  }

  /// The latest time at which an event after this can have happened, if its node crashed before it
  /// signed again.
  Instant until() {
    return end == ChainEnd.OPEN ? at.plus(TOLERANCE) : Instant.EPOCH;
  }

  /// The time from which on an event after this may be waiting for the next signature.
  Instant since(Instant now) {
    return end == ChainEnd.CLOSED ? NEVER : now.minus(TOLERANCE);
  }
}
