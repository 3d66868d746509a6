package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import dev.signet.web.http.Paging;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// The registry of agents: who they are, how they stand, what has been issued to them.
///
/// All that changes an agent goes through here, as each change has to move its revision on: that is
/// what tells whoever issues from an older snapshot, on any node, that it must look again.
public final class Agents {
  private static final int SUSPENSION_BATCH = 50;

  private final Db db;
  private final AgentStore store;
  private final AgentCounts counts = new AgentCounts();
  private final AgentSearch search;
  private final Meters meters;
  private final AgentSnapshots snapshots;
  private final Function<AgentId, Optional<Agent>> current;
  private final AgentLifecycle lifecycle;
  private final Revocations revocations;

  /// @param decommissionings what other rooms do when an agent is decommissioned
  public Agents(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Revocations revocations,
      List<DecommissionListener> decommissionings) {
    this.db = db;
    this.store = new AgentStore(db.dialect());
    var texts = new AgentTextIndex(db.dialect());
    this.search = new AgentSearch(counts, texts);
    this.snapshots =
        new AgentSnapshots(
            id -> db.read(handle -> store.find(handle, id)),
            clientId -> db.read(handle -> store.findByClientId(handle, clientId)));
    this.meters = new Meters(db, audit, snapshots);
    this.current = db.dialect().isShared() ? batchLoader()::find : snapshots::find;
    this.revocations = revocations;
    this.lifecycle =
        new AgentLifecycle(
            audit,
            ids,
            clock,
            organizations,
            revocations,
            decommissionings,
            store,
            counts,
            texts,
            meters,
            snapshots);
  }

  private BatchLoader<AgentId, Agent> batchLoader() {
    return new BatchLoader<>(asked -> db.read(handle -> store.findAll(handle, asked)));
  }

  /// The agent as this process saw it last: exact on a database of our own, a guess on a shared
  /// one.
  public Optional<Agent> find(AgentId id) {
    return snapshots.find(id);
  }

  /// Forgets what this process remembers of agents: the database has lost what was committed last,
  /// so that a revision may mean something else now.
  public void evictSnapshots() {
    snapshots.evictAll();
  }

  /// As [#find], by the agent's client id or its id.
  public Optional<Agent> findByClientId(String clientId) {
    return snapshots.findByClientId(clientId);
  }

  /// The agent as it is now, whatever other nodes do: what was changed before the question is seen.
  public Optional<Agent> findCurrent(AgentId id) {
    return current.apply(id);
  }

  /// Whether the agent is still as it was when it was read: looked at before anybody is refused for
  /// what it lacks.
  public boolean isCurrent(Agent agent) {
    return findCurrent(agent.id()).filter(now -> now.revision() == agent.revision()).isPresent();
  }

  /// Drops the snapshot: the next look reads the database.
  public void evict(AgentId id) {
    snapshots.evict(id);
  }

  /// The agent as the database has it.
  ///
  /// @throws Refused `Unknown` when it is not there, or not within the caller's reach
  public Agent require(AgentId id, RequestContext by) {
    return requireInScope(by, db.read(handle -> store.find(handle, id)));
  }

  /// As [#require], and nobody else changes the agent until the transaction has ended.
  public Agent lock(Tx tx, AgentId id, RequestContext by) {
    return requireInScope(by, store.lock(tx, id));
  }

  private static Agent requireInScope(RequestContext by, Optional<Agent> found) {
    var reach = TenantScope.of(by.caller());
    return found
        .filter(agent -> reach.covers(agent.organization()))
        .orElseThrow(() -> Refused.notFound("agent"));
  }

  /// A page of the agents within the caller's reach that fit the filter, the newest first.
  public Paging.Page<Agent> list(AgentFilter filter, Paging paging, RequestContext by) {
    return list(filter, AgentOrder.NEWEST, paging, by).page();
  }

  /// Some agents, and in which order they are.
  public record Listed(Paging.Page<Agent> page, AgentOrder order) {}

  /// As [#list(AgentFilter, Paging, Origin)], in another order. By name they are sorted unless a
  /// thousand or more fit the filter's text: then the newest come first.
  ///
  /// @throws Refused `Invalid` when the list is by name and its cursor is no agent within reach
  public Listed list(AgentFilter filter, AgentOrder order, Paging paging, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.readLongRunning(handle -> search.find(handle, reach, filter, order, paging));
  }

  /// Registers an agent, active from now on.
  ///
  /// @throws Refused `Unknown` when the organization is not there, or not within the caller's
  ///   reach; `Forbidden` when the caller gives a scope of this server that it does not hold;
  ///   `Conflict` when another agent has the e-mail address
  public Agent register(Tx tx, NewAgent asked, RequestContext by) {
    return lifecycle.register(tx, asked, by);
  }

