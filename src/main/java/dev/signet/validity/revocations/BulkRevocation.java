package dev.signet.validity.revocations;

import dev.signet.events.audit.TokenBinding;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Tokens of an agent that a transaction revokes together, as a description for counting them. The
/// described set no longer changes once that transaction has committed, so the tokens can be
/// counted later.
///
/// @param generation the generation of the tokens
/// @param revision the agent's revision: families that were revoked under a smaller one were
///   revoked earlier
/// @param family only the tokens of this refresh family
/// @param key only the tokens that are bound to this key, and issued in its key generation or an
///   earlier one
/// @param keysRevokedBefore the agent's keys whose tokens were revoked earlier
/// @param signingKeysRevokedBefore the signing keys whose tokens were revoked earlier
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

  /// The revoked tokens, for those that were exchanged from them.
  EndedTokens.OfAgent ended() {
    return new EndedTokens.OfAgent(
        agentId, generation, family.map(Set::of).orElse(Set.of()), key, keysRevokedBefore);
  }

  /// Whether a token's binding alone decides whether it is in the set.
  boolean dependsOnBinding() {
    return key.isPresent() || !keysRevokedBefore.isEmpty();
  }

  /// Whether a token with this binding is in the set.
  boolean includes(TokenBinding binding) {
    return !keysRevokedBefore.contains(binding)
        && key.filter(last -> !RevokedDpopKeys.of(last).contains(binding)).isEmpty();
  }

  /// Whether tokens without a binding are in the set.
  boolean includesUnbound() {
    return key.isEmpty();
  }
}
