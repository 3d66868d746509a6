package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.TokenSignatureVerifier;
import dev.signet.delegation.Ancestry.EndReason;
import dev.signet.delegation.Ancestry.Ended;
import dev.signet.delegation.DelegationChain;
import dev.signet.delegation.DelegationChains;
import dev.signet.delegation.DelegationChains.ChainStatus;
import dev.signet.delegation.Narrowing;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.tokens.issuing.TokenExplanation.EndCause;
import dev.signet.validity.revocations.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads tokens, and decides whether they are active.
public final class Introspection {

  /// How far ahead of ours the clock of the issuing node may be.
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  /// An access token that was active when it was read. Only [Introspection] makes one.
  public static final class ActiveToken {
    private final AccessToken token;
    private final Optional<DelegationChain> chain;

    private ActiveToken(AccessToken token, Optional<DelegationChain> chain) {
      this.token = token;
      this.chain = chain;
    }

    /// The agents and delegations that it was exchanged through, as they were when it was read;
    /// empty for a token that was not exchanged.
    public Optional<DelegationChain> chain() {
      return chain;
    }

    public AccessToken token() {
      return token;
    }
  }

  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;
  private final TokenSignatureVerifier verifier;
  private final RefreshTokenCodec refreshTokens;
  private final RefreshFamilies families;
  private final OrganizationStates organizations;
  private final DelegationChains chains;
  private final TokenSettings settings;

  Introspection(
      Audit audit,
      Clock clock,
      Agents agents,
      Revocations revocations,
      TokenSignatureVerifier verifier,
      RefreshTokenCodec refreshTokens,
      RefreshFamilies families,
      OrganizationStates organizations,
      DelegationChains chains,
      TokenSettings settings) {
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.revocations = revocations;
    this.verifier = verifier;
    this.refreshTokens = refreshTokens;
    this.families = families;
    this.organizations = organizations;
    this.chains = chains;
    this.settings = settings;
  }

  /// The active access token in this text; empty for anything else. A token that was revoked before
  /// the call is never returned as active, whichever node revoked it.
  public Optional<ActiveToken> findActive(String accessToken) {
    return read(accessToken).flatMap(this::check);
  }

  /// An access token of this server with the current state of its agent, active or not.
  Optional<AccessToken> read(String accessToken) {
    if (!(verifier.verify(accessToken)
        instanceof TokenSignatureVerifier.Verified(var kid, var claims))) {
      return Optional.empty();
    }
    return claims
        .text(TokenClaim.AGENT_ID.wire())
        .flatMap(AgentId::parse)
        .flatMap(agents::findCurrent)
        .flatMap(agent -> AccessToken.of(kid, claims, agent));
  }

  /// The token as an active one; empty if it is not active now.
  Optional<ActiveToken> check(AccessToken token) {
    if (!isActive(token)) {
      return Optional.empty();
    }
    return token.exchangedFrom().isEmpty()
        ? Optional.of(new ActiveToken(token, Optional.empty()))
        : checkChain(token);
  }

  /// Why an exchanged token is not active, apart from what ended it by itself. It says nothing
  /// about what it was exchanged from, which may be of other agents.
  Optional<EndCause> endWithOthers(AccessToken token) {
    if (token.exchangedFrom().isEmpty()) {
      return Optional.empty();
    }
    return switch (chains.check(token.chain())) {
      case ChainStatus.Active _ ->
          checkChain(token).isPresent()
              ? Optional.empty()
              : Optional.of(EndCause.NARROWED_TO_NOTHING);
      case ChainStatus.Inactive(var cause)
          when cause.filter(end -> end.reason() == EndReason.DELEGATION_ENDED).isPresent() ->
          Optional.of(EndCause.DELEGATION_ENDED);
      case ChainStatus.Inactive(var cause)
          when cause.filter(end -> isNarrowed(end, token)).isPresent() ->
          Optional.of(EndCause.NARROWED_TO_NOTHING);
      case ChainStatus.Inactive(var cause) ->
          cause
              .filter(end -> end.ancestor().jti().equals(token.id()))
              .<Optional<EndCause>>map(_ -> Optional.empty())
              .orElseGet(() -> Optional.of(EndCause.EXCHANGED_FROM_ENDED));
    };
  }

  private static boolean isNarrowed(Ended end, AccessToken token) {
    return end.reason() == EndReason.LIFETIME_NARROWED && end.ancestor().jti().equals(token.id());
  }

