package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
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
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.Quotas;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// The registry of agents: their identity and status.
///
/// Every change to an agent goes through this class, because each change has to increment the
/// agent's revision. The revision shows an issuing transaction, on any node, that its snapshot is
/// outdated.
public final class Agents {
  private static final int SUSPENSION_BATCH = 50;

  private final Db db;
  private final AgentStore store;
  private final List<AgentListener> listeners = new ArrayList<>();
  private final AgentSnapshots snapshots;
  private final Function<AgentId, Optional<Agent>> current;
  private final Function<Collection<AgentId>, Map<AgentId, Agent>> allCurrent;
  private final AgentLifecycle lifecycle;
  private final Revocations revocations;
  private final Quotas quotas;

  /// @param decommissionings actions of other rooms when an agent is decommissioned
  public Agents(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Quotas quotas,
      Revocations revocations,
      List<DecommissionListener> decommissionings) {
    this.db = db;
    var states = organizations.states();
    this.store = new AgentStore(db.dialect(), states);
    this.snapshots =
        new AgentSnapshots(
            id -> db.read(handle -> store.find(handle, id)),
            clientId -> db.read(handle -> store.findByClientId(handle, clientId)),
            agent -> agent.with(states.latest(agent.organization(), agent.organizationState())));
    if (db.dialect().isShared()) {
      var loader = batchLoader();
      this.current = loader::find;
      this.allCurrent = loader::findAll;
    } else {
      this.current = snapshots::find;
      this.allCurrent = this::findSnapshots;
    }
    this.revocations = revocations;
    this.quotas = quotas;
    this.lifecycle =
        new AgentLifecycle(
            audit,
            ids,
            clock,
            organizations,
            quotas,
            revocations,
            decommissionings,
            store,
            listeners,
            snapshots);
  }

  /// Lets another room follow all changes. Before the server starts.
  public void addListener(AgentListener listener) {
    listeners.add(listener);
  }

  private BatchLoader<AgentId, Agent> batchLoader() {
    return new BatchLoader<>(asked -> db.read(handle -> store.findAll(handle, asked)));
  }

  /// The agent as this process last read it: exact on a embedded database, possibly outdated on a
  /// shared one.
  public Optional<Agent> find(AgentId id) {
    return snapshots.find(id);
  }

  /// Evicts all snapshots: the database has lost committed changes, so a revision may now denote a
  /// different state.
  public void evictSnapshots() {
    snapshots.evictAll();
  }

  /// Finds an agent by its client id or its id, from the same snapshots as [#find].
  public Optional<Agent> findByClientId(String clientId) {
    return snapshots.findByClientId(clientId);
  }

  /// The current agent, including changes that other nodes committed before this call.
  public Optional<Agent> findCurrent(AgentId id) {
    return current.apply(id);
  }

  /// As [#findCurrent], for several agents at once; unknown ones are left out.
  public Map<AgentId, Agent> findAllCurrent(Collection<AgentId> ids) {
    return allCurrent.apply(ids);
  }

  private Map<AgentId, Agent> findSnapshots(Collection<AgentId> ids) {
    var found = new HashMap<AgentId, Agent>();
    ids.forEach(id -> snapshots.find(id).ifPresent(agent -> found.put(id, agent)));
    return found;
  }

  /// Whether the agent and the state of its organization are unchanged since they were read.
  /// Checked before a caller is refused for something that the agent lacks.
  public boolean isCurrent(Agent agent) {
    return findCurrent(agent.id())
        .filter(now ->
            now.revision() == agent.revision()
                && now.organizationState().equals(agent.organizationState()))
        .isPresent();
  }

  /// The active agents of an organization with what decides about their tokens, in the order of
  /// their ids.
  ///
  /// @param after the id of the last agent that was read; empty for none
  public List<TokenHolder> activeIn(
      Handle handle, OrganizationId organization, String after, int limit) {
    return store.activeIn(handle, organization, after, limit);
  }

  /// Evicts the snapshot: the next call reads the database.
  public void evict(AgentId id) {
    snapshots.evict(id);
  }

