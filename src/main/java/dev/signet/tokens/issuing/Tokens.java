package dev.signet.tokens.issuing;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.Origin;
import dev.signet.base.callers.Reach;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.Payload;
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
import dev.signet.events.audit.LiveToken;
import dev.signet.events.audit.SignedToken;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.Replay;
import dev.signet.validity.revocations.EndedKeys;
import dev.signet.validity.revocations.Revocations;
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

  private static final int LIVING_BATCH = 500;
  private static final int ENDED_BATCH = 5_000;

  /// Signatures that take as long as a commit: some eight of RSA, on two cores.
  private static final int LONG_QUEUE = 8;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;
  private final SigningKeys keys;
  private final SigningPool signing;
  private final TokenVerifier verifier;
  private final RefreshTokens refreshTokens;
  private final Families families;
  private final IssuanceLog log;
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
      Replay replay,
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
    this.refreshTokens = new RefreshTokens(master);
    this.families =
        new Families(
            db,
            audit,
            revocations,
            clock,
            settings.refreshLifetime(),
            settings.refreshMaxLifetime());
    this.log = new IssuanceLog(db, agents, audit, keys, families, replay, this::isHurried, meters);
    this.issuedCounter = issued(meters, "client_credentials");
    this.refreshedCounter = issued(meters, "refresh_token");
    this.testCounter = issued(meters, "test");
  }

  /// Whether a token that is begun now would wait for the disk longer than for its signature.
  private boolean isHurried() {
    return signing.waiting() < LONG_QUEUE;
  }

  private static Counter issued(MeterRegistry meters, String grant) {
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
  public Issued issue(Grant grant, Origin by) throws AgentMoved, UsedBefore {
    var agent = grant.agent();
    var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    var at = clock.instant();
    var expiresAt = Instant.ofEpochSecond(grant.expiry(now).getEpochSecond());
    var jti = ids.next();
    var presented = grant.refresh().map(Grant.Refresh::token);
    var family = family(grant, jti);
    var key = keys.current(settings.algOf(agent));
    var event =
        new TokenEvent.Issued(
            agent,
            presented.isPresent(),
            grant.test().isPresent(),
            grant.credential(),
            grant.scopes(),
            grant.audience(),
            key.kid(),
            new Event.IssuedToken(expiresAt, agent.generation(), family, grant.binding()));
    var signature = signing.begin(key, TYPE, claims(grant, jti, family, now, expiresAt));
    var pending =
        log.submit(new IssuanceLog.Issuance(jti, at, agent, event, presented, grant.uses(), by));
    var rotatedAt =
        switch (pending.await()) {
          case IssuanceLog.Outcome.Committed(var rotated) -> rotated;
          case IssuanceLog.Outcome.Moved() -> throw new AgentMoved(agent.id(), true);
          case IssuanceLog.Outcome.UsedBefore(var use) -> throw new UsedBefore(use);
          case IssuanceLog.Outcome.RefreshRefused(var detail) -> throw invalidGrant(detail);
        };
    counterOf(grant).increment();
    return new Issued(
        Secret.of(signature.join()),
        Duration.between(now, expiresAt),
        grant.scopes(),
        refreshToken(grant, family, at, rotatedAt),
        grant.boundTo());
  }

  private Counter counterOf(Grant grant) {
    if (grant.refresh().isPresent()) {
      return refreshedCounter;
    }
    return grant.test().isPresent() ? testCounter : issuedCounter;
  }

  private static Optional<String> family(Grant grant, String jti) {
    return grant.refresh().isPresent()
        ? grant.refresh().map(presented -> presented.token().family())
        : grant.beginsFamily() ? Optional.of(jti) : Optional.empty();
  }

  private Optional<Secret> refreshToken(
      Grant grant, Optional<String> family, Instant at, Optional<Instant> rotatedAt) {
    var presented = grant.refresh().map(Grant.Refresh::token);
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
      Grant grant, String jti, Optional<String> family, Instant now, Instant expiresAt) {
    var agent = grant.agent();
    var claims =
        new Payload()
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
    family.ifPresent(name -> claims.text(LiveAccess.FAMILY, name));
    grant
        .binding()
        .ifPresent(binding -> {
          claims.object("cnf", new Payload().text("jkt", binding.thumbprint()));
          if (binding.keyGeneration() > 0) {
            claims.number("kgn", binding.keyGeneration());
          }
        });
    if (grant.test().isPresent()) {
      claims.bool(LiveAccess.TEST, true);
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
  public Optional<Presented> presented(String refreshToken) {
    return refreshTokens
        .open(refreshToken)
        .filter(token -> families.expiryOf(token).isAfter(clock.instant()))
        .filter(token -> revocations.endedByLoss(token.family()).isEmpty())
        .map(Presented::new);
  }

  /// A refresh token that we sealed, whatever has become of it.
  Optional<RefreshToken> opened(String text) {
    return refreshTokens.open(text);
  }

  /// Whether a refresh token could be used now.
  boolean isUsable(Tx tx, Agent agent, RefreshToken token) {
    var now = clock.instant();
    return families.expiryOf(token).isAfter(now)
        && revocations.endedByLoss(token.family()).isEmpty()
        && agent.mayGetTokens(now)
        && token.isOfTheTimeOf(agent)
        && families.isUsable(tx, token, now);
  }

  /// A refresh token of ours that has not expired.
  public static final class Presented {
    private final RefreshToken token;

    private Presented(RefreshToken token) {
      this.token = token;
    }

    public AgentId agent() {
      return token.agent();
    }

    /// Whether the agent has ended neither all tokens of its time nor those of its key.
    public boolean isOfTheTimeOf(Agent agent) {
      return token.isOfTheTimeOf(agent);
    }

    /// What was granted at first.
    public Scopes scopes() {
      return token.scopes();
    }

    public List<String> audience() {
      return token.audience();
    }

    public Grant.Refresh toRefresh() {
      return new Grant.Refresh(token);
    }
  }

  /// Whether this is a living access token of ours. What was ended before the question is never
  /// called living, whichever node ended it.
  public Optional<LiveAccess> live(String accessToken) {
    return read(accessToken).filter(this::isAlive);
  }

  /// An access token of ours and its agent as it is now, whether the token lives or not.
  Optional<LiveAccess> read(String accessToken) {
    if (!(verifier.verify(accessToken) instanceof TokenVerifier.Verified(var kid, var claims))) {
      return Optional.empty();
    }
    return claims
        .text("agent_id")
        .flatMap(AgentId::parse)
        .flatMap(agents::current)
        .flatMap(agent -> LiveAccess.of(kid, claims, agent));
  }

  /// Whether a key of ours has signed this, and nobody has changed it since.
  TokenVerifier.Outcome verified(String text) {
    return verifier.verify(text);
  }

  String issuer() {
    return settings.issuer();
  }

  /// The agent that a refresh token is for, as it is now.
  Optional<Agent> agentOf(RefreshToken token) {
    return agents.current(token.agent());
  }

  /// Whether this is a token of the agent, an access or a refresh token, active or not.
  boolean isOf(String text, String agentId) {
    var refresh = refreshTokens.open(text);
    var owner =
        refresh.isPresent()
            ? refresh.map(RefreshToken::agent)
            : read(text).map(token -> token.agent().id());
    return owner.filter(id -> id.value().equals(agentId)).isPresent();
  }

  Families families() {
    return families;
  }

  boolean isAlive(LiveAccess token) {
    var now = clock.instant();
    return token.issuer().equals(settings.issuer())
        && token.expiresAt().isAfter(now)
        && !token.issuedAt().isAfter(now.plus(CLOCK_SKEW))
        && !token.outlivesAnyOfOurs()
        && token.agent().mayGetTokens(now)
        && token.generation() == token.agent().generation()
        && !hasEndedWithItsKey(token)
        && !revocations.isRevoked(token.id(), families.of(token), token.kid());
  }

  /// Whether it was ended by itself or with its refresh family.
  boolean isRevoked(LiveAccess token) {
    return revocations.isRevoked(token.id(), families.of(token));
  }

  /// Most are bound to no key, or to the one that their agent has: nothing is looked up for these.
  boolean hasEndedWithItsKey(LiveAccess token) {
    var agent = token.agent();
    if (token.binding().isEmpty() || agent.keyGeneration() == 0) {
      return false;
    }
    var isTheAgentsOwn =
        token.binding().get().keyGeneration() == agent.keyGeneration()
            && token.boundTo().equals(agent.dpopKey().map(DpopKey::thumbprint));
    return !isTheAgentsOwn && revocations.isKeyEnded(agent.id().value(), token.binding().get());
  }

  /// What a living refresh token says, for introspection.
  Optional<LiveRefresh> liveRefresh(String text) {
    var now = clock.instant();
    return refreshTokens
        .open(text)
        .filter(token -> families.expiryOf(token).isAfter(now))
        .filter(token -> revocations.endedByLoss(token.family()).isEmpty())
        .flatMap(token ->
            agents
                .current(token.agent())
                .filter(agent -> agent.mayGetTokens(now))
                .filter(token::isOfTheTimeOf)
                .filter(_ -> families.isGood(token))
                .map(agent -> new LiveRefresh(agent, token, families.expiryOf(token))));
  }

  /// A refresh token that could be used now.
  ///
  /// @param expiresAt by itself or with its family, whatever is first
  record LiveRefresh(Agent agent, RefreshToken token, Instant expiresAt) {}

  /// Notes that somebody asked, where the setting says so.
  void introspected(Agent agent, String token, boolean active, Origin by) {
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
  void revoke(String text, Origin by) {
    var refresh = refreshTokens.open(text);
    if (refresh.isPresent()) {
      agents
          .current(refresh.get().agent())
          .filter(agent -> mayRevoke(agent, by.caller()))
          .ifPresent(agent -> revokeFamily(agent, refresh.get(), by));
      return;
    }
    read(text)
        .filter(token -> mayRevoke(token.agent(), by.caller()))
        .filter(this::isAlive)
        .ifPresent(token -> revokeOne(token, by));
  }

  private static boolean mayRevoke(Agent agent, Caller caller) {
    if (!Reach.of(caller).covers(agent.organization())) {
      return false;
    }
    if (caller instanceof Caller.Client(var id, _) && !agent.id().value().equals(id)) {
      throw Refused.oauth(OAuthError.INVALID_GRANT, "The token was issued to another client");
    }
    if (caller instanceof Caller.Agent && !agent.id().value().equals(caller.id())) {
      caller.mustHold(Scopes.of(WRITE));
    }
    return true;
  }

  private void revokeFamily(Agent judged, RefreshToken token, Origin by) {
    db.inTransaction(tx -> endFamily(tx, agents.lock(tx, judged.id(), by), token, by));
  }

  /// Ends a refresh token's family, and says whether it lived until now.
  ///
  /// @param agent locked, so that nobody ends all its tokens meanwhile and none is counted twice
  boolean endFamily(Tx tx, Agent agent, RefreshToken token, Origin by) {
    if (agent.generation() != token.generation()) {
      return false;
    }
    return families.end(
        tx,
        agent,
        token,
        clock.instant(),
        count -> new TokenEvent.Revoked(agent, "refresh_token", token.family(), count),
        by);
  }

  private void revokeOne(LiveAccess token, Origin by) {
    db.inTransaction(tx -> endOne(tx, agents.lock(tx, token.agent().id(), by), token, by));
  }

  /// Ends an access token, and says whether this did it.
  ///
  /// @param agent as in [#endFamily]
  boolean endOne(Tx tx, Agent agent, LiveAccess token, Origin by) {
    var asked =
        new Revocations.Ended(
            token.id(),
            agent.id().value(),
            token.generation(),
            token.binding(),
            families.of(token),
            token.expiresAt());
    return endOne(tx, agent, asked, by);
  }

  private boolean endOne(Tx tx, Agent agent, Revocations.Ended token, Origin by) {
    if (agent.generation() != token.generation()
        || revocations.endedKeys(tx.handle(), agent.id().value()).have(token.binding())
        || !revocations.revoked(tx.handle(), token.family().stream().toList()).isEmpty()) {
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
  public boolean revokeOne(AgentId id, String jti, Origin by) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      return audit
          .unexpiredToken(tx.handle(), id.value(), agent.generation(), jti)
          .filter(token -> !token.isSignedBy(revocations.endedSigningKeys(tx.handle())))
          .map(token ->
              new Revocations.Ended(
                  jti,
                  id.value(),
                  agent.generation(),
                  token.binding(),
                  token.family(),
                  token.expiresAt()))
          .map(token -> endOne(tx, agent, token, by))
          .orElse(false);
    });
  }

  /// Ends all tokens of an agent, which stays as it is otherwise.
  ///
  /// @return how many lived
  /// @throws Refused `Unavailable` when they have ended, and are still being counted
  public long revokeAll(AgentId id, Origin by) {
    var ended =
        db.inTransaction(tx -> {
          var agent = agents.lock(tx, id, by);
          return agents.endTokens(
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
  public Paging.Page<LiveToken> living(AgentId id, Paging paging, Origin by) {
    var agent = agents.require(id, by);
    if (!agent.mayGetTokens(clock.instant())) {
      return paging.of(List.of(), () -> 0, LiveToken::id);
    }
    return db.readSlowly(handle ->
        paging.of(living(handle, agent, paging), () -> countLiving(handle, agent), LiveToken::id));
  }

  /// Those of a page, and one more. What was ended by itself lies between the others and is passed
  /// over.
  private List<LiveToken> living(Handle handle, Agent agent, Paging paging) {
    var endedKeys = revocations.endedKeys(handle, agent.id().value());
    var signingKeys = revocations.endedSigningKeys(handle);
    var living = new ArrayList<LiveToken>();
    var before = paging.before();
    var toPass = paging.offset();
    List<LiveToken> some;
    do {
      some =
          audit.unexpiredTokens(
              handle, agent.id().value(), agent.generation(), before, LIVING_BATCH);
      var revoked =
          revocations.revoked(
              handle,
              some.stream()
                  .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                  .collect(Collectors.toSet()));
      for (var token : some) {
        before = token.id();
        if (revoked.contains(token.id())
            || token.family().filter(revoked::contains).isPresent()
            || endedKeys.have(token.binding())
            || token.isSignedBy(signingKeys)) {
          continue;
        }
        if (toPass > 0) {
          toPass--;
        } else if (living.size() < paging.limitAndOne()) {
          living.add(token);
        }
      }
    } while (some.size() == LIVING_BATCH && living.size() < paging.limitAndOne());
    return living;
  }

  private long countLiving(Handle handle, Agent agent) {
    var id = agent.id().value();
    var unexpired = audit.countUnexpiredTokens(handle, id, agent.generation(), Paging.REACH);
    return unexpired == Paging.REACH
        ? unexpired
        : revocations.countLive(handle, id, agent.generation());
  }

  /// How many active tokens ended when a signing key was withdrawn. It reads what was committed at
  /// one moment, and takes long where many tokens were issued in the last day: it is for a thread
  /// of its own, right after the withdrawal.
  ///
  /// @param at when it was withdrawn
  public long countEndedWith(String kid, Instant at) {
    return db.readSnapshot(handle -> {
      var count = 0L;
      var after = Audit.FIRST;
      List<SignedToken> some;
      do {
        some = audit.unexpiredTokensSignedBy(handle, kid, at, after, ENDED_BATCH);
        if (!some.isEmpty()) {
          after = some.getLast().id();
          count += countActive(handle, some, at);
        }
      } while (some.size() == ENDED_BATCH);
      return count;
    });
  }

  /// How many of these would be active, were it not for the key that signed them.
  private long countActive(Handle handle, List<SignedToken> some, Instant at) {
    var ids = some.stream().map(token -> new AgentId(token.agentId())).distinct().toList();
    var found = agents.findAll(handle, ids);
    var revoked =
        revocations.revoked(
            handle,
            some.stream()
                .flatMap(token -> Stream.concat(Stream.of(token.id()), token.family().stream()))
                .collect(Collectors.toSet()));
    var endedKeys = new HashMap<String, EndedKeys>();
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
                    .computeIfAbsent(token.agentId(), id -> revocations.endedKeys(handle, id))
                    .have(token.binding()))
        .count();
  }

  /// Forgets what has expired by itself. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void forgetExpired(Instant now) {
    revocations.forgetExpired(now);
    families.forgetExpired(now);
  }
}
