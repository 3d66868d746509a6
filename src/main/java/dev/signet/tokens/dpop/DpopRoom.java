package dev.signet.tokens.dpop;

import dev.signet.base.wiring.Foundation;
import dev.signet.validity.replay.ReplayGuard;
import java.time.Duration;
import java.util.function.IntSupplier;

/// Builds the check of DPoP proofs.
public final class DpopRoom {
  private final DpopNonces nonces;
  private final DpopProofCheck proofs;

  /// @param port where the server listens, once it does
  /// @param requireNonces whether proofs need a nonce of this server
  /// @param window how far a proof's `iat` may differ from the clock
  public DpopRoom(
      Foundation foundation,
      ReplayGuard replay,
      IntSupplier port,
      boolean requireNonces,
      Duration window) {
    nonces = new DpopNonces(foundation.secrets().master(), foundation.clock(), requireNonces);
    proofs =
        new DpopProofCheck(
            new DpopProofCheck.DpopSettings(foundation.issuer(), port, window),
            nonces,
            foundation.secrets().crypto(),
            replay,
            foundation.clock(),
            foundation.meters());
  }

  public DpopNonces nonces() {
    return nonces;
  }

  public DpopProofCheck proofs() {
    return proofs;
  }
}
