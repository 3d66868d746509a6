package dev.signet.tokens.issuing;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.JsonObjectWriter;
import dev.signet.base.jose.SigningPool;
import dev.signet.base.jose.TokenSignatureVerifier;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.SignedToken;
import dev.signet.events.audit.UnexpiredToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedDpopKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// The front door of tokens: issues them, checks whether they are active, and revokes them.
public final class Tokens {

  /// The `typ` of access tokens ([RFC 9068
  /// §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)).
  static final String TYPE = "at+jwt";

  /// The scope for introspecting other agents' tokens.
  static final String READ = "tokens:read";

  /// The scope for revoking other agents' tokens.
  static final String WRITE = "tokens:write";

  /// How far ahead of ours the clock of the issuing node may be.
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private static final int ACTIVE_BATCH = 500;
  private static final int REVOKED_BATCH = 5_000;

  /// The number of signatures that take as long as a commit: about eight of RSA, on two cores.
  private static final int LONG_SIGNING_QUEUE = 8;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;
  private final SigningKeys keys;
  private final SigningPool signing;
  private final TokenSignatureVerifier verifier;
  private final RefreshTokenCodec refreshTokens;
  private final RefreshFamilies families;
  private final IssuanceCommitter committer;
  private final TokenSettings settings;
  private final Counter issuedCounter;
  private final Counter refreshedCounter;
  private final Counter testCounter;

