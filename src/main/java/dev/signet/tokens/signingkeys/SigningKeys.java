package dev.signet.tokens.signingkeys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.jose.SigningKey;
import dev.signet.base.jose.VerifyingKey;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.validity.revocations.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// The keys that sign tokens: for each algorithm a current key that signs, a next key that is
/// published ahead, and the retired keys whose tokens have not all expired.
///
/// A rotation causes no interruption on any node: the new key has been in the key set since the
/// last rotation, and a node that has not noticed the rotation continues with the old key, which
/// stays in the key set longer than any token is valid.
public final class SigningKeys {

  /// The maximum lifetime of a token (24 hours), plus an hour for clock differences and for nodes
  /// that have not noticed the rotation.
  private static final Duration RETIRED_KEY_RETENTION = Duration.ofHours(25);

  /// How long verifiers may cache the key set. A key signs only after it was in it for that long.
  public static final Duration KEY_SET_MAX_AGE = Duration.ofMinutes(5);

  /// How many retired keys of an algorithm are published at most. A key leaves the key set 25 hours
  /// after it last signed.
  static final int MAX_RETIRED = 10;

  /// How soon after a database read unknown kids may cause another one.
  private static final Duration RELOAD_INTERVAL = Duration.ofMillis(20);

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final CryptoProvider provider;
  private final Sealer sealer;
  private final SigningKeyStore store;
  private final Revocations revocations;
  private final BatchLoader<String, SigningKeyRing> ringLoader = new BatchLoader<>(this::loadRings);
  private final BatchLoader<String, VerifyingKey> unknownKeyLoader =
      new BatchLoader<>(this::loadUnknownKeys);
  private final Object reloadLock = new Object();
  private long reloadedAt = System.nanoTime() - RELOAD_INTERVAL.toNanos();
  private final Map<String, SigningKey> opened = new HashMap<>();
  private volatile SigningKeyRing ring;

  /// The keys as of one time.
  private record SigningKeyRing(
      Map<SigningAlg, SigningKey> current,
      Map<String, VerifyingKey> verifying,
      List<SigningKeyRecord> records) {}

  /// Opens the keys, and creates them at the first start.
  ///
  /// @throws WrongMasterKey when the database was created with another master key
  public SigningKeys(
      Db db,
      Audit audit,
      Revocations revocations,
      Clock clock,
      CryptoProvider provider,
      MasterKey master) {
    this.db = db;
    this.store = new SigningKeyStore(db.dialect());
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
    this.provider = provider;
    this.sealer = Sealer.random(master, "signing-keys");
    var check = master.checkValue();
    if (!db.inTransaction(tx -> store.masterKeyCheck(tx, check)).equals(check)) {
      throw new WrongMasterKey();
    }
    this.ring = read(db.read(store::all));
    makeMissing();
  }

  private void makeMissing() {
    var missing = new ArrayList<SigningKeyRecord>();
    for (var alg : SigningAlg.values()) {
      for (var state : EnumSet.of(SigningKeyState.CURRENT, SigningKeyState.NEXT)) {
        if (ring.records().stream().noneMatch(key -> key.alg() == alg && key.state() == state)) {
          missing.add(make(alg, state));
        }
      }
    }
    if (!missing.isEmpty()) {
      // If two nodes start concurrently, each key is added by one of them.
      db.inTransaction(tx -> missing.stream().filter(key -> store.add(tx, key)).count());
      refresh();
    }
  }

