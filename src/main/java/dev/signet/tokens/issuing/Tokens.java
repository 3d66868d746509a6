package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.Connection;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.SigningPool;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.delegation.Ancestor;
import dev.signet.delegation.Ancestry;
import dev.signet.delegation.DelegationChains;
import dev.signet.delegation.DelegationId;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenOrigin;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.identity.quotas.TokenLimits;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Issues tokens. [Introspection] reads them, [TokenRevocation] ends them.
public final class Tokens {

  /// The number of signatures that take as long as a commit: about eight of RSA, on two cores.
  private static final int LONG_SIGNING_QUEUE = 8;

  /// How long issuing waits for a change of the agent's organization, or of a delegation above the
  /// token, before it checks again.
  private static final Duration CHANGE_WAIT = Duration.ofMillis(20);

  private final Ids ids;
  private final Clock clock;
  private final Revocations revocations;
  private final SigningKeys keys;
  private final SigningPool signing;
  private final RefreshTokenCodec refreshTokens;
  private final RefreshFamilies families;
  private final TokenLimits limits;
  private final IssuanceCommitter committer;
  private final TokenSettings settings;
  private final Counter issuedCounter;
  private final Counter refreshedCounter;
  private final Counter exchangedCounter;
  private final Counter codeCounter;
  private final Counter testCounter;

  /// What tokens are made from.
  record Parts(
      Db db,
      Audit audit,
      OrganizationStates organizations,
      IssuanceCounter issuances,
      Revocations revocations,
      SigningKeys keys,
      ReplayGuard replay,
      RefreshTokenCodec refreshTokens,
      RefreshFamilies families,
      DelegationChains chains,
      Consents consents,
      ProtectedResources resources,
      TokenLimits limits) {}

  Tokens(
      Ids ids,
      Clock clock,
      Parts parts,
      SigningPool signing,
      TokenSettings settings,
      MeterRegistry meters) {
    this.ids = ids;
    this.clock = clock;
    this.revocations = parts.revocations();
    this.keys = parts.keys();
    this.signing = signing;
    this.settings = settings;
    this.refreshTokens = parts.refreshTokens();
    this.families = parts.families();
    this.limits = parts.limits();
    this.committer =
        new IssuanceCommitter(
            parts.db(),
            parts.organizations(),
            parts.issuances(),
            parts.audit(),
            keys,
            families,
            parts.replay(),
            parts.chains(),
            parts.consents(),
            parts.resources(),
            this.revocations,
            limits,
            this::isSigningQueueShort,
            meters);
    this.issuedCounter = issuedCounter(meters, "client_credentials");
    this.refreshedCounter = issuedCounter(meters, "refresh_token");
    this.exchangedCounter = issuedCounter(meters, "token_exchange");
    this.codeCounter = issuedCounter(meters, "authorization_code");
    this.testCounter = issuedCounter(meters, "test");
  }

  /// Whether a token that is started now would wait for the disk longer than for its signature.
  private boolean isSigningQueueShort() {
    return signing.waiting() < LONG_SIGNING_QUEUE;
  }

  private static Counter issuedCounter(MeterRegistry meters, String grant) {
    return Counter.builder("signet.tokens.issued")
        .description("Access tokens issued")
        .tag("grant", grant)
        .register(meters);
  }

  /// Issues the granted token. Its event is on disk when this returns; the signature is computed
  /// while waiting for the disk.
  ///
  /// @throws StaleAgentException when the agent has changed since the grant was checked; nothing
  ///   was issued, but the grant's one-time uses are consumed
  /// @throws AlreadyUsedException when a one-time use of the grant was consumed before; nothing was
  ///   issued
  /// @throws Refused `invalid_grant` when the refresh token has expired or was revoked;
  ///   `QuotaExceeded` when the organization has reached a limit, which consumes nothing
  public IssuedTokens issue(ApprovedGrant grant, RequestContext by)
      throws StaleAgentException, AlreadyUsedException {
    var agent = grant.agent();
    if (grant.countsAndConsumesNothing()) {
      limits.requireRoom(agent.organization());
    }
    var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    var at = clock.instant();
    var expiresAt = Instant.ofEpochSecond(grant.expiry(now).getEpochSecond());
    var jti = ids.next();
    var presented = grant.refresh().map(ApprovedGrant.RefreshSource::token);
    var family = family(grant);
    var key = keys.current(settings.algOf(agent));
    var event =
        new TokenEvent.Issued(
            agent,
            presented.isPresent(),
            grant.testLifetime().isPresent(),
            grant.credential(),
            grant.scopes(),
            grant.audience(),
            key.kid(),
            grant.exchange(),
            grant.user().map(UserSource::grant),
            new Event.IssuedToken(
                expiresAt, agent.generation(), family, grant.binding(), origin(grant, key.kid())));
    var signature =
        signing.signAsync(
            key,
            AccessToken.TYPE,
            AccessTokenClaims.write(
                settings.issuer(), grant, jti, family, key.kid(), now, expiresAt));
    var pending =
        committer.submit(
            new PendingIssuance(
                jti,
                at,
                agent,
                event,
                presented,
                grant.uses(),
                chain(grant, jti, key.kid()),
                starting(grant, expiresAt),
                grant.user().map(UserSource::target),
                by));
    var committed =
        switch (pending.await()) {
          case IssuanceOutcome.Committed outcome -> outcome;
          case IssuanceOutcome.OverLimit(var refused) -> throw refused;
          case IssuanceOutcome.AgentChanged() -> throw new StaleAgentException(agent.id(), true);
          case IssuanceOutcome.OrganizationChanging(),
              IssuanceOutcome.DelegationChanging(),
              IssuanceOutcome.ConsentChanging() -> {
            LockSupport.parkNanos(CHANGE_WAIT.toNanos());
            throw new StaleAgentException(agent.id(), true);
          }
          case IssuanceOutcome.AlreadyUsed(var use) -> throw new AlreadyUsedException(use);
          case IssuanceOutcome.ReusedWhileExchanged(var reused) -> {
            families.revokeReused(agent, reused, at, by);
            throw TokenRefusals.invalidRefreshToken("used again");
          }
          case IssuanceOutcome.RefreshRefused(var detail) ->
              throw TokenRefusals.invalidRefreshToken(detail);
          case IssuanceOutcome.CodeUsedAgain() ->
              throw TokenRefusals.invalidCode("used again meanwhile");
        };
    counterOf(grant).increment();
    return new IssuedTokens(
        Secret.of(signature.join()),
        Duration.between(now, expiresAt),
        grant.scopes(),
        refreshToken(grant, family, at, committed.rotatedAt()),
        grant.boundTo(),
        committed.limits());
  }

