package dev.signet.identity.agents;

import java.time.Instant;
import java.util.Optional;

/// An active agent of an organization, as far as its tokens are counted.
public record TokenHolder(AgentId id, long ownGeneration, Optional<Instant> expiresAt) {}
