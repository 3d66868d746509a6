package dev.signet.identity.agents;

import java.time.Instant;

/// Whether an agent may be given tokens.
public sealed interface Standing {

  record Active() implements Standing {}

  /// Until it is reactivated.
  ///
  /// @param by who wants it suspended, which decides who may reactivate it
  record Suspended(Instant since, String reason, SuspendedBy by) implements Standing {}

  /// For good.
  record Decommissioned(Instant since) implements Standing {}

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
