package dev.signet.identity.apikeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.LastUseRecorder;
import dev.signet.base.db.Lookup;
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
import dev.signet.identity.leaks.LeakPolicy;
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

/// The agents' API keys: issued, prepared, rotated, revoked and authenticated.
///
/// A key is valid only while its agent may get tokens, so callers that look up a key also check its
/// agent. Every change to an active key increments its agent's revision: a transaction that is
/// issuing tokens by the old key at that moment is then rejected.
public final class ApiKeys {

  /// A new pair of secrets; this is the only time that it can be shown.
  public record IssuedApiKey(Agent agent, ApiKey key, ApiKeySecrets pair) {}

  /// What an agent may see of its API key.
  ///
  /// @param rotatedAt when the key replaced another one, if it did
  /// @param lastUsedAt when the agent last used an API key, up to a minute late if another node saw
  ///   the use
  record ApiKeyDetails(
      Optional<ApiKey> active,
      Optional<ApiKeyStore.QuarantinedApiKey> quarantined,
      Optional<Instant> rotatedAt,
      boolean isPrepared,
      Optional<Instant> lastUsedAt) {}

  /// How long a revoked key is distinguished from an unknown one.
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
  private final Lookup<String, ApiKey> lookup;
  private final LastUseRecorder<ApiKeyId> uses;

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
    this.lookup = Lookup.create(db, store::findByHashes);
    this.uses = new LastUseRecorder<>("api-key-uses", db, store::saveUses, meters);
  }

  /// Makes a pair for [#issue] or [#prepare].
  public ApiKeySecrets generateSecrets(boolean withRotationSecret) {
    return ApiKeySecrets.generate(secrets, withRotationSecret);
  }

  /// Issues a key to an agent. This transaction revokes the agent's previous key, and the prepared
  /// one.
  ///
  /// @throws Refused `NotFound` when the agent does not exist, `Conflict` when it is not active or
  ///   is a public client, `InsufficientScope` when the caller may not authenticate as it
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

  /// Prepares a key for an agent. It waits beside the agent's active key, and replaces it when it
  /// is used for the first time. A key that was prepared before is revoked.
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
      throw ApiKeyRefusals.agentNotActive(agent);
    }
    if (agent.isPublicClient()) {
      throw ApiKeyRefusals.publicClient();
    }
    return agent;
  }

  /// Revokes an agent's active and prepared keys. Without a key this changes nothing.
  ///
  /// @throws Refused `NotFound` when the agent does not exist
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

  /// Releases an agent's key from quarantine. If none is in quarantine and one is active, this
  /// changes nothing.
  ///
  /// @throws Refused `NotFound` when the agent does not exist or has no key, `InsufficientScope`
  ///   when the caller may not authenticate as it
  ApiKeyDetails release(AgentId id, RequestContext by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
      var held = store.findQuarantined(tx.handle(), id);
      store.release(tx, id).ifPresent(hash -> tx.afterCommit(() -> lookup.evict(hash)));
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
  /// @throws Refused `NotFound` when the agent does not exist or has no key
  ApiKeyDetails require(AgentId id, RequestContext by) {
    var about = details(agents.require(id, by).id());
    if (about.active().isEmpty() && about.quarantined().isEmpty()) {
      throw ApiKeyRefusals.notFound();
    }
    return about;
  }

  /// The agent that this key or rotation secret belongs or belonged to.
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

  /// Disables a leaked secret. A key is revoked, or kept in quarantine if it is active; a rotation
  /// secret, which grants no access alone, is removed from its key.
  ///
  /// @param agent locked
  LeakOutcome endLeaked(Tx tx, Agent agent, ApiKeyMatch known, LeakReport report) {
    var key = store.find(tx, known.key().id()).orElseThrow();
    if (endOf(key).isPresent()) {
      return LeakOutcome.ALREADY_DEAD;
    }
    if (known.kind() == SecretKind.ROTATION_SECRET) {
      var hash = store.endRotationSecret(tx, key.id());
      hash.ifPresent(changed -> tx.afterCommit(() -> lookup.evict(changed)));
      return hash.isPresent() ? LeakOutcome.REVOKED : LeakOutcome.ALREADY_DEAD;
    }
    if (report.remedy() == LeakPolicy.REVOKE || isPrepared(key)) {
      revoke(tx, agent, key, report.from());
      return LeakOutcome.REVOKED;
    }
    var quarantine = report.quarantine(clock.instant());
    store
        .quarantine(tx, key.id(), quarantine)
        .ifPresent(hash -> tx.afterCommit(() -> lookup.evict(hash)));
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
    tx.afterCommit(() -> lookup.evict(hashes.apiKey()));
    return key;
  }

  /// A quarantined key that was replaced or revoked stays revoked.
  private boolean endQuarantine(Tx tx, AgentId agent) {
    var hash = store.endQuarantine(tx, agent);
    hash.ifPresent(changed -> tx.afterCommit(() -> lookup.evict(changed)));
    return hash.isPresent();
  }

  private static boolean isActive(ApiKey key) {
    return key.state() instanceof State.Active;
  }

  private static boolean isPrepared(ApiKey key) {
    return key.state() instanceof State.Prepared;
  }

  private void end(Tx tx, ApiKey key, EndReason how, Instant now) {
    store.end(tx, key.id(), how, now).ifPresent(hash -> tx.afterCommit(() -> lookup.evict(hash)));
  }

  /// The result of an agent's request to rotate its key.
  sealed interface RotationResult {
    record Succeeded(IssuedApiKey made) implements RotationResult {}

    record Rejected(Failure failure) implements RotationResult {}
  }

  /// Rotates an agent's key and its rotation secret for a caller that presents both. Of several
  /// callers that present the same pair concurrently, one gets the new pair.
  ///
  /// @param key as [#find] returned it
  /// @return if the rotation failed, the caller has to roll the transaction back
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
    tx.afterCommit(() -> lookup.evict(ended.get()));
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

  /// The key for a secret, including a revoked one; empty when it never was a key.
  Optional<ApiKey> find(String presented) {
    return isWellFormed(presented)
        ? lookup.find(keyedHash.hash(SecretKind.API_KEY, Secret.of(presented)))
        : Optional.empty();
  }

  /// Whether the text has the format of an API key, which operator keys share.
  public static boolean isWellFormed(String text) {
    return SecretFormat.matchesFormat(SecretKind.API_KEY, text);
  }

  /// Why the key is not accepted, if it was replaced or revoked.
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

  /// Records a use. The first use activates a prepared key.
  ///
  /// @return false when the key was revoked since it was found
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

  /// Records a use of an active key.
  void recordActiveUse(ApiKeyId id) {
    uses.recordUse(id, clock.instant());
  }

  /// Activates a prepared key because it is used; the active key is revoked in the same
  /// transaction.
  ///
  /// @return false when the key was revoked since it was found
  boolean activate(AgentId owner, ApiKeyId id, RequestContext from) {
    var by = asAgent(owner, id, from);
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, owner, by);
      // Read again under the lock: of several first uses, one activates the key.
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
    tx.afterCommit(() -> lookup.evict(hash));
    agents.recordChange(tx, agent);
    audit.record(tx, new ApiKeyEvent.Activated(agent, key, replaced.map(ApiKey::id)), by);
  }

  /// The request context with the agent that owns the presented key as caller.
  private RequestContext asAgent(AgentId owner, ApiKeyId id, RequestContext from) {
    var organization =
        agents
            .find(owner)
            .map(agent -> agent.organization().value())
            .orElseThrow(() -> new IllegalStateException("no agent owns the key " + id));
    var shown = new Caller.Bearer.ApiKey(id.value());
    return from.withCaller(
        new Caller.Agent(owner.value(), organization, Scopes.NONE, shown, SelfService.FULL));
  }

  /// The agent's key, if it has one.
  ///
  /// @throws Refused `NotFound` when the agent does not exist
  public Optional<ApiKey> findActive(AgentId id, RequestContext by) {
    return details(agents.require(id, by).id()).active();
  }

  /// What an agent may see of its key.
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

  /// When the agent last used an API key.
  public Optional<Instant> lastUse(AgentId id) {
    return details(id).lastUsedAt();
  }

  /// Deletes keys that were revoked long ago. To be called periodically.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void deleteEnded(Instant now) {
    var before = now.minus(ENDED_KEY_RETENTION);
    int forgotten;
    do {
      forgotten = db.inTransaction(tx -> store.deleteEnded(tx, before, DELETE_BATCH));
    } while (forgotten == DELETE_BATCH);
  }
}
