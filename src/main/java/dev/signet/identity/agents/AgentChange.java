package dev.signet.identity.agents;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// A change that a caller requests for an agent.
///
/// @param edit computes the new profile from the current one; must be free of side effects, because
///   it may be called more than once
/// @param active whether to activate or suspend the agent; empty to leave its status unchanged
/// @param reason why the agent is suspended
public record AgentChange(UnaryOperator<Profile> edit, Optional<Boolean> active, String reason) {

  /// The reason recorded when the caller gives none.
  public static final String DEFAULT_REASON = "deactivated";
}
