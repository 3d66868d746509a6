package dev.signet.events.audit;

import java.time.Instant;

/// The signed statement that a node of this server began a chain. It is written in the transaction
/// of the chain's first event. A chain without an opening was not written by this server, and is
/// never signed for.
///
/// @param seq 0; for a chain that is older than the audit key, the last link that it had when it
///   was adopted: the chain ends there
/// @param hash of that link, or 64 zeros
record ChainOpening(
    String chainId, Instant openedAt, long seq, String hash, AuditSignature signature) {

  static ChainOpening of(String chainId, Instant openedAt, AuditKeys keys) {
    return of(new Checkpoint.ChainHead(chainId, 0, ChainLink.GENESIS), openedAt, keys);
  }

  /// The opening of a chain that is older than the audit key and therefore has none.
  static ChainOpening ofAdoptedChain(Checkpoint.ChainHead head, Instant adoptedAt, AuditKeys keys) {
    return of(head, adoptedAt, keys);
  }

  private static ChainOpening of(Checkpoint.ChainHead head, Instant at, AuditKeys keys) {
    return new ChainOpening(
        head.chainId(),
        at,
        head.seq(),
        head.hash(),
        keys.sign(text(head.chainId(), at, head.seq(), head.hash())));
  }

  boolean isAdoption() {
    return seq > 0;
  }

  /// Whether it is unchanged since it was signed.
  boolean isSignatureValid(AuditKeys keys) {
    return signature.kid() != null
        && keys.isSignatureValid(text(chainId, openedAt, seq, hash), signature);
  }

  private static String text(String chainId, Instant openedAt, long seq, String hash) {
    return new CanonicalText("opening", 200)
        .add(chainId)
        .add(openedAt.toEpochMilli())
        .add(seq)
        .add(hash)
        .text();
  }
}
