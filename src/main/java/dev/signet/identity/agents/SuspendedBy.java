package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import java.util.Locale;

/// Who wants an agent suspended, which decides who may lift the suspension: later ones in this list
/// weigh more.
public enum SuspendedBy {
  /// The agent itself. It may lift the suspension by its API key, and so may an operator.
  ITSELF,
  /// Another agent. Any agent that may change this one may lift it, but not this one itself.
  AGENT,
  /// An operator, by a key or in the console, or the server itself. Only an operator may lift it.
  OPERATOR;

  /// As the database spells it.
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SuspendedBy parse(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  static SuspendedBy of(Agent agent, Caller caller) {
    return switch (caller) {
      case Caller.Operator _, Caller.Job _ -> OPERATOR;
      case Caller.Agent _, Caller.SuspendedAgent _, Caller.Client _, Caller.Unauthenticated _ ->
          caller.id().equals(agent.id().value()) ? ITSELF : AGENT;
    };
  }

  /// Whether a caller of this kind may lift a suspension that another one wanted.
  boolean mayLift(SuspendedBy other) {
    return switch (other) {
      case ITSELF -> this != AGENT;
      case AGENT -> this != ITSELF;
      case OPERATOR -> this == OPERATOR;
    };
  }
}
