package dev.signet.tokens.signingkeys;

import java.time.Instant;

/// Counts the tokens that were revoked when a signing key was withdrawn.
@FunctionalInterface
public interface WithdrawnKeyTokenCounter {

  /// The tokens that were active until a key was withdrawn.
  ///
  /// @param revoked those that it signed
  /// @param descendants those that ended because they had been exchanged from these
  record RevokedTokens(long revoked, long descendants) {}

  /// How many were active until then. It may take minutes.
  ///
  /// @param at when the key was withdrawn
  RevokedTokens count(String kid, Instant at);
}
