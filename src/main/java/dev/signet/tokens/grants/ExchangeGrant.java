package dev.signet.tokens.grants;

import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.delegation.Ancestry;
import dev.signet.delegation.ChainAgent;
import dev.signet.delegation.Delegation;
import dev.signet.delegation.DelegationChain;
import dev.signet.delegation.DelegationChain.Link;
import dev.signet.delegation.DelegationId;
import dev.signet.delegation.Delegations;
import dev.signet.delegation.Narrowing;
import dev.signet.delegation.Narrowing.Limits;
import dev.signet.delegation.Narrowing.Outcome;
import dev.signet.delegation.Narrowing.Requested;
import dev.signet.delegation.Narrowing.SubjectToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.tokens.issuing.AccessToken;
import dev.signet.tokens.issuing.ApprovedGrant;
import dev.signet.tokens.issuing.ExchangeSource;
import dev.signet.tokens.issuing.ExchangeSource.Actors;
import dev.signet.tokens.issuing.ExchangeSource.RequiredProof;
import dev.signet.tokens.issuing.ExchangeSource.Subject;
import dev.signet.tokens.issuing.ExchangedFrom;
import dev.signet.tokens.issuing.Introspection;
import dev.signet.tokens.issuing.Introspection.ActiveToken;
import dev.signet.tokens.issuing.RecordedIssuances;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The token exchange grant ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)): an agent that
/// holds a token of another agent gets one of its own, to act for the subject of that token. It
/// needs a delegation from the agent that held the token so far. An agent may also exchange its own
/// token for one that allows less.
final class ExchangeGrant {
  /// A token that is handed over is exchanged at once.
  private static final Duration HANDED_OVER_LIFETIME = Duration.ofMinutes(5);

  /// How many delegations between two agents are considered.
  private static final int MAX_DELEGATIONS = 16;

  private final Introspection introspection;
  private final RecordedIssuances issuances;
  private final Delegations delegations;
  private final Agents agents;
  private final Clock clock;
  private final String issuer;

  ExchangeGrant(
      Introspection introspection,
      RecordedIssuances issuances,
      Delegations delegations,
      Agents agents,
      Clock clock,
      String issuer) {
    this.introspection = introspection;
    this.issuances = issuances;
    this.delegations = delegations;
    this.agents = agents;
    this.clock = clock;
    this.issuer = issuer;
  }

  /// Checks the request.
  ///
  /// @throws Refused `unauthorized_client` when the agent may not use this grant; `invalid_request`
  ///   with a reason, `invalid_scope` or `invalid_target`
  ApprovedGrant grant(AuthenticatedClient client, TokenRequest.Exchange asked) {
    var caller = client.agent();
    ClientCredentialsGrant.requireGrant(caller.grantTypes().contains(GrantType.TOKEN_EXCHANGE));
    if (!asked.resources().stream().allMatch(target -> isTarget(target, caller))) {
      throw ExchangeRefusals.malformedTarget();
    }
    var active = subjectToken(asked.subjectToken(), caller);
    var subject = active.token();
    var actorToken = asked.actorToken().map(text -> actorToken(text, caller));
    var ancestry = subject.chain();
    if (actorToken.isPresent()) {
      ancestry = ancestry.plusActorToken(actorToken.get().chain());
    }
    if (ancestry.isTooLong()) {
      throw ExchangeRefusals.chainTooDeep();
    }
    var chain =
        active
            .chain()
            .orElseGet(() ->
                DelegationChain.of(
                    delegations.chains().chainAgent(subject.agent(), clock.instant())));
    var isNarrowing = subject.agent().id().equals(caller.id());
    if (asked.requestedActor().isPresent() && !isNarrowing) {
      throw ExchangeRefusals.requestedActorForOthers();
    }
    Optional<Delegation> delegation =
        isNarrowing ? Optional.empty() : Optional.of(delegation(chain, caller, asked));
    var mayAct = asked.requestedActor().map(name -> requestedActor(name, chain, asked));
    var extended = extend(chain, delegation, caller);
    var allowed =
        meet(
            extended,
            subject,
            new Requested(
                asked.scopes(),
                mayAct.map(actor -> audience(extended, actor)).orElse(asked.resources())),
            new Limits(
                clock.instant(),
                lifetime(caller, asked),
                actorToken.map(AccessToken::expiresAt),
                issuer));
    return ApprovedGrant.ofExchange(
        client,
        allowed.scopes(),
        allowed.audience(),
        source(subject, actorToken, chain, caller, ancestry, delegation, mayAct, allowed));
  }

