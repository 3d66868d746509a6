package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A change that a caller requests for an agent.
///
/// @param edit computes the new profile from the current one; must be free of side effects, because
///   it may be called more than once
/// @param organization where the agent is to be moved; empty to leave it where it is
/// @param active whether to activate or suspend the agent; empty to leave its status unchanged
/// @param reason why the agent is suspended
public record AgentChange(
    UnaryOperator<Profile> edit,
    Optional<OrganizationId> organization,
    Optional<Boolean> active,
    String reason) {

  /// The reason recorded when the caller gives none.
  public static final String DEFAULT_REASON = "deactivated";

  /// A change within the agent's organization.
  public AgentChange(UnaryOperator<Profile> edit, Optional<Boolean> active, String reason) {
    this(edit, Optional.empty(), active, reason);
  }
}
