package dev.signet.tokens.dpop;

import java.util.Locale;

/// What can be wrong with a proof, in the order of the checks: cheap ones come first.
enum DpopProofFault {
  MISSING,
  SEVERAL,
  MALFORMED,
  TYPE,
  ID,
  METHOD,
  URL,
  TIME,
  TOKEN,
  NONCE,
  KEY,
  SIGNATURE,
  /// Signed by another key than the one that the token or its client is bound to.
  OTHER_KEY,
  /// Signed with an algorithm that the client or the token may not use.
  OTHER_ALG,
  REPLAYED;

  /// The spelling in the metric.
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
