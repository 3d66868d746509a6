package dev.signet.identity.credentials;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.AuthenticatedClient.Method;
import dev.signet.identity.credentials.ClientAuthenticationFailure.Reason;
import dev.signet.identity.credentials.ClientClaim.IdAndSecret;
import dev.signet.identity.credentials.SecretHashes.PresentedSecret;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Compares a client's secret with what is known of it. A random secret is compared by its keyed
/// hash, at once. Only what a person may have chosen waits first when there were many failures, and
/// so does whatever a bcrypt hash has to be computed for. The first success replaces a bcrypt hash
/// that came from elsewhere by a keyed one.
public final class SecretCheck {

  /// Has a client wait that guesses, or whose checks are expensive.
  interface GuessLimiter {
    /// Called before a guess is checked.
    ///
    /// @throws dev.signet.base.refusals.Refused `TooMany` when the client has to wait
    void beforeGuess(String client);

    /// Called before a second reading of the same header is checked: it counts as a failure of its
    /// own, as it costs as much.
    ///
    /// @throws dev.signet.base.refusals.Refused `TooMany` when the client has to wait
    void beforeSecondReading(String client, Secret reading);

    /// The guess was right.
    void onSuccess(String client);

    /// Names the server itself as the one that changes how a secret is stored.
    RequestContext server();
  }

  private final Db db;
  private final Clock clock;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final SecretHashes hashes;
  private final ClientSecretSource keys;
  private final CredentialStore store = new CredentialStore();
  private final CredentialSnapshots snapshots;

  public SecretCheck(
      Db db,
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      SecretHashes hashes,
      ClientSecretSource keys) {
    this.db = db;
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.hashes = hashes;
    this.keys = keys;
    this.snapshots = new CredentialSnapshots(db, store);
  }

  /// Forgets what this process remembers of credentials: the database has lost what was committed
  /// last, so that a revision may mean something else now.
  public void evictSnapshots() {
    snapshots.evictAll();
  }

  /// The verdict as far as this node knows.
  AuthenticationResult check(IdAndSecret claim, GuessLimiter guard) {
    return agents
        .findByClientId(claim.clientId())
        .map(agent -> checkOf(claim, agent, guard))
        .orElseGet(() -> unknownClient(claim, guard));
  }

  /// What costs least is tried first; an API key is no credential, and needs a look-up.
  private AuthenticationResult checkOf(IdAndSecret claim, Agent agent, GuessLimiter guard) {
    var now = clock.instant();
    var kind = Credentials.secretKindOf(agent);
    var known = snapshots.of(agent);
    var ended = Optional.<ClientSecretSource.FoundSecret>empty();
    for (var secret : claim.secrets()) {
      var candidate = hashes.candidate(kind, secret);
      if (candidate.isGuessable()) {
        guard.beforeGuess(agent.clientId());
      }
      var quick = findMatch(candidate, HashKind.KEYED, known, now);
      if (quick.isPresent()) {
        return resultForMatch(claim, agent, quick.get(), now);
      }
      var key = keys.find(secret).filter(found -> found.agent().equals(agent.id()));
      if (key.filter(ClientSecretSource.FoundSecret::isAccepted).isPresent()) {
        return resultForMatch(claim, agent, key.get().id(), key, now);
      }
      ended = ended.or(() -> key);
    }
    var slow = checkBcrypt(claim, agent, known, now, guard);
    if (slow.isPresent()) {
      return resultForMatch(claim, agent, slow.get(), now);
    }
    return ended
        .map(key -> failure(failureReason(key), claim, Optional.of(agent), Optional.of(key.id())))
        .orElseGet(() -> failure(Reason.WRONG_SECRET, claim, Optional.of(agent), Optional.empty()));
  }

  /// The credential that one of the readings proves by a bcrypt hash.
  private Optional<StoredCredential> checkBcrypt(
      IdAndSecret claim,
      Agent agent,
      List<StoredCredential> known,
      Instant now,
      GuessLimiter guard) {
    var isSlow =
        known.stream()
            .flatMap(stored -> stored.usableHashes(now).stream())
            .anyMatch(hash -> hash.kind() == HashKind.BCRYPT);
    if (!isSlow && !hashes.usesBcrypt()) {
      return Optional.empty();
    }
    for (var secret : claim.secrets()) {
      var candidate = hashes.candidate(agent.id().value(), Credentials.secretKindOf(agent), secret);
      if (!isServerGeneratedFor(agent, candidate)) {
        guard.beforeGuess(agent.clientId());
        if (!secret.equals(claim.secrets().getFirst())) {
          guard.beforeSecondReading(agent.clientId(), secret);
        }
      }
      var proved = findMatch(candidate, HashKind.BCRYPT, known, now);
      if (proved.isPresent()) {
        guard.onSuccess(agent.clientId());
        rehash(agent, proved.get(), candidate, guard);
        return proved;
      }
      candidate.spendCheckTime();
    }
    return Optional.empty();
  }

  /// Whether this server made the secret for this agent and set its keyed hash beside bcrypt's:
  /// then it is no guess.
  private boolean isServerGeneratedFor(Agent agent, PresentedSecret candidate) {
    return candidate.isServerGenerated()
        && db.read(handle -> store.findByHash(handle, agent, candidate.keyed())).isPresent();
  }

