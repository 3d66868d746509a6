package dev.signet.identity.agents;

import java.time.Instant;

/// What one transaction issues to one agent.
///
/// @param revision the one of the snapshot that it is issued from
/// @param tokens how many access tokens, those got by refreshing included
/// @param refreshes how many of them were got by refreshing
public record IssuanceIncrement(
    AgentId agent, long revision, long tokens, long refreshes, Instant at) {

  /// Both, for one agent.
  public IssuanceIncrement plus(IssuanceIncrement other) {
    return new IssuanceIncrement(
        agent,
        Math.max(revision, other.revision),
        tokens + other.tokens,
        refreshes + other.refreshes,
        at.isAfter(other.at) ? at : other.at);
  }
}
