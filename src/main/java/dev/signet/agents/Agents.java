package dev.signet.agents;

import dev.signet.audit.Audit;
import dev.signet.db.Db;
import dev.signet.db.Gather;
import dev.signet.db.Ids;
import dev.signet.db.Tx;
import dev.signet.http.Caller;
import dev.signet.http.Origin;
import dev.signet.http.Paging;
import dev.signet.oauth.Scopes;
import dev.signet.organizations.OrganizationId;
import dev.signet.organizations.Organizations;
import dev.signet.organizations.Reach;
import dev.signet.refusal.Refused;
import dev.signet.revocations.Revocations;
import dev.signet.secrets.Base62;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The registry of agents: who they are, how they stand, what has been issued to them.
///
/// All that changes an agent goes through here, as each change has to move its revision on: that is
/// what tells whoever issues from an older snapshot, on any node, that it must look again.
public final class Agents {

  /// What came of turning an agent off.
  ///
  /// @param endedTokens how many tokens lived until then; 0 when it was off already
  public record Suspension(Agent agent, long endedTokens) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final Revocations revocations;
  private final List<Decommissioning> decommissionings;
  private final AgentStore store;
  private final MeterStore meters = new MeterStore();
  private final Snapshots snapshots;
  private final Function<AgentId, Optional<Agent>> current;
  private final SecureRandom random = new SecureRandom();

