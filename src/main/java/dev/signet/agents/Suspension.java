package dev.signet.agents;

/// What came of turning an agent off.
///
/// @param endedTokens how many tokens lived until then; 0 when it was off already
public record Suspension(Agent agent, long endedTokens) {}
