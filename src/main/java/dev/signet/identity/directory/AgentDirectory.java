package dev.signet.identity.directory;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentListener;
import dev.signet.identity.agents.Agents;

/// The front door of the directory. Apps are neither counted nor indexed. Its counts and indexed
/// texts change in the transaction that changes the agent, so they are exact.
public final class AgentDirectory implements AgentListener {
  private final Db db;
  private final AgentCounts counts = new AgentCounts();
  private final AgentTextIndex texts;
  private final AgentSearchQueries search;

  public AgentDirectory(Db db, Agents agents) {
    this.db = db;
    this.texts = new AgentTextIndex(db.dialect());
    this.search = new AgentSearchQueries(agents, counts, texts);
  }

  @Override
  public void onRegistered(Tx tx, Agent agent) {
    if (!agent.isApp()) {
      counts.add(tx, agent);
      texts.save(tx, agent);
    }
  }

  @Override
  public void onChanged(Tx tx, Agent before, Agent after) {
    if (after.isApp()) {
      return;
    }
    counts.recount(tx, before, after);
    if (!after.profile().equals(before.profile())) {
      texts.save(tx, after);
    }
  }

  /// A page of the agents within the caller's reach that match the filter, the newest first.
  public Paging.Page<Agent> list(AgentFilter filter, Paging paging, RequestContext by) {
    return list(filter, AgentOrder.NEWEST, paging, by).page();
  }

  /// A page of agents, and their order.
  public record Listed(Paging.Page<Agent> page, AgentOrder order) {}

  /// A page of agents in the given order. A list by name is sorted by name unless a thousand or
  /// more agents match the filter's text: then the newest agents come first.
  ///
  /// @throws Refused `Invalid` when the list is by name and its cursor is not an agent within reach
  public Listed list(AgentFilter filter, AgentOrder order, Paging paging, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.readLongRunning(handle -> search.find(handle, reach, filter, order, paging));
  }
}
