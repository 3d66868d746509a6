package dev.signet.delegation;

import dev.signet.delegation.Delegations.ListedDelegation;
import dev.signet.identity.agents.AgentId;
import java.util.List;

/// The delegations around an agent: to whom it lends, to whom those lend, and so on, and the same
/// in the other direction.
///
/// @param nodes the agents, the one in the middle first
/// @param lent the delegations below it, the nearest first
/// @param borrowed those above it, the nearest first; one that is also below it is in both lists
/// @param isCutOff whether there are more than the graph has
public record DelegationGraph(
    List<Node> nodes,
    List<ListedDelegation> lent,
    List<ListedDelegation> borrowed,
    boolean isCutOff) {
  public DelegationGraph {
    nodes = List.copyOf(nodes);
    lent = List.copyOf(lent);
    borrowed = List.copyOf(borrowed);
  }

  /// An agent of the graph.
  ///
  /// @param isActive whether it may get tokens
  /// @param hop how far below the agent in the middle; negative above it
  public record Node(AgentId id, String name, boolean isActive, int hop) {}
}
