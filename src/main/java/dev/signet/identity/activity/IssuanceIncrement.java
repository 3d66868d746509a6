package dev.signet.identity.activity;

import dev.signet.identity.agents.AgentId;
import java.time.Instant;

/// The tokens that one transaction issues to one agent.
///
/// @param revision of the agent snapshot that the tokens are issued from
/// @param tokens the number of access tokens, including those from refreshing
/// @param refreshes how many of them are from refreshing
public record IssuanceIncrement(
    AgentId agent, long revision, long tokens, long refreshes, Instant at) {

  /// The sum of two increments of the same agent.
  public IssuanceIncrement plus(IssuanceIncrement other) {
    return new IssuanceIncrement(
        agent,
        Math.max(revision, other.revision),
        tokens + other.tokens,
        refreshes + other.refreshes,
        at.isAfter(other.at) ? at : other.at);
  }
}
