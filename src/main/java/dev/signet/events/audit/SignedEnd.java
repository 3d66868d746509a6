package dev.signet.events.audit;

import dev.signet.events.audit.Checkpoint.End;
import dev.signet.events.audit.Checkpoint.Head;
import java.time.Duration;
import java.time.Instant;

/// The last thing that was signed about where a chain ends.
///
/// @param at when it was signed
record SignedEnd(long seq, String hash, Instant at, End end) {

  /// A node signs every minute for what it wrote. Events that are this much younger than the last
  /// signature, or than now, may be true without one: the node may have crashed, or be about to
  /// sign.
  static final Duration TOLERANCE = Duration.ofMinutes(3);

  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  static SignedEnd of(Head head, Instant at) {
    return new SignedEnd(head.seq(), head.hash(), at, head.end());
  }

  /// What is signed about a chain that no checkpoint has named yet.
  static SignedEnd of(Opening opening) {
    return new SignedEnd(
        opening.seq(),
        opening.hash(),
        opening.openedAt(),
        opening.isAdoption() ? End.CLOSED : End.OPEN);
  }

  /// The last time at which an event behind this can have happened, if its node crashed before it
  /// signed again.
  Instant until() {
    return end == End.OPEN ? at.plus(TOLERANCE) : Instant.EPOCH;
  }

  /// From when on an event behind this may be waiting for the next signature.
  Instant since(Instant now) {
    return end == End.CLOSED ? NEVER : now.minus(TOLERANCE);
  }
}
