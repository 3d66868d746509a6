package dev.signet.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.audit.Audit;
import dev.signet.db.Db;
import dev.signet.db.Tx;
import dev.signet.http.Origin;
import dev.signet.jose.CryptoProvider;
import dev.signet.jose.SigningAlg;
import dev.signet.jose.SigningKey;
import dev.signet.jose.VerifyingKey;
import dev.signet.secrets.MasterKey;
import dev.signet.secrets.Sealer;
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

/// The keys that sign tokens: for each algorithm one that signs, one that is published ahead, and
/// the retired ones whose tokens are not all gone.
///
/// A rotation interrupts nothing, on no node: the new key has been in the key set since the last
/// rotation, and a node that has not heard of the rotation goes on with the old key, which stays in
/// the key set for longer than any token lives.
public final class SigningKeys {

  /// The longest that any token lives (24 hours), and an hour for clocks and for nodes that have
  /// not heard of the rotation.
  private static final Duration KEPT = Duration.ofHours(25);

  /// How soon after a look at the database an unknown `kid` may cause another one.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final CryptoProvider provider;
  private final Sealer sealer;
  private final KeyStore store = new KeyStore();
  private final Map<String, SigningKey> opened = new HashMap<>();
  private volatile Ring ring;

  /// What is known of the keys at one time.
  private record Ring(
      Map<SigningAlg, SigningKey> current,
      Map<String, VerifyingKey> verifying,
      List<KeyRecord> records,
      Instant readAt) {}

  /// Opens the keys, and makes them at the first start.
  ///
  /// @throws WrongMasterKey when the database was made with another master key
  public SigningKeys(Db db, Audit audit, Clock clock, CryptoProvider provider, MasterKey master) {
    this.db = db;
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
    var missing = new ArrayList<KeyRecord>();
    for (var alg : SigningAlg.values()) {
      for (var state : EnumSet.of(KeyState.CURRENT, KeyState.NEXT)) {
        if (ring.records().stream().noneMatch(key -> key.alg() == alg && key.state() == state)) {
          missing.add(make(alg, state));
        }
      }
    }
    if (!missing.isEmpty()) {
      // Of two nodes that start at once each key is added by one of them.
      db.inTransaction(tx -> missing.stream().filter(key -> store.add(tx, key)).count());
      refresh();
    }
  }