  /// The agent that is to exchange the new token. It needs a delegation from the caller.
  private Agent requestedActor(String name, DelegationChain chain, TokenRequest.Exchange asked) {
    var holder = chain.holder().id();
    var actor =
        agents
            .findByClientId(name)
            .filter(found ->
                delegations.between(holder, found.id(), MAX_DELEGATIONS).stream()
                    .anyMatch(
                        delegation -> asked.delegation().map(delegation.id()::equals).orElse(true)))
            .orElseThrow(ExchangeRefusals::actorUnauthorized);
    if (chain.contains(actor.id())) {
      throw ExchangeRefusals.cycle();
    }
    return actor;
  }

  /// A token to hand over is for the agent that exchanges it; below a delegation that is not for
  /// that agent it is for this server, which exchanges it.
  private List<String> audience(DelegationChain chain, Agent actor) {
    return List.of(chain.reach().contains(actor.clientId()) ? actor.clientId() : issuer);
  }

  private static Duration lifetime(Agent caller, TokenRequest.Exchange asked) {
    var longest =
        asked.requestedActor().isPresent()
            ? shorter(caller.tokenLifetime(), Optional.of(HANDED_OVER_LIFETIME))
            : caller.tokenLifetime();
    return shorter(longest, asked.lifetime());
  }

  /// Whether a token may name this as its audience: a resource, or an agent of the caller's
  /// organization, by its client id or its id.
  private boolean isTarget(String text, Agent caller) {
    return ResourceUri.isValid(text)
        || agents
            .findByClientId(text)
            .filter(agent -> agent.organization().equals(caller.organization()))
            .isPresent();
  }

  private ExchangeSource source(
      AccessToken subject,
      Optional<AccessToken> actorToken,
      DelegationChain chain,
      Agent caller,
      Ancestry ancestry,
      Optional<Delegation> delegation,
      Optional<Agent> mayAct,
      Outcome.Allowed allowed) {
    var actsBefore = act(chain);
    return new ExchangeSource(
        Subject.of(agent(chain.root())),
        new Actors(
            delegation.isPresent()
                ? Optional.of(ExchangeSource.act(caller, issuer, actsBefore))
                : actsBefore,
            mayAct.map(Agent::clientId)),
        delegation
            .or(() -> chain.links().reversed().stream().map(Link::delegation).findFirst())
            .map(Delegation::id),
        ancestry,
        subject.id(),
        actorToken.map(AccessToken::id),
        allowed.expiresAt(),
        new RequiredProof(
            allowed.requiresProof(),
            delegation.isPresent() ? Optional.empty() : subject.boundTo()));
  }

  /// Who has acted so far, by the chain as it is stored: a leaked signing key can sign any claim.
  private Optional<String> act(DelegationChain chain) {
    var act = Optional.<String>empty();
    for (var link : chain.links()) {
      act = Optional.of(ExchangeSource.act(agent(link.actor()), issuer, act));
    }
    return act;
  }

  private Agent agent(ChainAgent part) {
    return agents.find(part.id()).orElseThrow(ExchangeRefusals::subjectTokenInvalid);
  }

  /// The token that is exchanged. A token of this server for another resource must not be exchanged
  /// by its receiver, so it has to be for this server, for the caller, or the caller's own.
  private ActiveToken subjectToken(String text, Agent caller) {
    var active =
        introspection
            .findActive(text)
            .filter(found -> !found.token().isTest())
            .filter(found -> found.token().user().isEmpty())
            .filter(found -> found.token().agent().organization().equals(caller.organization()))
            .filter(found -> issuances.contains(found.token()))
            .orElseThrow(ExchangeRefusals::subjectTokenInvalid);
    var subject = active.token();
    if (caller.organization().isDefault()) {
      throw ExchangeRefusals.organizationRequired();
    }
    var isForCaller =
        subject.agent().id().equals(caller.id())
            || subject.audience().contains(issuer)
            || subject.audience().contains(caller.clientId())
            || subject.audience().contains(caller.id().value());
    if (!isForCaller) {
      throw ExchangeRefusals.subjectTokenNotForActor();
    }
    if (mayAct(subject).filter(actor -> !actor.equals(caller.clientId())).isPresent()) {
      throw ExchangeRefusals.mayActOther();
    }
    return active;
  }

