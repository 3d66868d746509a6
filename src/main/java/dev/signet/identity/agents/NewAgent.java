package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import java.util.Optional;

/// An agent to be registered.
///
/// @param organization empty for the caller's organization; an operator's is the default
///   organization
/// @param key the key that the agent's tokens are bound to from the start, if any
public record NewAgent(
    Optional<OrganizationId> organization,
    Profile profile,
    ClientIds clientIds,
    Optional<DpopKey> key) {

  /// A new agent without a key.
  public NewAgent(Optional<OrganizationId> organization, Profile profile, ClientIds clientIds) {
    this(organization, profile, clientIds, Optional.empty());
  }

  /// How the client id of an agent is chosen.
  public enum ClientIds {
    /// The client id is the agent id.
    AGENT_ID,
    /// `cid_` and 24 random letters and digits.
    RANDOM
  }
}