  /// From now on the secret is compared as any other is, unless this server is to keep bcrypt
  /// hashes. Its agent has a new revision, so that all nodes know.
  private void rehash(
      Agent agent, StoredCredential proved, PresentedSecret candidate, GuessLimiter guard) {
    if (hashes.usesBcrypt() || !candidate.fitsBcrypt() || !candidate.matches(proved.hash())) {
      return;
    }
    db.inTransaction(tx -> {
      var locked = agents.lock(tx, agent.id(), guard.server());
      var isChanged = store.rehash(tx, proved.credential().id(), proved.hash(), candidate.keyed());
      if (isChanged) {
        agents.recordChange(tx, locked);
      }
      return isChanged;
    });
  }

  private static Optional<StoredCredential> findMatch(
      PresentedSecret candidate, HashKind kind, List<StoredCredential> known, Instant now) {
    for (var stored : known) {
      if (stored.usableHashes(now).stream()
          .anyMatch(hash -> hash.kind() == kind && candidate.matches(hash))) {
        return Optional.of(stored);
      }
    }
    return Optional.empty();
  }

  private AuthenticationResult resultForMatch(
      IdAndSecret claim, Agent agent, StoredCredential proved, Instant now) {
    return resultForMatch(claim, agent, proved.credential().id().value(), Optional.empty(), now);
  }

  /// The secret is right. An agent that gets no tokens, or is held to FAPI 2.0, is asked for it all
  /// the same: to stop before the hash would tell a stranger, by the clock, how it stands.
  private AuthenticationResult resultForMatch(
      IdAndSecret claim,
      Agent agent,
      String credential,
      Optional<ClientSecretSource.FoundSecret> key,
      Instant now) {
    if (!agent.mayGetTokens(now)) {
      var reason = agent.status().isActive() ? Reason.AGENT_EXPIRED : Reason.AGENT_NOT_ACTIVE;
      return failure(reason, claim, Optional.of(agent), Optional.of(credential));
    }
    if (fapi2.appliesTo(agent)) {
      return failure(Reason.METHOD_NOT_ALLOWED, claim, Optional.of(agent), Optional.of(credential));
    }
    var method = key.isPresent() ? Method.API_KEY : Method.SECRET;
    return new AuthenticationResult.Authenticated(
        new AuthenticatedClient(agent, credential, method, Optional.empty()), key);
  }

  private static Reason failureReason(ClientSecretSource.FoundSecret ended) {
    return switch (ended.state()) {
      case ROTATED_AWAY -> Reason.ROTATED_AWAY;
      case REVOKED -> Reason.REVOKED_CREDENTIAL;
      case ACTIVE, PREPARED ->
          throw new IllegalArgumentException("API key " + ended.id() + " lives");
    };
  }

  /// Says more of a failure: the secret is wrong now, whether it was right once is for the audit
  /// log. For hashes brought in from elsewhere that is not found out, as it would cost a bcrypt for
  /// every credential there ever was.
  ClientAuthenticationFailure withExactReason(
      ClientAuthenticationFailure failure, List<Secret> readings) {
    if (failure.reason() != Reason.WRONG_SECRET || failure.agent().isEmpty()) {
      return failure;
    }
    var agent = failure.agent().get();
    for (var secret : readings) {
      var candidate = hashes.candidate(Credentials.secretKindOf(agent), secret);
      var once = db.read(handle -> store.findByHash(handle, agent, candidate.keyed()));
      if (once.isPresent()) {
        return new ClientAuthenticationFailure(
            failureReason(once.get(), candidate, clock.instant()),
            failure.detail(),
            failure.claimedClientId(),
            failure.agent(),
            Optional.of(once.get().credential().id().value()));
      }
    }
    return failure;
  }

  private static Reason failureReason(
      StoredCredential stored, PresentedSecret candidate, Instant now) {
    var credential = stored.credential();
    return switch (credential.status()) {
      case REVOKED -> Reason.REVOKED_CREDENTIAL;
      case QUARANTINED -> Reason.QUARANTINED_CREDENTIAL;
      case ACTIVE ->
          credential.isExpired(now) && candidate.matches(stored.hash())
              ? Reason.EXPIRED_CREDENTIAL
              : Reason.ROTATED_AWAY;
    };
  }

  private AuthenticationResult unknownClient(IdAndSecret claim, GuessLimiter guard) {
    for (var secret : claim.secrets()) {
      var candidate = hashes.candidate(SecretKind.CLIENT_SECRET, secret);
      if (candidate.isGuessable() || hashes.usesBcrypt()) {
        guard.beforeGuess(claim.clientId());
      }
      // For nothing but the time that it takes, as below.
      var _ = keys.find(secret);
      candidate.spendCheckTime();
    }
    return failure(Reason.UNKNOWN_CLIENT, claim, Optional.empty(), Optional.empty());
  }

  private static AuthenticationResult failure(
      Reason reason, IdAndSecret claim, Optional<Agent> agent, Optional<String> credential) {
    return new AuthenticationResult.Failed(
        new ClientAuthenticationFailure(
            reason, Optional.empty(), claim.clientId(), agent, credential));
  }
}
