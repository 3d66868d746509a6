package dev.signet.agents;

/// What came of turning an agent off.
///
/// @param endedTokens how many tokens were active until then; 0 when it was suspended already
/// @param isNew whether it was active until then
public record Suspension(Agent agent, long endedTokens, boolean isNew) {}
