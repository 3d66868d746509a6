package dev.signet.validity.revocations;

import dev.signet.events.audit.TokenBinding;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Tokens of an agent that a transaction ends all at once, as far as counting them goes. What is
/// said here does not change any more when that transaction has committed, so they can be counted
/// later.
///
/// @param generation the generation of the tokens
/// @param revision the agent's revision: families that were revoked under a smaller one have ended
///   before
/// @param family only the tokens of this refresh family
/// @param key only the tokens that are bound to this key, made under its key generation or an older
///   one
/// @param keysRevokedBefore the agent's keys whose tokens had ended before
/// @param signingKeysRevokedBefore the signing keys whose tokens had ended before
/// @param at tokens that had expired by then do not count
record BulkRevocation(
    String agentId,
    long generation,
    long revision,
    Optional<String> family,
    Optional<TokenBinding> key,
    RevokedDpopKeys keysRevokedBefore,
    Set<String> signingKeysRevokedBefore,
    Instant at) {

  BulkRevocation {
    signingKeysRevokedBefore = Set.copyOf(signingKeysRevokedBefore);
  }

  /// Whether it can be told by its binding alone that a token is not among them, or is.
  boolean dependsOnBinding() {
    return key.isPresent() || !keysRevokedBefore.isEmpty();
  }

  /// Whether a token with this binding is among them.
  boolean includes(TokenBinding binding) {
    return !keysRevokedBefore.contains(binding)
        && key.filter(last -> !RevokedDpopKeys.of(last).contains(binding)).isEmpty();
  }

  /// Whether tokens without a binding are among them.
  boolean includesUnbound() {
    return key.isEmpty();
  }
}
