package dev.signet.agents;

import java.time.Instant;

/// Whether an agent may be given tokens.
public sealed interface Standing {

  record Active() implements Standing {}

  /// Until somebody turns it on again.
  ///
  /// @param byItself whether nobody but the agent wants it so: then it may turn itself on again
  record Suspended(Instant since, String reason, boolean byItself) implements Standing {}

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
