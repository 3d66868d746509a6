package dev.signet.tokens.dpop;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.Thumbprint;
import dev.signet.validity.replay.OneTimeUse;

/// A DPoP proof that is good for the request it came with. Only [DpopProofCheck] makes one. That
/// nobody used it before is known once its use is spent.
public final class DpopProof {
  private final Thumbprint key;
  private final PeerAlg alg;
  private final OneTimeUse use;

  DpopProof(Thumbprint key, PeerAlg alg, OneTimeUse use) {
    this.key = key;
    this.alg = alg;
    this.use = use;
  }

  /// The key that its sender holds.
  public Thumbprint key() {
    return key;
  }

  public PeerAlg alg() {
    return alg;
  }

  public OneTimeUse use() {
    return use;
  }
}
