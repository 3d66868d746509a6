package dev.signet.identity.apikeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.Secrets;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKey.End;
import dev.signet.identity.apikeys.ApiKey.State;
import dev.signet.identity.apikeys.ApiKeyEvent.Failure;
import dev.signet.identity.apikeys.ApiKeyEvent.Reason;
import dev.signet.identity.apikeys.ApiKeyStore.Living;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReported.Done;
import dev.signet.identity.leaks.Remedy;
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
  public record Made(Agent agent, ApiKey key, FreshPair pair) {}

  /// What an agent may know of its API key.
  ///
  /// @param rotatedAt when the key took another one's place, if it did
  /// @param lastUsedAt when the agent used an API key last, up to a minute late where another node
  ///   saw it
  record About(
      Optional<ApiKey> active,
      Optional<ApiKeyStore.Quarantined> quarantined,
      Optional<Instant> rotatedAt,
      boolean isPrepared,
      Optional<Instant> lastUsedAt) {}

  /// How long a key that ended is told from one that never was.
  private static final Duration REMEMBERED = Duration.ofDays(365);

  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final Secrets secrets;
  private final KeyedHash keyedHash;
  private final ApiKeyStore store = new ApiKeyStore();
  private final ApiKeyLookup lookup;
  private final ApiKeyUses uses;

  public ApiKeys(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Agents agents,
      Secrets secrets,
      KeyedHash keyedHash,
      MeterRegistry meters) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.agents = agents;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.lookup = ApiKeyLookup.over(db, store);
    this.uses = new ApiKeyUses(db, store, meters);
  }

  /// Makes a pair for [#give] or [#prepare].
  public FreshPair freshPair(boolean withRotationSecret) {
    return FreshPair.make(secrets, withRotationSecret);
  }

  /// Gives an agent a key. The one that it had, and the one that was prepared, die with this
  /// transaction.
  ///
  /// @throws Refused `Unknown` when there is no such agent, `Conflict` when it is not active,
  ///   `Forbidden` when the caller may not log in as it
  public Made give(Tx tx, AgentId id, FreshPair pair, Origin by) {
    var agent = lockToGive(tx, id, by);
    var now = clock.instant();
    var replaced = Optional.<ApiKeyId>empty();
    for (var living : store.living(tx.handle(), id)) {
      end(tx, living.key(), End.REPLACEMENT, now);
      if (isActive(living.key())) {
        replaced = Optional.of(living.key().id());
      }
    }
    var key = add(tx, agent, pair, new State.Active(), replaced, now);
    agents.changed(tx, agent);
    var event =
        replaced
            .<ApiKeyEvent>map(old -> new ApiKeyEvent.Rotated(agent, key, old))
            .orElseGet(() -> new ApiKeyEvent.Created(agent, key));
    audit.record(tx, event, by);
    return new Made(agent, key, pair);
  }

  /// Prepares a key for an agent: it waits beside the one that the agent has, and takes its place
  /// when it is used for the first time. The one that was prepared before dies.
  ///
  /// @throws Refused as [#give]
  public Made prepare(Tx tx, AgentId id, FreshPair pair, Origin by) {
    var agent = lockToGive(tx, id, by);
    var now = clock.instant();
    store.living(tx.handle(), id).stream()
        .map(Living::key)
        .filter(ApiKeys::isPrepared)
        .forEach(key -> end(tx, key, End.REPLACEMENT, now));
    var key = add(tx, agent, pair, new State.Prepared(), Optional.empty(), now);
    audit.record(tx, new ApiKeyEvent.Prepared(agent, key), by);
    return new Made(agent, key, pair);
  }

  private Agent lockToGive(Tx tx, AgentId id, Origin by) {
    var agent = agents.lock(tx, id, by);
    agents.mayHandSecretsOf(tx, agent, by.caller());
    if (!agent.standing().isActive()) {
      throw Refused.conflict(
          "agent_not_active",
          "The agent is " + agent.standing().wire() + "; only an active one is given an API key");
    }
    return agent;
  }

  /// Ends an agent's key, and the one that is prepared. Where there is none this changes nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent
  public void revoke(AgentId id, Origin by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      var held = store.quarantined(tx.handle(), id);
      endQuarantine(tx, id);
      held.ifPresent(each -> audit.record(tx, new ApiKeyEvent.Revoked(agent, each.key()), by));
      var living = store.living(tx.handle(), id);
      for (var each : living) {
        revoke(tx, agent, each.key(), by);
      }
      return living.size();
    });
  }

  private void revoke(Tx tx, Agent agent, ApiKey key, Origin by) {
    end(tx, key, End.REVOCATION, clock.instant());
    agents.changed(tx, agent);
    audit.record(tx, new ApiKeyEvent.Revoked(agent, key), by);
  }

  /// Lets an agent's key out of quarantine. Where none is in it, and one is active, this changes
  /// nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent or it has no key, `Forbidden` when the
  ///   caller may not log in as it
  About release(AgentId id, Origin by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      agents.mayHandSecretsOf(tx, agent, by.caller());
      var held = store.quarantined(tx.handle(), id);
      store.release(tx, id).ifPresent(hash -> tx.afterCommit(() -> lookup.changed(hash)));
      held.ifPresent(each -> {
        agents.changed(tx, agent);
        audit.record(tx, new ApiKeyEvent.Released(agent, each.key()), by);
      });
      return held.isPresent();
    });
    return require(id, by);
  }

  /// An agent's key, active or in quarantine.
  ///
  /// @throws Refused `Unknown` when there is no such agent or it has no key
  About require(AgentId id, Origin by) {
    var about = about(agents.require(id, by).id());
    if (about.active().isEmpty() && about.quarantined().isEmpty()) {
      throw Refused.unknown("API key");
    }
    return about;
  }

  /// Whose key this is or was, or whose rotation secret.
  public Optional<Known> known(Secret presented) {
    var asKey = keyedHash.hash(SecretKind.API_KEY, presented);
    var asRotationSecret = keyedHash.hash(SecretKind.ROTATION_SECRET, presented);
    return db.read(handle -> {
      var key = Optional.ofNullable(store.withHashes(handle, List.of(asKey)).get(asKey));
      var ofRotationSecret = store.withRotationHash(handle, asRotationSecret);
      return key.map(found -> new Known(SecretKind.API_KEY, found))
          .or(() -> ofRotationSecret.map(found -> new Known(SecretKind.ROTATION_SECRET, found)));
    });
  }

  /// A secret that belongs to this key.
  public record Known(SecretKind kind, ApiKey key) {}

  /// Ends what a leaked secret opens. A key is revoked, or kept in quarantine if it is in use; a
  /// rotation secret, which opens nothing by itself, is taken from its key.
  ///
  /// @param agent locked
  Done leaked(Tx tx, Agent agent, Known known, LeakReport report) {
    var key = store.find(tx, known.key().id()).orElseThrow();
    if (endOf(key).isPresent()) {
      return Done.ALREADY_DEAD;
    }
    if (known.kind() == SecretKind.ROTATION_SECRET) {
      var hash = store.endRotationSecret(tx, key.id());
      hash.ifPresent(changed -> tx.afterCommit(() -> lookup.changed(changed)));
      return hash.isPresent() ? Done.REVOKED : Done.ALREADY_DEAD;
    }
    if (report.remedy() == Remedy.REVOKE || isPrepared(key)) {
      revoke(tx, agent, key, report.from());
      return Done.REVOKED;
    }
    var quarantine = report.quarantine(clock.instant());
    store
        .quarantine(tx, key.id(), quarantine)
        .ifPresent(hash -> tx.afterCommit(() -> lookup.changed(hash)));
    agents.changed(tx, agent);
    audit.record(tx, new ApiKeyEvent.Quarantined(agent, key, quarantine), report.from());
    return Done.QUARANTINED;
  }

  private ApiKey add(
      Tx tx, Agent agent, FreshPair pair, State state, Optional<ApiKeyId> replaces, Instant now) {
    var key =
        new ApiKey(
            new ApiKeyId(ids.next()), agent.id(), pair.rotationSecret().isPresent(), now, state);
    var hashes = pair.hashes(keyedHash);
    if (isActive(key)) {
      endQuarantine(tx, agent.id());
    }
    store.add(tx, key, hashes, replaces);
    tx.afterCommit(() -> lookup.changed(hashes.key()));
    return key;
  }

  /// A key in quarantine whose place another one has taken, or that is revoked, stays ended.
  private boolean endQuarantine(Tx tx, AgentId agent) {
    var hash = store.endQuarantine(tx, agent);
    hash.ifPresent(changed -> tx.afterCommit(() -> lookup.changed(changed)));
    return hash.isPresent();
  }

  private static boolean isActive(ApiKey key) {
    return key.state() instanceof State.Active;
  }

  private static boolean isPrepared(ApiKey key) {
    return key.state() instanceof State.Prepared;
  }

  private void end(Tx tx, ApiKey key, End how, Instant now) {
    store.end(tx, key.id(), how, now).ifPresent(hash -> tx.afterCommit(() -> lookup.changed(hash)));
  }

  /// What came of an agent's wish to rotate its key.
  sealed interface Rotation {
    record Done(Made made) implements Rotation {}

    record NotDone(Failure failure) implements Rotation {}
  }

  /// Rotates an agent's key and its rotation secret, for whoever shows both. Of several who show
  /// the same pair at once, one is told the new one.
  ///
  /// @param key as [#find] found it
  /// @return where it is not done, the caller has to undo the transaction
  Rotation rotate(Tx tx, ApiKey key, Secret rotationSecret, FreshPair pair, Origin from) {
    var by = asAgent(key.agent(), key.id(), from);
    var agent = agents.lock(tx, key.agent(), by);
    var now = clock.instant();
    if (!agent.mayGetTokens(now)) {
      return new Rotation.NotDone(Failure.of(Reason.AGENT_NOT_ACTIVE, key, Optional.of(agent)));
    }
    var hash = keyedHash.hash(SecretKind.ROTATION_SECRET, rotationSecret);
    if (store.find(tx, key.id()).filter(ApiKeys::isPrepared).isPresent()) {
      // This is its first use.
      activate(tx, agent, key, by, now);
    }
    var ended = store.endByRotation(tx, key.id(), hash, now);
    if (ended.isEmpty()) {
      return new Rotation.NotDone(whyNot(tx, key, agent));
    }
    tx.afterCommit(() -> lookup.changed(ended.get()));
    var fresh = add(tx, agent, pair, new State.Active(), Optional.of(key.id()), now);
    agents.changed(tx, agent);
    audit.record(tx, new ApiKeyEvent.Rotated(agent, fresh, key.id()), by);
    return new Rotation.Done(new Made(agent, fresh, pair));
  }

  /// Another rotation may have come first.
  private Failure whyNot(Tx tx, ApiKey key, Agent agent) {
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
    return SecretFormat.looksLike(SecretKind.API_KEY, text);
  }

  /// Why the key opens nothing, if it has ended.
  static Optional<Reason> whyEnded(ApiKey key) {
    return endOf(key).map(ApiKeys::reason);
  }

  private static Optional<End> endOf(ApiKey key) {
    return key.state() instanceof State.Ended(_, var how) ? Optional.of(how) : Optional.empty();
  }

  private static Reason reason(End how) {
    return switch (how) {
      case ROTATION, REPLACEMENT, ACTIVATION -> Reason.ROTATED_AWAY;
      case QUARANTINE -> Reason.QUARANTINED;
      case REVOCATION, DECOMMISSION -> Reason.REVOKED;
    };
  }

  /// Notes a use, the first of which makes a prepared key the active one.
  ///
  /// @return false when the key has ended since it was found
  boolean use(ApiKey key, Origin from) {
    return switch (key.state()) {
      case State.Active() -> {
        used(key.id());
        yield true;
      }
      case State.Prepared() -> activate(key.agent(), key.id(), from);
      case State.Ended _ -> false;
    };
  }

  /// Notes a use of a key that is active.
  void used(ApiKeyId id) {
    uses.used(id, clock.instant());
  }

  /// Makes a prepared key the active one, as it is being used; the active one dies in the same
  /// transaction.
  ///
  /// @return false when the key has ended since it was found
  boolean activate(AgentId owner, ApiKeyId id, Origin from) {
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

  private void activate(Tx tx, Agent agent, ApiKey key, Origin by, Instant now) {
    var replaced =
        store.living(tx.handle(), agent.id()).stream()
            .map(Living::key)
            .filter(ApiKeys::isActive)
            .findFirst();
    replaced.ifPresent(old -> end(tx, old, End.ACTIVATION, now));
    endQuarantine(tx, agent.id());
    var hash =
        store
            .activate(tx, key.id(), replaced.map(ApiKey::id), now)
            .orElseThrow(
                () -> new IllegalStateException("activated without the agent's lock: " + key.id()));
    tx.afterCommit(() -> lookup.changed(hash));
    agents.changed(tx, agent);
    audit.record(tx, new ApiKeyEvent.Activated(agent, key, replaced.map(ApiKey::id)), by);
  }

  /// The same request, by the agent whose key it shows.
  private Origin asAgent(AgentId owner, ApiKeyId id, Origin from) {
    var organization =
        agents
            .find(owner)
            .map(agent -> agent.organization().value())
            .orElseThrow(() -> new IllegalStateException("a key of nobody's: " + id));
    var shown = new Caller.Bearer.ApiKey(id.value());
    return from.by(
        new Caller.Agent(owner.value(), organization, Scopes.NONE, shown, SelfService.FULL));
  }

  /// The key that an agent has, if it has one.
  ///
  /// @throws Refused `Unknown` when there is no such agent
  public Optional<ApiKey> active(AgentId id, Origin by) {
    return about(agents.require(id, by).id()).active();
  }

  /// What an agent may know of its key.
  About about(AgentId id) {
    return db.read(handle -> {
      var living = store.living(handle, id);
      var active = living.stream().filter(each -> isActive(each.key())).findFirst();
      var here = active.flatMap(each -> uses.latest(each.key().id())).stream();
      var written = store.lastUse(handle, id).stream();
      return new About(
          active.map(Living::key),
          store.quarantined(handle, id),
          active.flatMap(Living::rotatedAt),
          living.stream().anyMatch(each -> isPrepared(each.key())),
          Stream.concat(here, written).max(Comparator.naturalOrder()));
    });
  }

  /// When the agent used an API key last.
  public Optional<Instant> lastUse(AgentId id) {
    return about(id).lastUsedAt();
  }

  /// Forgets the keys that ended long ago. To be called now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void forgetEnded(Instant now) {
    var before = now.minus(REMEMBERED);
    int forgotten;
    do {
      forgotten = db.inTransaction(tx -> store.forget(tx, before, FORGOTTEN_AT_ONCE));
    } while (forgotten == FORGOTTEN_AT_ONCE);
  }
}
