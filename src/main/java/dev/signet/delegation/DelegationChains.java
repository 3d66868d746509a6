package dev.signet.delegation;

import dev.signet.base.db.Tx;
import dev.signet.delegation.Ancestry.BoundTokens;
import dev.signet.delegation.Ancestry.Ended;
import dev.signet.delegation.Ancestry.Lookups;
import dev.signet.delegation.Ancestry.State;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedDpopKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Looks up whether everything above a token is active.
public final class DelegationChains {
  private final Clock clock;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final Revocations revocations;
  private final CurrentDelegations delegations;
  private final DelegationStore store;
  private final ExchangeLocks locks;

  DelegationChains(
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      Revocations revocations,
      CurrentDelegations delegations,
      DelegationStore store,
      ExchangeLocks locks) {
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.revocations = revocations;
    this.delegations = delegations;
    this.store = store;
    this.locks = locks;
  }

  /// Whether a chain is active.
  public sealed interface ChainStatus {
    record Active(DelegationChain chain) implements ChainStatus {}

    /// Something of the chain has ended.
    ///
    /// @param cause empty when the chain is not connected, which no token of this server has
    record Inactive(Optional<Ended> cause) implements ChainStatus {}
  }

  /// The status of a chain, with everything that was revoked before this call, on any node.
  ///
  /// @param tokens a token after those that it was exchanged from
  public ChainStatus check(Ancestry tokens) {
    var now = clock.instant();
    return status(tokens, current(tokens.lookups(), now), now);
  }

  private static ChainStatus status(Ancestry tokens, State state, Instant now) {
    var ended = tokens.firstEnded(state, now);
    return ended.isPresent()
        ? new ChainStatus.Inactive(ended)
        : DelegationChain.of(tokens.line(), state)
            .<ChainStatus>map(ChainStatus.Active::new)
            .orElseGet(() -> new ChainStatus.Inactive(Optional.empty()));
  }

  private State current(Lookups lookups, Instant now) {
    var found = agents.findAllCurrent(lookups.agents());
    return new State(
        chainAgents(found, now),
        revocations.filterRevoked(lookups.tokenIds(), lookups.kids()),
        revokedBound(found, lookups.bound()),
        delegations.findAll(lookups.delegations()));
  }

  /// Most bound tokens are bound to their agent's current key: these need no look-up.
  private Set<BoundTokens> revokedBound(Map<AgentId, Agent> found, Set<BoundTokens> bound) {
    var revoked = new HashSet<BoundTokens>();
    for (var tokens : bound) {
      var agent = found.get(tokens.agent());
      if (agent != null
          && agent.keyGeneration() > 0
          && !isBoundToCurrentKey(agent, tokens)
          && revocations.isDpopKeyRevoked(tokens.agent().value(), tokens.binding())) {
        revoked.add(tokens);
      }
    }
    return revoked;
  }

  private static boolean isBoundToCurrentKey(Agent agent, BoundTokens tokens) {
    return tokens.binding().keyGeneration() == agent.keyGeneration()
        && agent
            .dpopKey()
            .filter(key -> key.thumbprint().value().equals(tokens.binding().thumbprint()))
            .isPresent();
  }

  /// The agents of chains, as they are now.
  Map<AgentId, ChainAgent> chainAgents(Map<AgentId, Agent> found, Instant now) {
    var chained = new HashMap<AgentId, ChainAgent>();
    found.forEach((id, agent) -> chained.put(id, chainAgent(agent, now)));
    return chained;
  }

  /// An agent as a part of a chain.
  public ChainAgent chainAgent(Agent agent, Instant now) {
    return new ChainAgent(
        agent.id(),
        agent.generation(),
        agent.mayGetTokens(now),
        agent.scopes(),
        agent.scopes(),
        agent.expiresAt(),
        fapi2.appliesTo(agent) || agent.dpopKey().isPresent());
  }

