package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import java.util.Locale;

/// Who suspended an agent, which determines who may reactivate it. Later constants take precedence
/// over earlier ones.
public enum SuspendedBy {
  /// The agent itself. It may reactivate itself by its API key; an operator may, too.
  ITSELF,
  /// Another agent. Any agent that may change this one may reactivate it, but not this agent
  /// itself.
  AGENT,
  /// An operator, by a key or in the console, or the server itself. Only an operator may reactivate
  /// it.
  OPERATOR;

  /// The spelling in the database.
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

  /// Whether a caller of this kind may reactivate an agent that another kind suspended.
  boolean mayLift(SuspendedBy other) {
    return switch (other) {
      case ITSELF -> this != AGENT;
      case AGENT -> this != ITSELF;
      case OPERATOR -> this == OPERATOR;
    };
  }
}