  /// The agent as stored in the database.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Agent require(AgentId id, RequestContext by) {
    return requireInScope(by, db.read(handle -> store.find(handle, id)));
  }

  /// Like [#require], and locks the agent until the end of the transaction. To be called before the
  /// transaction locks a row that issuing tokens locks too.
  public Agent lock(Tx tx, AgentId id, RequestContext by) {
    return lock(tx, id, by, () -> {});
  }

  /// As [#lock], for a transaction that may revoke the agent's tokens. To be called before the
  /// transaction locks any row.
  public Agent lockToRevoke(Tx tx, AgentId id, RequestContext by) {
    return lock(tx, id, by, () -> revocations.lockToRevoke(tx, List.of(id.value())));
  }

  /// As [#lock], for a transaction that may change what the agent's tokens allow. To be called
  /// before the transaction locks any row.
  public Agent lockToChange(Tx tx, AgentId id, RequestContext by) {
    return lock(tx, id, by, () -> revocations.lockToNarrow(tx, id.value()));
  }

  /// A caller that may not see the agent neither waits for its locks nor holds them.
  private Agent lock(Tx tx, AgentId id, RequestContext by, Runnable others) {
    requireInScope(by, store.find(tx.handle(), id));
    others.run();
    return requireInScope(by, store.lock(tx, id));
  }

  private static Agent requireInScope(RequestContext by, Optional<Agent> found) {
    var reach = TenantScope.of(by.caller());
    return found
        .filter(agent -> reach.covers(agent.organization()))
        .orElseThrow(() -> AgentRefusals.notFound());
  }

  /// Registers an active agent.
  ///
  /// @throws Refused `NotFound` when the organization does not exist or is not within the caller's
  ///   reach; `InsufficientScope` when the caller grants a scope of this server that it does not
  ///   hold; `QuotaExceeded`; `Conflict` when another agent has the e-mail address
  public Agent register(Tx tx, NewAgent asked, RequestContext by) {
    return lifecycle.register(tx, asked, by);
  }

  /// Registers an app: a client that describes itself, and that a user now allows to act for them.
  /// If it is registered already, its row becomes what it now describes itself as, and keeps its
  /// status. To be called before the transaction locks a row that issuing tokens locks too.
  ///
  /// @param clientId the URL of its metadata document, or the id of its open registration
  /// @return the app as it is stored, whatever its status
  /// @throws Refused `Invalid` when the profile is inconsistent
  public Agent registerApp(Tx tx, String clientId, Profile profile, RequestContext by) {
    var known = lifecycle.registerApp(tx, clientId, profile, by);
    if (known.profile().describesSameApp(profile)
        || known.status() instanceof AgentStatus.Decommissioned) {
      return known;
    }
    revocations.lockToNarrow(tx, known.id().value());
    return store
        .lock(tx, known.id())
        .map(locked -> lifecycle.edit(tx, locked, before -> before.describedBy(profile), by))
        .orElseThrow();
  }

  /// Applies a whole change atomically. Values that do not change are neither written nor recorded
  /// in the audit log.
  ///
  /// @throws Refused `NotFound` as [#require]; `InsufficientScope` when the caller grants a scope
  ///   of this server that it does not hold, or is an agent that may not change this one;
  ///   `Conflict` when the agent is decommissioned, or another agent has the e-mail address
  public Agent change(AgentId id, AgentChange change, RequestContext by) {
    return change(id, change, by, UnaryOperator.identity());
  }

  /// As [#change], within the caller's transaction, for an agent without tokens. To be called
  /// before the transaction locks a row that issuing tokens locks too.
  public Agent change(Tx tx, AgentId id, AgentChange change, RequestContext by) {
    return applyChange(tx, id, change, by).agent();
  }

  /// Applies a change and makes the response before the commit, so that nothing is stored that
  /// cannot be shown.
  ///
  /// @param shown makes the response from the agent as it is read back; must not use another
  ///   database connection
  public <T> T change(AgentId id, AgentChange change, RequestContext by, Function<Agent, T> shown) {
    var changed =
        db.inTransaction(tx -> {
          var done = applyChange(tx, id, change, by);
          return new ChangeResult<>(shown.apply(done.agent()), done.revokedTokens());
        });
    changed.revokedTokens().ifPresent(revocations::count);
    return changed.view();
  }

  /// Applies a change within the caller's transaction.
  ///
  /// @param agent as [#lockToChange] returned it in this transaction
  public Agent edit(Tx tx, Agent agent, UnaryOperator<Profile> edit, RequestContext by) {
    return lifecycle.edit(tx, requireMayChange(agent, by), edit, by);
  }

  /// @param revokedTokens the number of tokens revoked, if the change revokes any
  private record ChangeResult<T>(T view, Optional<RevokedTokenCount> revokedTokens) {}

  private Suspension applyChange(Tx tx, AgentId id, AgentChange change, RequestContext by) {
    var mayRevoke = change.organization().isPresent() || change.active().isPresent();
    var agent =
        requireMayChange(mayRevoke ? lockToRevoke(tx, id, by) : lockToChange(tx, id, by), by);
    var moved =
        change
            .organization()
            .filter(other -> !other.equals(agent.organization()))
            .map(other -> lifecycle.move(tx, agent, other, by));
    var edited = lifecycle.edit(tx, moved.map(Suspension::agent).orElse(agent), change.edit(), by);
    if (change.active().isEmpty()) {
      return new Suspension(edited, moved.flatMap(Suspension::revokedTokens));
    }
    return change.active().get()
        ? new Suspension(lifecycle.reactivate(tx, edited, by), Optional.empty())
        : lifecycle.suspend(tx, edited, change.reason(), by);
  }

  /// Suspends an agent: it gets no more tokens, and this transaction revokes those it has.
  /// Suspending a suspended agent changes nothing.
  ///
  /// @throws Refused as [#change]
  public Suspension suspend(AgentId id, String reason, RequestContext by) {
    return db.inTransaction(
        tx -> lifecycle.suspend(tx, requireMayChange(lockToRevoke(tx, id, by), by), reason, by));
  }

  /// The numbers of suspended agents and of active tokens revoked with them.
  ///
  /// @param revokedDescendants how many other tokens ended because they had been exchanged from
  ///   these; empty when they were too many to count
  public record SuspendedAgents(long agents, long revokedTokens, OptionalLong revokedDescendants) {}

  /// Suspends an agent, every agent that it registered, every agent that those registered, and so
  /// on. When this returns, none of them is active, whatever they did concurrently. Each agent is
  /// suspended with a separate event; several agents share a transaction. A decommissioned agent is
  /// skipped, but the agents that it registered are suspended.
  ///
  /// @throws Refused as [#change]; `NotAllowed` when the caller is an agent; `ServiceUnavailable`
  ///   when the agents are suspended and the revoked tokens are still being counted
  public SuspendedAgents suspendWithDescendants(AgentId id, String reason, RequestContext by) {
    if (!(by.caller() instanceof Caller.Operator)) {
      throw AgentRefusals.mayNotSuspendRegisteredAgents();
    }
    require(id, by);
    var ended = new ArrayList<>(suspendBatch(List.of(id), reason, by));
    var creators = new ArrayDeque<>(List.of(id));
    while (!creators.isEmpty()) {
      var creator = creators.pop().value();
      var after = "";
      List<AgentId> some;
      do {
        // Read after the registering agent is suspended: from then on it cannot register more.
        var last = after;
        some = db.read(handle -> store.createdBy(handle, creator, last, SUSPENSION_BATCH));
        if (!some.isEmpty()) {
          after = some.getLast().value();
          ended.addAll(suspendBatch(some, reason, by));
          creators.addAll(some);
        }
      } while (some.size() == SUSPENSION_BATCH);
    }
    return suspended(ended);
  }

  /// Waits for the result of suspending one agent.
  ///
  /// @throws Refused `ServiceUnavailable` when the agent is suspended and the revoked tokens are
  ///   still being counted
  public SuspendedAgents count(Suspension suspension) {
    return suspended(suspension.revokedTokens().stream().toList());
  }

  private SuspendedAgents suspended(List<RevokedTokenCount> ended) {
    var below =
        ended.stream().allMatch(one -> one.descendants().isPresent())
            ? OptionalLong.of(
                ended.stream().mapToLong(one -> one.descendants().orElseThrow()).sum())
            : OptionalLong.empty();
    return new SuspendedAgents(ended.size(), sum(ended), below);
  }

  private long sum(List<RevokedTokenCount> ended) {
    return ended.stream()
        .mapToLong(
            one -> revocations.count(one).orElseThrow(AgentRefusals::revokedTokensBeingCounted))
        .sum();
  }

  private List<RevokedTokenCount> suspendBatch(
      List<AgentId> some, String reason, RequestContext by) {
    return db.inTransaction(tx -> {
      var ended = new ArrayList<RevokedTokenCount>();
      var reach = TenantScope.of(by.caller());
      revocations.lockToRevoke(
          tx,
          store.findAll(tx.handle(), some).values().stream()
              .filter(agent -> reach.covers(agent.organization()))
              .map(agent -> agent.id().value())
              .toList());
      for (var id : some) {
        // An agent that was moved to an organization may have registered others before.
        store
            .lock(tx, id)
            .filter(agent -> reach.covers(agent.organization()))
            .filter(agent -> !(agent.status() instanceof AgentStatus.Decommissioned))
            .flatMap(agent -> lifecycle.suspend(tx, agent, reason, by).revokedTokens())
            .ifPresent(ended::add);
      }
      return ended;
    });
  }

  /// The number of tokens revoked. Waits for the count as long as a response may wait; empty when
  /// it takes longer.
  public OptionalLong count(RevokedTokenCount ended) {
    return revocations.count(ended);
  }

  /// Reactivates an agent; its old tokens stay revoked. Reactivating an active agent changes
  /// nothing.
  ///
  /// @throws Refused as [#change]
  public Agent reactivate(AgentId id, RequestContext by) {
    return db.inTransaction(
        tx -> lifecycle.reactivate(tx, requireMayChange(lock(tx, id, by), by), by));
  }

  /// Replaces an agent's DPoP key: from this transaction on its tokens are issued only against
  /// proofs by the new key, and tokens bound to the previous key are revoked. Setting the same key
  /// again revokes them as well.
  ///
  /// @throws Refused as [#change]
  public DpopKeyRotation rotateDpopKey(
      Tx tx, AgentId id, DpopKey key, String reason, RequestContext by) {
    return lifecycle.rotateDpopKey(
        tx, requireMayChange(lockToRevoke(tx, id, by), by), key, reason, by);
  }

  /// Decommissions an agent permanently, revoking its tokens and everything that other rooms store
  /// for it.
  ///
  /// @throws Refused as [#change]
  public void decommission(AgentId id, RequestContext by) {
    revocations.count(
        db.inTransaction(
            tx -> lifecycle.decommission(tx, requireMayChange(lockToRevoke(tx, id, by), by), by)));
  }

  /// Decommissions an agent within the caller's transaction.
  ///
  /// @param agent as [#lockToRevoke] returned it in this transaction
  public void decommission(Tx tx, Agent agent, RequestContext by) {
    lifecycle.decommission(tx, requireMayChange(agent, by), by);
  }

  private Agent requireMayChange(Agent agent, RequestContext by) {
    lifecycle.requireMayChange(agent, by.caller());
    return agent;
  }

  /// Checks that a caller who obtains an agent's secret gains no privileges by it: the secret
  /// allows authenticating as the agent.
  ///
  /// @throws Refused `InsufficientScope` naming a scope of this server that the agent has and the
  ///   caller lacks
  public void requireMayHandOutSecretsOf(Tx tx, Agent target, Caller by) {
    lifecycle.requireMayHandOutSecretsOf(tx, target, by);
  }

  /// Makes this check outside of a transaction.
  public void requireMayHandOutSecretsOf(Agent target, Caller by) {
    PrivilegeRules.requireMayHandOutSecretsOf(
        id -> db.read(handle -> store.find(handle, id)), target, by);
  }

  /// Records a change that token issuance depends on. Other rooms call it with each change to what
  /// they store for an agent.
  ///
  /// @param agent as [#lock] returned it in this transaction
  public void recordChange(Tx tx, Agent agent) {
    lifecycle.recordChange(tx, agent);
  }

  /// Checks that an agent may have one more of what a quota of its organization limits.
  ///
  /// @param agent locked or just registered
  /// @param used what it has
  /// @throws Refused `QuotaExceeded`
  public void admit(Tx tx, Agent agent, Quota quota, long used, RequestContext by) {
    quotas.admitForAgent(tx, agent.organization(), agent.id().value(), quota, used, by);
  }

  /// Revokes all tokens of an agent and records the event: in this transaction if there are few,
  /// otherwise once they are counted.
  ///
  /// @param agent as [#lockToRevoke] returned it in this transaction
  /// @param event makes the event from the number of tokens that were active
  public RevokedTokenCount revokeTokens(
      Tx tx, Agent agent, LongFunction<? extends Event> event, RequestContext by) {
    return lifecycle.revokeTokens(tx, agent, event, by);
  }

  /// The number of active tokens of an agent, which suspending it would revoke.
  ///
  /// @throws Refused as [#require]
  public long countActiveTokens(AgentId id, RequestContext by) {
    var agent = require(id, by);
    return db.readLongRunning(handle -> lifecycle.countActiveTokens(handle, agent));
  }

  /// The stored agents, read within a read transaction that is under way.
  public Map<AgentId, Agent> findAll(Handle handle, Collection<AgentId> ids) {
    return ids.isEmpty() ? Map.of() : store.findAll(handle, ids);
  }

  /// The names of the agents with these ids; unknown ids are left out.
  public Map<String, String> names(Collection<AgentId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }
}