  /// @param decommissionings what other rooms do when an agent is decommissioned
  public Agents(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Revocations revocations,
      List<Decommissioning> decommissionings) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.revocations = revocations;
    this.decommissionings = List.copyOf(decommissionings);
    this.store = new AgentStore(db.dialect());
    this.snapshots = new Snapshots(db, store);
    this.current = db.dialect().isShared() ? gathering()::find : snapshots::find;
  }

  private Gather<AgentId, Agent> gathering() {
    return new Gather<>(asked -> db.read(handle -> store.findAll(handle, asked)));
  }

  /// As [#register(Tx, NewAgent, Origin)], in a transaction of its own.
  public Agent register(NewAgent asked, Origin by) {
    return register(asked, List.of(), by);
  }

  /// As above, with what other rooms do in the same transaction.
  public Agent register(NewAgent asked, List<BiConsumer<Tx, Agent>> parts, Origin by) {
    return db.inTransaction(tx -> {
      var agent = register(tx, asked, by);
      parts.forEach(part -> part.accept(tx, agent));
      return agent;
    });
  }

  /// Registers an agent, active from now on.
  ///
  /// @throws Refused `Unknown` when the organization is not there, or not within the caller's
  ///   reach; `Forbidden` when the caller gives a scope of this server that it does not hold;
  ///   `Conflict` when another agent has the e-mail address
  public Agent register(Tx tx, NewAgent asked, Origin by) {
    var organization = asked.organization().orElseGet(() -> homeOf(by.caller()));
    organizations.require(tx, organization, by);
    mayGive(asked.profile().scopes(), by.caller());
    var id = new AgentId(ids.next());
    var clientId =
        switch (asked.clientIds()) {
          case AGENT_ID -> id.value();
          case RANDOM -> randomClientId();
        };
    var now = clock.instant();
    var agent =
        new Agent(
            id,
            clientId,
            organization,
            asked.profile(),
            new Standing.Active(),
            by.caller().id(),
            now,
            now,
            1,
            1);
    store.add(tx, agent);
    claimEmail(tx, agent);
    meters.add(tx, id, agent.revision());
    audit.record(tx, new AgentEvent.Created(agent), by);
    return agent;
  }

  private static OrganizationId homeOf(Caller caller) {
    return switch (Reach.of(caller)) {
      case Reach.Everywhere() -> OrganizationId.DEFAULT;
      case Reach.Within(var own) -> own;
    };
  }

  /// 17 bytes are 24 characters: 136 bits, so that a client id is not found by trying.
  private String randomClientId() {
    var bytes = new byte[17];
    random.nextBytes(bytes);
    return "cid_" + Base62.encode(bytes);
  }

  private void claimEmail(Tx tx, Agent agent) {
    if (!store.claimEmail(tx, agent.id(), agent.profile().email())) {
      throw Refused.conflict("email_taken", "Another agent has this e-mail address");
    }
  }

  /// The agent as this process saw it last: exact on a database of our own, a guess on a shared
  /// one.
  public Optional<Agent> find(AgentId id) {
    return snapshots.find(id);
  }

  /// As [#find], by the agent's client id or its id.
  public Optional<Agent> findByClientId(String clientId) {
    return snapshots.findByClientId(clientId);
  }

  /// The agent as it is now, whatever other nodes do: what was changed before the question is seen.
  public Optional<Agent> current(AgentId id) {
    return current.apply(id);
  }

  /// Drops the snapshot: the next look reads the database.
  public void forget(AgentId id) {
    snapshots.forget(id);
  }

  /// The agent as the database has it.
  ///
  /// @throws Refused `Unknown` when it is not there, or not within the caller's reach
  public Agent require(AgentId id, Origin by) {
    return within(by, db.read(handle -> store.find(handle, id)));
  }

  /// As [#require], and nobody else changes the agent until the transaction has ended.
  public Agent lock(Tx tx, AgentId id, Origin by) {
    return within(by, store.lock(tx, id));
  }

  private static Agent within(Origin by, Optional<Agent> found) {
    var reach = Reach.of(by.caller());
    return found
        .filter(agent -> reach.covers(agent.organization()))
        .orElseThrow(() -> Refused.unknown("agent"));
  }

  /// A page of the agents within the caller's reach that pass the filter, the newest first.
  public Paging.Page<Agent> list(AgentFilter filter, Paging paging, Origin by) {
    var reach = Reach.of(by.caller());
    return db.read(handle ->
        paging.of(store.list(handle, reach, filter, paging), store.count(handle, reach, filter)));
  }

  /// Does all that a change says, or none of it. What is as the change wants it stays untouched,
  /// and is not told to the audit trail.
  ///
  /// @throws Refused `Unknown` as [#require]; `Forbidden` when the caller gives a scope of this
  ///   server that it does not hold, or is an agent that may not change this one; `Conflict` when
  ///   the agent is decommissioned, or another one has the e-mail address
  public Agent change(AgentId id, Change change, Origin by) {
    return db.inTransaction(tx -> {
      var edited = edit(tx, lockToChange(tx, id, by), change.edit(), by);
      if (change.active().isEmpty()) {
        return edited;
      }
      return change.active().get()
          ? reactivate(tx, edited, by)
          : suspend(tx, edited, change.reason(), by).agent();
    });
  }

  private Agent edit(Tx tx, Agent before, UnaryOperator<Profile> edit, Origin by) {
    var profile = edit.apply(before.profile());
    var changed = profile.changedSince(before.profile());
    if (changed.isEmpty()) {
      return before;
    }
    var had = before.scopes();
    mayGive(
        Scopes.of(profile.scopes().values().stream().filter(s -> !had.contains(s)).toList()),
        by.caller());
    var now = clock.instant();
    var after = before.with(profile, now);
    store.saveProfile(tx, after);
    claimEmail(tx, after);
    if (before.profile().hasExpired(now)) {
      // Its tokens are dead since then, and stay so when it now gets more time.
      endTokens(tx, before);
    } else {
      changed(tx, before);
    }
    audit.record(tx, new AgentEvent.Updated(after, changed), by);
    return reread(tx, before.id());
  }

  /// Turns an agent off: it gets no more tokens, and those it has end with this transaction.
  /// Turning it off again changes nothing.
  ///
  /// @throws Refused as [#change]
  public Suspension suspend(AgentId id, String reason, Origin by) {
    return db.inTransaction(tx -> suspend(tx, lockToChange(tx, id, by), reason, by));
  }

  private Suspension suspend(Tx tx, Agent agent, String reason, Origin by) {
    return switch (agent.standing()) {
      case Standing.Active() -> {
        var now = clock.instant();
        store.saveStanding(tx, agent.id(), new Standing.Suspended(now, reason), now);
        var ended = endTokens(tx, agent);
        audit.record(tx, new AgentEvent.Deactivated(agent, reason, ended), by);
        yield new Suspension(reread(tx, agent.id()), ended);
      }
      case Standing.Suspended _ -> new Suspension(agent, 0);
      case Standing.Decommissioned _ -> throw decommissioned();
    };
  }

  /// Turns an agent on again; none of its old tokens lives again. Turning it on twice changes
  /// nothing.
  ///
  /// @throws Refused as [#change]
  public Agent reactivate(AgentId id, Origin by) {
    return db.inTransaction(tx -> reactivate(tx, lockToChange(tx, id, by), by));
  }

  private Agent reactivate(Tx tx, Agent agent, Origin by) {
    return switch (agent.standing()) {
      case Standing.Active() -> agent;
      case Standing.Suspended _ -> {
        store.saveStanding(tx, agent.id(), new Standing.Active(), clock.instant());
        changed(tx, agent);
        audit.record(tx, new AgentEvent.Reactivated(agent), by);
        yield reread(tx, agent.id());
      }
      case Standing.Decommissioned _ -> throw decommissioned();
    };
  }

  /// Ends an agent for good, with its tokens and all that other rooms keep for it.
  ///
  /// @throws Refused as [#change]
  public void decommission(AgentId id, Origin by) {
    db.inTransaction(tx -> {
      var agent = lockToChange(tx, id, by);
      var now = clock.instant();
      store.saveStanding(tx, id, new Standing.Decommissioned(now), now);
      var ended = endTokens(tx, agent);
      decommissionings.forEach(room -> room.ended(tx, id, now));
      audit.record(tx, new AgentEvent.Decommissioned(agent, ended), by);
      return id;
    });
  }

  private Agent lockToChange(Tx tx, AgentId id, Origin by) {
    var agent = lock(tx, id, by);
    if (by.caller() instanceof Caller.Agent self && !self.id().equals(id.value())) {
      mayHandSecretsOf(agent, self);
    }
    if (agent.standing() instanceof Standing.Decommissioned) {
      throw decommissioned();
    }
    return agent;
  }

  private static Refused decommissioned() {
    return Refused.conflict(
        "agent_decommissioned", "The agent is decommissioned, which cannot be undone");
  }

  private Agent reread(Tx tx, AgentId id) {
    return store
        .find(tx.handle(), id)
        .orElseThrow(() -> new IllegalStateException("agent " + id.value() + " has gone"));
  }

  /// Notes that something has changed that issuing has to know of. Other rooms call it with each
  /// change of what they keep for an agent.
  ///
  /// @param agent as [#lock] gave it in this transaction
  public void changed(Tx tx, Agent agent) {
    moveOn(tx, agent, 0);
  }

  /// Ends all tokens of an agent.
  ///
  /// @param agent as [#lock] gave it in this transaction
  /// @return how many lived until then, exactly
  public long endTokens(Tx tx, Agent agent) {
    // First the meter: where it is locked by those who are issuing, their tokens count as well.
    moveOn(tx, agent, 1);
    return agent.profile().hasExpired(clock.instant())
        ? 0
        : revocations.countLive(tx, agent.id().value(), agent.generation());
  }

  private void moveOn(Tx tx, Agent agent, int generations) {
    var revision = store.moveOn(tx, agent.id(), generations);
    meters.moveOn(tx, agent.id(), revision);
    tx.afterCommit(() -> snapshots.forget(agent.id()));
  }

  /// Counts what a transaction issues, and so makes sure that no agent has changed since its
  /// snapshot was read: from here until the end of the transaction it cannot.
  ///
  /// @param issued names no agent twice
  /// @return the agents that have moved on; nothing may be issued to them from these snapshots
  public Set<AgentId> meter(Tx tx, Collection<Metered> issued) {
    // In one order everywhere: so two transactions never wait for each other.
    var ordered = issued.stream().sorted(Comparator.comparing(Metered::agent)).toList();
    var counted = meters.count(tx, ordered);
    var movedOn = new HashSet<AgentId>();
    for (var i = 0; i < counted.length; i++) {
      if (!counted[i]) {
        movedOn.add(ordered.get(i).agent());
      }
    }
    return movedOn;
  }

  public Meter usage(AgentId id) {
    return usages(List.of(id)).getOrDefault(id, Meter.ZERO);
  }

  /// What has been issued to each of these agents.
  public Map<AgentId, Meter> usages(Collection<AgentId> agents) {
    return agents.isEmpty() ? Map.of() : db.read(handle -> meters.find(handle, agents));
  }

  /// Sees that a caller who gets hold of an agent's secret can do no more with it than without: who
  /// holds the secret can log in as the agent.
  ///
  /// @throws Refused `Forbidden` naming a scope of this server that the agent has and the caller
  ///   lacks
  public void mayHandSecretsOf(Agent target, Caller by) {
    mayGive(target.scopes(), by);
  }

  private static void mayGive(Scopes scopes, Caller by) {
    scopes
        .openingThisServer()
        .firstNotAllowedBy(by.scopes())
        .ifPresent(scope -> {
          throw Refused.forbidden(scope);
        });
  }
}
