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
import dev.signet.base.jose.TokenVerifier;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.SignedToken;
import dev.signet.events.audit.UnexpiredToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedDpopKeys;
import dev.signet.web.http.Paging;
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

/// The tokens' front door: makes them, says whether they live, ends them.
public final class Tokens {

  /// The `typ` of our access tokens ([RFC 9068
  /// §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)).
  static final String TYPE = "at+jwt";

  /// The scope for reading what is said of others' tokens.
  static final String READ = "tokens:read";

  /// The scope for ending others' tokens.
  static final String WRITE = "tokens:write";

  /// How far ahead of ours the clock of the node may be that made a token.
  static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private static final int ACTIVE_BATCH = 500;
  private static final int REVOKED_BATCH = 5_000;

  /// Signatures that take as long as a commit: some eight of RSA, on two cores.
  private static final int LONG_SIGNING_QUEUE = 8;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;
  private final SigningKeys keys;
  private final SigningPool signing;
  private final TokenVerifier verifier;
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
        new TokenVerifier(provider, keys::find, Set.of(TYPE), CacheShare.VERIFIED_TOKENS.bytes());
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

  /// Whether a token that is begun now would wait for the disk longer than for its signature.
  private boolean isSigningQueueShort() {
    return signing.waiting() < LONG_SIGNING_QUEUE;
  }

  private static Counter issuedCounter(MeterRegistry meters, String grant) {
    return Counter.builder("signet.tokens.issued")
        .description("Access tokens issued")
        .tag("grant", grant)
        .register(meters);
  }

