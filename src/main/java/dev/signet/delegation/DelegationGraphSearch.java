package dev.signet.delegation;

import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Searches the delegations around an agent, the nearest first. The search is bounded, however many
/// delegations there are.
final class DelegationGraphSearch {
  /// The most agents in each direction.
  static final int MAX_AGENTS = 100;

  /// The most delegations in each direction.
  static final int MAX_DELEGATIONS = 200;

  /// What one search found.
  ///
  /// @param hops the distance of each agent from the one in the middle
  record Found(Map<AgentId, Integer> hops, List<Delegation> delegations, boolean isCutOff) {}

  /// The delegations of an agent, the newest first.
  @FunctionalInterface
  private interface Neighbours {
    List<Delegation> of(AgentId agent, int limit);
  }

  private final DelegationStore store;

  DelegationGraphSearch(DelegationStore store) {
    this.store = store;
  }

  /// What an agent lends to others, and those to others again.
  ///
  /// @param at without those that have ended by then; empty for all that are stored
  Found below(Handle handle, AgentId focus, int depth, boolean includeEnded, Instant at) {
    return search(
        focus,
        depth,
        (agent, limit) -> store.lentBy(handle, agent, includeEnded, at, limit),
        Delegation::actor);
  }

  /// What an agent was lent, and those that lent it again.
  Found above(Handle handle, AgentId focus, int depth, boolean includeEnded, Instant at) {
    return search(
        focus,
        depth,
        (agent, limit) -> store.lentTo(handle, agent, includeEnded, at, limit),
        Delegation::subject);
  }

  private static Found search(
      AgentId focus, int depth, Neighbours neighbours, Function<Delegation, AgentId> other) {
    var hops = new LinkedHashMap<AgentId, Integer>();
    var delegations = new ArrayList<Delegation>();
    var frontier = List.of(focus);
    Set<AgentId> seen = new HashSet<>(frontier);
    for (var hop = 1; hop <= depth; hop++) {
      var next = new ArrayList<AgentId>();
      for (var agent : frontier) {
        // One more than there is room for shows that there are more.
        var found = neighbours.of(agent, MAX_DELEGATIONS - delegations.size() + 1);
        for (var delegation : found) {
          var neighbour = other.apply(delegation);
          if (delegations.size() == MAX_DELEGATIONS
              || (!seen.contains(neighbour) && hops.size() == MAX_AGENTS)) {
            return new Found(hops, delegations, true);
          }
          delegations.add(delegation);
          if (seen.add(neighbour)) {
            hops.put(neighbour, hop);
            next.add(neighbour);
          }
        }
      }
      frontier = next;
    }
    return new Found(hops, delegations, false);
  }
}
