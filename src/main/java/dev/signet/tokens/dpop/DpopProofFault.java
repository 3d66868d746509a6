package dev.signet.tokens.dpop;

import java.util.Locale;

/// What can be wrong with a proof, in the order in which it is looked at: what costs little comes
/// first.
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
  /// By another key than the one that the token, or its client, is bound to.
  OTHER_KEY,
  /// By an algorithm that its client, or the token's, may not use.
  OTHER_ALG,
  REPLAYED;

  /// As the metric spells it.
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
