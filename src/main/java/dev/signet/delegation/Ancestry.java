package dev.signet.delegation;

import dev.signet.base.db.Ids;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tokens that a token was exchanged from, the first of the chain first. The token itself
/// carries them, so that a check needs no row for each token: it looks up whether one of these
/// tokens, their agents or their delegations has ended. The token is then inactive, on every node,
/// although nothing was written for it.
public record Ancestry(List<Ancestor> ancestors) {

  /// Of a token that was not exchanged.
  public static final Ancestry NONE = new Ancestry(List.of());

  /// The most tokens of a chain, the last one and all actor tokens counted.
  public static final int MAX_TOKENS = 16;

  public Ancestry {
    ancestors = List.copyOf(ancestors);
  }

  /// An agent's tokens that are bound to a key.
  public record BoundTokens(AgentId agent, TokenBinding binding) {}

  /// What a check has to look up.
  ///
  /// @param tokenIds of tokens and refresh families
  /// @param kids of signing keys
  public record Lookups(
      Set<AgentId> agents,
      Set<String> tokenIds,
      Set<String> kids,
      Set<BoundTokens> bound,
      Set<DelegationId> delegations) {

    /// What checks of several chains have to look up.
    static Lookups ofAll(Collection<Ancestry> chains) {
      var all =
          new Lookups(
              new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
      for (var chain : chains) {
        var one = chain.lookups();
        all.agents.addAll(one.agents);
        all.tokenIds.addAll(one.tokenIds);
        all.kids.addAll(one.kids);
        all.bound.addAll(one.bound);
        all.delegations.addAll(one.delegations);
      }
      return all;
    }
  }

  /// What was found, read after the token was presented.
  ///
  /// @param revokedIds of tokens, refresh families and signing keys: those of the looked-up ones
  ///   that are revoked
  /// @param revokedBound those whose key was revoked
  public record State(
      Map<AgentId, ChainAgent> agents,
      Set<String> revokedIds,
      Set<BoundTokens> revokedBound,
      Map<DelegationId, Delegation> delegations) {
    public State {
      agents = Map.copyOf(agents);
      revokedIds = Set.copyOf(revokedIds);
      revokedBound = Set.copyOf(revokedBound);
      delegations = Map.copyOf(delegations);
    }
  }

  /// Why a token of the chain is not active any more.
  public enum EndReason {
    /// Its agent is suspended, decommissioned or expired, or its organization is.
    AGENT_INACTIVE,
    /// All tokens of its agent or of the organization were revoked since.
    AGENT_TOKENS_REVOKED,
    /// It was revoked, with its family, or with the key that signed it.
    TOKEN_REVOKED,
    /// The key that it is bound to was replaced.
    KEY_REVOKED,
    /// The delegation that it was issued through was revoked or has expired.
    DELEGATION_ENDED,
    /// It is older than a delegation allows since it was narrowed.
    LIFETIME_NARROWED
  }

  /// The first token of a chain that is not active any more.
  public record Ended(Ancestor ancestor, EndReason reason) {}

  public boolean isEmpty() {
    return ancestors.isEmpty();
  }

  /// The ancestors of a token that is exchanged from a token with these ancestors.
  ///
  /// @param subject the token that is exchanged
  public Ancestry plus(Ancestor subject) {
    var more = new ArrayList<>(ancestors);
    more.add(subject);
    return new Ancestry(more);
  }

  /// These, with those of an actor token.
  ///
  /// @param actorToken the actor token after its own ancestors
  public Ancestry plusActorToken(Ancestry actorToken) {
    var more = new ArrayList<>(ancestors);
    actorToken.ancestors.stream().map(Ancestor::asActorToken).forEach(more::add);
    return new Ancestry(more);
  }

  /// Whether a token with these ancestors would be one token more than a chain may have.
  public boolean isTooLong() {
    return ancestors.size() >= MAX_TOKENS;
  }

  /// The ancestors by which the holder acts for others, without those of actor tokens.
  public List<Ancestor> line() {
    return ancestors.stream().filter(ancestor -> !ancestor.isActorToken()).toList();
  }

  public Lookups lookups() {
    var agents = new LinkedHashSet<AgentId>();
    var ids = new LinkedHashSet<String>();
    var kids = new LinkedHashSet<String>();
    var bound = new LinkedHashSet<BoundTokens>();
    var delegations = new LinkedHashSet<DelegationId>();
    for (var ancestor : ancestors) {
      agents.add(ancestor.agent());
      ids.addAll(ancestor.tokenIds());
      kids.add(ancestor.kid());
      ancestor.binding().ifPresent(key -> bound.add(new BoundTokens(ancestor.agent(), key)));
      ancestor.delegation().ifPresent(delegations::add);
    }
    return new Lookups(agents, ids, kids, bound, delegations);
  }

  /// The first ancestor that is not active any more; empty while all are. What was not found counts
  /// as ended. That they have not expired needs no check: a token expires no later than those it
  /// was exchanged from. But a delegation may allow a shorter lifetime by now.
  public Optional<Ended> firstEnded(State state, Instant now) {
    var oldest = Instant.MIN;
    for (var ancestor : ancestors) {
      var reason = endReason(ancestor, state, now);
      if (reason.isPresent()) {
        return Optional.of(new Ended(ancestor, reason.get()));
      }
      if (!ancestor.isActorToken()) {
        oldest = later(oldest, oldestAllowed(ancestor, state, now));
        if (oldest.isAfter(Instant.MIN) && !Ids.madeAt(ancestor.jti()).isAfter(oldest)) {
          return Optional.of(new Ended(ancestor, EndReason.LIFETIME_NARROWED));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<EndReason> endReason(Ancestor ancestor, State state, Instant now) {
    var agent = state.agents().get(ancestor.agent());
    if (agent == null || !agent.mayGetTokens()) {
      return Optional.of(EndReason.AGENT_INACTIVE);
    }
    if (agent.generation() != ancestor.generation()) {
      return Optional.of(EndReason.AGENT_TOKENS_REVOKED);
    }
    if (state.revokedIds().contains(ancestor.kid())
        || ancestor.tokenIds().stream().anyMatch(state.revokedIds()::contains)) {
      return Optional.of(EndReason.TOKEN_REVOKED);
    }
    if (ancestor
        .binding()
        .filter(key -> state.revokedBound().contains(new BoundTokens(ancestor.agent(), key)))
        .isPresent()) {
      return Optional.of(EndReason.KEY_REVOKED);
    }
    return ancestor.delegation().isPresent() && !isActive(state, ancestor.delegation().get(), now)
        ? Optional.of(EndReason.DELEGATION_ENDED)
        : Optional.empty();
  }

  /// A token that was issued through the ancestor's delegation, directly or through others, is
  /// active only if it was issued later than this.
  private static Instant oldestAllowed(Ancestor ancestor, State state, Instant now) {
    return ancestor
        .delegation()
        .flatMap(id -> Optional.ofNullable(state.delegations().get(id)))
        .flatMap(delegation -> delegation.terms().tokenLifetime())
        .map(now::minus)
        .orElse(Instant.MIN);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static boolean isActive(State state, DelegationId id, Instant now) {
    var delegation = state.delegations().get(id);
    return delegation != null && delegation.isActive(now);
  }

  /// As the claim `anc` has them.
  ///
  /// @param kid of the key that signs the token with the claim
  public List<String> toClaim(String kid) {
    return ancestors.stream().map(ancestor -> ancestor.toLine(kid)).toList();
  }

  /// Reads the claim; empty for what [#toClaim] does not write.
  public static Optional<Ancestry> parse(List<String> claim, String kid) {
    if (claim.size() >= MAX_TOKENS) {
      return Optional.empty();
    }
    var found = new ArrayList<Ancestor>(claim.size());
    for (var line : claim) {
      var ancestor = Ancestor.parse(line, kid);
      if (ancestor.isEmpty()) {
        return Optional.empty();
      }
      found.add(ancestor.get());
    }
    return Optional.of(new Ancestry(found));
  }
}
