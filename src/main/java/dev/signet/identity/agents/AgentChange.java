package dev.signet.identity.agents;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a caller wants changed of an agent.
///
/// @param edit makes the new profile of the one that is there; without effect but its result, as it
///   may be asked again
/// @param active whether to turn the agent on or off; empty to leave it as it is
/// @param reason why it is turned off
public record AgentChange(UnaryOperator<Profile> edit, Optional<Boolean> active, String reason) {

  /// Why an agent is turned off when nobody says.
  public static final String DEFAULT_REASON = "deactivated";
}
