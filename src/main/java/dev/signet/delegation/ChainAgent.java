package dev.signet.delegation;

import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;

/// An agent of a chain of delegations, as it is now.
///
/// @param generation of its tokens: those of another one are revoked
/// @param mayGetTokens whether it and its organization are active
/// @param scopes what it may do for itself
/// @param actingScopes what it may do for others
/// @param requiresProof whether all its tokens have to be bound to a key
public record ChainAgent(
    AgentId id,
    long generation,
    boolean mayGetTokens,
    Scopes scopes,
    Scopes actingScopes,
    Optional<Instant> expiresAt,
    boolean requiresProof) {

  /// The agent with the tokens that it had before they were revoked.
  ChainAgent asBefore(long generationBefore, boolean wasActive) {
    return new ChainAgent(
        id, generationBefore, wasActive, scopes, actingScopes, expiresAt, requiresProof);
  }
}
