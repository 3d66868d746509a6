package dev.signet.events.audit;

import java.time.Instant;

/// Replaces the links that retention deleted from a chain's beginning: it states where the chain
/// continues, signed, so that an attacker cannot pass off a deletion as pruning.
///
/// @param chainId a chain of events, or [Checkpoint#CHAIN]
/// @param seq the last link that was pruned
/// @param hash of that link
/// @param prunedBefore the time before which events were deleted
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

  /// Whether it is unchanged since it was signed.
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