  /// The new token after those that it is exchanged from; empty when it is not exchanged.
  private static Optional<Ancestry> chain(ApprovedGrant grant, String jti, String kid) {
    return grant
        .exchange()
        .map(exchange -> {
          var agent = grant.agent();
          return exchange
              .ancestry()
              .plus(
                  new Ancestor(
                      agent.id(),
                      agent.generation(),
                      jti,
                      exchange.ownDelegation(agent.id()),
                      Optional.empty(),
                      grant.binding(),
                      kid,
                      false));
        });
  }

  private static Optional<TokenOrigin> origin(ApprovedGrant grant, String kid) {
    return grant
        .exchange()
        .map(exchange ->
            new TokenOrigin(
                exchange.subjectToken(),
                exchange.actorToken(),
                exchange.ownDelegation(grant.agent().id()).map(DelegationId::value),
                String.join(" ", exchange.ancestry().toClaim(kid))));
  }

  /// The family that the grant starts by a consent, and when none of its tokens can be used any
  /// more.
  private Optional<PendingIssuance.StartingConnection> starting(
      ApprovedGrant grant, Instant expiresAt) {
    return grant
        .user()
        .flatMap(UserSource::connection)
        .map(connection ->
            new PendingIssuance.StartingConnection(
                connection,
                later(
                        expiresAt,
                        grant.mayRefresh() ? families.lastUse(connection.family()) : expiresAt)
                    .plus(Event.IssuedToken.MAX_LIFETIME)));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Counter counterOf(ApprovedGrant grant) {
    if (grant.exchange().isPresent()) {
      return exchangedCounter;
    }
    if (grant.refresh().isPresent()) {
      return refreshedCounter;
    }
    if (grant.user().isPresent()) {
      return codeCounter;
    }
    return grant.testLifetime().isPresent() ? testCounter : issuedCounter;
  }

  /// A new family has an id of its own: with that of its first access token, revoking this one
  /// would revoke the others too. A token about a user always belongs to one, by which it ends with
  /// the consent.
  private Optional<String> family(ApprovedGrant grant) {
    if (grant.refresh().isPresent()) {
      return grant.refresh().map(presented -> presented.token().family());
    }
    if (grant.user().isPresent()) {
      return grant.user().flatMap(UserSource::connection).map(Connection::family);
    }
    return grant.startsRefreshFamily() ? Optional.of(ids.next()) : Optional.empty();
  }

  private Optional<Secret> refreshToken(
      ApprovedGrant grant, Optional<String> family, Instant at, Optional<Instant> rotatedAt) {
    var presented = grant.refresh().map(ApprovedGrant.RefreshSource::token);
    if (presented.isPresent()) {
      var rotated = rotatedAt.orElse(at);
      return Optional.of(
          refreshTokens.seal(
              presented
                  .get()
                  .successor(rotated, families.expiryAt(presented.get().family(), rotated))));
    }
    return family
        .filter(_ -> grant.startsRefreshFamily())
        .map(name ->
            refreshTokens.seal(
                new RefreshToken(
                    grant.agent().id(),
                    name,
                    0,
                    grant.agent().generation(),
                    at,
                    families.expiryAt(name, at),
                    grant.binding(),
                    grant.scopes(),
                    grant.audience(),
                    grant.user().map(UserSource::grant))));
  }

  /// Revokes what was issued for an authorization code that is used again.
  public void revokeOfReusedCode(Agent agent, String family, RequestContext by) {
    families.revokeOfReusedCode(agent, family, clock.instant(), by);
  }

  /// Reads a presented refresh token.
  ///
  /// @return its agent, and what to grant from; empty when it is not of this server or has expired
  public Optional<PresentedRefreshToken> readPresented(String refreshToken) {
    return refreshTokens
        .open(refreshToken)
        .filter(token -> families.expiryOf(token).isAfter(clock.instant()))
        .filter(token -> revocations.lossEventCovering(token.family()).isEmpty())
        .map(PresentedRefreshToken::new);
  }

  /// Deletes what has expired. A job calls it periodically.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void deleteExpired(Instant now) {
    revocations.deleteExpired(now);
    families.deleteExpired(now);
  }
}
