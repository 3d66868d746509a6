package dev.signet.delegation;

import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ExchangedToken;
import dev.signet.identity.agents.AgentId;
import dev.signet.validity.revocations.EndedTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Counts the active tokens below something, level by level. Whether a token is active is decided
/// by the same functions as for introspection, so that no token is counted that something else has
/// ended before.
///
/// Tokens that have ended are read as well, so what is limited is what is read: otherwise clients
/// that exchange tokens could make others wait for a count as long as they like.
final class DescendantCounter {
  private static final int BATCH = 200;

  /// Of a refresh family with at least this many tokens, those are read that the agent exchanged or
  /// lent rather than those of the family.
  static final int LARGE_FAMILY = 1_000;

  private final Audit audit;
  private final DelegationChains chains;
  private final DelegationStore store;

  DescendantCounter(Audit audit, DelegationChains chains, DelegationStore store) {
    this.audit = audit;
    this.chains = chains;
    this.store = store;
  }

  /// The active tokens that were issued through a delegation, and those below them.
  ///
  /// @param most tokens and delegations to read
  /// @return empty when there are more
  Optional<Descendants> below(Handle handle, DelegationId delegation, Instant at, int most) {
    var walk = new Walk(handle, new EndedTokens.None(), at, most, _ -> true);
    walk.addThrough(List.of(delegation));
    return walk.finish();
  }

  /// The tokens that were active until others ended, and ended with these without being among them.
  ///
  /// @param most tokens and delegations to read
  /// @return empty when there are more
  Optional<Descendants> below(Handle handle, EndedTokens ended, Instant at, int most) {
    var walk = new Walk(handle, ended, at, most, below(ended));
    switch (ended) {
      case EndedTokens.OfAgent agent when agent.ids().isEmpty() -> {
        if (agent.key().isPresent()) {
          // Without a key, all that the agent exchanged is among the ended tokens.
          walk.addExchangedBy(agent);
        }
        addLentBy(walk, handle, new AgentId(agent.agentId()), at);
      }
      case EndedTokens.OfAgent agent when hasLargeFamily(handle, agent) -> {
        walk.addExchangedBy(agent);
        addLentBy(walk, handle, new AgentId(agent.agentId()), at);
      }
      case EndedTokens.OfAgent agent -> agent.ids().forEach(walk::addBelow);
      case EndedTokens.OfSigningKey _ -> {
        walk.addAll(after -> audit.exchanged(handle, at, after, BATCH));
        // These were all there are.
        walk.endLevel();
      }
      // What the agents of an organization exchange belongs to them.
      case EndedTokens.None _, EndedTokens.OfOrganization _ -> {}
    }
    return walk.finish();
  }

  private boolean hasLargeFamily(Handle handle, EndedTokens.OfAgent ended) {
    return ended.ids().stream()
        .anyMatch(id -> audit.countTokensOfFamily(handle, id, LARGE_FAMILY) >= LARGE_FAMILY);
  }

  /// Each token that another agent exchanged from one of this agent was issued through one of its
  /// delegations.
  private void addLentBy(Walk walk, Handle handle, AgentId subject, Instant at) {
    var after = "";
    List<DelegationId> some;
    do {
      some = store.activeOf(handle, subject, at, after, BATCH);
      if (!some.isEmpty()) {
        walk.countRead(some.size());
        walk.addThrough(some);
        after = some.getLast().value();
      }
    } while (some.size() == BATCH && !walk.isFull());
  }

  /// Whether a chain is below the ended tokens: its last token is not one of them, but a former one
  /// is.
  private static Predicate<Ancestry> below(EndedTokens ended) {
    return switch (ended) {
      case EndedTokens.OfAgent agent -> isBelow(token -> contains(agent, token));
      case EndedTokens.OfSigningKey(var kid) -> isBelow(token -> token.kid().equals(kid));
      case EndedTokens.None _, EndedTokens.OfOrganization _ -> _ -> false;
    };
  }

  private static Predicate<Ancestry> isBelow(Predicate<Ancestor> ended) {
    return chain ->
        !ended.test(chain.ancestors().getLast()) && chain.ancestors().stream().anyMatch(ended);
  }

  private static boolean contains(EndedTokens.OfAgent ended, Ancestor token) {
    return ended.contains(
        token.agent().value(), token.generation(), token.tokenIds(), token.binding());
  }

  /// The ids of those of these tokens that something has ended which is above them, apart from what
  /// has ended just now.
  Set<String> filterEnded(
      Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
    var active = active(handle, tokens, ended, at);
    var inactive = new HashSet<String>();
    for (var token : tokens) {
      if (!active.containsKey(token)) {
        inactive.add(token.id());
      }
    }
    return inactive;
  }

  private Map<ExchangedToken, Chain> active(
      Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
    var found = withActiveChain(handle, tokens, ended, at);
    found.entrySet().removeIf(entry -> !hasScopes(entry.getKey(), entry.getValue(), at));
    return found;
  }

  /// A token after those that it was exchanged from, and what it allows now.
  private record Chain(Ancestry tokens, DelegationChain current) {}

  /// These include tokens that are inactive because a delegation was narrowed and no longer allows
  /// them. What was exchanged from such a token may be active.
  private Map<ExchangedToken, Chain> withActiveChain(
      Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
    var chained = new HashMap<ExchangedToken, Ancestry>();
    tokens.forEach(token -> chain(token).ifPresent(chain -> chained.put(token, chain)));
    var current = chains.storedActive(handle, chained.values(), ended, at);
    var found = new HashMap<ExchangedToken, Chain>();
    chained.forEach((token, chain) -> {
      var active = current.get(chain);
      if (active != null) {
        found.put(token, new Chain(chain, active));
      }
    });
    return found;
  }

