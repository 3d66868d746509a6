package dev.signet.tokens.signingkeys;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.jose.SigningAlg;
import dev.signet.tokens.signingkeys.WithdrawnKeyTokenCounter.RevokedTokens;
import java.time.Instant;
import java.util.Optional;

/// A signing key that was withdrawn because it may have leaked.
///
/// @param withdrawnWith for a next key that was withdrawn with another key: that other key
/// @param current the key that signs since then
/// @param next the key that signs after it
/// @param context of the withdrawal: its caller and address
/// @param revokedTokens how many active tokens ended with it; empty until they are counted
public record WithdrawnSigningKey(
    String kid,
    SigningAlg alg,
    Optional<String> withdrawnWith,
    String reason,
    Instant withdrawnAt,
    String current,
    String next,
    RequestContext context,
    Optional<RevokedTokens> revokedTokens) {

  /// The next key that is withdrawn because this one is. It has signed no token.
  WithdrawnSigningKey alongWith(String other) {
    return new WithdrawnSigningKey(
        other,
        alg,
        Optional.of(kid),
        reason,
        withdrawnAt,
        current,
        next,
        context,
        Optional.of(new RevokedTokens(0, 0)));
  }
}