  /// Which of these chains are active in a transaction that issues tokens below them. Until it
  /// ends, none of their delegations and of their agents' tokens is ended: that waits for it. This
  /// never waits: a chain of which something is being changed now counts as changing.
  ///
  /// To be called before the transaction locks any row.
  public Map<Ancestry, IssuingStatus> lockForIssuing(Tx tx, Collection<Ancestry> chains) {
    var free = locks.tryShare(tx, chains);
    var active = storedActive(tx.handle(), free, new EndedTokens.None(), clock.instant());
    var statuses = new HashMap<Ancestry, IssuingStatus>();
    for (var chain : chains) {
      var current = active.get(chain);
      statuses.put(
          chain,
          current != null
              ? new IssuingStatus.Active(current)
              : free.contains(chain) ? new IssuingStatus.Inactive() : new IssuingStatus.Changing());
    }
    return statuses;
  }

  /// Whether the last token of a chain may be issued.
  public sealed interface IssuingStatus {
    record Active(DelegationChain chain) implements IssuingStatus {}

    /// Something above it has ended.
    record Inactive() implements IssuingStatus {}

    /// A delegation or an agent above it is being changed now.
    record Changing() implements IssuingStatus {}
  }

  /// The chains that are active, as a transaction sees them, with few queries for all.
  ///
  /// @param ended just now: is taken for active
  Map<Ancestry, DelegationChain> storedActive(
      Handle handle, Collection<Ancestry> chains, EndedTokens ended, Instant now) {
    var active = new HashMap<Ancestry, DelegationChain>();
    if (!chains.isEmpty()) {
      var state = storedState(handle, Lookups.ofAll(chains), ended, now);
      for (var chain : chains) {
        if (status(chain, state, now) instanceof ChainStatus.Active(var found)) {
          active.put(chain, found);
        }
      }
    }
    return active;
  }

  /// The state as the transaction sees it, but for what has ended just now.
  private State storedState(Handle handle, Lookups lookups, EndedTokens ended, Instant now) {
    var keys = new HashMap<AgentId, RevokedDpopKeys>();
    if (ended instanceof EndedTokens.OfAgent agent) {
      keys.put(new AgentId(agent.agentId()), agent.keysRevokedBefore());
    }
    var revokedBound = new HashSet<BoundTokens>();
    for (var tokens : lookups.bound()) {
      if (keys.computeIfAbsent(
              tokens.agent(), agent -> revocations.revokedDpopKeys(handle, agent.value()))
          .contains(Optional.of(tokens.binding()))) {
        revokedBound.add(tokens);
      }
    }
    var ids = new HashSet<>(lookups.tokenIds());
    ids.addAll(lookups.kids());
    var revokedIds = new HashSet<>(revocations.filterRevoked(handle, ids));
    switch (ended) {
      case EndedTokens.OfAgent agent -> revokedIds.removeAll(agent.ids());
      case EndedTokens.OfSigningKey(var kid) -> revokedIds.remove(kid);
      case EndedTokens.None _, EndedTokens.OfOrganization _ -> {}
    }
    return new State(
        storedAgents(handle, lookups.agents(), ended, now),
        revokedIds,
        revokedBound,
        store.findAll(handle, lookups.delegations()));
  }

  private Map<AgentId, ChainAgent> storedAgents(
      Handle handle, Collection<AgentId> ids, EndedTokens ended, Instant now) {
    var found = agents.findAll(handle, ids);
    var chained = chainAgents(found, now);
    switch (ended) {
      case EndedTokens.OfAgent agent ->
          chained.computeIfPresent(
              new AgentId(agent.agentId()), (_, after) -> after.asBefore(agent.generation(), true));
      case EndedTokens.OfOrganization(var organization, var generation) ->
          chained.replaceAll((id, after) -> {
            var agent = Objects.requireNonNull(found.get(id));
            return agent.organization().value().equals(organization)
                ? after.asBefore(
                    Math.max(agent.ownGeneration(), generation), agent.isActiveItself(now))
                : after;
          });
      case EndedTokens.None _, EndedTokens.OfSigningKey _ -> {}
    }
    return chained;
  }
}
