package dev.signet.identity.agents;

import java.time.Instant;

/// Whether an agent may be given tokens.
public sealed interface AgentStatus {

  record Active() implements AgentStatus {}

  /// Until it is reactivated.
  ///
  /// @param by who wants it suspended, which decides who may reactivate it
  record Suspended(Instant since, String reason, SuspendedBy by) implements AgentStatus {}

  /// For good.
  record Decommissioned(Instant since) implements AgentStatus {}

  default boolean isActive() {
    return this instanceof Active;
  }

  /// As the wire and the database spell it.
  default String wire() {
    return switch (this) {
      case Active() -> "active";
      case Suspended _ -> "suspended";
      case Decommissioned _ -> "decommissioned";
    };
  }
}
