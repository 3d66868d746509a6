package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
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
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import dev.signet.identity.operatorkeys.OperatorKeyEvent.AuthFailed.Reason;
import dev.signet.identity.operatorkeys.OperatorKeyStore.Row;
import dev.signet.web.http.Authorization;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailureBudget;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The operators' keys: made, listed, rotated, revoked, and recognised when they are presented.
public final class OperatorKeys implements Gate {

  /// A key whose secret was just made; the secret is shown now or never.
  public record OperatorKeyWithSecret(OperatorKey key, Secret secret) {}

  private static final String FIRST_NAME = "first operator key";
  private static final Scopes ALL_SCOPES = Scopes.of(Scopes.ALL);

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final FailureBudget budget;
  private final AuthFailureCounter failures;
  private final OperatorKeyStore store;
  private final OperatorKeyLookup lookup;
  private final OperatorKeyLastUseRecorder uses;
  private final List<OperatorKeyListener> listeners;

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
    this.budget = budget;
    this.failures = failures;
    this.store = new OperatorKeyStore(db.dialect());
    this.lookup = OperatorKeyLookup.create(db, store);
    this.uses = new OperatorKeyLastUseRecorder(db, store, meters);
    this.listeners = List.copyOf(endings);
  }

  /// Makes the first key, which may do everything, when there has never been one. Of several nodes
  /// that start at once one makes it.
  ///
  /// @param keep puts the secret where its owner finds it. It is called before the key counts: a
  ///   crash in between leaves a secret without a key, and the next start makes another, rather
  ///   than a key whose secret nobody has
  public Optional<Secret> ensureFirst(Consumer<Secret> keep) {
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    return createFirst(secret, keep) ? Optional.of(secret) : Optional.empty();
  }

  /// Takes this secret for the first key's when there has never been one; else it is passed over.
  ///
  /// @throws IllegalArgumentException when it is not of the form that [#isWellFormed] tells
  public void ensureFirst(Secret chosen) {
    if (!isWellFormed(chosen.reveal())) {
      throw new IllegalArgumentException("not an operator key");
    }
    createFirst(chosen, _ -> {});
  }

  /// Whether the text has the form of an operator key, checksum included: what a configuration may
  /// bring for the first one.
  public static boolean isWellFormed(String text) {
    return SecretFormat.matchesFormat(SecretKind.OPERATOR_KEY, text);
  }

  private boolean createFirst(Secret secret, Consumer<Secret> keep) {
    var by = RequestContext.ofJob("start");
    return db.inTransaction(tx -> {
      var row = row(new NewOperatorKey(FIRST_NAME, ALL_SCOPES, Optional.empty()), secret, by);
      if (!store.addFirst(tx, row)) {
        return false;
      }
      audit.record(tx, new OperatorKeyEvent.KeyCreated(row.key()), by);
      keep.accept(secret);
      return true;
    });
  }

  /// Makes a key.
  ///
  /// @throws Refused `Forbidden` naming the first scope that the caller does not hold itself,
  ///   `Invalid` when the key would outlive the caller's own
  public OperatorKeyWithSecret create(Tx tx, NewOperatorKey asked, RequestContext by) {
    by.caller().requireScopes(asked.scopes());
    mustNotOutlive(tx, asked, by.caller());
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    var row = row(asked, secret, by);
    store.add(tx, row);
    audit.record(tx, new OperatorKeyEvent.KeyCreated(row.key()), by);
    return new OperatorKeyWithSecret(row.key(), secret);
  }

  /// A key for an hour must not make itself one for ever.
  private void mustNotOutlive(Tx tx, NewOperatorKey asked, Caller caller) {
    expiryOf(tx, caller)
        .filter(end -> asked.expiresAt().filter(wanted -> !wanted.isAfter(end)).isEmpty())
        .ifPresent(end -> {
          throw Refused.invalid("expiresAt", "must not be later than your own key's, " + end);
        });
  }

  /// When the key that calls ends by itself; empty when it does not, or no key calls.
  public Optional<Instant> expiryOf(Tx tx, Caller caller) {
    return OperatorKeyId.parse(caller.id())
        .flatMap(id -> store.find(tx.handle(), id))
        .flatMap(row -> row.key().expiresAt());
  }

  /// The keys that somebody made and that count, the newest first, to a hundred.
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
            Optional.empty());
    return new Row(key, keyedHash.hash(SecretKind.OPERATOR_KEY, secret));
  }

  /// Gives a key a new secret; the old one is dead when the transaction has ended. Whoever gets the
  /// secret can do what the key may, so the caller must hold its scopes.
  ///
  /// @throws Refused `Unknown`, `Forbidden` naming a scope, or `Conflict` when it no longer counts
  OperatorKeyWithSecret rotate(Tx tx, OperatorKeyId id, RequestContext by) {
    var old = lock(tx, id);
    by.caller().requireScopes(old.key().scopes());
    mustNotBeQuarantined(old.key());
    var now = clock.instant();
    switch (old.key().status(now)) {
      case ACTIVE -> {}
      case EXPIRED ->
          throw Refused.conflict("operator_key_expired", "An expired key cannot be rotated");
      case REVOKED ->
          throw Refused.conflict("operator_key_revoked", "A revoked key cannot be rotated");
    }
    var secret = secrets.generate(SecretKind.OPERATOR_KEY);
    var rotated =
        new Row(old.key().withRotation(now), keyedHash.hash(SecretKind.OPERATOR_KEY, secret));
    store.saveSecret(tx, rotated, old.secretHash(), now);
    audit.record(tx, new OperatorKeyEvent.KeyRotated(rotated.key()), by);
    notifyListeners(tx, id);
    tx.afterCommit(() -> lookup.invalidate(old.secretHash()));
    return new OperatorKeyWithSecret(uses.withLastUse(rotated.key()), secret);
  }

  private void notifyListeners(Tx tx, OperatorKeyId id) {
    listeners.forEach(ending -> ending.onSecretEnded(tx, id));
  }

  private static void mustNotBeQuarantined(OperatorKey key) {
    if (key.quarantine().isPresent()) {
      throw Refused.conflict(
          "operator_key_quarantined", "The key is in quarantine; release it or revoke it");
    }
  }

  /// Ends a key for good, in quarantine or not. Revoking it again changes nothing.
  ///
  /// @throws Refused `Unknown`, or `Conflict` when it is the last that counts and may do
  ///   everything: without it nobody could make another
  public void revoke(OperatorKeyId id, RequestContext by) {
    db.inTransaction(tx -> {
      // All are locked, in one order: two callers must not revoke the last two at once.
      var unrevoked = store.lockUnrevokedWith(tx, id);
      var row = lock(tx, id);
      if (row.key().revokedAt().isPresent() && row.key().quarantine().isEmpty()) {
        return false;
      }
      by.caller().requireScopes(row.key().scopes());
      if (isLast(row.key(), unrevoked)) {
        throw Refused.conflict(
            "last_operator_key",
            "This is the last key that may do everything; make another one first");
      }
      store.saveRevocation(tx, id, clock.instant());
      audit.record(tx, new OperatorKeyEvent.KeyRevoked(row.key()), by);
      notifyListeners(tx, id);
      tx.afterCommit(() -> lookup.invalidate(row.secretHash()));
      return true;
    });
  }

  /// Lets a key out of quarantine. Releasing one that is in none changes nothing.
  ///
  /// @throws Refused `Unknown`, `Forbidden` naming a scope, or `Conflict` when it is revoked
  OperatorKey release(OperatorKeyId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var row = lock(tx, id);
      by.caller().requireScopes(row.key().scopes());
      if (row.key().quarantine().isEmpty()) {
        if (row.key().revokedAt().isPresent()) {
          throw Refused.conflict("operator_key_revoked", "A revoked key cannot be released");
        }
        return row.key();
      }
      store.saveRelease(tx, id);
      audit.record(tx, new OperatorKeyEvent.KeyReleased(row.key()), by);
      tx.afterCommit(() -> lookup.invalidate(row.secretHash()));
      return lock(tx, id).key();
    });
  }

  /// The key that this is the hash of the secret of, or once was.
  Optional<OperatorKeyId> findByAnyHash(String secretHash) {
    return db.read(handle ->
        Optional.ofNullable(store.findByHashes(handle, List.of(secretHash)).get(secretHash))
            .map(OperatorKey::id)
            .or(() -> store.findByReplacedHash(handle, secretHash)));
  }

  /// Ends a key because its secret has leaked.
  ///
  /// @param secretHash of the secret that leaked, which may not be the key's any more
  LeakOutcome endLeaked(Tx tx, OperatorKeyId id, String secretHash, LeakReport report) {
    var unrevoked = store.lockUnrevokedWith(tx, id);
    var row = lock(tx, id);
    var key = row.key();
    var now = clock.instant();
    if (!row.secretHash().equals(secretHash) || key.status(now) != OperatorKey.Status.ACTIVE) {
      return LeakOutcome.ALREADY_DEAD;
    }
    notifyListeners(tx, id);
    if (isLast(key, unrevoked)) {
      return LeakOutcome.KEPT;
    }
    tx.afterCommit(() -> lookup.invalidate(secretHash));
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

  /// Whether the key may do everything, and will not stop by itself.
  private boolean isPermanentWithAllScopes(OperatorKey key) {
    return key.scopes().contains(Scopes.ALL)
        && key.expiresAt().isEmpty()
        && key.status(clock.instant()) == OperatorKey.Status.ACTIVE;
  }

  /// One page of the keys, the newest first.
  ///
  /// @param status only these, unless null
  public Paging.Page<OperatorKey> list(OperatorKey.@Nullable Status status, Paging paging) {
    var now = clock.instant();
    return db.read(handle ->
        paging.of(
            store.list(handle, status, now, paging).stream().map(uses::withLastUse).toList(),
            store.count(handle, status, now)));
  }

  /// A key that has to be there.
  ///
  /// @throws Refused `Unknown` when there is no such key
  public OperatorKey require(OperatorKeyId id) {
    return db.read(handle -> store.find(handle, id))
        .map(Row::key)
        .map(uses::withLastUse)
        .orElseThrow(OperatorKeys::notFound);
  }

  private Row lock(Tx tx, OperatorKeyId id) {
    return store.lock(tx, id).orElseThrow(OperatorKeys::notFound);
  }

  /// A key, in whatever state it is; empty when there is none.
  public Optional<OperatorKey> find(OperatorKeyId id) {
    return db.read(handle -> store.find(handle, id)).map(Row::key).map(uses::withLastUse);
  }

  /// What keys are called, in whatever state they are: those of these ids that there are.
  public Map<String, String> names(Collection<OperatorKeyId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }

  /// A key and whether a secret is still the key's.
  public record OperatorKeyMatch(OperatorKey key, boolean isCurrent) {}

  /// The key that this is the secret of, or was before its rotation; empty for anything else.
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

  static Refused notFound() {
    return Refused.notFound("operator key");
  }

  @Override
  public Optional<Caller> authenticate(Authorization.Token presented, Request request) {
    if (presented.scheme() != Authorization.Scheme.BEARER || !isWellFormed(presented.value())) {
      return Optional.empty();
    }
    return Optional.of(authenticate(Secret.of(presented.value()), request.context()).caller());
  }

  /// The key as it is now, when it counts.
  public Optional<OperatorKey> findActive(OperatorKeyId id) {
    return db.read(handle -> store.find(handle, id))
        .map(Row::key)
        .filter(key -> key.status(clock.instant()) == OperatorKey.Status.ACTIVE);
  }

  /// The key that somebody presents. What is none counts as a failure of the address.
  ///
  /// @throws Refused `Unauthenticated` when it is no key that counts, `TooMany` instead after too
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
        uses.recordUse(key, now);
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

  private void requireFailureBudget(Secret secret, RequestContext from) {
    budget
        .recordFailure(FailureBudget.Failure.of(secret, from.address()))
        .ifPresent(wait -> {
          failures.count(OperatorKeyEvent.AuthFailed.METHOD, AuthFailureCounter.OVER_BUDGET);
          throw Refused.tooManyRequests(wait, "failure budget");
        });
  }

  /// Sees that a key which was just authenticated counts still. Until the transaction ends nobody
  /// ends its secret.
  ///
  /// @throws Refused `Unauthenticated` when the secret was ended meanwhile
  public void requireStillActive(Tx tx, OperatorKeyId id, Secret shown) {
    var hash = keyedHash.hash(SecretKind.OPERATOR_KEY, shown);
    var counts =
        store
            .lock(tx, id)
            .filter(row -> row.secretHash().equals(hash))
            .filter(row -> row.key().status(clock.instant()) == OperatorKey.Status.ACTIVE);
    if (counts.isEmpty()) {
      throw Refused.unauthenticated("the operator key was ended meanwhile");
    }
  }

  private Refused recordFailure(Reason reason, @Nullable OperatorKeyId key, RequestContext from) {
    failures.count(OperatorKeyEvent.AuthFailed.METHOD, reason.wire());
    audit.record(new OperatorKeyEvent.AuthFailed(reason, Optional.ofNullable(key)), from);
    return Refused.unauthenticated("operator key " + reason.wire());
  }
}
