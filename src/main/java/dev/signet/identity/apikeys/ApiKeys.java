package dev.signet.identity.apikeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKey.EndReason;
import dev.signet.identity.apikeys.ApiKey.State;
import dev.signet.identity.apikeys.ApiKeyEvent.Failure;
import dev.signet.identity.apikeys.ApiKeyEvent.Reason;
import dev.signet.identity.apikeys.ApiKeyStore.CurrentApiKey;
import dev.signet.identity.leaks.LeakRemedy;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The agents' API keys: given, prepared, rotated, revoked, and recognised when they are presented.
///
/// A key is good for as long as its agent is, so whoever finds one looks at its agent too. Every
/// change of a key that is in use is a new revision of its agent: what is issued by the old one at
/// that moment is refused by the transaction that would issue it.
public final class ApiKeys {

  /// A pair just made, which is shown now or never.
  public record IssuedApiKey(Agent agent, ApiKey key, ApiKeySecrets pair) {}

  /// What an agent may know of its API key.
  ///
  /// @param rotatedAt when the key took another one's place, if it did
  /// @param lastUsedAt when the agent used an API key last, up to a minute late where another node
  ///   saw it
  record ApiKeyDetails(
      Optional<ApiKey> active,
      Optional<ApiKeyStore.QuarantinedApiKey> quarantined,
      Optional<Instant> rotatedAt,
      boolean isPrepared,
      Optional<Instant> lastUsedAt) {}

  /// How long a key that ended is told from one that never was.
  private static final Duration ENDED_KEY_RETENTION = Duration.ofDays(365);

  private static final int DELETE_BATCH = 1_000;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final ApiKeyStore store = new ApiKeyStore();
  private final ApiKeyLookup lookup;
  private final ApiKeyLastUseRecorder uses;

