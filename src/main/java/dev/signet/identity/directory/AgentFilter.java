package dev.signet.identity.directory;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.agents.AgentKind;
import dev.signet.identity.agents.AgentType;
import java.util.Optional;

/// Which agents a list contains; an empty component does not filter.
///
/// @param createdBy the id of the agent, operator key or user that registered them
/// @param kind whether it contains agents of the registry or apps
/// @param text a substring of the name, description, e-mail address or owner, ignoring case
public record AgentFilter(
    Optional<String> status,
    Optional<String> owner,
    Optional<AgentType> agentType,
    Optional<OrganizationId> organization,
    Optional<String> text,
    Optional<String> createdBy,
    AgentKind kind) {

  public AgentFilter(
      Optional<String> status,
      Optional<String> owner,
      Optional<AgentType> agentType,
      Optional<OrganizationId> organization,
      Optional<String> text,
      Optional<String> createdBy) {
    this(status, owner, agentType, organization, text, createdBy, AgentKind.AGENT);
  }

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

  /// Whether the text is the only filter, apart from the organization.
  boolean isTextOnly() {
    return status.isEmpty() && owner.isEmpty() && agentType.isEmpty();
  }

  AgentFilter withStatus(String other) {
    return new AgentFilter(
        Optional.of(other), owner, agentType, organization, text, createdBy, kind);
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