  private SigningKeyRecord make(SigningAlg alg, SigningKeyState state) {
    var key = SigningKey.generate(provider, alg);
    var now = clock.instant();
    var sealed = sealer.seal(key.toPkcs8(), associatedData(key.kid(), alg));
    return new SigningKeyRecord(
        key.kid(),
        alg,
        state,
        key.publicHalf().json(),
        Base64.getEncoder().encodeToString(sealed),
        now,
        state == SigningKeyState.CURRENT ? Optional.of(now) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The associated data that binds a sealed key to its row.
  private static byte[] associatedData(String kid, SigningAlg alg) {
    return (alg.wire() + ' ' + kid).getBytes(UTF_8);
  }

  /// Reads the database again. A job calls it periodically if other nodes may rotate keys.
  public synchronized void refresh() {
    var records = db.read(store::all);
    var known = ring;
    ring = records.equals(known.records()) ? known : read(records);
  }

  private synchronized SigningKeyRing read(List<SigningKeyRecord> records) {
    var current = new EnumMap<SigningAlg, SigningKey>(SigningAlg.class);
    var verifying = new HashMap<String, VerifyingKey>();
    for (var record : records) {
      verifying.put(record.kid(), VerifyingKey.parse(provider, record.alg(), record.publicJwk()));
      if (record.state() == SigningKeyState.CURRENT) {
        current.put(record.alg(), opened.computeIfAbsent(record.kid(), _ -> open(record)));
      }
    }
    opened.keySet().retainAll(verifying.keySet());
    return new SigningKeyRing(Map.copyOf(current), Map.copyOf(verifying), List.copyOf(records));
  }

  private SigningKey open(SigningKeyRecord record) {
    var sealed = Base64.getDecoder().decode(record.sealedPrivateKey());
    var pkcs8 = sealer.open(sealed, associatedData(record.kid(), record.alg()));
    return SigningKey.fromPkcs8(
        provider,
        VerifyingKey.parse(provider, record.alg(), record.publicJwk()),
        pkcs8.orElseThrow(
            () -> new IllegalStateException("Signing key " + record.kid() + " cannot be opened")));
  }

  /// The key that currently signs with this algorithm.
  public SigningKey current(SigningAlg alg) {
    var key = ring.current().get(alg);
    if (key == null) {
      throw new IllegalStateException("There is no current key for " + alg.wire());
    }
    return key;
  }

  /// The public half of a key of this server, in any state. If other nodes create keys, an unknown
  /// key is looked up again.
  public Optional<VerifyingKey> find(String kid) {
    var known = ring.verifying().get(kid);
    return known == null && db.dialect().isShared()
        ? unknownKeyLoader.find(kid)
        : Optional.ofNullable(known);
  }

  /// Another node may just have created these keys. A caller gets a result that was read after its
  /// call, and however many unknown keys are named in forged tokens, the database is read at most
  /// once every [#RELOAD_INTERVAL].
  private Map<String, VerifyingKey> loadUnknownKeys(Set<String> kids) {
    synchronized (reloadLock) {
      var rest = RELOAD_INTERVAL.toNanos() - (System.nanoTime() - reloadedAt);
      if (rest > 0) {
        LockSupport.parkNanos(Math.min(rest, RELOAD_INTERVAL.toNanos()));
      }
      refresh();
      reloadedAt = System.nanoTime();
    }
    var now = ring.verifying();
    var found = new HashMap<String, VerifyingKey>();
    for (var kid : kids) {
      var key = now.get(kid);
      if (key != null) {
        found.put(kid, key);
      }
    }
    return found;
  }

  private Map<String, SigningKeyRing> loadRings(Set<String> asked) {
    refresh();
    var now = ring;
    return asked.stream().collect(Collectors.toMap(one -> one, _ -> now));
  }

  /// The current public halves of all keys, including changes by other nodes: a key that was
  /// withdrawn before the call is not among them.
  public Collection<VerifyingKey> published() {
    var all = db.dialect().isShared() ? ringLoader.find("ring").orElseThrow() : ring;
    return all.records().stream()
        .map(record -> Optional.ofNullable(all.verifying().get(record.kid())))
        .flatMap(Optional::stream)
        .toList();
  }

  List<SigningKeyRecord> records() {
    refresh();
    return ring.records();
  }

  /// All currently published keys.
  public List<PublishedSigningKey> publishedKeys() {
    return records().stream()
        .map(key ->
            new PublishedSigningKey(
                key.kid(),
                key.alg(),
                key.state(),
                key.createdAt(),
                key.activatedAt(),
                key.retiredAt(),
                key.unpublishedAt()))
        .toList();
  }

  /// The longest time, over the algorithms, that a current key has been signing.
  public Duration oldestCurrent() {
    var now = clock.instant();
    return ring.records().stream()
        .filter(key -> key.state() == SigningKeyState.CURRENT)
        .map(key -> Duration.between(key.activatedAt().orElse(key.createdAt()), now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// Whether a rotation may let a key sign that some verifiers may not have yet.
  public enum RotationMode {
    /// Only a key that was published for [#KEY_SET_MAX_AGE].
    NORMAL,
    /// Any key: until they read the key set again, verifiers refuse its tokens.
    FORCED;

    public static RotationMode of(boolean force) {
      return force ? FORCED : NORMAL;
    }
  }

  /// Makes the next key of each of these algorithms the current one, retires the previous one, and
  /// publishes a new next key.
  ///
  /// @throws Refused `TemporaryConflict` when a next key was not published for long enough and the
  ///   rotation is not forced, or when too many retired keys are published already
  public void rotate(Collection<SigningAlg> algs, RotationMode haste, RequestContext by) {
    var made = makeNext(algs);
    db.inTransaction(tx -> rotate(tx, made, haste, by));
  }

  /// New next keys for a rotation, created before its transaction, because generating an RSA key is
  /// slow.
  List<SigningKeyRecord> makeNext(Collection<SigningAlg> algs) {
    return algs.stream().map(alg -> make(alg, SigningKeyState.NEXT)).toList();
  }

  /// Rotates the algorithms of these keys, which become the next keys, within the caller's
  /// transaction.
  ///
  /// @return all keys after the rotation
  List<SigningKeyRecord> rotate(
      Tx tx, List<SigningKeyRecord> made, RotationMode haste, RequestContext by) {
    store.lock(tx);
    var records = store.all(tx.handle());
    var now = clock.instant();
    for (var next : made) {
      rotationConflict(records, next.alg(), haste, now)
          .ifPresent(refusal -> {
            throw refusal;
          });
    }
    made.forEach(next -> rotate(tx, records, next, haste, by));
    tx.afterCommit(this::refresh);
    return store.all(tx.handle());
  }

  /// When the retired keys of an algorithm leave the key set, the earliest first.
  private static List<Instant> retirementTimes(
      List<SigningKeyRecord> records, SigningAlg alg, Instant now) {
    return records.stream()
        .filter(key -> key.alg() == alg && key.state() == SigningKeyState.RETIRED)
        .flatMap(key -> key.unpublishedAt().stream())
        .filter(now::isBefore)
        .sorted()
        .toList();
  }

  /// Why the keys of an algorithm cannot be rotated now.
  private static Optional<Refused> rotationConflict(
      List<SigningKeyRecord> records, SigningAlg alg, RotationMode haste, Instant now) {
    var retired = retirementTimes(records, alg, now);
    if (retired.size() >= MAX_RETIRED) {
      return Optional.of(SigningKeyRefusals.tooManyRetired(alg, retired, now));
    }
    var ready = recordOf(records, alg, SigningKeyState.NEXT).createdAt().plus(KEY_SET_MAX_AGE);
    if (haste == RotationMode.NORMAL && ready.isAfter(now)) {
      return Optional.of(SigningKeyRefusals.notPublishedLongEnough(alg, ready, now));
    }
    return Optional.empty();
  }

  private void rotate(
      Tx tx,
      List<SigningKeyRecord> records,
      SigningKeyRecord made,
      RotationMode haste,
      RequestContext by) {
    var now = clock.instant();
    var retiring = recordOf(records, made.alg(), SigningKeyState.CURRENT);
    var rising = recordOf(records, made.alg(), SigningKeyState.NEXT);
    // Another node may have rotated since the keys were read: then there is nothing left to do.
    if (store.retire(tx, retiring.kid(), now, now.plus(RETIRED_KEY_RETENTION))) {
      store.activate(tx, rising.kid(), now);
      store.add(tx, made);
      audit.record(
          tx,
          new SigningKeyEvent.Rotated(
              made.alg(), retiring.kid(), rising.kid(), made.kid(), haste == RotationMode.FORCED),
          by);
    }
  }

  /// Which of these keys may sign what the transaction issues: those that were not withdrawn. They
  /// cannot be withdrawn until it has ended.
  public Set<String> lockUsable(Tx tx, Set<String> kids) {
    if (!db.dialect().isShared()) {
      // A withdrawn key is removed from the ring before the next transaction begins.
      return ring.verifying().keySet();
    }
    if (kids.isEmpty()) {
      return kids;
    }
    var kept = store.lockExisting(tx, kids);
    if (kept.size() < kids.size()) {
      tx.afterEnd(this::refresh);
    }
    return kept;
  }

  Optional<String> withdrawnWith(String kid) {
    return db.read(handle -> store.withdrawnWith(handle, kid));
  }

  /// A withdrawn key, by its kid.
  public Optional<WithdrawnSigningKey> withdrawn(String kid) {
    return db.read(handle -> store.withdrawn(handle, kid));
  }

  /// Withdraws a key that may have leaked: from this transaction on it signs nothing, it is in no
  /// key set, and every token that it signed is refused, on every node. The next key of its
  /// algorithm may have leaked with it, and is withdrawn too. Whichever key it was, the keys that
  /// sign from now on were generated for this call. A current key that is not itself withdrawn is
  /// retired, so its tokens stay active.
  ///
  /// @return the withdrawn key; as withdrawn before, if it already was
  /// @throws Refused `NotFound` when the key does not exist and never did
  WithdrawnSigningKey withdraw(String kid, String reason, RequestContext by) {
    var before = withdrawn(kid);
    if (before.isPresent()) {
      return before.get();
    }
    var alg =
        db.read(store::all).stream()
            .filter(key -> key.kid().equals(kid))
            .map(SigningKeyRecord::alg)
            .findFirst();
    if (alg.isEmpty()) {
      // Another call may just have withdrawn it.
      return withdrawn(kid).orElseThrow(SigningKeyRefusals::notFound);
    }
    // Before the transaction, because generating an RSA key is slow.
    var current = make(alg.get(), SigningKeyState.CURRENT);
    var next = make(alg.get(), SigningKeyState.NEXT);
    return db.inTransaction(tx -> withdraw(tx, kid, current, next, reason, by));
  }

  private WithdrawnSigningKey withdraw(
      Tx tx,
      String kid,
      SigningKeyRecord current,
      SigningKeyRecord next,
      String reason,
      RequestContext by) {
    store.lock(tx);
    var records = store.all(tx.handle());
    if (records.stream().noneMatch(key -> key.kid().equals(kid))) {
      return store.withdrawn(tx.handle(), kid).orElseThrow(SigningKeyRefusals::notFound);
    }
    var now = clock.instant();
    var replacedCurrent = recordOf(records, current.alg(), SigningKeyState.CURRENT).kid();
    var replacedNext = recordOf(records, current.alg(), SigningKeyState.NEXT).kid();
    // If the key set is full, the current key stays, unless it is the withdrawn one: withdrawing
    // next keys in a loop must not fill the key set.
    var keepsCurrent =
        kid.equals(replacedNext)
            && retirementTimes(records, current.alg(), now).size() >= MAX_RETIRED;
    var signs = keepsCurrent ? replacedCurrent : current.kid();
    var withdrawn =
        new WithdrawnSigningKey(
            kid,
            current.alg(),
            Optional.empty(),
            reason,
            now,
            signs,
            next.kid(),
            by,
            Optional.empty());
    withdraw(tx, withdrawn);
    if (!replacedCurrent.equals(kid) && !keepsCurrent) {
      store.retire(tx, replacedCurrent, now, now.plus(RETIRED_KEY_RETENTION));
    }
    if (!replacedNext.equals(kid)) {
      withdraw(tx, withdrawn.alongWith(replacedNext));
    }
    if (!keepsCurrent) {
      store.add(tx, current);
    }
    store.add(tx, next);
    tx.afterCommit(this::refresh);
    return withdrawn;
  }

  private void withdraw(Tx tx, WithdrawnSigningKey key) {
    store.delete(tx, key.kid());
    store.addWithdrawn(tx, key);
    revocations.revokeSigningKey(
        tx, key.kid(), key.withdrawnAt().plus(Event.IssuedToken.MAX_LIFETIME));
  }

  /// Counts the tokens that were revoked with withdrawn keys, where that is still to be done, and
  /// records each withdrawal with its count. It may take minutes.
  void count(WithdrawnKeyTokenCounter tokens) {
    for (var key : db.read(store::uncounted)) {
      count(key, tokens);
    }
  }

  private void count(WithdrawnSigningKey key, WithdrawnKeyTokenCounter tokens) {
    var ended = tokens.count(key.kid(), key.withdrawnAt());
    db.inTransaction(tx -> {
      var isFirst = store.saveEndedTokens(tx, key.kid(), ended);
      if (isFirst) {
        var with = store.withdrawnWith(tx.handle(), key.kid());
        audit.record(tx, new SigningKeyEvent.Withdrawn(key, with, ended), key.context());
      }
      return isFirst;
    });
  }

  private static SigningKeyRecord recordOf(
      List<SigningKeyRecord> records, SigningAlg alg, SigningKeyState state) {
    return records.stream()
        .filter(key -> key.alg() == alg && key.state() == state)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No " + state + " key for " + alg.wire()));
  }

  /// Rotates the keys that have been signing for longer than `period`, and deletes the retired keys
  /// whose tokens have all expired. A job calls it; with several nodes each rotation happens once.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void rotateIfDue(Duration period, Instant now) {
    refresh();
    var records = ring.records();
    var due =
        records.stream()
            .filter(key -> key.state() == SigningKeyState.CURRENT)
            .filter(key -> !key.activatedAt().orElse(key.createdAt()).plus(period).isAfter(now))
            .map(SigningKeyRecord::alg)
            .filter(alg ->
                rotationConflict(records, alg, RotationMode.NORMAL, clock.instant()).isEmpty())
            .toList();
    if (!due.isEmpty()) {
      rotate(due, RotationMode.NORMAL, RequestContext.ofJob("key-rotation"));
    }
    if (db.inTransaction(tx -> store.deleteUnpublished(tx, now)) > 0) {
      refresh();
    }
  }
}
