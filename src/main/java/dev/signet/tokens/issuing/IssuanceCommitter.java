package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.Connection;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.db.Tx;
import dev.signet.delegation.DelegationChains;
import dev.signet.delegation.DelegationChains.IssuingStatus;
import dev.signet.delegation.Narrowing;
import dev.signet.events.audit.Audit;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.IssuanceIncrement;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.organizations.IssuingTerms;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.identity.quotas.TokenLimits;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Commits issuances, many in one transaction. Within it, in this order so that nodes do not
/// deadlock: the agents' organizations are kept from being suspended, the delegations above
/// exchanged tokens and the consents of users from being ended, and the resources from being
/// changed; one-time uses are consumed, the refresh families advance, the agents' meters are
/// updated (which detects agents that have changed since they were checked), and the events are
/// recorded.
final class IssuanceCommitter {

  private final OrganizationStates organizations;
  private final IssuanceCounter issuances;
  private final Audit audit;
  private final SigningKeys keys;
  private final RefreshFamilies families;
  private final ReplayGuard replay;
  private final DelegationChains chains;
  private final Consents consents;
  private final ProtectedResources resources;
  private final Revocations revocations;
  private final TokenLimitCheck limits;
  private final GroupCommit<PendingIssuance, IssuanceOutcome> commits;

  IssuanceCommitter(
      Db db,
      OrganizationStates organizations,
      IssuanceCounter issuances,
      Audit audit,
      SigningKeys keys,
      RefreshFamilies families,
      ReplayGuard replay,
      DelegationChains chains,
      Consents consents,
      ProtectedResources resources,
      Revocations revocations,
      TokenLimits limits,
      BooleanSupplier hurry,
      MeterRegistry meters) {
    this.organizations = organizations;
    this.issuances = issuances;
    this.audit = audit;
    this.keys = keys;
    this.families = families;
    this.replay = replay;
    this.chains = chains;
    this.consents = consents;
    this.resources = resources;
    this.revocations = revocations;
    this.limits = new TokenLimitCheck(limits, replay, families);
    this.commits =
        new GroupCommit<>(
            "issuance",
            db,
            this::commit,
            hurry,
            issuance -> issuance.agent().organization().value(),
            meters);
  }

  GroupCommit.Pending<IssuanceOutcome> submit(PendingIssuance issuance) {
    return commits.submit(issuance);
  }

