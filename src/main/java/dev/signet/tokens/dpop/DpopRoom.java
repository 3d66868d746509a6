package dev.signet.tokens.dpop;

import dev.signet.base.wiring.Foundation;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
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

  /// Adds the nonce for the next proof to the response to a proof, if proofs need nonces. A
  /// response with a nonce is not cacheable ([RFC 9449
  /// §8.2](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)).
  public Response addNonce(Response answer, Request request) {
    if (!nonces.areRequired()
        || request.headers(DpopProofCheck.HEADER).isEmpty()
        || has(answer, DpopProofCheck.NONCE_HEADER)) {
      return answer;
    }
    var fresh = answer.withHeader(DpopProofCheck.NONCE_HEADER, nonces.current());
    return has(fresh, "Cache-Control") ? fresh : fresh.noStore();
  }

  private static boolean has(Response answer, String header) {
    return answer.headers().stream().anyMatch(sent -> sent.name().equalsIgnoreCase(header));
  }

  public DpopProofCheck proofs() {
    return proofs;
  }
}
