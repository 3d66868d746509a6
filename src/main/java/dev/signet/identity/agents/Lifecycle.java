package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.Origin;
import dev.signet.base.callers.Reach;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Base62;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Binding;
import dev.signet.events.audit.Event;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.Revocations;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// What can be done with an agent from its registration to its end, each step within a transaction
/// that has the agent's lock.
final class Lifecycle {
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final Revocations revocations;
  private final List<Decommissioning> decommissionings;
  private final AgentStore store;
  private final AgentCounts counts;
  private final AgentTexts texts;
  private final Meters meters;
  private final Snapshots snapshots;
  private final SecureRandom random = new SecureRandom();

  Lifecycle(
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Revocations revocations,
      List<Decommissioning> decommissionings,
      AgentStore store,
      AgentCounts counts,
      AgentTexts texts,
      Meters meters,
      Snapshots snapshots) {
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.revocations = revocations;
    this.decommissionings = List.copyOf(decommissionings);
    this.store = store;
    this.counts = counts;
    this.texts = texts;
    this.meters = meters;
    this.snapshots = snapshots;
  }

  Agent register(Tx tx, NewAgent asked, Origin by) {
    var organization = asked.organization().orElseGet(() -> homeOf(by.caller()));
    organizations.require(tx, organization, by);
    Grants.mayRegister(known(tx), asked.profile(), by.caller());
    PublicKeys.mustServeFapi2(asked.profile());
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
            clientId,
            organization,
            asked.profile(),
            new Standing.Active(),
            by.caller().id(),
            now,
            now,
            1,
            asked.key(),
            asked.key().isPresent() ? keyGenerationAfter(0, now) : 0,
            1);
    store.add(tx, agent);
    counts.add(tx, agent);
    texts.save(tx, agent);
    claimEmail(tx, agent);
    meters.add(tx, id, agent.revision());
    audit.record(tx, new AgentEvent.Created(agent), by);
    return reread(tx, id);
  }

  /// An agent that registers another one must not have been suspended since it was let in: who
  /// suspends it together with what it made waits for this transaction, and finds what it makes.
  private void mustStillBeActive(Tx tx, Caller caller) {
    if (caller instanceof Caller.Agent
        && AgentId.parse(caller.id())
            .flatMap(id -> store.lock(tx, id))
            .filter(agent -> agent.mayGetTokens(clock.instant()))
            .isEmpty()) {
      throw Refused.unauthenticated("the calling agent is not active any more");
    }
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
    if (!store.claimEmail(tx, agent)) {
      throw Refused.conflict(
          "email_taken", "Another agent of the organization has this e-mail address");
    }
  }

  Agent edit(Tx tx, Agent before, UnaryOperator<Profile> edit, Origin by) {
    if (!before.profile().isReadable()) {
      throw Refused.conflict(
          "agent_unreadable",
          "The agent's record in the database cannot be read, and is not overwritten; repair it"
              + " there");
    }
    var profile = edit.apply(before.profile());
    var changed = profile.changedSince(before.profile());
    if (changed.isEmpty()) {
      return before;
    }
    Grants.mayEdit(known(tx), before, profile, by.caller());
    if (profile.fapi2() != before.profile().fapi2()
        || !profile.jwks().equals(before.profile().jwks())) {
      PublicKeys.mustServeFapi2(profile);
    }
    var now = clock.instant();
    var after = before.with(profile, now);
    store.saveProfile(tx, after);
    counts.move(tx, before, after);
    texts.save(tx, after);
    claimEmail(tx, after);
    if (before.profile().hasExpired(now)) {
      // Its tokens have expired since then, and stay so when it now gets more time.
      moveOnToAnotherGeneration(tx, before);
    } else {
      changed(tx, before);
    }
    audit.record(tx, new AgentEvent.Updated(after, changed), by);
    return reread(tx, before.id());
  }

  private Grants.Known known(Tx tx) {
    return id -> store.find(tx.handle(), id);
  }

  void mayHandSecretsOf(Tx tx, Agent target, Caller by) {
    Grants.mayHandSecretsOf(known(tx), target, by);
  }

  Suspension suspend(Tx tx, Agent agent, String reason, Origin by) {
    return switch (agent.standing()) {
      case Standing.Active() -> {
        var now = clock.instant();
        var suspended = new Standing.Suspended(now, reason, SuspendedBy.of(agent, by.caller()));
        stand(tx, agent, suspended, now);
        var ended =
            endTokens(tx, agent, count -> new AgentEvent.Deactivated(agent, reason, count), by);
        yield new Suspension(reread(tx, agent.id()), Optional.of(ended));
      }
      case Standing.Suspended(_, _, var who)
          when SuspendedBy.of(agent, by.caller()).compareTo(who) > 0 ->
          new Suspension(keepSuspended(tx, agent, reason, by), Optional.empty());
      case Standing.Suspended _ -> new Suspension(agent, Optional.empty());
      case Standing.Decommissioned _ -> throw decommissioned();
    };
  }

  /// The agent is suspended, and now a caller wants it so whose suspension weighs more: from here
  /// on only such a caller may lift it.
  private Agent keepSuspended(Tx tx, Agent agent, String reason, Origin by) {
    var now = clock.instant();
    stand(tx, agent, new Standing.Suspended(now, reason, SuspendedBy.of(agent, by.caller())), now);
    changed(tx, agent);
    audit.record(tx, new AgentEvent.Deactivated(agent, reason, 0), by);
    return reread(tx, agent.id());
  }

  Agent reactivate(Tx tx, Agent agent, Origin by) {
    return switch (agent.standing()) {
      case Standing.Active() -> agent;
      case Standing.Suspended(_, _, var who) -> {
        if (!SuspendedBy.of(agent, by.caller()).mayLift(who)) {
          throw Refused.notAllowed(
              switch (who) {
                case OPERATOR ->
                    "An operator suspended the agent: only an operator may reactivate it";
                case AGENT -> "Another agent suspended this one: it may not reactivate itself";
                case ITSELF ->
                    "The agent suspended itself: only the agent, by its API key, or an operator may"
                        + " reactivate it";
              });
        }
        stand(tx, agent, new Standing.Active(), clock.instant());
        changed(tx, agent);
        audit.record(tx, new AgentEvent.Reactivated(agent), by);
        yield reread(tx, agent.id());
      }
      case Standing.Decommissioned _ -> throw decommissioned();
    };
  }

  EndedTokens decommission(Tx tx, Agent agent, Origin by) {
    var now = clock.instant();
    stand(tx, agent, new Standing.Decommissioned(now), now);
    decommissionings.forEach(room -> room.ended(tx, agent.id(), now));
    return endTokens(tx, agent, count -> new AgentEvent.Decommissioned(agent, count), by);
  }

  private void stand(Tx tx, Agent agent, Standing standing, Instant now) {
    store.saveStanding(tx, agent.id(), standing, now);
    counts.move(tx, agent, agent.with(standing, now));
  }

  KeyRotation rotateKey(Tx tx, Agent agent, DpopKey key, String reason, Origin by) {
    var now = clock.instant();
    store.saveKey(tx, agent.id(), key, keyGenerationAfter(agent.keyGeneration(), now), now);
    // As in endTokens: who is issuing under the old key is waited for, and nobody does so after.
    var revision = changed(tx, agent);
    var before = agent.dpopKey().map(DpopKey::thumbprint);
    LongFunction<AgentEvent> rotated =
        count -> new AgentEvent.KeyRotated(agent, before, key.thumbprint(), count, reason);
    var ended =
        before
            .map(old -> endKey(tx, agent, old, revision, now, rotated, by))
            .orElseGet(() -> none(tx, rotated, by));
    return new KeyRotation(before, key.thumbprint(), ended);
  }

  /// Named by the time, as a generation of tokens is.
  private static long keyGenerationAfter(long before, Instant now) {
    return Math.max(before + 1, now.toEpochMilli());
  }

  private EndedTokens endKey(
      Tx tx,
      Agent agent,
      Thumbprint old,
      long revision,
      Instant now,
      LongFunction<AgentEvent> event,
      Origin by) {
    var last = new Binding(old.value(), agent.keyGeneration());
    var until = now.plus(Event.IssuedToken.MAX_LIFETIME);
    if (!agent.mayGetTokens(now)) {
      revocations.endKey(tx, agent.id().value(), last, until);
      return none(tx, event, by);
    }
    return revocations.endKey(
        tx, agent.id().value(), agent.generation(), revision, last, until, event, by);
  }

  /// Writes the event of what has ended no token.
  private EndedTokens none(Tx tx, LongFunction<? extends Event> event, Origin by) {
    return EndedTokens.counted(audit.record(tx, event.apply(0), by), 0);
  }

  /// Sees that the caller may change this agent at all. An agent may always change itself: what it
  /// may not do so is give itself more than it holds.
  void mayChange(Agent agent, Caller by) {
    if (by instanceof Caller.Agent && !by.id().equals(agent.id().value())) {
      by.mustHold(agent.scopes().openingThisServer());
    }
    if (agent.standing() instanceof Standing.Decommissioned) {
      throw decommissioned();
    }
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

  /// Notes a change, and gives the revision that the agent has from now on.
  long changed(Tx tx, Agent agent) {
    return moved(tx, agent, store.moveOn(tx, agent.id()));
  }

  EndedTokens endTokens(Tx tx, Agent agent, LongFunction<? extends Event> event, Origin by) {
    // First the meter: where those who are issuing have it locked, their tokens count as well.
    var revision = moveOnToAnotherGeneration(tx, agent);
    if (agent.profile().hasExpired(clock.instant())) {
      return none(tx, event, by);
    }
    return revocations.endGeneration(
        tx, agent.id().value(), agent.generation(), revision, event, by);
  }

  private long moveOnToAnotherGeneration(Tx tx, Agent agent) {
    return moved(tx, agent, store.moveOnToAnotherGeneration(tx, agent.id(), clock.instant()));
  }

  long livingTokens(Handle handle, Agent agent) {
    return agent.profile().hasExpired(clock.instant())
        ? 0
        : revocations.countLive(handle, agent.id().value(), agent.generation());
  }

  private long moved(Tx tx, Agent agent, long revision) {
    meters.moveOn(tx, agent.id(), revision);
    tx.afterEnd(() -> snapshots.forget(agent.id()));
    return revision;
  }
}
