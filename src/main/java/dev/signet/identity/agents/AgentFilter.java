package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import java.util.Optional;

/// Which agents a list is to have; what is empty filters nothing.
///
/// @param createdBy the id of the agent, operator key or user that registered them
/// @param text is part of the name, description, e-mail address or owner, in any case
public record AgentFilter(
    Optional<String> status,
    Optional<String> owner,
    Optional<AgentType> agentType,
    Optional<OrganizationId> organization,
    Optional<String> text,
    Optional<String> createdBy) {

  public AgentFilter(
      Optional<String> standing,
      Optional<String> owner,
      Optional<AgentType> agentType,
      Optional<OrganizationId> organization,
      Optional<String> text) {
    this(standing, owner, agentType, organization, text, Optional.empty());
  }

  public static final AgentFilter NONE =
      new AgentFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// Whether nothing but the text filters, an organization perhaps apart.
  boolean isTextOnly() {
    return status.isEmpty() && owner.isEmpty() && agentType.isEmpty();
  }

  AgentFilter onlyOwner() {
    return new AgentFilter(
        Optional.empty(), owner, Optional.empty(), Optional.empty(), Optional.empty());
  }

  AgentFilter onlyStatus() {
    return new AgentFilter(
        status, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  AgentFilter onlyType() {
    return new AgentFilter(
        Optional.empty(), Optional.empty(), agentType, Optional.empty(), Optional.empty());
  }
}
