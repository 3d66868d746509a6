package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;

/// The self-registration of an agent.
///
/// @param name the agent's name at that time
/// @param invite the invite that was used, if any
public record Registration(
    AgentId agent,
    OrganizationId organization,
    String name,
    Optional<InviteId> invite,
    Instant registeredAt,
    State state) {

  /// Whether the agent is still unclaimed.
  public boolean isUnclaimed() {
    return state instanceof State.Unclaimed;
  }

  /// Whether an operator has claimed the agent.
  public sealed interface State {

    /// No operator has claimed the agent yet. The number of such agents is limited, and an unused
    /// one is decommissioned.
    record Unclaimed() implements State {}

    /// An operator has claimed the agent, or created its invite.
    record Claimed(String by, Instant at) implements State {}

    /// The agent was decommissioned before it was claimed.
    record Ended() implements State {}

    /// The spelling on the wire and in the database.
    default String wire() {
      return switch (this) {
        case Unclaimed() -> "unclaimed";
        case Claimed _ -> "claimed";
        case Ended() -> "ended";
      };
    }
  }
}
