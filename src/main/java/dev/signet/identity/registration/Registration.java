package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;

/// That an agent registered itself.
///
/// @param name what it called itself then
/// @param invite on whose strength, if on any
public record Registration(
    AgentId agent,
    OrganizationId organization,
    String name,
    Optional<InviteId> invite,
    Instant registeredAt,
    State state) {

  /// Whether nobody answers for the agent yet.
  public boolean isUnclaimed() {
    return state instanceof State.Unclaimed;
  }

  /// Whether somebody answers for the agent.
  public sealed interface State {

    /// Nobody does yet. Only so many may wait at once, and one that is never used is ended.
    record Unclaimed() implements State {}

    /// An operator does: who claimed it, or made the invite.
    record Claimed(String by, Instant at) implements State {}

    /// Nobody did before it was decommissioned.
    record Ended() implements State {}

    /// As the wire and the database spell it.
    default String wire() {
      return switch (this) {
        case Unclaimed() -> "unclaimed";
        case Claimed _ -> "claimed";
        case Ended() -> "ended";
      };
    }
  }
}