  /// Does all that a change says, or none of it. What is as the change wants it stays untouched,
  /// and is not told to the audit trail.
  ///
  /// @throws Refused `Unknown` as [#require]; `Forbidden` when the caller gives a scope of this
  ///   server that it does not hold, or is an agent that may not change this one; `Conflict` when
  ///   the agent is decommissioned, or another one has the e-mail address
  public Agent change(AgentId id, AgentChange change, RequestContext by) {
    return change(id, change, by, UnaryOperator.identity());
  }

  /// As above; what is answered is made before the commit, so that nothing is stored which cannot
  /// be shown.
  ///
  /// @param shown makes the answer of the agent as it is read back; it uses no other connection to
  ///   the database
  public <T> T change(AgentId id, AgentChange change, RequestContext by, Function<Agent, T> shown) {
    var changed =
        db.inTransaction(tx -> {
          var done = applyChange(tx, id, change, by);
          return new ChangeResult<>(shown.apply(done.agent()), done.revokedTokens());
        });
    changed.revokedTokens().ifPresent(revocations::count);
    return changed.view();
  }

  /// As above, in the transaction of somebody else.
  public Agent change(Tx tx, AgentId id, AgentChange change, RequestContext by) {
    return applyChange(tx, id, change, by).agent();
  }

  /// @param revokedTokens how many tokens the change has ended, if it is one that does
  private record ChangeResult<T>(T view, Optional<RevokedTokenCount> revokedTokens) {}

  private Suspension applyChange(Tx tx, AgentId id, AgentChange change, RequestContext by) {
    var edited = lifecycle.edit(tx, lockToChange(tx, id, by), change.edit(), by);
    if (change.active().isEmpty()) {
      return new Suspension(edited, Optional.empty());
    }
    return change.active().get()
        ? new Suspension(lifecycle.reactivate(tx, edited, by), Optional.empty())
        : lifecycle.suspend(tx, edited, change.reason(), by);
  }

  /// Turns an agent off: it gets no more tokens, and those it has end with this transaction.
  /// Turning it off again changes nothing.
  ///
  /// @throws Refused as [#change]
  public Suspension suspend(AgentId id, String reason, RequestContext by) {
    return db.inTransaction(tx -> lifecycle.suspend(tx, lockToChange(tx, id, by), reason, by));
  }

  /// How many agents were suspended, and how many active tokens ended with that.
  public record SuspendedAgents(long agents, long revokedTokens) {}

  /// Suspends an agent, every agent that it has registered, every agent that those have registered,
  /// and so on. When this returns, none of them is active, whatever they did meanwhile. Each agent
  /// is suspended with an event of its own, some in one transaction. An agent that is
  /// decommissioned is left as it is, and what it has registered is suspended all the same.
  ///
  /// @throws Refused as [#change]; `NotAllowed` for an agent as caller; `Unavailable` when they are
  ///   suspended, and the ended tokens are still being counted
  public SuspendedAgents suspendWithDescendants(AgentId id, String reason, RequestContext by) {
    if (!(by.caller() instanceof Caller.Operator)) {
      throw Refused.notAllowed("Only an operator may suspend what an agent has registered");
    }
    require(id, by);
    var ended = new ArrayList<>(suspendBatch(List.of(id), reason, by));
    var creators = new ArrayDeque<>(List.of(id));
    while (!creators.isEmpty()) {
      var creator = creators.pop().value();
      var after = "";
      List<AgentId> some;
      do {
        // Read after its creator was suspended: from then on the creator registers none.
        var last = after;
        some = db.read(handle -> store.createdBy(handle, creator, last, SUSPENSION_BATCH));
        if (!some.isEmpty()) {
          after = some.getLast().value();
          ended.addAll(suspendBatch(some, reason, by));
          creators.addAll(some);
        }
      } while (some.size() == SUSPENSION_BATCH);
    }
    return new SuspendedAgents(ended.size(), sum(ended));
  }

  /// What suspending one agent came to.
  ///
  /// @throws Refused `Unavailable` when it is suspended, and the ended tokens are still being
  ///   counted
  public SuspendedAgents count(Suspension suspension) {
    var ended = suspension.revokedTokens().stream().toList();
    return new SuspendedAgents(ended.size(), sum(ended));
  }

  private long sum(List<RevokedTokenCount> ended) {
    return ended.stream()
        .mapToLong(one ->
            revocations
                .count(one)
                .orElseThrow(() ->
                    Refused.unavailable("suspended; the ended tokens are still being counted")))
        .sum();
  }

  private List<RevokedTokenCount> suspendBatch(
      List<AgentId> some, String reason, RequestContext by) {
    return db.inTransaction(tx -> {
      var ended = new ArrayList<RevokedTokenCount>();
      for (var id : some) {
        var agent = lock(tx, id, by);
        if (!(agent.status() instanceof AgentStatus.Decommissioned)) {
          lifecycle.suspend(tx, agent, reason, by).revokedTokens().ifPresent(ended::add);
        }
      }
      return ended;
    });
  }

