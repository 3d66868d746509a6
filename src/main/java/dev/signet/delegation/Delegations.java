package dev.signet.delegation;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.delegation.Delegation.Parties;
import dev.signet.delegation.Delegation.Terms;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ExchangedToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.ExchangedTokens;
import dev.signet.validity.revocations.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The delegations: created, narrowed, revoked and listed.
///
/// Revoking or narrowing one changes one row, however many tokens were issued through it: each
/// check of such a token looks at the delegations above it ([Ancestry]).
public final class Delegations {
  /// How long an ended delegation is kept. No token that was issued through it is valid so long.
  private static final Duration RETENTION = Duration.ofDays(30);

  private static final int BATCH = 100;

  private static final int MAX_PREVIEWED = 100_000;

  /// How many tokens below a delegation are counted while other writers wait.
  private static final int MAX_COUNTED = 10_000;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final Agents agents;
  private final DelegationStore store;
  private final CurrentDelegations current;
  private final DelegationChains chains;
  private final DescendantCounter descendants;
  private final DelegationGraphSearch graphs;
  private final ExchangeLocks locks;
  private final Revocations revocations;

  Delegations(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Agents agents,
      Fapi2Policy fapi2,
      Revocations revocations) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.agents = agents;
    this.revocations = revocations;
    this.store = new DelegationStore(db.dialect());
    this.current = new CurrentDelegations(db, store);
    this.locks = new ExchangeLocks(new NamedLocks(db.dialect()), store, db.dialect().isShared());
    this.chains = new DelegationChains(clock, agents, fapi2, revocations, current, store, locks);
    this.descendants = new DescendantCounter(audit, chains, store);
    this.graphs = new DelegationGraphSearch(store);
  }

  /// What revoking a delegation now would end.
  ///
  /// @return empty when there are too many tokens to count
  /// @throws Refused `NotFound` as [#require]
  public Optional<Descendants> previewRevocation(DelegationId id, RequestContext by) {
    var listed = require(id, by);
    return db.readLongRunning(handle ->
        descendants.below(handle, listed.delegation().id(), clock.instant(), MAX_PREVIEWED));
  }

  /// What suspending an agent now would end: its own tokens, and those below them.
  ///
  /// @return empty when there are too many tokens to count
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Optional<Descendants> previewSuspension(AgentId id, RequestContext by) {
    TenantScope.requireOrganization(by.caller());
    var agent = agents.require(id, by);
    var now = clock.instant();
    if (!agent.mayGetTokens(now)) {
      return Optional.of(Descendants.NONE);
    }
    return db.readLongRunning(handle -> {
      var own = revocations.countActive(handle, id.value(), agent.generation());
      return descendants
          .below(handle, tokensOf(handle, agent, Set.of()), now, MAX_PREVIEWED)
          .map(below -> below.below(id, own));
    });
  }

  /// What revoking a token now would end: the token, and those below it.
  ///
  /// @return empty when there are too many tokens to count
  /// @throws Refused `NotFound` when this server has issued no such token that has not expired, or
  ///   not to an agent within the caller's reach
  Optional<Descendants> previewTokenRevocation(String jti, RequestContext by) {
    var reach = TenantScope.requireOrganization(by.caller());
    var now = clock.instant();
    return db.readLongRunning(handle -> {
      var owner = audit.agentOfToken(handle, jti, now).map(AgentId::new);
      var agent =
          owner
              .flatMap(id -> Optional.ofNullable(agents.findAll(handle, Set.of(id)).get(id)))
              .filter(found -> reach.covers(found.organization()))
              .orElseThrow(DelegationRefusals::noSuchToken);
      if (!agent.mayGetTokens(now) || !isActive(handle, agent, jti, now)) {
        return Optional.of(Descendants.NONE);
      }
      return descendants
          .below(handle, tokensOf(handle, agent, Set.of(jti)), now, MAX_PREVIEWED)
          .map(below -> below.below(agent.id(), 1));
    });
  }

  private boolean isActive(Handle handle, Agent agent, String jti, Instant now) {
    return audit
        .unexpiredToken(handle, agent.id().value(), agent.generation(), jti)
        .filter(token -> !token.isSignedBy(revocations.revokedSigningKeys(handle)))
        .filter(token ->
            !revocations.revokedDpopKeys(handle, agent.id().value()).contains(token.binding()))
        .filter(token ->
            revocations
                .filterRevoked(
                    handle,
                    Stream.concat(Stream.of(jti), token.family().stream())
                        .collect(Collectors.toSet()))
                .isEmpty())
        .filter(_ ->
            revocations
                .filterEndedWithOthers(handle, List.of(jti), new EndedTokens.None(), now)
                .isEmpty())
        .isPresent();
  }

  private EndedTokens tokensOf(Handle handle, Agent agent, Set<String> ids) {
    return new EndedTokens.OfAgent(
        agent.id().value(),
        agent.generation(),
        ids,
        Optional.empty(),
        revocations.revokedDpopKeys(handle, agent.id().value()));
  }

  /// The tokens that were exchanged, for what revokes tokens of any kind.
  public ExchangedTokens exchangedTokens() {
    return new ExchangedTokens() {
      @Override
      public void lockToRevoke(Tx tx, Collection<String> agentIds) {
        locks.lock(tx, agentIds);
      }

      @Override
      public void lockToNarrow(Tx tx, String agentId) {
        locks.lock(tx, new AgentId(agentId));
      }

      @Override
      public boolean tryLockToRevoke(Tx tx, String agentId) {
        return locks.tryLock(tx, agentId);
      }

      @Override
      public OptionalLong countBelow(Handle handle, EndedTokens ended, Instant at) {
        var most = ended instanceof EndedTokens.OfSigningKey ? Integer.MAX_VALUE : MAX_COUNTED;
        return descendants
            .below(handle, ended, at, most)
            .map(below -> OptionalLong.of(below.tokens()))
            .orElse(OptionalLong.empty());
      }

      @Override
      public Set<String> filterEnded(
          Handle handle, Collection<ExchangedToken> tokens, EndedTokens ended, Instant at) {
        return descendants.filterEnded(handle, tokens, ended, at);
      }
    };
  }

  /// The delegations as they are now, for the checks of tokens.
  public CurrentDelegations current() {
    return current;
  }

  /// The checks of the chains of tokens.
  public DelegationChains chains() {
    return chains;
  }

  /// A revoked delegation.
  ///
  /// @param descendants the tokens that were active below it; empty when there are too many to
  ///   count while others wait
  public record RevokedDelegation(ListedDelegation delegation, Optional<Descendants> descendants) {}

  /// A narrowed delegation.
  ///
  /// @param endedTokens how many tokens were active below it that it no longer allows; empty when
  ///   there are too many to count while others wait
  public record NarrowedDelegation(ListedDelegation delegation, Optional<Long> endedTokens) {}

  /// A delegation and whether its agents may get tokens now.
  public record ListedDelegation(Delegation delegation, boolean areAgentsActive) {
    /// `active`, `suspended` (its subject or actor is not active), `revoked` or `expired`.
    public String status(Instant now) {
      if (!delegation.status().isActive()) {
        return delegation.status().wire();
      }
      if (!delegation.isActive(now)) {
        return "expired";
      }
      return areAgentsActive ? "active" : "suspended";
    }
  }

  /// Finds an agent by its id or client id. Whether the caller may lend its rights is checked
  /// later.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public AgentId requireAgent(String idOrClientId, RequestContext by) {
    var reach = TenantScope.requireOrganization(by.caller());
    return agents
        .findByClientId(idOrClientId)
        .filter(agent -> reach.covers(agent.organization()))
        .map(Agent::id)
        .orElseThrow(AgentRefusals::notFound);
  }

  /// Lends rights of one agent to another one.
  ///
  /// @throws Refused `NotFound` for an unknown agent, `NotAllowed` for an agent that lends the
  ///   rights of another one, `InsufficientScope` when the caller lends a scope of this server that
  ///   it does not hold; `organization_required`, `organizations_differ`, `scopes_not_held`,
  ///   `actor_lacks_grant`, `not_active`
  public ListedDelegation create(
      Tx tx, AgentId subject, AgentId actor, Terms terms, RequestContext by) {
    var reach = TenantScope.requireOrganization(by.caller());
    if (by.caller() instanceof Caller.Agent caller && !caller.id().equals(subject.value())) {
      throw DelegationRefusals.onlyItself();
    }
    var found = agents.findAll(tx.handle(), Set.of(subject, actor));
    var lender = require(found, subject, reach);
    var borrower = require(found, actor, reach);
    requireSameOrganization(lender, borrower);
    organizations.require(tx, lender.organization(), by);
    requireMayLend(lender, terms, by.caller());
    if (!borrower.grantTypes().contains(GrantType.TOKEN_EXCHANGE)) {
      throw DelegationRefusals.actorLacksGrant();
    }
    var now = clock.instant();
    if (!lender.mayGetTokens(now)) {
      throw DelegationRefusals.subjectNotActive();
    }
    if (!borrower.mayGetTokens(now)) {
      throw DelegationRefusals.actorNotActive();
    }
    var made =
        new Delegation(
            new DelegationId(ids.next()),
            new Parties(subject, lender.organization(), actor, borrower.organization()),
            terms,
            new DelegationStatus.Active(),
            by.caller().id(),
            now,
            now);
    store.add(tx, made);
    audit.record(tx, new DelegationEvent.Created(made, borrower.name()), by);
    return new ListedDelegation(made, true);
  }

  private static Agent require(Map<AgentId, Agent> found, AgentId id, TenantScope reach) {
    return Optional.ofNullable(found.get(id))
        .filter(agent -> reach.covers(agent.organization()))
        .orElseThrow(AgentRefusals::notFound);
  }

  /// Agents of the default organization have no `organization_id` in their tokens, by which a
  /// resource server could tell whose rights were lent.
  private static void requireSameOrganization(Agent lender, Agent borrower) {
    if (lender.organization().isDefault() || borrower.organization().isDefault()) {
      throw DelegationRefusals.organizationRequired();
    }
    if (!lender.organization().equals(borrower.organization())) {
      throw DelegationRefusals.differentOrganizations();
    }
  }

  private static void requireMayLend(Agent lender, Terms terms, Caller by) {
    var missing =
        new Scopes(
            terms.scopes().values().stream()
                .filter(scope -> !lender.scopes().contains(scope))
                .toList());
    if (!missing.isEmpty()) {
      throw DelegationRefusals.scopesNotHeld(missing);
    }
    GrantRule.requireHeld(terms.scopes().serverScopes(), by.scopes());
    if (terms.resources().isAll() && !(by instanceof Caller.Operator)) {
      throw DelegationRefusals.onlyOperatorsLendAll();
    }
  }

  /// Narrows a delegation, which applies to the tokens that were issued through it before.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach,
  ///   `NotAllowed` for an agent that is not its subject; `would_widen`, `delegation_ended`
  public NarrowedDelegation narrow(DelegationId id, UnaryOperator<Terms> edit, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lockToEnd(tx, id, by);
      if (by.caller() instanceof Caller.Agent && !isCaller(before.subject(), by)) {
        throw DelegationRefusals.onlySubjectNarrows();
      }
      var now = clock.instant();
      if (!before.isActive(now)) {
        throw DelegationRefusals.ended();
      }
      var terms = edit.apply(before.terms());
      var widened = before.terms().widenedBy(terms);
      if (!widened.isEmpty()) {
        throw DelegationRefusals.wouldWiden(widened);
      }
      var changed = before.terms().changedBy(terms);
      if (changed.isEmpty()) {
        return new NarrowedDelegation(
            listed(tx.handle(), List.of(before)).getFirst(), Optional.of(0L));
      }
      var after = before.with(terms, now);
      var allowedBefore = descendants.below(tx.handle(), id, now, MAX_COUNTED);
      store.saveTerms(tx, after);
      // What is active after it was active before: a delegation is never widened.
      var ended =
          allowedBefore.flatMap(all ->
              descendants
                  .below(tx.handle(), id, now, MAX_COUNTED)
                  .map(left -> all.tokens() - left.tokens()));
      current.evictAfter(tx, id);
      audit.record(
          tx,
          new DelegationEvent.Narrowed(after, actorName(tx.handle(), after), changed, ended),
          by);
      return new NarrowedDelegation(listed(tx.handle(), List.of(after)).getFirst(), ended);
    });
  }

  /// The delegation, locked. Until the end of the transaction no token is issued below it, and no
  /// other transaction counts tokens that it ends: of two at once each would count the same ones.
  private Delegation lockToEnd(Tx tx, DelegationId id, RequestContext by) {
    var found = requireWithinReach(store.find(tx.handle(), id), by.caller());
    var organization = found.parties().subjectOrganization();
    locks.lock(tx, id);
    locks.lock(tx, organization);
    organizations.states().lock(tx, organization);
    return requireWithinReach(store.lock(tx, id), by.caller());
  }

  /// Revokes a delegation and all tokens that were issued through it. Revoking an ended delegation
  /// changes nothing.
  ///
  /// @throws Refused `NotFound` as [#narrow], `NotAllowed` for an agent that is neither its subject
  ///   nor its actor
  public RevokedDelegation revoke(DelegationId id, String reason, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lockToEnd(tx, id, by);
      if (by.caller() instanceof Caller.Agent
          && !isCaller(before.subject(), by)
          && !isCaller(before.actor(), by)) {
        throw DelegationRefusals.onlyPartiesRevoke();
      }
      if (!before.status().isActive()) {
        return new RevokedDelegation(
            listed(tx.handle(), List.of(before)).getFirst(), Optional.of(Descendants.NONE));
      }
      var now = clock.instant();
      var ended = descendants.below(tx.handle(), id, now, MAX_COUNTED);
      var revoked = new DelegationStatus.Revoked(now, by.caller().id(), reason);
      var after = before.with(revoked, now);
      store.saveRevocation(tx, id, revoked);
      current.evictAfter(tx, id);
      audit.record(
          tx,
          new DelegationEvent.Revoked(
              after, actorName(tx.handle(), after), reason, ended.map(Descendants::tokens)),
          by);
      return new RevokedDelegation(listed(tx.handle(), List.of(after)).getFirst(), ended);
    });
  }

  private static boolean isCaller(AgentId agent, RequestContext by) {
    return by.caller().id().equals(agent.value());
  }

  /// Checked before anything is locked too: a caller that may not see a delegation neither waits
  /// for its locks nor holds them.
  private static Delegation requireWithinReach(Optional<Delegation> found, Caller by) {
    var reach = TenantScope.requireOrganization(by);
    return found
        .filter(delegation -> isWithin(reach, delegation))
        .orElseThrow(DelegationRefusals::notFound);
  }

  private static boolean isWithin(TenantScope reach, Delegation delegation) {
    return reach.covers(delegation.parties().subjectOrganization())
        || reach.covers(delegation.parties().actorOrganization());
  }

  private String actorName(Handle handle, Delegation delegation) {
    return Optional.ofNullable(
            agents.findAll(handle, Set.of(delegation.actor())).get(delegation.actor()))
        .map(Agent::name)
        .orElse("");
  }

  /// A delegation that must exist.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public ListedDelegation require(DelegationId id, RequestContext by) {
    var reach = TenantScope.requireOrganization(by.caller());
    return db.read(handle ->
            store
                .find(handle, id)
                .filter(found -> isWithin(reach, found))
                .map(found -> listed(handle, List.of(found)).getFirst()))
        .orElseThrow(DelegationRefusals::notFound);
  }

  /// A page of the delegations within the caller's reach, the newest first.
  public Paging.Page<ListedDelegation> list(
      DelegationFilter filter, Paging paging, RequestContext by) {
    var reach = TenantScope.requireOrganization(by.caller());
    var now = clock.instant();
    return db.readLongRunning(handle ->
        paging.of(
            listed(handle, store.page(handle, reach, filter, now, paging)),
            () -> store.count(handle, reach, filter, now, Paging.MAX_COUNTED),
            listed -> listed.delegation().id().value()));
  }

  /// The delegations around an agent.
  ///
  /// @param depth how many agents away at most, 1 to [Delegation#MAX_HOPS]
  /// @param includeEnded whether it has those that have ended, as long as they are stored
  /// @throws Refused `NotFound` when the agent does not exist or is not within the caller's reach
  public DelegationGraph graph(AgentId focus, int depth, boolean includeEnded, RequestContext by) {
    TenantScope.requireOrganization(by.caller());
    agents.require(focus, by);
    var now = clock.instant();
    return db.readLongRunning(handle -> {
      var below = graphs.below(handle, focus, depth, includeEnded, now);
      var above = graphs.above(handle, focus, depth, includeEnded, now);
      var hops = new LinkedHashMap<AgentId, Integer>();
      hops.put(focus, 0);
      hops.putAll(below.hops());
      above.hops().forEach((agent, hop) -> hops.putIfAbsent(agent, -hop));
      var found = agents.findAll(handle, hops.keySet());
      var nodes = new ArrayList<DelegationGraph.Node>();
      hops.forEach((id, hop) -> {
        var agent = found.get(id);
        if (agent != null) {
          nodes.add(new DelegationGraph.Node(id, agent.name(), agent.mayGetTokens(now), hop));
        }
      });
      return new DelegationGraph(
          nodes,
          listed(below.delegations(), found),
          listed(above.delegations(), found),
          below.isCutOff() || above.isCutOff());
    });
  }

  private List<ListedDelegation> listed(Handle handle, List<Delegation> delegations) {
    var parties = new ArrayList<AgentId>();
    for (var delegation : delegations) {
      parties.add(delegation.subject());
      parties.add(delegation.actor());
    }
    return listed(delegations, agents.findAll(handle, Set.copyOf(parties)));
  }

  private List<ListedDelegation> listed(List<Delegation> delegations, Map<AgentId, Agent> found) {
    var now = clock.instant();
    return delegations.stream()
        .map(delegation ->
            new ListedDelegation(
                delegation,
                mayGetTokens(found.get(delegation.subject()), now)
                    && mayGetTokens(found.get(delegation.actor()), now)))
        .toList();
  }

  private static boolean mayGetTokens(@Nullable Agent agent, Instant now) {
    return agent != null && agent.mayGetTokens(now);
  }

  /// The delegations from one agent to another that are active, the oldest first.
  public List<Delegation> between(AgentId subject, AgentId actor, int limit) {
    return db.read(handle -> store.between(handle, subject, actor, clock.instant(), limit));
  }

  /// Records which delegations have expired, and deletes those that ended long ago. A job calls it.
  ///
  /// @param now the reference time, which may differ from the wall clock
  void deleteEnded(Instant now) {
    var by = RequestContext.ofJob("delegations");
    repeat(tx -> {
      var expired = store.markExpired(tx, now, BATCH);
      for (var delegation : expired) {
        current.evictAfter(tx, delegation.id());
        audit.record(
            tx, new DelegationEvent.Expired(delegation, actorName(tx.handle(), delegation)), by);
      }
      return expired.size();
    });
    repeat(tx -> store.deleteEnded(tx, now.minus(RETENTION), BATCH));
  }

  private void repeat(ToIntFunction<Tx> batch) {
    int size;
    do {
      // One batch per transaction, so that other writers do not wait long.
      size = db.inTransaction(batch::applyAsInt);
    } while (size == BATCH);
  }
}
