package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.agents.AgentId;
import java.util.List;
import java.util.Optional;

/// Which delegations a list shows; an empty component does not filter.
///
/// @param status `active`, `revoked` or `expired`
/// @param agents only those of one of these agents, as subject or as actor
public record DelegationFilter(
    Optional<AgentId> subject,
    Optional<AgentId> actor,
    Optional<OrganizationId> organization,
    Optional<String> status,
    Optional<List<AgentId>> agents) {
  public static final DelegationFilter NONE =
      new DelegationFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public DelegationFilter {
    agents = agents.map(List::copyOf);
  }

  /// What an agent lends to others.
  public static DelegationFilter ofSubject(AgentId subject) {
    return new DelegationFilter(
        Optional.of(subject),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// What an agent was lent.
  public static DelegationFilter ofActor(AgentId actor) {
    return new DelegationFilter(
        Optional.empty(), Optional.of(actor), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