  /// An exchanged token with the scopes that it has now, with everything above it as it is now;
  /// empty when it is not active any more.
  private Optional<ActiveToken> checkChain(AccessToken token) {
    return switch (chains.check(token.chain())) {
      case ChainStatus.Inactive _ -> Optional.empty();
      case ChainStatus.Active(var chain) ->
          Narrowing.current(
                  chain, token.scopes(), token.audience(), token.issuedAt(), clock.instant())
              .map(scopes -> new ActiveToken(token.withScopes(scopes), Optional.of(chain)));
    };
  }

  private boolean isActive(AccessToken token) {
    var now = clock.instant();
    return token.issuer().equals(settings.issuer())
        && token.expiresAt().isAfter(now)
        && !token.issuedAt().isAfter(now.plus(CLOCK_SKEW))
        && !token.exceedsMaxLifetime()
        && token.agent().mayGetTokens(now)
        && token.generation() == token.agent().generation()
        && isOrganizationOfUserActive(token)
        && !isRevokedWithDpopKey(token)
        && !revocations.isRevoked(token.id(), families.findFamily(token), token.kid());
  }

  /// The agent's own organization is part of its state; a user may have allowed the agent something
  /// at a resource of another one.
  private boolean isOrganizationOfUserActive(AccessToken token) {
    return token.user().isEmpty()
        || token.organization().equals(token.agent().organization())
        || organizations.isActive(token.organization());
  }

  /// Whether it was revoked individually or with its refresh family.
  boolean isRevoked(AccessToken token) {
    return revocations.isRevoked(token.id(), families.findFamily(token));
  }

  /// Most tokens are bound to no key, or to their agent's current one: these need no lookup.
  boolean isRevokedWithDpopKey(AccessToken token) {
    var agent = token.agent();
    if (token.binding().isEmpty() || agent.keyGeneration() == 0) {
      return false;
    }
    var isTheAgentsOwn =
        token.binding().get().keyGeneration() == agent.keyGeneration()
            && token.boundTo().equals(agent.dpopKey().map(DpopKey::thumbprint));
    return !isTheAgentsOwn
        && revocations.isDpopKeyRevoked(agent.id().value(), token.binding().get());
  }

  /// Whether this is unaltered and signed by a key of this server.
  TokenSignatureVerifier.Outcome verify(String text) {
    return verifier.verify(text);
  }

  /// A refresh token of this server, active or not.
  Optional<RefreshToken> openRefreshToken(String text) {
    return refreshTokens.open(text);
  }

  /// Whether this is an access or refresh token of the agent, active or not.
  boolean belongsTo(String text, String agentId) {
    var refresh = refreshTokens.open(text);
    var owner =
        refresh.isPresent()
            ? refresh.map(RefreshToken::agent)
            : read(text).map(token -> token.agent().id());
    return owner.filter(id -> id.value().equals(agentId)).isPresent();
  }

  /// Whether a refresh token could be used now.
  boolean isUsable(Tx tx, Agent agent, RefreshToken token) {
    var now = clock.instant();
    return families.expiryOf(token).isAfter(now)
        && revocations.lossEventCovering(token.family()).isEmpty()
        && agent.mayGetTokens(now)
        && token.isOfCurrentGeneration(agent)
        && families.isUsable(tx, agent, token, now);
  }

  /// The content of an active refresh token, for introspection.
  Optional<UsableRefreshToken> findUsableRefreshToken(String text) {
    var now = clock.instant();
    return refreshTokens
        .open(text)
        .filter(token -> families.expiryOf(token).isAfter(now))
        .filter(token -> revocations.lossEventCovering(token.family()).isEmpty())
        .flatMap(token ->
            agents
                .findCurrent(token.agent())
                .filter(agent -> agent.mayGetTokens(now))
                .filter(token::isOfCurrentGeneration)
                .filter(_ -> families.isCurrent(token))
                .map(agent -> new UsableRefreshToken(agent, token, families.expiryOf(token))));
  }

  /// A refresh token that could be used now.
  ///
  /// @param expiresAt its own expiry or its family's, whichever is first
  record UsableRefreshToken(Agent agent, RefreshToken token, Instant expiresAt) {}

  /// The issuer of the tokens.
  public String issuer() {
    return settings.issuer();
  }

  /// The current state of the agent that a refresh token is for.
  Optional<Agent> agentOf(RefreshToken token) {
    return agents.findCurrent(token.agent());
  }

  /// Records an introspection, if the setting says so.
  void recordIntrospection(Agent agent, String token, boolean active, RequestContext by) {
    if (settings.auditIntrospection()) {
      audit.record(new TokenEvent.Introspected(agent, token, active), by);
    }
  }
}
