package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.secrets.Base62;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.organizations.OrganizationState;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.Quotas;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// The steps of an agent's life cycle, from registration to decommissioning. Each runs within a
/// transaction that holds the agent's lock.
final class AgentLifecycle {
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final Quotas quotas;
  private final Revocations revocations;
  private final List<DecommissionListener> decommissionListeners;
  private final AgentStore store;
  private final List<AgentListener> listeners;
  private final AgentSnapshots snapshots;
  private final SecureRandom random = new SecureRandom();

  /// @param listeners called for every change; may be extended until the server starts
  AgentLifecycle(
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Quotas quotas,
      Revocations revocations,
      List<DecommissionListener> decommissionings,
      AgentStore store,
      List<AgentListener> listeners,
      AgentSnapshots snapshots) {
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.quotas = quotas;
    this.revocations = revocations;
    this.decommissionListeners = List.copyOf(decommissionings);
    this.store = store;
    this.listeners = listeners;
    this.snapshots = snapshots;
  }

  Agent register(Tx tx, NewAgent asked, RequestContext by) {
    var organization = asked.organization().orElseGet(() -> organizationOf(by.caller()));
    organizations.require(tx, organization, by);
    PrivilegeRules.requireMayRegister(lookup(tx), asked.profile(), by.caller());
    PublicKeyCheck.mustServeFapi2(asked.profile());
    ClientRules.requireConsistent(asked.profile());
    quotas.admit(tx, organization, Quota.MAX_AGENTS, by);
    // Afterwards: an operator who suspends the caller must not wait for others that register.
    mustStillBeActive(tx, by.caller());
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
            AgentKind.AGENT,
            clientId,
            organization,
            asked.profile(),
            new AgentStatus.Active(),
            by.caller().id(),
            now,
            now,
            1,
            asked.key(),
            asked.key().isPresent() ? keyGenerationAfter(0, now) : 0,
            1,
            OrganizationState.NEVER_SUSPENDED);
    if (!store.add(tx, agent)) {
      throw new IllegalStateException("a new client id is not unique");
    }
    listeners.forEach(room -> room.onRegistered(tx, agent));
    claimEmail(tx, agent);
    audit.record(tx, new AgentEvent.Created(agent), by);
    return reread(tx, id);
  }

  /// Registers an app, which no quota counts, unless it is registered already.
  Agent registerApp(Tx tx, String clientId, Profile profile, RequestContext by) {
    ClientRules.requireConsistent(profile);
    var known = store.findByClientId(tx.handle(), clientId);
    if (known.isPresent()) {
      return reread(tx, known.get());
    }
    var now = clock.instant();
    var agent =
        new Agent(
            new AgentId(ids.next()),
            AgentKind.APP,
            clientId,
            OrganizationId.DEFAULT,
            profile,
            new AgentStatus.Active(),
            by.caller().id(),
            now,
            now,
            1,
            Optional.empty(),
            0,
            1,
            OrganizationState.NEVER_SUSPENDED);
    if (!store.add(tx, agent)) {
      // Another transaction has registered it meanwhile.
      return reread(tx, store.findByClientId(tx.handle(), clientId).orElseThrow());
    }
    listeners.forEach(room -> room.onRegistered(tx, agent));
    audit.record(tx, new AgentEvent.Created(agent), by);
    return reread(tx, agent.id());
  }

  /// An agent that registers another one must still be active. A caller who suspends it together
  /// with the agents that it registered waits for this transaction, and finds the new agent.
  private void mustStillBeActive(Tx tx, Caller caller) {
    if (caller instanceof Caller.Agent
        && AgentId.parse(caller.id())
            .flatMap(id -> store.lock(tx, id))
            .filter(agent -> agent.mayGetTokens(clock.instant()))
            .isEmpty()) {
      throw AgentRefusals.callerNotActive();
    }
  }

  private static OrganizationId organizationOf(Caller caller) {
    return switch (TenantScope.of(caller)) {
      case TenantScope.AllOrganizations() -> OrganizationId.DEFAULT;
      case TenantScope.SingleOrganization(var own) -> own;
    };
  }

  /// 17 bytes are 24 characters: 136 bits, so a client id cannot be guessed.
  private String randomClientId() {
    var bytes = new byte[17];
    random.nextBytes(bytes);
    return "cid_" + Base62.encode(bytes);
  }

  private void claimEmail(Tx tx, Agent agent) {
    if (!store.claimEmail(tx, agent)) {
      throw AgentRefusals.emailTaken();
    }
  }

  Agent edit(Tx tx, Agent before, UnaryOperator<Profile> edit, RequestContext by) {
    if (!before.profile().isReadable()) {
      throw AgentRefusals.unreadable();
    }
    var profile = edit.apply(before.profile());
    var changed = profile.changedFields(before.profile());
    if (changed.isEmpty()) {
      return before;
    }
    PrivilegeRules.requireMayEdit(lookup(tx), before, profile, by.caller());
    ClientRules.requireConsistent(profile);
    if (profile.fapi2() != before.profile().fapi2()
        || !profile.jwks().equals(before.profile().jwks())) {
      PublicKeyCheck.mustServeFapi2(profile);
    }
    var now = clock.instant();
    var after = before.with(profile, now);
    store.saveProfile(tx, after);
    listeners.forEach(room -> room.onChanged(tx, before, after));
    claimEmail(tx, after);
    if (before.profile().hasExpired(now)) {
      // Its tokens have expired since then, and stay expired when its expiry is now extended.
      startGeneration(tx, before);
    } else {
      recordChange(tx, before);
    }
    audit.record(tx, new AgentEvent.Updated(after, changed), by);
    return reread(tx, before.id());
  }

  /// Moves an agent of the default organization to another one, which revokes its tokens: they do
  /// not name an organization.
  Suspension move(Tx tx, Agent agent, OrganizationId other, RequestContext by) {
    if (!(by.caller() instanceof Caller.Operator operator) || !operator.isOfWholeServer()) {
      throw AgentRefusals.mayNotMove();
    }
    organizations.require(tx, other, by);
    if (agent.isApp()) {
      throw AgentRefusals.appMayNotMove();
    }
    if (!agent.organization().isDefault()) {
      throw AgentRefusals.organizationFixed();
    }
    if (!(agent.status() instanceof AgentStatus.Decommissioned)) {
      quotas.admit(tx, other, Quota.MAX_AGENTS, by);
    }
    var now = clock.instant();
    var moved = agent.with(other, now);
    store.saveOrganization(tx, moved);
    listeners.forEach(room -> room.onChanged(tx, agent, moved));
    claimEmail(tx, moved);
    var ended = revokeTokens(tx, agent, count -> new AgentEvent.Moved(moved, count), by);
    return new Suspension(reread(tx, agent.id()), Optional.of(ended));
  }

  private PrivilegeRules.AgentLookup lookup(Tx tx) {
    return id -> store.find(tx.handle(), id);
  }

  void requireMayHandOutSecretsOf(Tx tx, Agent target, Caller by) {
    PrivilegeRules.requireMayHandOutSecretsOf(lookup(tx), target, by);
  }

  Suspension suspend(Tx tx, Agent agent, String reason, RequestContext by) {
    return switch (agent.status()) {
      case AgentStatus.Active() -> {
        var now = clock.instant();
        var suspended = new AgentStatus.Suspended(now, reason, SuspendedBy.of(agent, by.caller()));
        saveStatus(tx, agent, suspended, now);
        var ended =
            revokeTokens(tx, agent, count -> new AgentEvent.Suspended(agent, reason, count), by);
        yield new Suspension(reread(tx, agent.id()), Optional.of(ended));
      }
      case AgentStatus.Suspended(_, _, var who)
          when SuspendedBy.of(agent, by.caller()).compareTo(who) > 0 ->
          new Suspension(strengthenSuspension(tx, agent, reason, by), Optional.empty());
      case AgentStatus.Suspended _ -> new Suspension(agent, Optional.empty());
      case AgentStatus.Decommissioned _ -> throw AgentRefusals.decommissioned();
    };
  }

  /// The agent is already suspended, and now a caller with a stronger claim suspends it: from here
  /// on only such a caller may reactivate it.
  private Agent strengthenSuspension(Tx tx, Agent agent, String reason, RequestContext by) {
    var now = clock.instant();
    saveStatus(
        tx, agent, new AgentStatus.Suspended(now, reason, SuspendedBy.of(agent, by.caller())), now);
    recordChange(tx, agent);
    audit.record(tx, new AgentEvent.Suspended(agent, reason, 0), by);
    return reread(tx, agent.id());
  }

  Agent reactivate(Tx tx, Agent agent, RequestContext by) {
    return switch (agent.status()) {
      case AgentStatus.Active() -> agent;
      case AgentStatus.Suspended(_, _, var who) -> {
        if (!SuspendedBy.of(agent, by.caller()).mayLift(who)) {
          throw AgentRefusals.mayNotReactivate(who);
        }
        saveStatus(tx, agent, new AgentStatus.Active(), clock.instant());
        recordChange(tx, agent);
        audit.record(tx, new AgentEvent.Reactivated(agent), by);
        yield reread(tx, agent.id());
      }
      case AgentStatus.Decommissioned _ -> throw AgentRefusals.decommissioned();
    };
  }

  RevokedTokenCount decommission(Tx tx, Agent agent, RequestContext by) {
    var now = clock.instant();
    saveStatus(tx, agent, new AgentStatus.Decommissioned(now), now);
    decommissionListeners.forEach(room -> room.onDecommissioned(tx, agent.id(), now));
    return revokeTokens(tx, agent, count -> new AgentEvent.Decommissioned(agent, count), by);
  }

  private void saveStatus(Tx tx, Agent agent, AgentStatus standing, Instant now) {
    store.saveStatus(tx, agent.id(), standing, now);
    var after = agent.with(standing, now);
    listeners.forEach(room -> room.onChanged(tx, agent, after));
  }

  DpopKeyRotation rotateDpopKey(Tx tx, Agent agent, DpopKey key, String reason, RequestContext by) {
    var now = clock.instant();
    store.saveDpopKey(tx, agent.id(), key, keyGenerationAfter(agent.keyGeneration(), now), now);
    // As in endTokens: this waits for transactions that issue under the old key, and later ones see
    // the new key.
    var revision = recordChange(tx, agent);
    var before = agent.dpopKey().map(DpopKey::thumbprint);
    LongFunction<AgentEvent> rotated =
        count -> new AgentEvent.DpopKeyRotated(agent, before, key.thumbprint(), count, reason);
    var ended =
        before
            .map(old -> revokeTokensOfDpopKey(tx, agent, old, revision, now, rotated, by))
            .orElseGet(() -> recordWithoutTokens(tx, rotated, by));
    return new DpopKeyRotation(before, key.thumbprint(), ended);
  }

  /// The key generation is a time, like the token generation.
  private static long keyGenerationAfter(long before, Instant now) {
    return Math.max(before + 1, now.toEpochMilli());
  }

  private RevokedTokenCount revokeTokensOfDpopKey(
      Tx tx,
      Agent agent,
      Thumbprint old,
      long revision,
      Instant now,
      LongFunction<AgentEvent> event,
      RequestContext by) {
    var last = new TokenBinding(old.value(), agent.keyGeneration());
    var until = now.plus(Event.IssuedToken.MAX_LIFETIME);
    if (!agent.mayGetTokens(now)) {
      revocations.revokeDpopKey(tx, agent.id().value(), last, until);
      return recordWithoutTokens(tx, event, by);
    }
    return revocations.revokeDpopKey(
        tx, agent.id().value(), agent.generation(), revision, last, until, event, by);
  }

  /// Records an event that does not revoke tokens.
  private RevokedTokenCount recordWithoutTokens(
      Tx tx, LongFunction<? extends Event> event, RequestContext by) {
    return RevokedTokenCount.none(audit.record(tx, event.apply(0), by));
  }

  /// Checks that the caller may change this agent at all. An agent may always change itself, but
  /// may not give itself more than it holds.
  void requireMayChange(Agent agent, Caller by) {
    if (by instanceof Caller.Agent && !by.id().equals(agent.id().value())) {
      by.requireScopes(agent.scopes().serverScopes());
    }
    if (agent.status() instanceof AgentStatus.Decommissioned) {
      throw AgentRefusals.decommissioned();
    }
  }

  private Agent reread(Tx tx, AgentId id) {
    return store
        .find(tx.handle(), id)
        .orElseThrow(() -> new IllegalStateException("agent " + id.value() + " no longer exists"));
  }

  /// Records a change, and returns the agent's new revision.
  long recordChange(Tx tx, Agent agent) {
    return recordRevision(tx, agent, store.incrementRevision(tx, agent.id()));
  }

  RevokedTokenCount revokeTokens(
      Tx tx, Agent agent, LongFunction<? extends Event> event, RequestContext by) {
    // First the meter: while issuing transactions hold its lock, their tokens are counted too.
    var revision = startGeneration(tx, agent);
    if (agent.profile().hasExpired(clock.instant())) {
      return recordWithoutTokens(tx, event, by);
    }
    return revocations.revokeGeneration(
        tx, agent.id().value(), agent.generation(), revision, event, by);
  }

  private long startGeneration(Tx tx, Agent agent) {
    // The tokens may be of the organization's generation, by a clock that is ahead.
    var earliest = Math.max(clock.millis(), agent.generation() + 1);
    return recordRevision(tx, agent, store.startGeneration(tx, agent.id(), earliest));
  }

  long countActiveTokens(Handle handle, Agent agent) {
    return agent.profile().hasExpired(clock.instant())
        ? 0
        : revocations.countActive(handle, agent.id().value(), agent.generation());
  }

  private long recordRevision(Tx tx, Agent agent, long revision) {
    listeners.forEach(room -> room.onNewRevision(tx, agent.id(), revision));
    tx.afterEnd(() -> snapshots.evict(agent.id()));
    return revision;
  }
}
