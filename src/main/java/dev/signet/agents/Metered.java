package dev.signet.agents;

import java.time.Instant;

/// What one transaction issues to one agent.
///
/// @param revision the one of the snapshot that it is issued from
/// @param tokens how many access tokens, those got by refreshing included
/// @param refreshes how many of them were got by refreshing
public record Metered(AgentId agent, long revision, long tokens, long refreshes, Instant at) {}
