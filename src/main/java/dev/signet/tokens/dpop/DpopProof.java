package dev.signet.tokens.dpop;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.Thumbprint;
import dev.signet.validity.replay.OneTimeUse;

/// A DPoP proof that is valid for its request. Only [DpopProofCheck] creates instances. Whether it
/// was used before is only known once its use is consumed.
public final class DpopProof {
  private final Thumbprint key;
  private final PeerAlg alg;
  private final OneTimeUse use;

  DpopProof(Thumbprint key, PeerAlg alg, OneTimeUse use) {
    this.key = key;
    this.alg = alg;
    this.use = use;
  }

  /// The key that the sender has proved to possess.
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
