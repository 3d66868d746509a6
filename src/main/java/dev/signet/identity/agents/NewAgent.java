package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import java.util.Optional;

/// An agent to be registered.
///
/// @param organization empty for the caller's own; an operator's is the default one
/// @param key what its tokens are to be bound to from the start, if anything
public record NewAgent(
    Optional<OrganizationId> organization,
    Profile profile,
    ClientIds clientIds,
    Optional<DpopKey> key) {

  /// One that has no key yet.
  public NewAgent(Optional<OrganizationId> organization, Profile profile, ClientIds clientIds) {
    this(organization, profile, clientIds, Optional.empty());
  }

  /// How an agent's client id is made.
  public enum ClientIds {
    /// It is the agent's id.
    AGENT_ID,
    /// `cid_` and 24 random letters and digits.
    RANDOM
  }
}