  private KeyRecord make(SigningAlg alg, KeyState state) {
    var key = SigningKey.generate(provider, alg);
    var now = clock.instant();
    var sealed = sealer.seal(key.toPkcs8(), beside(key.kid(), alg));
    return new KeyRecord(
        key.kid(),
        alg,
        state,
        key.publicHalf().json(),
        Base64.getEncoder().encodeToString(sealed),
        now,
        state == KeyState.CURRENT ? Optional.of(now) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// What binds a sealed key to its row.
  private static byte[] beside(String kid, SigningAlg alg) {
    return (alg.wire() + ' ' + kid).getBytes(UTF_8);
  }

  /// Looks at the database again. A job calls it now and then where other nodes may rotate.
  public synchronized void refresh() {
    ring = read(db.read(store::all));
  }

  private synchronized Ring read(List<KeyRecord> records) {
    var current = new EnumMap<SigningAlg, SigningKey>(SigningAlg.class);
    var verifying = new HashMap<String, VerifyingKey>();
    for (var record : records) {
      verifying.put(record.kid(), VerifyingKey.parse(provider, record.alg(), record.publicJwk()));
      if (record.state() == KeyState.CURRENT) {
        current.put(record.alg(), opened.computeIfAbsent(record.kid(), _ -> open(record)));
      }
    }
    opened.keySet().retainAll(verifying.keySet());
    return new Ring(
        Map.copyOf(current), Map.copyOf(verifying), List.copyOf(records), clock.instant());
  }

  private SigningKey open(KeyRecord record) {
    var sealed = Base64.getDecoder().decode(record.sealedPrivate());
    var pkcs8 = sealer.open(sealed, beside(record.kid(), record.alg()));
    return SigningKey.fromPkcs8(
        provider,
        VerifyingKey.parse(provider, record.alg(), record.publicJwk()),
        pkcs8.orElseThrow(
            () -> new IllegalStateException("Signing key " + record.kid() + " does not open")));
  }

  /// The key that signs with this algorithm now.
  public SigningKey current(SigningAlg alg) {
    var key = ring.current().get(alg);
    if (key == null) {
      throw new IllegalStateException("There is no current key for " + alg.wire());
    }
    return key;
  }

  /// The public half of a key of ours, whatever its state. Where other nodes make keys, one that is
  /// not known is looked for again, once a second at most.
  public Optional<VerifyingKey> find(String kid) {
    var known = ring.verifying().get(kid);
    if (known == null && db.dialect().isShared()) {
      lookAgain();
      known = ring.verifying().get(kid);
    }
    return Optional.ofNullable(known);
  }

  private synchronized void lookAgain() {
    if (ring.readAt().plus(LOOK_AGAIN).isBefore(clock.instant())) {
      refresh();
    }
  }

  /// The public halves of all keys.
  public Collection<VerifyingKey> published() {
    var all = ring;
    return all.records().stream()
        .map(record -> Optional.ofNullable(all.verifying().get(record.kid())))
        .flatMap(Optional::stream)
        .toList();
  }

  List<KeyRecord> records() {
    refresh();
    return ring.records();
  }

  /// All keys that are published, as they are now.
  public List<KnownKey> known() {
    return records().stream()
        .map(key ->
            new KnownKey(
                key.kid(),
                key.alg(),
                key.state(),
                key.createdAt(),
                key.activatedAt(),
                key.retiredAt(),
                key.goneAt()))
        .toList();
  }

  /// How long the current key that signs longest has been signing, over the algorithms.
  public Duration oldestCurrent() {
    var now = clock.instant();
    return ring.records().stream()
        .filter(key -> key.state() == KeyState.CURRENT)
        .map(key -> Duration.between(key.activatedAt().orElse(key.createdAt()), now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// Lets the next key of each of these algorithms sign, retires the current one, and publishes a
  /// new next one.
  public void rotate(Collection<SigningAlg> algs, Origin by) {
    var made = makeNext(algs);
    db.inTransaction(tx -> rotate(tx, made, by));
  }

  /// New keys for [#rotate(Tx, List, Origin)], made before the transaction: an RSA key takes long.
  List<KeyRecord> makeNext(Collection<SigningAlg> algs) {
    return algs.stream().map(alg -> make(alg, KeyState.NEXT)).toList();
  }

  /// As [#rotate(Collection, Origin)], for the algorithms of these keys, which come to be the next
  /// ones.
  ///
  /// @return all keys as they are then
  List<KeyRecord> rotate(Tx tx, List<KeyRecord> made, Origin by) {
    var records = store.all(tx.handle());
    made.forEach(next -> rotate(tx, records, next, by));
    tx.afterCommit(this::refresh);
    return store.all(tx.handle());
  }

  private void rotate(Tx tx, List<KeyRecord> records, KeyRecord made, Origin by) {
    var now = clock.instant();
    var retiring = in(records, made.alg(), KeyState.CURRENT);
    var rising = in(records, made.alg(), KeyState.NEXT);
    // Another node may have rotated since the keys were read: then there is nothing left to do.
    if (store.retire(tx, retiring.kid(), now, now.plus(KEPT))) {
      store.activate(tx, rising.kid(), now);
      store.add(tx, made);
      audit.record(
          tx, new KeyEvent.Rotated(made.alg(), retiring.kid(), rising.kid(), made.kid()), by);
    }
  }

  private static KeyRecord in(List<KeyRecord> records, SigningAlg alg, KeyState state) {
    return records.stream()
        .filter(key -> key.alg() == alg && key.state() == state)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No " + state + " key for " + alg.wire()));
  }

  /// Rotates the keys that have been signing for longer than `period`, and forgets the retired ones
  /// whose tokens are all gone. A job calls it; on several nodes each rotation happens once.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void keepFresh(Duration period, Instant now) {
    refresh();
    var due =
        ring.records().stream()
            .filter(key -> key.state() == KeyState.CURRENT)
            .filter(key -> !key.activatedAt().orElse(key.createdAt()).plus(period).isAfter(now))
            .map(KeyRecord::alg)
            .toList();
    if (!due.isEmpty()) {
      rotate(due, Origin.system("key-rotation"));
    }
    if (db.inTransaction(tx -> store.deleteGone(tx, now)) > 0) {
      refresh();
    }
  }
}