  /// Makes the token that was granted. Its event is on disk when this returns; the signature is
  /// made while the disk is waited for.
  ///
  /// @throws AgentMoved when the agent has changed since the grant was judged; nothing was made,
  ///   but the grant's uses are spent
  /// @throws UsedBefore when a use of the grant's is not the first; nothing was made
  /// @throws Refused `invalid_grant` when the refresh token is not good any more
  public IssuedTokens issue(TokenGrant grant, RequestContext by)
      throws StaleAgentException, AlreadyUsedException {
    var agent = grant.agent();
    var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    var at = clock.instant();
    var expiresAt = Instant.ofEpochSecond(grant.expiry(now).getEpochSecond());
    var jti = ids.next();
    var presented = grant.refresh().map(TokenGrant.RefreshSource::token);
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
              throw invalidGrant(detail);
        };
    counterOf(grant).increment();
    return new IssuedTokens(
        Secret.of(signature.join()),
        Duration.between(now, expiresAt),
        grant.scopes(),
        refreshToken(grant, family, at, rotatedAt),
        grant.boundTo());
  }

  private Counter counterOf(TokenGrant grant) {
    if (grant.refresh().isPresent()) {
      return refreshedCounter;
    }
    return grant.testLifetime().isPresent() ? testCounter : issuedCounter;
  }

  private static Optional<String> family(TokenGrant grant, String jti) {
    return grant.refresh().isPresent()
        ? grant.refresh().map(presented -> presented.token().family())
        : grant.startsRefreshFamily() ? Optional.of(jti) : Optional.empty();
  }

  private Optional<Secret> refreshToken(
      TokenGrant grant, Optional<String> family, Instant at, Optional<Instant> rotatedAt) {
    var presented = grant.refresh().map(TokenGrant.RefreshSource::token);
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
  /// by which all its tokens can be ended at once, `kgn` its key generation, by which those of a
  /// key can, `fam` the refresh family, by which those of a family can. `test` is in tokens only
  /// that somebody makes to try the agent out.
  private byte[] claims(
      TokenGrant grant, String jti, Optional<String> family, Instant now, Instant expiresAt) {
    var agent = grant.agent();
    var claims =
        new JsonObjectWriter()
            .text("iss", settings.issuer())
            .text("sub", agent.clientId())
            .text("client_id", agent.clientId())
            .text("agent_id", agent.id().value());
    switch (grant.audience().size()) {
      case 0 -> claims.text("aud", settings.issuer());
      case 1 -> claims.text("aud", grant.audience().getFirst());
      default -> claims.texts("aud", grant.audience());
    }
    if (!grant.scopes().isEmpty()) {
      claims.text("scope", grant.scopes().toString());
    }
    claims
        .text("jti", jti)
        .number("iat", now.getEpochSecond())
        .number("exp", expiresAt.getEpochSecond());
    if (!agent.organization().equals(OrganizationId.DEFAULT)) {
      claims.text("organization_id", agent.organization().value());
    }
    agent.teamId().ifPresent(team -> claims.text("team_id", team));
    claims.number("gen", agent.generation());
    family.ifPresent(name -> claims.text(AccessToken.FAMILY, name));
    grant
        .binding()
        .ifPresent(binding -> {
          claims.object("cnf", new JsonObjectWriter().text("jkt", binding.thumbprint()));
          if (binding.keyGeneration() > 0) {
            claims.number("kgn", binding.keyGeneration());
          }
        });
    if (grant.testLifetime().isPresent()) {
      claims.bool(AccessToken.TEST, true);
    }
    return claims.toBytes();
  }

  private static Refused invalidGrant(String detail) {
    return Refused.oauth(
        OAuthError.INVALID_GRANT, "The refresh token is not valid, or no longer", detail);
  }

  /// Reads a refresh token that somebody presents.
  ///
  /// @return the agent it is for, and what to grant from; empty when it is not ours or has expired
  public Optional<PresentedRefreshToken> readPresented(String refreshToken) {
    return refreshTokens
        .open(refreshToken)
        .filter(token -> families.expiryOf(token).isAfter(clock.instant()))
        .filter(token -> revocations.lossEventCovering(token.family()).isEmpty())
        .map(PresentedRefreshToken::new);
  }

  /// A refresh token that we sealed, whatever has become of it.
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

  /// A refresh token of ours that has not expired.
  public static final class PresentedRefreshToken {
    private final RefreshToken token;

    private PresentedRefreshToken(RefreshToken token) {
      this.token = token;
    }

    public AgentId agent() {
      return token.agent();
    }

    /// Whether the agent has ended neither all tokens of its time nor those of its key.
    public boolean isOfCurrentGeneration(Agent agent) {
      return token.isOfCurrentGeneration(agent);
    }

    /// What was granted at first.
    public Scopes scopes() {
      return token.scopes();
    }

    public List<String> audience() {
      return token.audience();
    }

    public TokenGrant.RefreshSource toRefresh() {
      return new TokenGrant.RefreshSource(token);
    }
  }

  /// Whether this is a living access token of ours. What was ended before the question is never
  /// called living, whichever node ended it.
  public Optional<AccessToken> findActive(String accessToken) {
    return readAccessToken(accessToken).filter(this::isActive);
  }

  /// An access token of ours and its agent as it is now, whether the token lives or not.
  Optional<AccessToken> readAccessToken(String accessToken) {
    if (!(verifier.verify(accessToken) instanceof TokenVerifier.Verified(var kid, var claims))) {
      return Optional.empty();
    }
    return claims
        .text("agent_id")
        .flatMap(AgentId::parse)
        .flatMap(agents::findCurrent)
        .flatMap(agent -> AccessToken.of(kid, claims, agent));
  }

  /// Whether a key of ours has signed this, and nobody has changed it since.
  TokenVerifier.Outcome verify(String text) {
    return verifier.verify(text);
  }

  String issuer() {
    return settings.issuer();
  }

  /// The agent that a refresh token is for, as it is now.
  Optional<Agent> agentOf(RefreshToken token) {
    return agents.findCurrent(token.agent());
  }

  /// Whether this is a token of the agent, an access or a refresh token, active or not.
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

  /// Whether it was ended by itself or with its refresh family.
  boolean isRevoked(AccessToken token) {
    return revocations.isRevoked(token.id(), families.findFamily(token));
  }

  /// Most are bound to no key, or to the one that their agent has: nothing is looked up for these.
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

  /// What a living refresh token says, for introspection.
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
  /// @param expiresAt by itself or with its family, whatever is first
  record UsableRefreshToken(Agent agent, RefreshToken token, Instant expiresAt) {}

  /// Notes that somebody asked, where the setting says so.
  void recordIntrospection(Agent agent, String token, boolean active, RequestContext by) {
    if (settings.auditIntrospection()) {
      audit.record(new TokenEvent.Introspected(agent, token, active), by);
    }
  }

  /// Ends a token: an access token by itself, a refresh token with its family and all that came
  /// from it ([RFC 7009 §2.1](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)). Whatever is not
  /// a living token of ours, or out of the caller's reach, is passed over.
  ///
  /// @throws Refused `invalid_grant` when it is another client's, `Forbidden` when it is another
  ///   agent's and the agent that calls lacks `tokens:write`
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
      throw Refused.oauth(OAuthError.INVALID_GRANT, "The token was issued to another client");
    }
    if (caller instanceof Caller.Agent && !agent.id().value().equals(caller.id())) {
      caller.requireScopes(Scopes.of(WRITE));
    }
    return true;
  }

  private void revokeFamily(Agent judged, RefreshToken token, RequestContext by) {
    db.inTransaction(tx -> saveFamilyRevocation(tx, agents.lock(tx, judged.id(), by), token, by));
  }

  /// Ends a refresh token's family, and says whether it lived until now.
  ///
  /// @param agent locked, so that nobody ends all its tokens meanwhile and none is counted twice
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

  /// Ends an access token, and says whether this did it.
  ///
  /// @param agent as in [#saveFamilyRevocation]
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

  /// Ends one access token of an agent, by what names it and proves nothing: its `jti`.
  ///
  /// @return whether it lived until now
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

  /// Ends all tokens of an agent, which stays as it is otherwise.
  ///
  /// @return how many lived
  /// @throws Refused `Unavailable` when they have ended, and are still being counted
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
    return revocations
        .count(ended)
        .orElseThrow(() -> Refused.unavailable("the ended tokens are still being counted"));
  }

  /// A page of the living tokens of an agent, the newest first.
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

  /// Those of a page, and one more. What was ended by itself lies between the others and is passed
  /// over.
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

  /// How many active tokens ended when a signing key was withdrawn. It reads what was committed at
  /// one moment, and takes long where many tokens were issued in the last day: it is for a thread
  /// of its own, right after the withdrawal.
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

  /// How many of these would be active, were it not for the key that signed them.
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

  /// Forgets what has expired by itself. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void deleteExpired(Instant now) {
    revocations.deleteExpired(now);
    families.deleteExpired(now);
  }
}
