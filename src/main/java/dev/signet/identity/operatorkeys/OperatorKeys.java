package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.LastUseRecorder;
import dev.signet.base.db.Lookup;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import dev.signet.identity.operatorkeys.OperatorKeyEvent.AuthFailed.Reason;
import dev.signet.identity.operatorkeys.OperatorKeyStore.Row;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailedAttempts;
import dev.signet.web.limits.FailureBudget;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The operators' keys: created, listed, rotated, revoked and authenticated.
public final class OperatorKeys {

  /// A key with a new secret; this is the only time that the secret can be shown.
  public record OperatorKeyWithSecret(OperatorKey key, Secret secret) {}

  private static final String FIRST_NAME = "first operator key";
  private static final Scopes ALL_SCOPES = Scopes.of(Scopes.ALL);

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final FailedAttempts attempts;
  private final AuthFailureCounter failures;
  private final OperatorKeyStore store;
  private final Lookup<String, OperatorKey> lookup;
  private final LastUseRecorder<OperatorKeyId> uses;
  private final List<OperatorKeyListener> listeners;
  private volatile OrganizationCheck organizations =
      (_, _, _) -> {
        throw new IllegalStateException("The source of organizations was not set");
      };

  public OperatorKeys(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      FailureBudget budget,
      AuthFailureCounter failures,
      MeterRegistry meters,
      List<OperatorKeyListener> endings) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.attempts = new FailedAttempts(budget, failures);
    this.failures = failures;
    this.store = new OperatorKeyStore(db.dialect());
    this.lookup = Lookup.create(db, store::findByHashes);
    this.uses = new LastUseRecorder<>("operator-key-uses", db, store::saveUses, meters);
    this.listeners = List.copyOf(endings);
  }

  /// Creates the first key, which may do everything, if there has never been one. Of several nodes
  /// that start concurrently, one creates it.
  ///
  /// @param keep stores the secret where the administrator finds it. It is called before the key is
  ///   committed: a crash in between leaves a secret without a key, and the next start creates
  ///   another one, rather than a key whose secret is lost
  public Optional<Secret> ensureFirst(Consumer<Secret> keep) {
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    return createFirst(secret, keep) ? Optional.of(secret) : Optional.empty();
  }

  /// Makes this secret the first key's if there has never been a key; otherwise it is ignored.
  ///
  /// @throws IllegalArgumentException when it does not have the format that [#isWellFormed] checks
  public void ensureFirst(Secret chosen) {
    if (!isWellFormed(chosen.reveal())) {
      throw new IllegalArgumentException("not an operator key");
    }
    createFirst(chosen, _ -> {});
  }

  /// Whether the text has the format of an operator key, including its checksum: what a
  /// configuration may set as the first key.
  public static boolean isWellFormed(String text) {
    return SecretFormat.matchesFormat(SecretKind.OPERATOR_KEY, text);
  }

  private boolean createFirst(Secret secret, Consumer<Secret> keep) {
    var by = RequestContext.ofJob("start");
    return db.inTransaction(tx -> {
      var row =
          row(
              new NewOperatorKey(FIRST_NAME, ALL_SCOPES, Optional.empty(), Optional.empty()),
              secret,
              by);
      if (!store.addFirst(tx, row)) {
        return false;
      }
      audit.record(tx, new OperatorKeyEvent.KeyCreated(row.key()), by);
      keep.accept(secret);
      tx.afterCommit(() -> lookup.evict(row.secretHash()));
      return true;
    });
  }

  /// Creates a key.
  ///
  /// An operator of one organization creates keys of that organization only.
  ///
  /// @throws Refused `InsufficientScope` naming the first scope that the caller does not hold,
  ///   `Invalid` when the key would outlive the caller's own, `NotFound` when the organization does
  ///   not exist or is not within the caller's reach
  public OperatorKeyWithSecret create(Tx tx, NewOperatorKey wanted, RequestContext by) {
    var own =
        TenantScope.of(by.caller()) instanceof TenantScope.SingleOrganization(var organization)
            ? Optional.of(organization)
            : Optional.<OrganizationId>empty();
    var asked =
        new NewOperatorKey(
            wanted.name(),
            wanted.scopes(),
            wanted.expiresAt(),
            wanted.organization().or(() -> own));
    by.caller().requireScopes(asked.scopes());
    mustNotOutlive(tx, asked, by.caller());
    asked.organization().ifPresent(one -> organizations.require(tx, one, by));
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    var row = row(asked, secret, by);
    store.add(tx, row);
    tx.afterCommit(() -> lookup.evict(row.secretHash()));
    audit.record(tx, new OperatorKeyEvent.KeyCreated(row.key()), by);
    return new OperatorKeyWithSecret(row.key(), secret);
  }

  /// A key that expires within an hour must not create one that never expires.
  private void mustNotOutlive(Tx tx, NewOperatorKey asked, Caller caller) {
    expiryOf(tx, caller)
        .filter(end -> asked.expiresAt().filter(wanted -> !wanted.isAfter(end)).isEmpty())
        .ifPresent(end -> {
          throw Refused.invalid("expiresAt", "must not be later than your own key's, " + end);
        });
  }

  /// When the calling key expires; empty when it does not expire, or the caller is not a key.
  public Optional<Instant> expiryOf(Tx tx, Caller caller) {
    return OperatorKeyId.parse(caller.id())
        .flatMap(id -> store.find(tx.handle(), id))
        .flatMap(row -> row.key().expiresAt());
  }

  /// The active keys that a caller created, the newest first, at most a hundred.
  public List<OperatorKey> createdBy(String callerId) {
    return db.read(handle -> store.createdBy(handle, callerId, clock.instant()));
  }

  private Row row(NewOperatorKey asked, Secret secret, RequestContext by) {
    var key =
        new OperatorKey(
            new OperatorKeyId(ids.next()),
            asked.name(),
            asked.scopes(),
            by.caller().id(),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            asked.expiresAt(),
            Optional.empty(),
            Optional.empty(),
            asked.organization());
    return new Row(key, keyedHash.hash(SecretKind.OPERATOR_KEY, secret));
  }

  /// Gives a key a new secret; the old one is rejected once the transaction has committed. The new
  /// secret allows everything that the key may do, so the caller must hold its scopes.
  ///
  /// @throws Refused `NotFound`, `InsufficientScope` naming a scope, or `Conflict` when the key is
  ///   no longer active
  OperatorKeyWithSecret rotate(Tx tx, OperatorKeyId id, RequestContext by) {
    var old = lock(tx, id, by);
    by.caller().requireScopes(old.key().scopes());
    mustNotBeQuarantined(old.key());
    var now = clock.instant();
    switch (old.key().status(now)) {
      case ACTIVE -> {}
      case EXPIRED -> throw OperatorKeyRefusals.expired();
      case REVOKED -> throw OperatorKeyRefusals.revokedNotRotated();
    }
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    var rotated =
        new Row(old.key().withRotation(now), keyedHash.hash(SecretKind.OPERATOR_KEY, secret));
    store.saveSecret(tx, rotated, old.secretHash(), now);
    audit.record(tx, new OperatorKeyEvent.KeyRotated(rotated.key()), by);
    notifyListeners(tx, id);
    tx.afterCommit(() -> {
      lookup.evict(old.secretHash());
      lookup.evict(rotated.secretHash());
    });
    return new OperatorKeyWithSecret(withLastUse(rotated.key()), secret);
  }

  private void notifyListeners(Tx tx, OperatorKeyId id) {
    listeners.forEach(ending -> ending.onSecretEnded(tx, id));
  }

  private static void mustNotBeQuarantined(OperatorKey key) {
    if (key.quarantine().isPresent()) {
      throw OperatorKeyRefusals.quarantined();
    }
  }

  /// Permanently revokes a key, in quarantine or not. Revoking it again changes nothing.
  ///
  /// @throws Refused `NotFound`, or `Conflict` when it is the last active key that may do
  ///   everything: without it no other key could be created
  public void revoke(OperatorKeyId id, RequestContext by) {
    db.inTransaction(tx -> revoke(tx, id, by));
  }

  private boolean revoke(Tx tx, OperatorKeyId id, RequestContext by) {
    // All keys are locked in one order: two callers must not revoke the last two keys
    // concurrently.
    var unrevoked = store.lockUnrevokedWith(tx, id);
    var row = lock(tx, id, by);
    if (row.key().revokedAt().isPresent() && row.key().quarantine().isEmpty()) {
      return false;
    }
    by.caller().requireScopes(row.key().scopes());
    if (isLast(row.key(), unrevoked)) {
      throw OperatorKeyRefusals.lastKey();
    }
    saveRevocation(tx, row, by);
    return true;
  }

  private void saveRevocation(Tx tx, Row row, RequestContext by) {
    store.saveRevocation(tx, row.key().id(), clock.instant());
    audit.record(tx, new OperatorKeyEvent.KeyRevoked(row.key()), by);
    notifyListeners(tx, row.key().id());
    tx.afterCommit(() -> lookup.evict(row.secretHash()));
  }

  /// Permanently revokes all keys of an organization, which is deleted.
  public void revokeAllOf(Tx tx, OrganizationId organization, RequestContext by) {
    for (var id : store.unrevokedOf(tx.handle(), organization)) {
      var row = store.lock(tx, id).orElseThrow(OperatorKeyRefusals::notFound);
      saveRevocation(tx, row, by);
    }
  }

  /// Releases a key from quarantine. Releasing one that is not in quarantine changes nothing.
  ///
  /// @throws Refused `NotFound`, `InsufficientScope` naming a scope, or `Conflict` when it is
  ///   revoked
  OperatorKey release(OperatorKeyId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var row = lock(tx, id, by);
      by.caller().requireScopes(row.key().scopes());
      if (row.key().quarantine().isEmpty()) {
        if (row.key().revokedAt().isPresent()) {
          throw OperatorKeyRefusals.revokedNotReleased();
        }
        return row.key();
      }
      store.saveRelease(tx, id);
      audit.record(tx, new OperatorKeyEvent.KeyReleased(row.key()), by);
      tx.afterCommit(() -> lookup.evict(row.secretHash()));
      return lock(tx, id, by).key();
    });
  }

  /// The key whose current or former secret has this hash.
  Optional<OperatorKeyId> findByAnyHash(String secretHash) {
    return db.read(handle ->
        Optional.ofNullable(store.findByHashes(handle, List.of(secretHash)).get(secretHash))
            .map(OperatorKey::id)
            .or(() -> store.findByReplacedHash(handle, secretHash)));
  }

  /// Revokes a key because its secret has leaked.
  ///
  /// @param secretHash of the leaked secret, which may no longer be the key's
  LeakOutcome endLeaked(Tx tx, OperatorKeyId id, String secretHash, LeakReport report) {
    var unrevoked = store.lockUnrevokedWith(tx, id);
    var row = store.lock(tx, id).orElseThrow(OperatorKeyRefusals::notFound);
    var key = row.key();
    var now = clock.instant();
    if (!row.secretHash().equals(secretHash) || key.status(now) != OperatorKey.Status.ACTIVE) {
      return LeakOutcome.ALREADY_DEAD;
    }
    notifyListeners(tx, id);
    if (isLast(key, unrevoked)) {
      return LeakOutcome.KEPT;
    }
    tx.afterCommit(() -> lookup.evict(secretHash));
    return switch (report.remedy()) {
      case REVOKE -> {
        store.saveRevocation(tx, id, now);
        audit.record(tx, new OperatorKeyEvent.KeyRevoked(key), report.from());
        yield LeakOutcome.REVOKED;
      }
      case QUARANTINE -> {
        var quarantine = report.quarantine(now);
        store.saveQuarantine(tx, id, quarantine);
        audit.record(tx, new OperatorKeyEvent.KeyQuarantined(key, quarantine), report.from());
        yield LeakOutcome.QUARANTINED;
      }
    };
  }

  private boolean isLast(OperatorKey key, List<Row> unrevoked) {
    return isPermanentWithAllScopes(key)
        && unrevoked.stream()
            .map(Row::key)
            .filter(this::isPermanentWithAllScopes)
            .allMatch(other -> other.id().equals(key.id()));
  }

  /// Whether the key may do everything, in the whole server, and does not expire.
  private boolean isPermanentWithAllScopes(OperatorKey key) {
    return key.scopes().contains(Scopes.ALL)
        && key.organization().isEmpty()
        && key.expiresAt().isEmpty()
        && key.status(clock.instant()) == OperatorKey.Status.ACTIVE;
  }

  /// One page of the keys within the caller's reach, the newest first.
  ///
  /// @param status only keys with this status; all keys if null
  public Paging.Page<OperatorKey> list(
      OperatorKey.@Nullable Status status, Paging paging, RequestContext by) {
    var now = clock.instant();
    var reach = TenantScope.of(by.caller());
    return db.read(handle ->
        paging.of(
            store.list(handle, reach, status, now, paging).stream().map(this::withLastUse).toList(),
            store.count(handle, reach, status, now)));
  }

  /// A key that must exist.
  ///
  /// @throws Refused `NotFound` when the key does not exist or is not within the caller's reach
  public OperatorKey require(OperatorKeyId id, RequestContext by) {
    return db.read(handle -> store.find(handle, id))
        .map(Row::key)
        .filter(key -> isWithinReach(key, by))
        .map(this::withLastUse)
        .orElseThrow(OperatorKeyRefusals::notFound);
  }

  private Row lock(Tx tx, OperatorKeyId id, RequestContext by) {
    return store
        .lock(tx, id)
        .filter(row -> isWithinReach(row.key(), by))
        .orElseThrow(OperatorKeyRefusals::notFound);
  }

  /// An operator of one organization sees only the keys of that organization.
  private static boolean isWithinReach(OperatorKey key, RequestContext by) {
    return switch (TenantScope.of(by.caller())) {
      case TenantScope.AllOrganizations() -> true;
      case TenantScope.SingleOrganization(var own) -> key.organization().equals(Optional.of(own));
    };
  }

  /// Checks that a caller may add something to an organization.
  @FunctionalInterface
  public interface OrganizationCheck {
    /// Refuses callers that may not.
    ///
    /// @throws Refused `NotFound` or `Conflict`
    void require(Tx tx, OrganizationId organization, RequestContext by);
  }

  /// Sets the room that knows the organizations. Before the first request.
  public void checkOrganizationsWith(OrganizationCheck check) {
    organizations = check;
  }

  /// The number of keys of an organization that are neither revoked nor expired. A key in
  /// quarantine is counted, because it can be released.
  public long count(Handle handle, OrganizationId organization) {
    return store.count(handle, organization, clock.instant());
  }

  /// A key of any status; empty when it does not exist.
  public Optional<OperatorKey> find(OperatorKeyId id) {
    return db.read(handle -> store.find(handle, id)).map(Row::key).map(this::withLastUse);
  }

  /// The names of the keys with these ids, of any status; unknown ids are left out.
  public Map<String, String> names(Collection<OperatorKeyId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }

  /// A key, and whether a secret is its current one.
  public record OperatorKeyMatch(OperatorKey key, boolean isCurrent) {}

  /// The key with this current secret, or with this secret before rotation; empty for anything
  /// else.
  public Optional<OperatorKeyMatch> findBySecret(Secret secret) {
    if (!isWellFormed(secret.reveal())) {
      return Optional.empty();
    }
    var hash = keyedHash.hash(SecretKind.OPERATOR_KEY, secret);
    return db.read(handle ->
        Optional.ofNullable(store.findByHashes(handle, List.of(hash)).get(hash))
            .map(key -> new OperatorKeyMatch(key, true))
            .or(() ->
                store
                    .findByReplacedHash(handle, hash)
                    .flatMap(id -> store.find(handle, id))
                    .map(row -> new OperatorKeyMatch(row.key(), false))));
  }

  /// The current key, if it is active.
  public Optional<OperatorKey> findActive(OperatorKeyId id) {
    return db.read(handle -> store.find(handle, id))
        .map(Row::key)
        .filter(key -> key.status(clock.instant()) == OperatorKey.Status.ACTIVE);
  }

  /// The key that a caller presents. A failure counts against the caller's address.
  ///
  /// @throws Refused `Unauthenticated` when it is not an active key, or `TooManyRequests` after too
  ///   many failures
  public OperatorKey authenticate(Secret secret, RequestContext from) {
    var hash = keyedHash.hash(SecretKind.OPERATOR_KEY, secret);
    var found = lookup.find(hash);
    if (found.isEmpty()) {
      requireFailureBudget(secret, from);
      throw db.read(handle -> store.findByReplacedHash(handle, hash))
          .map(key -> recordFailure(Reason.ROTATED_AWAY, key, from))
          .orElseGet(() -> recordFailure(Reason.UNKNOWN, null, from));
    }
    var key = found.get();
    var now = clock.instant();
    return switch (key.status(now)) {
      case ACTIVE -> {
        uses.recordUse(key.id(), now);
        yield key;
      }
      case EXPIRED -> {
        requireFailureBudget(secret, from);
        throw recordFailure(Reason.EXPIRED, key.id(), from);
      }
      case REVOKED -> {
        requireFailureBudget(secret, from);
        throw recordFailure(
            key.quarantine().isPresent() ? Reason.QUARANTINED : Reason.REVOKED, key.id(), from);
      }
    };
  }

  /// The key with its last use, as far as this node knows.
  private OperatorKey withLastUse(OperatorKey key) {
    return uses.lastUse(key.id()).map(key::withLastUse).orElse(key);
  }

  private void requireFailureBudget(Secret secret, RequestContext from) {
    attempts
        .overBudget(
            FailureBudget.Failure.of(secret, from.address()), OperatorKeyEvent.AuthFailed.METHOD)
        .ifPresent(refused -> {
          throw refused;
        });
  }

  /// Checks that a key which was just authenticated is still active. Until the transaction ends,
  /// its secret cannot be revoked.
  ///
  /// @throws Refused `Unauthenticated` when the secret was revoked meanwhile
  public void requireStillActive(Tx tx, OperatorKeyId id, Secret shown) {
    var hash = keyedHash.hash(SecretKind.OPERATOR_KEY, shown);
    var counts =
        store
            .lock(tx, id)
            .filter(row -> row.secretHash().equals(hash))
            .filter(row -> row.key().status(clock.instant()) == OperatorKey.Status.ACTIVE);
    if (counts.isEmpty()) {
      throw OperatorKeyRefusals.revokedMeanwhile();
    }
  }

  private Refused recordFailure(Reason reason, @Nullable OperatorKeyId key, RequestContext from) {
    failures.count(OperatorKeyEvent.AuthFailed.METHOD, reason.wire());
    audit.record(new OperatorKeyEvent.AuthFailed(reason, Optional.ofNullable(key)), from);
    return Refused.unauthenticated("operator key " + reason.wire());
  }
}