  /// How many tokens something has ended. Waits until they are counted, for as long as an answer
  /// may wait; empty when that takes longer.
  public OptionalLong count(RevokedTokenCount ended) {
    return revocations.count(ended);
  }

  /// Turns an agent on again; none of its old tokens lives again. Turning it on twice changes
  /// nothing.
  ///
  /// @throws Refused as [#change]
  public Agent reactivate(AgentId id, RequestContext by) {
    return db.inTransaction(tx -> lifecycle.reactivate(tx, lockToChange(tx, id, by), by));
  }

  /// Gives an agent another key: from this transaction on its tokens are issued against proofs by
  /// that key and no other, and those that are bound to the one before have ended. The same key
  /// again ends them as well.
  ///
  /// @throws Refused as [#change]
  public DpopKeyRotation rotateDpopKey(
      Tx tx, AgentId id, DpopKey key, String reason, RequestContext by) {
    return lifecycle.rotateDpopKey(tx, lockToChange(tx, id, by), key, reason, by);
  }

  /// Ends an agent for good, with its tokens and all that other rooms keep for it.
  ///
  /// @throws Refused as [#change]
  public void decommission(AgentId id, RequestContext by) {
    revocations.count(
        db.inTransaction(tx -> lifecycle.decommission(tx, lockToChange(tx, id, by), by)));
  }

  /// As above, in the transaction of somebody else.
  public void decommission(Tx tx, AgentId id, RequestContext by) {
    lifecycle.decommission(tx, lockToChange(tx, id, by), by);
  }

  private Agent lockToChange(Tx tx, AgentId id, RequestContext by) {
    var agent = lock(tx, id, by);
    lifecycle.requireMayChange(agent, by.caller());
    return agent;
  }

  /// Sees that a caller who gets hold of an agent's secret can do no more with it than without: who
  /// holds the secret can log in as the agent.
  ///
  /// @throws Refused `Forbidden` naming a scope of this server that the agent has and the caller
  ///   lacks
  public void requireMayHandOutSecretsOf(Tx tx, Agent target, Caller by) {
    lifecycle.requireMayHandOutSecretsOf(tx, target, by);
  }

  /// As above, outside of a transaction.
  public void requireMayHandOutSecretsOf(Agent target, Caller by) {
    PrivilegeRules.requireMayHandOutSecretsOf(
        id -> db.read(handle -> store.find(handle, id)), target, by);
  }

  /// Notes that something has changed that issuing has to know of. Other rooms call it with each
  /// change of what they keep for an agent.
  ///
  /// @param agent as [#lock] gave it in this transaction
  public void recordChange(Tx tx, Agent agent) {
    lifecycle.recordChange(tx, agent);
  }

  /// Ends all tokens of an agent, and writes the event of it: in this transaction where they are
  /// few, and else when they are counted.
  ///
  /// @param agent as [#lock] gave it in this transaction
  /// @param event gives the event that says how many lived until then
  public RevokedTokenCount revokeTokens(
      Tx tx, Agent agent, LongFunction<? extends Event> event, RequestContext by) {
    return lifecycle.revokeTokens(tx, agent, event, by);
  }

  /// How many tokens of an agent live now: what suspending it would end.
  ///
  /// @throws Refused as [#require]
  public long countActiveTokens(AgentId id, RequestContext by) {
    var agent = require(id, by);
    return db.readLongRunning(handle -> lifecycle.countActiveTokens(handle, agent));
  }

  /// Counts what a transaction issues, and so makes sure that no agent has changed since its
  /// snapshot was read: from here until the end of the transaction it cannot.
  ///
  /// @param issued names no agent twice
  /// @return the agents that have moved on; nothing may be issued to them from these snapshots
  public Set<AgentId> recordIssuance(Tx tx, Collection<IssuanceIncrement> issued) {
    return meters.count(tx, issued);
  }

  /// Writes down what has been issued, where that is done behind it: now and then, and before the
  /// database is closed.
  public void flushMeters() {
    meters.flush();
  }

  /// These agents as the database has them, within a read that is under way.
  public Map<AgentId, Agent> findAll(Handle handle, Collection<AgentId> ids) {
    return ids.isEmpty() ? Map.of() : store.findAll(handle, ids);
  }

  /// What agents are called: those of these ids that there are.
  public Map<String, String> names(Collection<AgentId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }

  /// What has been issued to an agent.
  public IssuanceTotals usage(AgentId id) {
    return usages(List.of(id)).getOrDefault(id, IssuanceTotals.ZERO);
  }

  /// What has been issued to each of these agents.
  public Map<AgentId, IssuanceTotals> usages(Collection<AgentId> agents) {
    return agents.isEmpty() ? Map.of() : meters.find(agents);
  }
}