  private static Optional<String> mayAct(AccessToken token) {
    return token.exchangedFrom().flatMap(ExchangedFrom::mayAct);
  }

  /// A token of the caller itself. It joins the chain: the new token ends with it.
  private AccessToken actorToken(String text, Agent caller) {
    return introspection
        .findActive(text)
        .map(ActiveToken::token)
        .filter(token -> !token.isTest())
        .filter(token -> token.user().isEmpty())
        .filter(token -> token.agent().id().equals(caller.id()))
        .filter(token -> token.exchangedFrom().flatMap(ExchangedFrom::act).isEmpty())
        .filter(token -> mayAct(token).isEmpty())
        .filter(issuances::contains)
        .orElseThrow(ExchangeRefusals::actorTokenInvalid);
  }

  private DelegationChain extend(
      DelegationChain chain, Optional<Delegation> delegation, Agent caller) {
    return delegation
        .map(found ->
            chain.plus(new Link(found, delegations.chains().chainAgent(caller, clock.instant()))))
        .orElse(chain);
  }

  /// The delegation from the holder of the subject token to the caller.
  private Delegation delegation(DelegationChain chain, Agent caller, TokenRequest.Exchange asked) {
    if (chain.contains(caller.id())) {
      throw ExchangeRefusals.cycle();
    }
    var holder = chain.holder().id();
    if (asked.delegation().isPresent()) {
      return named(asked.delegation().get(), chain, caller);
    }
    var found = delegations.between(holder, caller.id(), MAX_DELEGATIONS);
    var covering = found.stream().filter(delegation -> covers(delegation, asked)).toList();
    if (covering.size() > 1) {
      throw ExchangeRefusals.ambiguous(
          covering.stream()
              .map(delegation -> delegation.id().value())
              .collect(Collectors.joining(" ")));
    }
    if (covering.isEmpty() && found.size() != 1) {
      throw ExchangeRefusals.noDelegation();
    }
    // With a single one, the refusal says what it does not allow.
    return covering.isEmpty() ? found.getFirst() : covering.getFirst();
  }

  private static boolean covers(Delegation delegation, TokenRequest.Exchange asked) {
    var terms = delegation.terms();
    return terms.scopes().values().containsAll(asked.scopes().orElse(Scopes.NONE).values())
        && terms.resources().containsAll(asked.resources());
  }

  /// Reports only on the caller's own delegations.
  private Delegation named(DelegationId id, DelegationChain chain, Agent caller) {
    var delegation =
        Optional.ofNullable(delegations.current().findAll(List.of(id)).get(id))
            .filter(found -> found.actor().equals(caller.id()))
            .filter(found -> found.subject().equals(chain.holder().id()))
            .orElseThrow(ExchangeRefusals::noDelegation);
    if (!delegation.isActive(clock.instant())) {
      throw ExchangeRefusals.delegationEnded();
    }
    return delegation;
  }

  private static Duration shorter(Duration allowed, Optional<Duration> requested) {
    return requested.filter(lifetime -> lifetime.compareTo(allowed) < 0).orElse(allowed);
  }

  private Outcome.Allowed meet(
      DelegationChain chain, AccessToken subject, Requested requested, Limits limits) {
    var outcome =
        Narrowing.meet(
            chain,
            new SubjectToken(
                subject.scopes(),
                subject.audience(),
                subject.expiresAt(),
                subject.boundTo().isPresent()),
            requested,
            limits);
    return switch (outcome) {
      case Outcome.Allowed allowed -> allowed;
      case Outcome.Denied(var reason, var allowed) ->
          throw switch (reason) {
            case CYCLE -> ExchangeRefusals.cycle();
            case TOO_DEEP -> ExchangeRefusals.chainTooDeep();
            case TOO_MANY_HOPS -> ExchangeRefusals.hopsUsedUp();
            case DELEGATION_ENDED -> ExchangeRefusals.delegationEnded();
            case EXPIRED -> ExchangeRefusals.subjectTokenInvalid();
            case SCOPE -> ExchangeRefusals.scopeNotAllowed(allowed);
            case TARGET -> ExchangeRefusals.targetNotAllowed();
          };
    };
  }
}
