package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The locks between exchanging tokens and ending what they are exchanged from. An exchange shares
/// those of all agents and delegations of its chain, and never waits for them; what ends tokens
/// takes one exclusively, before it locks any row, so it waits for the exchanges under way and
/// counts their tokens.
final class ExchangeLocks {
  /// How many different locks a batch of exchanges takes at most: PostgreSQL holds a limited
  /// number.
  private static final int MAX_LOCKS = 500;

  private final NamedLocks locks;
  private final DelegationStore store;
  private final boolean isShared;

  ExchangeLocks(NamedLocks locks, DelegationStore store, boolean isShared) {
    this.locks = locks;
    this.store = store;
    this.isShared = isShared;
  }

  /// Takes the locks of those chains that nothing changes now.
  ///
  /// @return the chains whose locks were taken
  Set<Ancestry> tryShare(Tx tx, Collection<Ancestry> chains) {
    if (!isShared) {
      return Set.copyOf(chains);
    }
    var names = new HashSet<String>();
    for (var chain : chains) {
      var more = names(chain);
      if (names.size() + more.size() <= MAX_LOCKS) {
        names.addAll(more);
      }
    }
    var locked = names.isEmpty() ? Set.<String>of() : locks.tryLockShared(tx, names);
    var free = new HashSet<Ancestry>();
    for (var chain : chains) {
      if (locked.containsAll(names(chain))) {
        free.add(chain);
      }
    }
    return free;
  }

  private static List<String> names(Ancestry chain) {
    var lookups = chain.lookups();
    return Stream.concat(
            lookups.agents().stream().map(ExchangeLocks::name),
            lookups.delegations().stream().map(ExchangeLocks::name))
        .toList();
  }

  /// Waits for the exchanges that these agents are part of. Then it waits for other transactions
  /// that end tokens of the same organization: of two at once each would count what is below both.
  /// An agent without delegations does not wait for these.
  void lock(Tx tx, Collection<String> agentIds) {
    if (!isShared || agentIds.isEmpty()) {
      return;
    }
    for (var agent : agentIds.stream().sorted().toList()) {
      locks.lockExclusively(tx, name(new AgentId(agent)));
    }
    agentIds.stream()
        .flatMap(agent -> store.organizationOf(tx.handle(), agent).stream())
        .map(ExchangeLocks::name)
        .distinct()
        .sorted()
        .forEach(name -> locks.lockExclusively(tx, name));
  }

  /// Waits for the exchanges that an agent is part of.
  void lock(Tx tx, AgentId agent) {
    locks.lockExclusively(tx, name(agent));
  }

  /// As [#lock], if that needs no waiting.
  ///
  /// @return whether the locks were taken
  boolean tryLock(Tx tx, String agentId) {
    return !isShared
        || (locks.tryLockExclusively(tx, name(new AgentId(agentId)))
            && store.organizationOf(tx.handle(), agentId).stream()
                .allMatch(organization -> locks.tryLockExclusively(tx, name(organization))));
  }

  /// Waits for the exchanges through a delegation.
  void lock(Tx tx, DelegationId delegation) {
    locks.lockExclusively(tx, name(delegation));
  }

  /// Waits for other transactions that end tokens of an organization.
  void lock(Tx tx, OrganizationId organization) {
    locks.lockExclusively(tx, name(organization));
  }

  private static String name(AgentId agent) {
    return "exchanges of agent " + agent.value();
  }

  private static String name(DelegationId delegation) {
    return "delegation " + delegation.value();
  }

  private static String name(OrganizationId organization) {
    return "ends of exchanged tokens of organization " + organization.value();
  }
}
