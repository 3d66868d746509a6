package dev.signet.validity.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.db.Tx;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/// Remembers what was used once, for as long as it could be used again. A constraint of the
/// database decides who was first, so of all that come at once, to whatever nodes, one is.
public final class ReplayGuard {

  /// How much longer than asked for a use is remembered: the clock of another node may be behind.
  private static final Duration MARGIN = Duration.ofMinutes(2);

  private static final int DELETE_BATCH = 500;

  private final Db db;
  private final OneTimeUseStore store;
  private final GroupCommit<OneTimeUse, Boolean> batch;

  public ReplayGuard(Db db, MeterRegistry meters) {
    this.db = db;
    this.store = new OneTimeUseStore(db.dialect());
    this.batch = new GroupCommit<>("replay", db, this::consume, meters);
  }

  /// Spends these, with the transaction. Who does this beside other things in one transaction does
  /// it first, so that no two transactions wait for each other.
  ///
  /// @return for each, in their order, whether this is its first use; of two alike in the list the
  ///   first can be
  public List<Boolean> consume(Tx tx, List<OneTimeUse> uses) {
    if (uses.isEmpty()) {
      return List.of();
    }
    var rows = new LinkedHashMap<String, OneTimeUseStore.Row>();
    var digests = new ArrayList<String>(uses.size());
    for (var use : uses) {
      var digest = digest(use);
      digests.add(digest);
      rows.putIfAbsent(digest, new OneTimeUseStore.Row(digest, use.expiresAt()));
    }
    var first = store.consume(tx, rows.values());
    return digests.stream().map(first::remove).toList();
  }

  /// Spends this one by itself, together with others that come at the same time. When this returns
  /// it is on disk.
  ///
  /// @return whether this is its first use
  /// @throws dev.signet.base.refusals.Refused `Unavailable` when the database does not answer in
  ///   time
  public boolean consume(OneTimeUse use) {
    return batch.submit(use).await();
  }

  /// Forgets what would be refused for its age. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void deleteExpired(Instant now) {
    var than = now.minus(MARGIN);
    while (db.inTransaction(tx -> store.deleteOlder(tx, than, DELETE_BATCH)) == DELETE_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
  }

  /// A hash, as the id may be anything, and may mean something to whoever made it. Half of SHA-256
  /// is enough: who finds two ids with one digest can only spoil his own.
  private static String digest(OneTimeUse use) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(use.namespace().getBytes(UTF_8));
      sha256.update((byte) 0);
      var hash = sha256.digest(use.id().getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