  /// The walk down from what ends, a level at a time.
  private final class Walk {
    private final Handle handle;
    private final EndedTokens ended;
    private final Instant at;
    private final int most;
    private final Predicate<Ancestry> isCounted;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> agents = new HashSet<>();
    private final List<Long> byDepth = new ArrayList<>();
    private List<String> level = new ArrayList<>();
    private long activeInLevel;
    private long read;

    Walk(Handle handle, EndedTokens ended, Instant at, int most, Predicate<Ancestry> isCounted) {
      this.handle = handle;
      this.ended = ended;
      this.at = at;
      this.most = most;
      this.isCounted = isCounted;
    }

    boolean isFull() {
      return read > most;
    }

    void countRead(int rows) {
      read += rows;
    }

    void addThrough(List<DelegationId> delegations) {
      var ids = delegations.stream().map(DelegationId::value).toList();
      addFound(most -> audit.idsExchangedThrough(handle, ids, at, most));
    }

    void addExchangedBy(EndedTokens.OfAgent agent) {
      addAll(after ->
          audit.exchangedBy(handle, agent.agentId(), agent.generation(), at, after, BATCH));
    }

    /// What was exchanged from a token, or from those of a refresh family. A family of an earlier
    /// release has the id of its first token.
    void addBelow(String id) {
      addFrom(List.of(id));
      var after = Audit.FIRST_ID;
      List<String> some;
      do {
        some = audit.idsOfFamily(handle, id, at, after, BATCH);
        if (!some.isEmpty()) {
          after = some.getLast();
          var others = some.stream().filter(token -> !token.equals(id)).toList();
          countRead(others.size());
          addFrom(others);
        }
      } while (some.size() == BATCH && !isFull());
    }

    void addAll(Function<String, List<ExchangedToken>> batchAfter) {
      var after = Audit.FIRST_ID;
      List<ExchangedToken> some = List.of();
      do {
        if (isFull()) {
          return;
        }
        some = batchAfter.apply(after);
        if (!some.isEmpty()) {
          after = some.getLast().id();
          countRead(some.size());
          add(some);
        }
      } while (some.size() == BATCH);
    }

    /// What was exchanged from some tokens.
    private void addFrom(List<String> parents) {
      addFound(most -> audit.idsExchangedFrom(handle, parents, at, most));
    }

    /// There may be very many: first only the ids are read, and no more than can still be counted.
    ///
    /// @param idsUpTo finds the ids of tokens, at most so many
    private void addFound(LongFunction<List<String>> idsUpTo) {
      if (isFull()) {
        return;
      }
      var ids = idsUpTo.apply(most - read + 1);
      countRead(ids.size());
      for (var i = 0; i < ids.size() && !isFull(); i += BATCH) {
        add(audit.exchanged(handle, ids.subList(i, Math.min(i + BATCH, ids.size()))));
      }
    }

    private void add(List<ExchangedToken> tokens) {
      var fresh = tokens.stream().filter(token -> !seen.contains(token.id())).toList();
      withActiveChain(handle, fresh, ended, at)
          .forEach((token, chain) -> {
            if (isCounted.test(chain.tokens()) && seen.add(token.id())) {
              level.add(token.id());
              if (hasScopes(token, chain, at)) {
                activeInLevel++;
                agents.add(token.agentId());
              }
            }
          });
    }

    void endLevel() {
      byDepth.add(activeInLevel);
      activeInLevel = 0;
      level = new ArrayList<>();
    }

    Optional<Descendants> finish() {
      while (!level.isEmpty() && !isFull()) {
        var parents = level;
        endLevel();
        for (var i = 0; i < parents.size() && !isFull(); i += BATCH) {
          addFrom(parents.subList(i, Math.min(i + BATCH, parents.size())));
        }
      }
      while (!byDepth.isEmpty() && byDepth.getLast() == 0) {
        byDepth.removeLast();
      }
      return isFull() ? Optional.empty() : Optional.of(new Descendants(byDepth, agents));
    }
  }

  /// The token after those that it was exchanged from.
  private static Optional<Ancestry> chain(ExchangedToken token) {
    var kid = Json.parseOwn(token.metadata()).path("kid").asString("");
    return Ancestry.parse(List.of(token.origin().ancestors().split(" ", -1)), kid)
        .map(above -> above.plus(toAncestor(token, kid)));
  }

  private static boolean hasScopes(ExchangedToken token, Chain chain, Instant now) {
    var metadata = Json.parseOwn(token.metadata());
    var audience = new ArrayList<String>();
    metadata.path("audience").forEach(uri -> audience.add(uri.asString()));
    var scopes = Scopes.parse(metadata.path("scope").asString("")).orElse(Scopes.NONE);
    return Narrowing.current(chain.current(), scopes, audience, token.issuedAt(), now).isPresent();
  }

  private static Ancestor toAncestor(ExchangedToken token, String kid) {
    return new Ancestor(
        new AgentId(token.agentId()),
        token.generation(),
        token.id(),
        token.origin().delegation().map(DelegationId::new),
        Optional.empty(),
        token.binding(),
        kid,
        false);
  }
}
