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

/// Compares a client's secret with the stored hashes. A random secret is compared by its keyed
/// hash, without delay. After many failures, only secrets that a person may have chosen and secrets
/// that need a bcrypt hash are delayed. The first success replaces an imported bcrypt hash by a
/// keyed one.
public final class SecretCheck {

  /// Delays a client that is guessing, or whose checks are expensive.
  interface GuessLimiter {
    /// Called before a guess is checked.
    ///
    /// @throws dev.signet.base.refusals.Refused `TooManyRequests` when the client has to wait
    void beforeGuess(String client);

    /// Called before a second reading of the same header is checked: it counts as a separate
    /// failure, because it costs as much.
    ///
    /// @throws dev.signet.base.refusals.Refused `TooManyRequests` when the client has to wait
    void beforeSecondReading(String client, Secret reading);

    /// The guess was correct.
    void onSuccess(String client);

    /// The caller for changes that the server makes itself, to how a secret is stored.
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

  /// Evicts all snapshots: the database has lost committed changes, so a revision may now denote a
  /// different state.
  public void evictSnapshots() {
    snapshots.evictAll();
  }

  /// The result as far as this node knows.
  AuthenticationResult check(IdAndSecret claim, GuessLimiter guard) {
    return agents
        .findByClientId(claim.clientId())
        .map(agent -> checkOf(claim, agent, guard))
        .orElseGet(() -> unknownClient(claim, guard));
  }

  /// The cheapest check comes first; an API key is not a credential, and needs a lookup.
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

  /// The credential that one of the readings matches by a bcrypt hash.
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

  /// Whether this server generated the secret for this agent and stored its keyed hash beside the
  /// bcrypt hash: then it is not a guess.
  private boolean isServerGeneratedFor(Agent agent, PresentedSecret candidate) {
    return candidate.isServerGenerated()
        && db.read(handle -> store.findByHash(handle, agent, candidate.keyed())).isPresent();
  }

  /// From now on the secret is compared by its keyed hash, unless this server is configured to keep
  /// bcrypt hashes. The agent's revision is incremented, so all nodes notice.
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

  /// The secret is correct. It is checked even for an agent that may not get tokens or has to
  /// follow FAPI 2.0: a response without the hash computation would reveal the agent's status by
  /// its timing.
  private AuthenticationResult resultForMatch(
      IdAndSecret claim,
      Agent agent,
      String credential,
      Optional<ClientSecretSource.FoundSecret> key,
      Instant now) {
    if (!agent.mayGetTokens(now)) {
      var reason = Reason.ofInactive(agent);
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
          throw new IllegalArgumentException("API key " + ended.id() + " is not revoked");
    };
  }

  /// Adds to a failure, for the audit log, whether the secret was valid once. Imported hashes are
  /// not checked for that, because it would cost one bcrypt computation for every former
  /// credential.
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
      // Only to spend the same time as for a known client.
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