  private List<IssuanceOutcome> commit(Tx tx, List<PendingIssuance> items) {
    var outcomes = new ArrayList<IssuanceOutcome>(items.size());
    items.forEach(_ -> outcomes.add(new IssuanceOutcome.Committed(Optional.empty())));
    var quotaVersions = refuseOfChangedOrganizations(tx, items, outcomes);
    refuseBelowEnded(tx, items, outcomes);
    refuseOfEndedConsents(tx, items, outcomes);
    refuseOfChangedResources(tx, items, outcomes);
    var counted = limits.take(tx, quotaVersions, items, outcomes);
    refuseAlreadyUsed(tx, items, outcomes);
    refuseOfReusedCodes(tx, items, outcomes);
    refuseOfRevokedFamilies(items, outcomes, useRefreshTokens(tx, items, outcomes));
    refuseWithdrawnKeys(tx, items, outcomes);
    recordInMeters(tx, items, outcomes);
    counted.ifPresent(tokens -> tokens.finish(outcomes));
    for (var i = 0; i < items.size(); i++) {
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed) {
        var item = items.get(i);
        audit.record(tx, item.jti(), item.at(), item.event(), item.by());
      }
    }
    addConnections(tx, items, outcomes);
    return outcomes;
  }

  /// From here until the end of the transaction none of these consents ends: that waits, and finds
  /// what is issued here. Other tokens than those of authorization codes need nothing.
  private void refuseOfEndedConsents(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var connections = items.stream().flatMap(item -> item.starting().stream()).toList();
    if (connections.isEmpty()) {
      return;
    }
    var free =
        consents.lockForIssuing(
            tx, connections.stream().map(PendingIssuance.StartingConnection::connection).toList());
    for (var i = 0; i < items.size(); i++) {
      var starting = items.get(i).starting();
      if (starting.isPresent() && !free.contains(starting.get().connection())) {
        outcomes.set(i, new IssuanceOutcome.ConsentChanging());
      }
    }
  }

  /// From here until the end of the transaction none of these resources changes: that waits. Tokens
  /// of agents need nothing.
  private void refuseOfChangedResources(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var targets = items.stream().flatMap(item -> item.target().stream()).toList();
    if (targets.isEmpty()) {
      return;
    }
    var versions =
        resources.lockForIssuing(
            tx, targets.stream().map(UserSource.Target::resource).distinct().toList());
    for (var i = 0; i < items.size(); i++) {
      var target = items.get(i).target();
      if (target.isPresent()
          && !target.get().version().equals(versions.get(target.get().resource()))) {
        outcomes.set(i, new IssuanceOutcome.ConsentChanging());
      }
    }
  }

  /// A code that is used again while its first use is retried has had its family revoked.
  private void refuseOfReusedCodes(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var families =
        items.stream()
            .flatMap(item -> item.starting().stream())
            .map(starting -> starting.connection().family())
            .toList();
    if (families.isEmpty()) {
      return;
    }
    var revoked = revocations.filterRevoked(tx.handle(), families);
    for (var i = 0; i < items.size(); i++) {
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed
          && items
              .get(i)
              .starting()
              .filter(starting -> revoked.contains(starting.connection().family()))
              .isPresent()) {
        outcomes.set(i, new IssuanceOutcome.CodeUsedAgain());
      }
    }
  }

  private void addConnections(Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var started = new HashMap<Connection, Instant>();
    for (var i = 0; i < items.size(); i++) {
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed) {
        items
            .get(i)
            .starting()
            .ifPresent(starting -> started.put(starting.connection(), starting.expiresAt()));
      }
    }
    consents.addConnections(tx, started);
  }

  /// From here until the end of the transaction no organization of these agents can be suspended: a
  /// suspension waits, and counts what is issued here. Nor can its limits change. Only agents of
  /// the default organization need nothing, because it has neither.
  ///
  /// @return the versions of the organizations' limits, where they have ever had any
  private Map<OrganizationId, Long> refuseOfChangedOrganizations(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var concerned = new HashSet<OrganizationId>();
    items.forEach(item -> {
      concerned.add(item.agent().organization());
      concerned.add(item.organization());
    });
    concerned.remove(OrganizationId.DEFAULT);
    if (concerned.isEmpty()) {
      return Map.of();
    }
    var terms = organizations.lockForIssuing(tx, concerned);
    for (var i = 0; i < items.size(); i++) {
      var agent = items.get(i).agent();
      if (isChanging(agent.organization(), terms)
          || isChanging(items.get(i).organization(), terms)) {
        outcomes.set(i, new IssuanceOutcome.OrganizationChanging());
      } else if (!agent.organization().isDefault()
          && !Objects.requireNonNull(terms.get(agent.organization()))
              .state()
              .equals(agent.organizationState())) {
        outcomes.set(i, new IssuanceOutcome.AgentChanged());
      }
    }
    var versions = new HashMap<OrganizationId, Long>();
    terms.forEach((id, found) -> {
      if (found.quotaVersion() > 0) {
        versions.put(id, found.quotaVersion());
      }
    });
    return versions;
  }

  private static boolean isChanging(
      OrganizationId organization, Map<OrganizationId, IssuingTerms> terms) {
    return !organization.isDefault() && !terms.containsKey(organization);
  }

  /// From here until the end of the transaction no delegation above these tokens is ended or
  /// narrowed: that waits, and finds what is issued here. Tokens that were not exchanged need
  /// nothing.
  private void refuseBelowEnded(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var exchanged = items.stream().flatMap(item -> item.chain().stream()).toList();
    if (exchanged.isEmpty()) {
      return;
    }
    var statuses = chains.lockForIssuing(tx, exchanged);
    for (var i = 0; i < items.size(); i++) {
      var chain = items.get(i).chain();
      if (chain.isPresent() && outcomes.get(i) instanceof IssuanceOutcome.Committed) {
        var issued = items.get(i).event();
        switch (Objects.requireNonNull(statuses.get(chain.get()))) {
          case IssuingStatus.Changing() ->
              outcomes.set(i, new IssuanceOutcome.DelegationChanging());
          case IssuingStatus.Inactive() -> outcomes.set(i, new IssuanceOutcome.AgentChanged());
          case IssuingStatus.Active(var current) -> {
            var at = items.get(i).at();
            if (!Narrowing.current(current, issued.scopes(), issued.audience(), at, at)
                .equals(Optional.of(issued.scopes()))) {
              outcomes.set(i, new IssuanceOutcome.AgentChanged());
            }
          }
        }
      }
    }
  }

  /// Consumes the one-time uses of all requests, but of those that are over a limit: they can be
  /// sent again.
  private void refuseAlreadyUsed(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var consuming =
        IntStream.range(0, items.size())
            .filter(i -> !(outcomes.get(i) instanceof IssuanceOutcome.OverLimit))
            .toArray();
    var uses = Arrays.stream(consuming).boxed().flatMap(i -> items.get(i).uses().stream()).toList();
    var first = replay.consume(tx, uses).iterator();
    for (var i : consuming) {
      for (var use : items.get(i).uses()) {
        if (!first.next() && !(outcomes.get(i) instanceof IssuanceOutcome.AlreadyUsed)) {
          // The first one counts: that of an authorization code comes before those of proofs.
          outcomes.set(i, new IssuanceOutcome.AlreadyUsed(use));
        }
      }
    }
  }

  /// Returns the families that were revoked in the process, because one of their tokens was reused.
  private Set<String> useRefreshTokens(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var revoked = new HashSet<String>();
    // In the order of the families: two nodes that lock the same rows must do so in the same order.
    record Place(int index, RefreshToken presented) {}
    IntStream.range(0, items.size())
        .boxed()
        .filter(i -> outcomes.get(i) instanceof IssuanceOutcome.Committed)
        .flatMap(i -> items.get(i).presented().map(token -> new Place(i, token)).stream())
        .sorted(Comparator.comparing(place -> place.presented().family()))
        .forEach(place -> {
          var item = items.get(place.index());
          var step = families.use(tx, item.agent(), place.presented(), item.at(), item.by());
          outcomes.set(
              place.index(),
              switch (step) {
                case RefreshFamilies.RefreshStep.Rotated(var at) ->
                    new IssuanceOutcome.Committed(Optional.of(at));
                case RefreshFamilies.RefreshStep.Reused() -> {
                  revoked.add(place.presented().family());
                  yield new IssuanceOutcome.RefreshRefused("used again");
                }
                case RefreshFamilies.RefreshStep.ReusedWhileExchanged() ->
                    new IssuanceOutcome.ReusedWhileExchanged(place.presented());
                case RefreshFamilies.RefreshStep.Inactive() ->
                    new IssuanceOutcome.RefreshRefused("family ended");
              });
        });
    return revoked;
  }

  /// A family may advance and then be revoked in one batch: the token of that step did not exist
  /// when the family's tokens were revoked, so it must not be issued.
  private static void refuseOfRevokedFamilies(
      List<PendingIssuance> items, List<IssuanceOutcome> outcomes, Set<String> revoked) {
    for (var i = 0; i < items.size(); i++) {
      var presented = items.get(i).presented();
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed
          && presented.isPresent()
          && revoked.contains(presented.get().family())) {
        outcomes.set(i, new IssuanceOutcome.RefreshRefused("family ended in the same batch"));
      }
    }
  }

  /// From here until the end of the transaction none of the keys can be withdrawn: a withdrawal
  /// waits, and counts what is issued here.
  private void refuseWithdrawnKeys(
      Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    var kids = new TreeSet<String>();
    for (var i = 0; i < items.size(); i++) {
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed) {
        kids.addAll(kids(items.get(i)));
      }
    }
    var kept = keys.lockUsable(tx, kids);
    if (!kept.containsAll(kids)) {
      for (var i = 0; i < items.size(); i++) {
        if (outcomes.get(i) instanceof IssuanceOutcome.Committed
            && !kept.containsAll(kids(items.get(i)))) {
          outcomes.set(i, new IssuanceOutcome.AgentChanged());
        }
      }
    }
  }

  /// The signing keys of the token and of those that it was exchanged from.
  private static Set<String> kids(PendingIssuance issuance) {
    return issuance
        .chain()
        .map(chain -> chain.lookups().kids())
        .orElseGet(() -> Set.of(issuance.event().kid()));
  }

  private void recordInMeters(Tx tx, List<PendingIssuance> items, List<IssuanceOutcome> outcomes) {
    // An agent may be here twice, checked before and after a change. Only the newer state can be
    // current.
    var newest = new HashMap<AgentId, Long>();
    items.forEach(item -> newest.merge(item.agent().id(), item.agent().revision(), Math::max));
    var sums = new HashMap<AgentId, IssuanceIncrement>();
    for (var i = 0; i < items.size(); i++) {
      var agent = items.get(i).agent();
      if (!(outcomes.get(i) instanceof IssuanceOutcome.Committed)) {
        continue;
      }
      if (newest.getOrDefault(agent.id(), agent.revision()) != agent.revision()) {
        outcomes.set(i, new IssuanceOutcome.AgentChanged());
        continue;
      }
      var refreshes = items.get(i).event().refreshed() ? 1 : 0;
      sums.merge(
          agent.id(),
          new IssuanceIncrement(agent.id(), agent.revision(), 1, refreshes, items.get(i).at()),
          IssuanceIncrement::plus);
    }
    var moved = issuances.count(tx, List.copyOf(sums.values()));
    for (var i = 0; i < items.size(); i++) {
      if (outcomes.get(i) instanceof IssuanceOutcome.Committed
          && moved.contains(items.get(i).agent().id())) {
        outcomes.set(i, new IssuanceOutcome.AgentChanged());
      }
    }
  }
}
