package dev.signet.agents;

import java.time.Instant;

/// What one transaction issues to one agent.
///
/// @param revision the one of the snapshot that it is issued from
/// @param tokens how many access tokens, but for those got by refreshing
/// @param refreshes how many access tokens got by refreshing
public record Metered(AgentId agent, long revision, long tokens, long refreshes, Instant at) {}
