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
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Counts the active tokens below something, level by level. Whether a token is active is decided
/// by the same functions as for introspection, so that no token is counted that something else has
/// ended before.
final class DescendantCounter {
  private static final int BATCH = 200;

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
  /// @return empty when there are more than `most`
  Optional<Descendants> below(Handle handle, DelegationId delegation, Instant at, int most) {
    var walk = new Walk(handle, new EndedTokens.None(), at, most, _ -> true);
    walk.addThrough(List.of(delegation));
    return walk.finish();
  }

  /// The tokens that were active until others ended, and ended with these without being among them.
  ///
  /// @return empty when there are more than `most`
  Optional<Descendants> below(Handle handle, EndedTokens ended, Instant at, int most) {
    var walk = new Walk(handle, ended, at, most, below(ended));
    switch (ended) {
      case EndedTokens.OfAgent agent when agent.ids().isEmpty() -> {
        walk.addAll(after ->
            audit.exchangedBy(handle, agent.agentId(), agent.generation(), at, after, BATCH));
        addLentBy(walk, handle, new AgentId(agent.agentId()), at);
      }
      case EndedTokens.OfAgent agent -> agent.ids().forEach(walk::addBelow);
      case EndedTokens.OfSigningKey _ ->
          walk.addAll(after -> audit.exchanged(handle, at, after, BATCH));
      // What the agents of an organization exchange belongs to them.
      case EndedTokens.None _, EndedTokens.OfOrganization _ -> {}
    }
    return walk.finish();
  }

  /// Each token that another agent exchanged from one of this agent was issued through one of its
  /// delegations.
  private void addLentBy(Walk walk, Handle handle, AgentId subject, Instant at) {
    var after = "";
    List<DelegationId> some;
    do {
      some = store.activeOf(handle, subject, at, after, BATCH);
      if (!some.isEmpty()) {
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

  private Map<ExchangedToken, Ancestry> active(
      Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
    var found = new HashMap<ExchangedToken, Ancestry>();
    tokens.forEach(token -> chain(token).ifPresent(chain -> found.put(token, chain)));
    var current = chains.storedActive(handle, found.values(), ended, at);
    found
        .entrySet()
        .removeIf(entry -> {
          var chain = current.get(entry.getValue());
          return chain == null || !hasScopes(entry.getKey(), chain, at);
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
    private List<String> level = new ArrayList<>();

    Walk(Handle handle, EndedTokens ended, Instant at, int most, Predicate<Ancestry> isCounted) {
      this.handle = handle;
      this.ended = ended;
      this.at = at;
      this.most = most;
      this.isCounted = isCounted;
    }

    boolean isFull() {
      return seen.size() > most;
    }

    void addThrough(List<DelegationId> delegations) {
      var ids = delegations.stream().map(DelegationId::value).toList();
      addAll(after -> audit.exchangedThrough(handle, ids, at, after, BATCH));
    }

    /// What was exchanged from a token, or from those of a refresh family, which has the id of its
    /// first token.
    void addBelow(String id) {
      add(audit.exchangedFrom(handle, List.of(id), at));
      var after = Audit.FIRST_ID;
      List<String> some;
      do {
        some = audit.idsOfFamily(handle, id, at, after, BATCH);
        if (!some.isEmpty()) {
          after = some.getLast();
          add(audit.exchangedFrom(handle, some, at));
        }
      } while (some.size() == BATCH && !isFull());
    }

    void addAll(Function<String, List<ExchangedToken>> batchAfter) {
      var after = Audit.FIRST_ID;
      List<ExchangedToken> some;
      do {
        some = batchAfter.apply(after);
        if (!some.isEmpty()) {
          after = some.getLast().id();
          add(some);
        }
      } while (some.size() == BATCH && !isFull());
    }

    private void add(List<ExchangedToken> tokens) {
      var fresh = tokens.stream().filter(token -> !seen.contains(token.id())).toList();
      active(handle, fresh, ended, at)
          .forEach((token, chain) -> {
            if (isCounted.test(chain) && seen.add(token.id())) {
              agents.add(token.agentId());
              level.add(token.id());
            }
          });
    }

    Optional<Descendants> finish() {
      var byDepth = new ArrayList<Long>();
      while (!level.isEmpty() && !isFull()) {
        byDepth.add((long) level.size());
        var parents = level;
        level = new ArrayList<>();
        for (var i = 0; i < parents.size() && !isFull(); i += BATCH) {
          add(
              audit.exchangedFrom(
                  handle, parents.subList(i, Math.min(i + BATCH, parents.size())), at));
        }
      }
      return isFull() ? Optional.empty() : Optional.of(new Descendants(byDepth, agents.size()));
    }
  }

  /// The token after those that it was exchanged from.
  private static Optional<Ancestry> chain(ExchangedToken token) {
    var kid = Json.parseOwn(token.metadata()).path("kid").asString("");
    return Ancestry.parse(List.of(token.origin().ancestors().split(" ", -1)), kid)
        .map(above -> above.plus(toAncestor(token, kid)));
  }

  private static boolean hasScopes(ExchangedToken token, DelegationChain chain, Instant now) {
    var metadata = Json.parseOwn(token.metadata());
    var audience = new ArrayList<String>();
    metadata.path("audience").forEach(uri -> audience.add(uri.asString()));
    var scopes = Scopes.parse(metadata.path("scope").asString("")).orElse(Scopes.NONE);
    return Narrowing.current(chain, scopes, audience, token.issuedAt(), now).isPresent();
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
