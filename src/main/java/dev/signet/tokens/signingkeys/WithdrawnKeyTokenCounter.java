package dev.signet.tokens.signingkeys;

import java.time.Instant;

/// Counts the tokens that were revoked when a signing key was withdrawn.
@FunctionalInterface
public interface WithdrawnKeyTokenCounter {

  /// How many were active until then. It may take minutes.
  ///
  /// @param at when the key was withdrawn
  long count(String kid, Instant at);
}
