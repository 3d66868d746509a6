package dev.signet.events.audit;

import java.time.Instant;

/// What is left of the links that retention took off a chain's beginning: where the chain goes on,
/// signed, so that nobody can pass a deletion off as one.
///
/// @param chainId a chain of events, or [Checkpoint#CHAIN]
/// @param seq the last link that was pruned
/// @param hash of that link
/// @param prunedBefore what happened before this time was to go
record PruningAnchor(
    String chainId,
    long seq,
    String hash,
    Instant prunedBefore,
    Instant prunedAt,
    AuditSignature signature) {

  static PruningAnchor of(
      String chainId,
      long seq,
      String hash,
      Instant prunedBefore,
      Instant prunedAt,
      AuditKeys keys) {
    return new PruningAnchor(
        chainId,
        seq,
        hash,
        prunedBefore,
        prunedAt,
        keys.sign(text(chainId, seq, hash, prunedBefore, prunedAt)));
  }

  /// Whether it is as it was when it was signed.
  boolean isSignatureValid(AuditKeys keys) {
    return keys.isSignatureValid(text(chainId, seq, hash, prunedBefore, prunedAt), signature);
  }

  private static String text(
      String chainId, long seq, String hash, Instant prunedBefore, Instant prunedAt) {
    return new CanonicalText("anchor", 256)
        .add(chainId)
        .add(seq)
        .add(hash)
        .add(prunedBefore.toEpochMilli())
        .add(prunedAt.toEpochMilli())
        .text();
  }
}
