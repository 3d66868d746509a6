package dev.signet.tokens.signingkeys;

import dev.signet.base.callers.Origin;
import dev.signet.base.jose.SigningAlg;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A signing key that was withdrawn because it may have leaked.
///
/// @param with of a next key that was withdrawn because another key was: that one
/// @param current the key that signs since then
/// @param next the key that signs after it
/// @param by where the withdrawal came from
/// @param endedTokens how many active tokens ended with it; empty until they are counted
public record WithdrawnKey(
    String kid,
    SigningAlg alg,
    Optional<String> with,
    String reason,
    Instant withdrawnAt,
    String current,
    String next,
    Origin by,
    OptionalLong endedTokens) {

  /// The next key that is withdrawn because this one is. It has signed no token.
  WithdrawnKey alongWith(String other) {
    return new WithdrawnKey(
        other, alg, Optional.of(kid), reason, withdrawnAt, current, next, by, OptionalLong.of(0));
  }
}