  public ApiKeys(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Agents agents,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      MeterRegistry meters) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.agents = agents;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.lookup = ApiKeyLookup.create(db, store);
    this.uses = new ApiKeyLastUseRecorder(db, store, meters);
  }

  /// Makes a pair for [#issue] or [#prepare].
  public ApiKeySecrets generateSecrets(boolean withRotationSecret) {
    return ApiKeySecrets.generate(secrets, withRotationSecret);
  }

  /// Gives an agent a key. The one that it had, and the one that was prepared, die with this
  /// transaction.
  ///
  /// @throws Refused `Unknown` when there is no such agent, `Conflict` when it is not active,
  ///   `Forbidden` when the caller may not log in as it
  public IssuedApiKey issue(Tx tx, AgentId id, ApiKeySecrets pair, RequestContext by) {
    var agent = lockForIssuing(tx, id, by);
    var now = clock.instant();
    var replaced = Optional.<ApiKeyId>empty();
    for (var living : store.current(tx.handle(), id)) {
      end(tx, living.key(), EndReason.REPLACEMENT, now);
      if (isActive(living.key())) {
        replaced = Optional.of(living.key().id());
      }
    }
    var key = add(tx, agent, pair, new State.Active(), replaced, now);
    agents.recordChange(tx, agent);
    var event =
        replaced
            .<ApiKeyEvent>map(old -> new ApiKeyEvent.Rotated(agent, key, old))
            .orElseGet(() -> new ApiKeyEvent.Created(agent, key));
    audit.record(tx, event, by);
    return new IssuedApiKey(agent, key, pair);
  }

  /// Prepares a key for an agent: it waits beside the one that the agent has, and takes its place
  /// when it is used for the first time. The one that was prepared before dies.
  ///
  /// @throws Refused as [#issue]
  public IssuedApiKey prepare(Tx tx, AgentId id, ApiKeySecrets pair, RequestContext by) {
    var agent = lockForIssuing(tx, id, by);
    var now = clock.instant();
    store.current(tx.handle(), id).stream()
        .map(CurrentApiKey::key)
        .filter(ApiKeys::isPrepared)
        .forEach(key -> end(tx, key, EndReason.REPLACEMENT, now));
    var key = add(tx, agent, pair, new State.Prepared(), Optional.empty(), now);
    audit.record(tx, new ApiKeyEvent.Prepared(agent, key), by);
    return new IssuedApiKey(agent, key, pair);
  }

  private Agent lockForIssuing(Tx tx, AgentId id, RequestContext by) {
    var agent = agents.lock(tx, id, by);
    agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
    if (!agent.status().isActive()) {
      throw Refused.conflict(
          "agent_not_active",
          "The agent is " + agent.status().wire() + "; only an active one is given an API key");
    }
    return agent;
  }

  /// Ends an agent's key, and the one that is prepared. Where there is none this changes nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent
  public void revoke(AgentId id, RequestContext by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      var held = store.findQuarantined(tx.handle(), id);
      endQuarantine(tx, id);
      held.ifPresent(each -> audit.record(tx, new ApiKeyEvent.Revoked(agent, each.key()), by));
      var living = store.current(tx.handle(), id);
      for (var each : living) {
        revoke(tx, agent, each.key(), by);
      }
      return living.size();
    });
  }

  private void revoke(Tx tx, Agent agent, ApiKey key, RequestContext by) {
    end(tx, key, EndReason.REVOCATION, clock.instant());
    agents.recordChange(tx, agent);
    audit.record(tx, new ApiKeyEvent.Revoked(agent, key), by);
  }

  /// Lets an agent's key out of quarantine. Where none is in it, and one is active, this changes
  /// nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent or it has no key, `Forbidden` when the
  ///   caller may not log in as it
  ApiKeyDetails release(AgentId id, RequestContext by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
      var held = store.findQuarantined(tx.handle(), id);
      store.release(tx, id).ifPresent(hash -> tx.afterCommit(() -> lookup.invalidate(hash)));
      held.ifPresent(each -> {
        agents.recordChange(tx, agent);
        audit.record(tx, new ApiKeyEvent.Released(agent, each.key()), by);
      });
      return held.isPresent();
    });
    return require(id, by);
  }

  /// An agent's key, active or in quarantine.
  ///
  /// @throws Refused `Unknown` when there is no such agent or it has no key
  ApiKeyDetails require(AgentId id, RequestContext by) {
    var about = details(agents.require(id, by).id());
    if (about.active().isEmpty() && about.quarantined().isEmpty()) {
      throw Refused.notFound("API key");
    }
    return about;
  }

  /// Whose key this is or was, or whose rotation secret.
  public Optional<ApiKeyMatch> findBySecret(Secret presented) {
    var asKey = keyedHash.hash(SecretKind.API_KEY, presented);
    var asRotationSecret = keyedHash.hash(SecretKind.ROTATION_SECRET, presented);
    return db.read(handle -> {
      var key = Optional.ofNullable(store.findByHashes(handle, List.of(asKey)).get(asKey));
      var ofRotationSecret = store.findByRotationHash(handle, asRotationSecret);
      return key.map(found -> new ApiKeyMatch(SecretKind.API_KEY, found))
          .or(() ->
              ofRotationSecret.map(found -> new ApiKeyMatch(SecretKind.ROTATION_SECRET, found)));
    });
  }

  /// A secret that belongs to this key.
  public record ApiKeyMatch(SecretKind kind, ApiKey key) {}

  /// Ends what a leaked secret opens. A key is revoked, or kept in quarantine if it is in use; a
  /// rotation secret, which opens nothing by itself, is taken from its key.
  ///
  /// @param agent locked
  LeakOutcome endLeaked(Tx tx, Agent agent, ApiKeyMatch known, LeakReport report) {
    var key = store.find(tx, known.key().id()).orElseThrow();
    if (endOf(key).isPresent()) {
      return LeakOutcome.ALREADY_DEAD;
    }
    if (known.kind() == SecretKind.ROTATION_SECRET) {
      var hash = store.endRotationSecret(tx, key.id());
      hash.ifPresent(changed -> tx.afterCommit(() -> lookup.invalidate(changed)));
      return hash.isPresent() ? LeakOutcome.REVOKED : LeakOutcome.ALREADY_DEAD;
    }
    if (report.remedy() == LeakRemedy.REVOKE || isPrepared(key)) {
      revoke(tx, agent, key, report.from());
      return LeakOutcome.REVOKED;
    }
    var quarantine = report.quarantine(clock.instant());
    store
        .quarantine(tx, key.id(), quarantine)
        .ifPresent(hash -> tx.afterCommit(() -> lookup.invalidate(hash)));
    agents.recordChange(tx, agent);
    audit.record(tx, new ApiKeyEvent.Quarantined(agent, key, quarantine), report.from());
    return LeakOutcome.QUARANTINED;
  }

  private ApiKey add(
      Tx tx,
      Agent agent,
      ApiKeySecrets pair,
      State state,
      Optional<ApiKeyId> replaces,
      Instant now) {
    var key =
        new ApiKey(
            new ApiKeyId(ids.next()), agent.id(), pair.rotationSecret().isPresent(), now, state);
    var hashes = pair.hashes(keyedHash);
    if (isActive(key)) {
      endQuarantine(tx, agent.id());
    }
    store.add(tx, key, hashes, replaces);
    tx.afterCommit(() -> lookup.invalidate(hashes.apiKey()));
    return key;
  }

  /// A key in quarantine whose place another one has taken, or that is revoked, stays ended.
  private boolean endQuarantine(Tx tx, AgentId agent) {
    var hash = store.endQuarantine(tx, agent);
    hash.ifPresent(changed -> tx.afterCommit(() -> lookup.invalidate(changed)));
    return hash.isPresent();
  }

  private static boolean isActive(ApiKey key) {
    return key.state() instanceof State.Active;
  }

  private static boolean isPrepared(ApiKey key) {
    return key.state() instanceof State.Prepared;
  }

  private void end(Tx tx, ApiKey key, EndReason how, Instant now) {
    store
        .end(tx, key.id(), how, now)
        .ifPresent(hash -> tx.afterCommit(() -> lookup.invalidate(hash)));
  }

  /// What came of an agent's wish to rotate its key.
  sealed interface RotationResult {
    record Succeeded(IssuedApiKey made) implements RotationResult {}

    record Rejected(Failure failure) implements RotationResult {}
  }

  /// Rotates an agent's key and its rotation secret, for whoever shows both. Of several who show
  /// the same pair at once, one is told the new one.
  ///
  /// @param key as [#find] found it
  /// @return where it is not done, the caller has to undo the transaction
  RotationResult rotate(
      Tx tx, ApiKey key, Secret rotationSecret, ApiKeySecrets pair, RequestContext from) {
    var by = asAgent(key.agent(), key.id(), from);
    var agent = agents.lock(tx, key.agent(), by);
    var now = clock.instant();
    if (!agent.mayGetTokens(now)) {
      return new RotationResult.Rejected(
          Failure.of(Reason.AGENT_NOT_ACTIVE, key, Optional.of(agent)));
    }
    var hash = keyedHash.hash(SecretKind.ROTATION_SECRET, rotationSecret);
    if (store.find(tx, key.id()).filter(ApiKeys::isPrepared).isPresent()) {
      // This is its first use.
      activate(tx, agent, key, by, now);
    }
    var ended = store.endByRotation(tx, key.id(), hash, now);
    if (ended.isEmpty()) {
      return new RotationResult.Rejected(rotationFailure(tx, key, agent));
    }
    tx.afterCommit(() -> lookup.invalidate(ended.get()));
    var fresh = add(tx, agent, pair, new State.Active(), Optional.of(key.id()), now);
    agents.recordChange(tx, agent);
    audit.record(tx, new ApiKeyEvent.Rotated(agent, fresh, key.id()), by);
    return new RotationResult.Succeeded(new IssuedApiKey(agent, fresh, pair));
  }

  /// Another rotation may have come first.
  private Failure rotationFailure(Tx tx, ApiKey key, Agent agent) {
    var reason =
        store
            .find(tx, key.id())
            .flatMap(ApiKeys::endOf)
            .map(ApiKeys::reason)
            .orElse(Reason.WRONG_ROTATION_SECRET);
    return Failure.of(reason, key, Optional.of(agent));
  }

  /// The key that this is, be it one that has ended; empty when it never was one.
  Optional<ApiKey> find(String presented) {
    return isWellFormed(presented)
        ? lookup.find(keyedHash.hash(SecretKind.API_KEY, Secret.of(presented)))
        : Optional.empty();
  }

  /// Whether the text has the form of an API key, which is an operator key's as well.
  public static boolean isWellFormed(String text) {
    return SecretFormat.matchesFormat(SecretKind.API_KEY, text);
  }

  /// Why the key opens nothing, if it has ended.
  static Optional<Reason> failureReason(ApiKey key) {
    return endOf(key).map(ApiKeys::reason);
  }

  private static Optional<EndReason> endOf(ApiKey key) {
    return key.state() instanceof State.Ended(_, var how) ? Optional.of(how) : Optional.empty();
  }

  private static Reason reason(EndReason how) {
    return switch (how) {
      case ROTATION, REPLACEMENT, ACTIVATION -> Reason.ROTATED_AWAY;
      case QUARANTINE -> Reason.QUARANTINED;
      case REVOCATION, DECOMMISSION -> Reason.REVOKED;
    };
  }

  /// Notes a use, the first of which makes a prepared key the active one.
  ///
  /// @return false when the key has ended since it was found
  boolean recordUse(ApiKey key, RequestContext from) {
    return switch (key.state()) {
      case State.Active() -> {
        recordActiveUse(key.id());
        yield true;
      }
      case State.Prepared() -> activate(key.agent(), key.id(), from);
      case State.Ended _ -> false;
    };
  }

  /// Notes a use of a key that is active.
  void recordActiveUse(ApiKeyId id) {
    uses.recordUse(id, clock.instant());
  }

  /// Makes a prepared key the active one, as it is being used; the active one dies in the same
  /// transaction.
  ///
  /// @return false when the key has ended since it was found
  boolean activate(AgentId owner, ApiKeyId id, RequestContext from) {
    var by = asAgent(owner, id, from);
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, owner, by);
      // As it is under the lock: of several first uses one activates it.
      var key = store.find(tx, id).orElseThrow();
      return switch (key.state()) {
        case State.Active() -> true;
        case State.Ended _ -> false;
        case State.Prepared() -> {
          activate(tx, agent, key, by, clock.instant());
          yield true;
        }
      };
    });
  }

  private void activate(Tx tx, Agent agent, ApiKey key, RequestContext by, Instant now) {
    var replaced =
        store.current(tx.handle(), agent.id()).stream()
            .map(CurrentApiKey::key)
            .filter(ApiKeys::isActive)
            .findFirst();
    replaced.ifPresent(old -> end(tx, old, EndReason.ACTIVATION, now));
    endQuarantine(tx, agent.id());
    var hash =
        store
            .activate(tx, key.id(), replaced.map(ApiKey::id), now)
            .orElseThrow(
                () -> new IllegalStateException("activated without the agent's lock: " + key.id()));
    tx.afterCommit(() -> lookup.invalidate(hash));
    agents.recordChange(tx, agent);
    audit.record(tx, new ApiKeyEvent.Activated(agent, key, replaced.map(ApiKey::id)), by);
  }

  /// The same request, by the agent whose key it shows.
  private RequestContext asAgent(AgentId owner, ApiKeyId id, RequestContext from) {
    var organization =
        agents
            .find(owner)
            .map(agent -> agent.organization().value())
            .orElseThrow(() -> new IllegalStateException("a key of nobody's: " + id));
    var shown = new Caller.Bearer.ApiKey(id.value());
    return from.withCaller(
        new Caller.Agent(owner.value(), organization, Scopes.NONE, shown, SelfService.FULL));
  }

  /// The key that an agent has, if it has one.
  ///
  /// @throws Refused `Unknown` when there is no such agent
  public Optional<ApiKey> findActive(AgentId id, RequestContext by) {
    return details(agents.require(id, by).id()).active();
  }

  /// What an agent may know of its key.
  ApiKeyDetails details(AgentId id) {
    return db.read(handle -> {
      var living = store.current(handle, id);
      var active = living.stream().filter(each -> isActive(each.key())).findFirst();
      var here = active.flatMap(each -> uses.lastUse(each.key().id())).stream();
      var written = store.lastUse(handle, id).stream();
      return new ApiKeyDetails(
          active.map(CurrentApiKey::key),
          store.findQuarantined(handle, id),
          active.flatMap(CurrentApiKey::rotatedAt),
          living.stream().anyMatch(each -> isPrepared(each.key())),
          Stream.concat(here, written).max(Comparator.naturalOrder()));
    });
  }

  /// When the agent used an API key last.
  public Optional<Instant> lastUse(AgentId id) {
    return details(id).lastUsedAt();
  }

  /// Forgets the keys that ended long ago. To be called now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void deleteEnded(Instant now) {
    var before = now.minus(ENDED_KEY_RETENTION);
    int forgotten;
    do {
      forgotten = db.inTransaction(tx -> store.deleteEnded(tx, before, DELETE_BATCH));
    } while (forgotten == DELETE_BATCH);
  }
}
