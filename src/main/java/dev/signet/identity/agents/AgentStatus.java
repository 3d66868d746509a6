package dev.signet.identity.agents;

import java.time.Instant;

/// Whether an agent may be issued tokens.
public sealed interface AgentStatus {

  record Active() implements AgentStatus {}

  /// Until it is reactivated.
  ///
  /// @param by who suspended the agent, which determines who may reactivate it
  record Suspended(Instant since, String reason, SuspendedBy by) implements AgentStatus {}

  /// Final.
  record Decommissioned(Instant since) implements AgentStatus {}

  default boolean isActive() {
    return this instanceof Active;
  }

  /// The spelling on the wire and in the database.
  default String wire() {
    return switch (this) {
      case Active() -> "active";
      case Suspended _ -> "suspended";
      case Decommissioned _ -> "decommissioned";
    };
  }
}
