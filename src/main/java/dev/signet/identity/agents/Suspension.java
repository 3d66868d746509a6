package dev.signet.identity.agents;

import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Optional;

/// The result of suspending an agent.
///
/// @param revokedTokens the number of tokens that were active; empty when the agent was already
///   suspended
public record Suspension(Agent agent, Optional<RevokedTokenCount> revokedTokens) {}
