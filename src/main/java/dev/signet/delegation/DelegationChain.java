package dev.signet.delegation;

import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The agents and delegations from the agent that a token is about, the root, to its holder, as
/// they are now.
///
/// @param links in the order in which rights were handed on; empty when the root holds the token
///   itself
public record DelegationChain(ChainAgent root, List<Link> links) {

  /// A delegation of a chain and its actor.
  public record Link(Delegation delegation, ChainAgent actor) {}

  public DelegationChain {
    links = List.copyOf(links);
  }

  /// The chain of a token that its agent got for itself.
  public static DelegationChain of(ChainAgent root) {
    return new DelegationChain(root, List.of());
  }

  /// The chain of a token, and of its holder's further tokens.
  ///
  /// @param tokens the token and those that it was exchanged from, without actor tokens
  /// @return empty when an agent or a delegation was not found, or does not continue the chain
  public static Optional<DelegationChain> of(List<Ancestor> tokens, Ancestry.State state) {
    var root = Optional.ofNullable(state.agents().get(tokens.getFirst().agent()));
    if (root.isEmpty()) {
      return Optional.empty();
    }
    var chain = of(root.get());
    for (var token : tokens) {
      if (token.delegation().isPresent()) {
        var delegation = state.delegations().get(token.delegation().get());
        var actor = state.agents().get(token.agent());
        if (delegation == null || actor == null) {
          return Optional.empty();
        }
        chain = chain.plus(new Link(delegation, actor));
      }
      if (!chain.holder().id().equals(token.agent())) {
        return Optional.empty();
      }
    }
    return chain.isConnected() ? Optional.of(chain) : Optional.empty();
  }

  public DelegationChain plus(Link link) {
    var more = new ArrayList<>(links);
    more.add(link);
    return new DelegationChain(root, more);
  }

  /// The agent that uses the token: the last actor, or the root.
  public ChainAgent holder() {
    return links.isEmpty() ? root : links.getLast().actor();
  }

  public boolean contains(AgentId agent) {
    return agents().anyMatch(one -> one.id().equals(agent));
  }

  /// All agents, the root first.
  Stream<ChainAgent> agents() {
    return Stream.concat(Stream.of(root), links.stream().map(Link::actor));
  }

  /// Whether each delegation is from the holder before it to its actor.
  private boolean isConnected() {
    var holder = root.id();
    for (var link : links) {
      if (!link.delegation().subject().equals(holder)
          || !link.delegation().actor().equals(link.actor().id())) {
        return false;
      }
      holder = link.actor().id();
    }
    return true;
  }

  boolean hasCycle() {
    Set<AgentId> seen = new HashSet<>();
    return !agents().allMatch(agent -> seen.add(agent.id()));
  }

  /// Whether a delegation has more actors below its subject than it allows.
  boolean exceedsHops() {
    for (var i = 0; i < links.size(); i++) {
      if (links.size() - i > links.get(i).delegation().terms().maxHops()) {
        return true;
      }
    }
    return false;
  }

  boolean isActive(Instant now) {
    return links.stream().allMatch(link -> link.delegation().isActive(now));
  }

  /// What of these scopes every delegation and agent of the chain allows.
  Scopes narrow(Scopes scopes) {
    var left = scopes.intersect(root.scopes());
    for (var link : links) {
      left =
          left.intersect(link.delegation().terms().scopes()).intersect(link.actor().actingScopes());
    }
    return left;
  }

  /// The resources that each delegation of the chain allows; a chain without delegations allows
  /// all.
  public Resources reach() {
    var reach = Resources.ALL;
    for (var link : links) {
      reach = reach.intersect(link.delegation().terms().resources());
    }
    return reach;
  }

  /// The times at which an agent or a delegation expires.
  Stream<Instant> expiries() {
    return Stream.concat(
        agents().flatMap(agent -> agent.expiresAt().stream()),
        links.stream().map(link -> link.delegation().terms().expiresAt()));
  }

  /// How long a token may be valid, where a delegation limits it.
  Stream<Duration> tokenLifetimes() {
    return links.stream().flatMap(link -> link.delegation().terms().tokenLifetime().stream());
  }
}