  public Tokens(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Agents agents,
      Revocations revocations,
      SigningKeys keys,
      CryptoProvider provider,
      SigningPool signing,
      MasterKey master,
      ReplayGuard replay,
      TokenSettings settings,
      MeterRegistry meters) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.agents = agents;
    this.revocations = revocations;
    this.keys = keys;
    this.signing = signing;
    this.settings = settings;
    this.verifier =
        new TokenSignatureVerifier(
            provider, keys::find, Set.of(TYPE), CacheShare.VERIFIED_TOKENS.bytes());
    this.refreshTokens = new RefreshTokenCodec(master);
    this.families =
        new RefreshFamilies(
            db,
            audit,
            revocations,
            clock,
            settings.refreshLifetime(),
            settings.refreshMaxLifetime());
    this.committer =
        new IssuanceCommitter(
            db, agents, audit, keys, families, replay, this::isSigningQueueShort, meters);
    this.issuedCounter = issuedCounter(meters, "client_credentials");
    this.refreshedCounter = issuedCounter(meters, "refresh_token");
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
  /// @throws Refused `invalid_grant` when the refresh token is no longer valid
  public IssuedTokens issue(ApprovedGrant grant, RequestContext by)
      throws StaleAgentException, AlreadyUsedException {
    var agent = grant.agent();
    var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    var at = clock.instant();
    var expiresAt = Instant.ofEpochSecond(grant.expiry(now).getEpochSecond());
    var jti = ids.next();
    var presented = grant.refresh().map(ApprovedGrant.RefreshSource::token);
    var family = family(grant, jti);
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
            new Event.IssuedToken(expiresAt, agent.generation(), family, grant.binding()));
    var signature = signing.signAsync(key, TYPE, claims(grant, jti, family, now, expiresAt));
    var pending =
        committer.submit(
            new IssuanceCommitter.PendingIssuance(
                jti, at, agent, event, presented, grant.uses(), by));
    var rotatedAt =
        switch (pending.await()) {
          case IssuanceCommitter.IssuanceOutcome.Committed(var rotated) -> rotated;
          case IssuanceCommitter.IssuanceOutcome.AgentChanged() ->
              throw new StaleAgentException(agent.id(), true);
          case IssuanceCommitter.IssuanceOutcome.AlreadyUsed(var use) ->
              throw new AlreadyUsedException(use);
          case IssuanceCommitter.IssuanceOutcome.RefreshRefused(var detail) ->
              throw TokenRefusals.invalidRefreshToken(detail);
        };
    counterOf(grant).increment();
    return new IssuedTokens(
        Secret.of(signature.join()),
        Duration.between(now, expiresAt),
        grant.scopes(),
        refreshToken(grant, family, at, rotatedAt),
        grant.boundTo());
  }

  private Counter counterOf(ApprovedGrant grant) {
    if (grant.refresh().isPresent()) {
      return refreshedCounter;
    }
    return grant.testLifetime().isPresent() ? testCounter : issuedCounter;
  }

  private static Optional<String> family(ApprovedGrant grant, String jti) {
    return grant.refresh().isPresent()
        ? grant.refresh().map(presented -> presented.token().family())
        : grant.startsRefreshFamily() ? Optional.of(jti) : Optional.empty();
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
    return family.map(name ->
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
                grant.audience())));
  }

  /// The claims of an access token ([RFC 9068
  /// §2.2](https://www.rfc-editor.org/rfc/rfc9068#section-2.2)). `gen` is the agent's generation,
  /// by which all its tokens can be revoked at once; `kgn` its key generation, by which those of a
  /// key can; `fam` the refresh family, by which those of a family can. Only test tokens have
  /// `test`.
  private byte[] claims(
      ApprovedGrant grant, String jti, Optional<String> family, Instant now, Instant expiresAt) {
    var agent = grant.agent();
    var claims =
        new JsonObjectWriter()
            .text(TokenClaim.ISS.wire(), settings.issuer())
            .text(TokenClaim.SUB.wire(), agent.clientId())
            .text(TokenClaim.CLIENT_ID.wire(), agent.clientId())
            .text(TokenClaim.AGENT_ID.wire(), agent.id().value());
    switch (grant.audience().size()) {
      case 0 -> claims.text(TokenClaim.AUD.wire(), settings.issuer());
      case 1 -> claims.text(TokenClaim.AUD.wire(), grant.audience().getFirst());
      default -> claims.texts(TokenClaim.AUD.wire(), grant.audience());
    }
    if (!grant.scopes().isEmpty()) {
      claims.text(TokenClaim.SCOPE.wire(), grant.scopes().toString());
    }
    claims
        .text(TokenClaim.JTI.wire(), jti)
        .number(TokenClaim.IAT.wire(), now.getEpochSecond())
        .number(TokenClaim.EXP.wire(), expiresAt.getEpochSecond());
    if (!agent.organization().equals(OrganizationId.DEFAULT)) {
      claims.text(TokenClaim.ORGANIZATION_ID.wire(), agent.organization().value());
    }
    agent.teamId().ifPresent(team -> claims.text(TokenClaim.TEAM_ID.wire(), team));
    claims.number(TokenClaim.GEN.wire(), agent.generation());
    family.ifPresent(name -> claims.text(TokenClaim.FAM.wire(), name));
    grant
        .binding()
        .ifPresent(binding -> {
          claims.object(
              TokenClaim.CNF.wire(), new JsonObjectWriter().text("jkt", binding.thumbprint()));
          if (binding.keyGeneration() > 0) {
            claims.number(TokenClaim.KGN.wire(), binding.keyGeneration());
          }
        });
    if (grant.testLifetime().isPresent()) {
      claims.bool(TokenClaim.TEST.wire(), true);
    }
    return claims.toBytes();
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

  /// A refresh token of this server, active or not.
  Optional<RefreshToken> openRefreshToken(String text) {
    return refreshTokens.open(text);
  }

  /// Whether a refresh token could be used now.
  boolean isUsable(Tx tx, Agent agent, RefreshToken token) {
    var now = clock.instant();
    return families.expiryOf(token).isAfter(now)
        && revocations.lossEventCovering(token.family()).isEmpty()
        && agent.mayGetTokens(now)
        && token.isOfCurrentGeneration(agent)
        && families.isUsable(tx, token, now);
  }

  /// An unexpired refresh token of this server.
  public static final class PresentedRefreshToken {
    private final RefreshToken token;

    private PresentedRefreshToken(RefreshToken token) {
      this.token = token;
    }

    public AgentId agent() {
      return token.agent();
    }

    /// Whether the agent's tokens of its generation and key generation have not been revoked.
    public boolean isOfCurrentGeneration(Agent agent) {
      return token.isOfCurrentGeneration(agent);
    }

    /// The scopes and audience originally granted.
    public Scopes scopes() {
      return token.scopes();
    }

    public List<String> audience() {
      return token.audience();
    }

    public ApprovedGrant.RefreshSource toRefresh() {
      return new ApprovedGrant.RefreshSource(token);
    }
  }

  /// The active access token in this text; empty for anything else. A token that was revoked before
  /// the call is never returned as active, whichever node revoked it.
  public Optional<AccessToken> findActive(String accessToken) {
    return readAccessToken(accessToken).filter(this::isActive);
  }

  /// An access token of this server with the current state of its agent, active or not.
  Optional<AccessToken> readAccessToken(String accessToken) {
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

  /// Whether this is unaltered and signed by a key of this server.
  TokenSignatureVerifier.Outcome verify(String text) {
    return verifier.verify(text);
  }

  String issuer() {
    return settings.issuer();
  }

  /// The current state of the agent that a refresh token is for.
  Optional<Agent> agentOf(RefreshToken token) {
    return agents.findCurrent(token.agent());
  }

  /// Whether this is an access or refresh token of the agent, active or not.
  boolean belongsTo(String text, String agentId) {
    var refresh = refreshTokens.open(text);
    var owner =
        refresh.isPresent()
            ? refresh.map(RefreshToken::agent)
            : readAccessToken(text).map(token -> token.agent().id());
    return owner.filter(id -> id.value().equals(agentId)).isPresent();
  }

  RefreshFamilies families() {
    return families;
  }

  boolean isActive(AccessToken token) {
    var now = clock.instant();
    return token.issuer().equals(settings.issuer())
        && token.expiresAt().isAfter(now)
        && !token.issuedAt().isAfter(now.plus(CLOCK_SKEW))
        && !token.exceedsMaxLifetime()
        && token.agent().mayGetTokens(now)
        && token.generation() == token.agent().generation()
        && !isRevokedWithDpopKey(token)
        && !revocations.isRevoked(token.id(), families.findFamily(token), token.kid());
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

  /// Records an introspection, if the setting says so.
  void recordIntrospection(Agent agent, String token, boolean active, RequestContext by) {
    if (settings.auditIntrospection()) {
      audit.record(new TokenEvent.Introspected(agent, token, active), by);
    }
  }

  /// Revokes a token: an access token alone, a refresh token with its family and the family's
  /// access tokens ([RFC 7009 §2.1](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)). Anything
  /// that is not an active token of this server, or not within the caller's reach, is ignored.
  ///
  /// @throws Refused `invalid_grant` when it is another client's, `InsufficientScope` when it is
  ///   another agent's and the calling agent lacks `tokens:write`
  void revoke(String text, RequestContext by) {
    var refresh = refreshTokens.open(text);
    if (refresh.isPresent()) {
      agents
          .findCurrent(refresh.get().agent())
          .filter(agent -> mayRevoke(agent, by.caller()))
          .ifPresent(agent -> revokeFamily(agent, refresh.get(), by));
      return;
    }
    readAccessToken(text)
        .filter(token -> mayRevoke(token.agent(), by.caller()))
        .filter(this::isActive)
        .ifPresent(token -> revokeOne(token, by));
  }

  private static boolean mayRevoke(Agent agent, Caller caller) {
    if (!TenantScope.of(caller).covers(agent.organization())) {
      return false;
    }
    if (caller instanceof Caller.Client(var id, _) && !agent.id().value().equals(id)) {
      throw TokenRefusals.issuedToAnotherClient();
    }
    if (caller instanceof Caller.Agent && !agent.id().value().equals(caller.id())) {
      caller.requireScopes(Scopes.of(WRITE));
    }
    return true;
  }

  private void revokeFamily(Agent judged, RefreshToken token, RequestContext by) {
    db.inTransaction(tx -> saveFamilyRevocation(tx, agents.lock(tx, judged.id(), by), token, by));
  }

  /// Revokes a refresh token's family, and returns whether it was active until now.
  ///
  /// @param agent locked, so that its tokens cannot all be revoked meanwhile and none is counted
  ///   twice
  boolean saveFamilyRevocation(Tx tx, Agent agent, RefreshToken token, RequestContext by) {
    if (agent.generation() != token.generation()) {
      return false;
    }
    return families.revoke(
        tx,
        agent,
        token,
        clock.instant(),
        count -> new TokenEvent.Revoked(agent, "refresh_token", token.family(), count),
        by);
  }

  private void revokeOne(AccessToken token, RequestContext by) {
    db.inTransaction(tx -> saveRevocation(tx, agents.lock(tx, token.agent().id(), by), token, by));
  }

  /// Revokes an access token, and returns whether it was active until now.
  ///
  /// @param agent locked, as for [#saveFamilyRevocation]
  boolean saveRevocation(Tx tx, Agent agent, AccessToken token, RequestContext by) {
    var asked =
        new Revocations.TokenToRevoke(
            token.id(),
            agent.id().value(),
            token.generation(),
            token.binding(),
            families.findFamily(token),
            token.expiresAt());
    return saveRevocation(tx, agent, asked, by);
  }

  private boolean saveRevocation(
      Tx tx, Agent agent, Revocations.TokenToRevoke token, RequestContext by) {
    if (agent.generation() != token.generation()
        || revocations.revokedDpopKeys(tx.handle(), agent.id().value()).contains(token.binding())
        || !revocations.filterRevoked(tx.handle(), token.family().stream().toList()).isEmpty()) {
      return false;
    }
    var ended = revocations.revoke(tx, List.of(token));
    if (ended == 1) {
      audit.record(tx, new TokenEvent.Revoked(agent, "access_token", token.jti(), 1), by);
    }
    return ended == 1;
  }

  /// Revokes one access token of an agent, by its `jti`, which is not a secret.
  ///
  /// @return whether it was active until now
  public boolean revokeOne(AgentId id, String jti, RequestContext by) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      return audit
          .unexpiredToken(tx.handle(), id.value(), agent.generation(), jti)
          .filter(token -> !token.isSignedBy(revocations.revokedSigningKeys(tx.handle())))
          .map(token ->
              new Revocations.TokenToRevoke(
                  jti,
                  id.value(),
                  agent.generation(),
                  token.binding(),
                  token.family(),
                  token.expiresAt()))
          .map(token -> saveRevocation(tx, agent, token, by))
          .orElse(false);
    });
  }

  /// Revokes all tokens of an agent, which is otherwise unchanged.
  ///
  /// @return how many were active
  /// @throws Refused `ServiceUnavailable` when they are revoked, and are still being counted
  public long revokeAll(AgentId id, RequestContext by) {
    var ended =
        db.inTransaction(tx -> {
          var agent = agents.lock(tx, id, by);
          return agents.revokeTokens(
              tx,
              agent,
              count -> new TokenEvent.Revoked(agent, "all", agent.id().value(), count),
              by);
        });
    return revocations.count(ended).orElseThrow(AgentRefusals::revokedTokensBeingCounted);
  }

  /// A page of the active tokens of an agent, the newest first.
  public Paging.Page<UnexpiredToken> listActive(AgentId id, Paging paging, RequestContext by) {
    var agent = agents.require(id, by);
    if (!agent.mayGetTokens(clock.instant())) {
      return paging.of(List.of(), () -> 0, UnexpiredToken::id);
    }
    return db.readLongRunning(handle ->
        paging.of(
            listActive(handle, agent, paging),
            () -> countActiveOf(handle, agent),
            UnexpiredToken::id));
  }

  /// The tokens of a page, and one more. Individually revoked tokens lie between the others and are
  /// skipped.
  private List<UnexpiredToken> listActive(Handle handle, Agent agent, Paging paging) {
    var endedKeys = revocations.revokedDpopKeys(handle, agent.id().value());
    var signingKeys = revocations.revokedSigningKeys(handle);
    var living = new ArrayList<UnexpiredToken>();
    var before = paging.beforeId();
    var toPass = paging.offset();
    List<UnexpiredToken> some;
    do {
      some =
          audit.unexpiredTokens(
              handle, agent.id().value(), agent.generation(), before, ACTIVE_BATCH);
      var revoked =
          revocations.filterRevoked(
              handle,
              some.stream()
                  .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                  .collect(Collectors.toSet()));
      for (var token : some) {
        before = token.id();
        if (revoked.contains(token.id())
            || token.family().filter(revoked::contains).isPresent()
            || endedKeys.contains(token.binding())
            || token.isSignedBy(signingKeys)) {
          continue;
        }
        if (toPass > 0) {
          toPass--;
        } else if (living.size() < paging.limitPlusOne()) {
          living.add(token);
        }
      }
    } while (some.size() == ACTIVE_BATCH && living.size() < paging.limitPlusOne());
    return living;
  }

  private long countActiveOf(Handle handle, Agent agent) {
    var id = agent.id().value();
    var unexpired = audit.countUnexpiredTokens(handle, id, agent.generation(), Paging.MAX_COUNTED);
    return unexpired == Paging.MAX_COUNTED
        ? unexpired
        : revocations.countActive(handle, id, agent.generation());
  }

  /// How many active tokens were revoked when a signing key was withdrawn. It reads a single
  /// committed state, and takes long if many tokens were issued in the last day: call it on a
  /// separate thread, right after the withdrawal.
  ///
  /// @param at when it was withdrawn
  public long countRevokedWithSigningKey(String kid, Instant at) {
    return db.readSnapshot(handle -> {
      var count = 0L;
      var after = Audit.FIRST_ID;
      List<SignedToken> some;
      do {
        some = audit.unexpiredTokensSignedBy(handle, kid, at, after, REVOKED_BATCH);
        if (!some.isEmpty()) {
          after = some.getLast().id();
          count += countActive(handle, some, at);
        }
      } while (some.size() == REVOKED_BATCH);
      return count;
    });
  }

  /// How many of these would be active if the key that signed them had not been withdrawn.
  private long countActive(Handle handle, List<SignedToken> some, Instant at) {
    var ids = some.stream().map(token -> new AgentId(token.agentId())).distinct().toList();
    var found = agents.findAll(handle, ids);
    var revoked =
        revocations.filterRevoked(
            handle,
            some.stream()
                .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                .collect(Collectors.toSet()));
    var endedKeys = new HashMap<String, RevokedDpopKeys>();
    return some.stream()
        .filter(token -> !revoked.contains(token.id()))
        .filter(token -> token.family().filter(revoked::contains).isEmpty())
        .filter(token ->
            Optional.ofNullable(found.get(new AgentId(token.agentId())))
                .filter(agent -> agent.mayGetTokens(at))
                .filter(agent -> agent.generation() == token.generation())
                .isPresent())
        .filter(token ->
            token.binding().isEmpty()
                || !endedKeys
                    .computeIfAbsent(token.agentId(), id -> revocations.revokedDpopKeys(handle, id))
                    .contains(token.binding()))
        .count();
  }

  /// Deletes what has expired. A job calls it periodically.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void deleteExpired(Instant now) {
    revocations.deleteExpired(now);
    families.deleteExpired(now);
  }
}
