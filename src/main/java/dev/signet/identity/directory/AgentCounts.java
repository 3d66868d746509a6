package dev.signet.identity.directory;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// The SQL for the number of agents of each kind. Every change to a counted attribute updates the
/// counts in its own transaction, so the counts are exact.
final class AgentCounts {

  /// The groups that are counted: the agents of an organization, of an owner, of both, or all
  /// agents.
  private static final String ALL = "";

  private record Kind(String organization, String owner, String type, String status, String slot) {

    // Rows are locked in the same order everywhere, so two transactions rarely wait for each other.
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::organization)
            .thenComparing(Kind::owner)
            .thenComparing(Kind::type)
            .thenComparing(Kind::status)
            .thenComparing(Kind::slot);
  }

  /// Counts a new agent.
  public void add(Tx tx, Agent agent) {
    var changes = new TreeMap<Kind, Integer>(Kind.ORDER);
    kinds(agent).forEach(kind -> changes.put(kind, 1));
    save(tx, changes);
  }

  /// Moves an agent from its old groups to its new ones.
  public void recount(Tx tx, Agent before, Agent after) {
    var changes = new TreeMap<Kind, Integer>(Kind.ORDER);
    kinds(before).forEach(kind -> changes.merge(kind, -1, Integer::sum));
    kinds(after).forEach(kind -> changes.merge(kind, 1, Integer::sum));
    changes.values().removeIf(by -> by == 0);
    if (!changes.isEmpty()) {
      save(tx, changes);
    }
  }

  private static List<Kind> kinds(Agent agent) {
    var kinds = new ArrayList<Kind>();
    for (var organization : List.of(ALL, agent.organization().value())) {
      kinds.add(kind(agent, organization, ALL));
      agent
          .profile()
          .owner()
          // An agent without an owner has an empty name, which would otherwise be counted as "all
          // owners".
          .filter(owner -> !owner.equals(ALL))
          .ifPresent(owner -> kinds.add(kind(agent, organization, owner)));
    }
    return kinds;
  }

  private static Kind kind(Agent agent, String organization, String owner) {
    var id = agent.id().value();
    return new Kind(
        organization,
        owner,
        agent.profile().agentType().wire(),
        agent.status().wire(),
        id.substring(id.length() - 1));
  }

  private static void save(Tx tx, Map<Kind, Integer> changes) {
    var batch =
        tx.batch(
            """
            INSERT INTO agent_counts (organization_id, owner, agent_type, status, slot, agents)
            VALUES (:organization, :owner, :type, :status, :slot, :by)
            ON CONFLICT (organization_id, owner, agent_type, status, slot)
            DO UPDATE SET agents = agent_counts.agents + excluded.agents
            """);
    changes.forEach((kind, by) ->
        batch
            .bind("organization", kind.organization())
            .bind("owner", kind.owner())
            .bind("type", kind.type())
            .bind("status", kind.status())
            .bind("slot", kind.slot())
            .bind("by", by)
            .add());
    batch.execute();
  }

  /// The number of agents that match the filter; the filter's text is ignored.
  long count(Handle handle, Optional<OrganizationId> organization, AgentFilter filter) {
    return handle
        .createQuery(
            """
            SELECT COALESCE(SUM(agents), 0) FROM agent_counts
            WHERE organization_id = :organization AND owner = :owner
              AND (CAST(:type AS TEXT) IS NULL OR agent_type = :type)
              AND (CAST(:status AS TEXT) IS NULL OR status = :status)
            """)
        .bind("organization", organization.map(OrganizationId::value).orElse(ALL))
        .bind("owner", filter.owner().orElse(ALL))
        .bind("type", filter.agentType().map(AgentType::wire).orElse(null))
        .bind("status", filter.status().orElse(null))
        .mapTo(Long.class)
        .one();
  }
}
