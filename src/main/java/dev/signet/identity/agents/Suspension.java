package dev.signet.identity.agents;

import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Optional;
import java.util.OptionalLong;

/// The result of suspending an agent.
///
/// @param revokedTokens the number of tokens that were active; empty when the agent was already
///   suspended
public record Suspension(Agent agent, Optional<RevokedTokenCount> revokedTokens) {

  /// How many other tokens ended because they had been exchanged from these; empty when they were
  /// too many to count.
  public OptionalLong revokedDescendants() {
    return revokedTokens.map(RevokedTokenCount::descendants).orElse(OptionalLong.of(0));
  }
}
