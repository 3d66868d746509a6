package dev.signet.identity.agents;

import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Optional;

/// What came of turning an agent off.
///
/// @param revokedTokens how many tokens were active until then; empty when it was suspended already
public record Suspension(Agent agent, Optional<RevokedTokenCount> revokedTokens) {}
