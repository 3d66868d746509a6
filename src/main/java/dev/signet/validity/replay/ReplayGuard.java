package dev.signet.validity.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/// Remembers one-time uses for as long as they could be repeated. A database constraint decides
/// which use was first, so of all concurrent uses, on any nodes, one succeeds.
public final class ReplayGuard {

  /// How much longer than requested a use is remembered: the clock of another node may be behind.
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

  /// Consumes these uses within the transaction. A caller that does other things in the same
  /// transaction calls this first, so that no two transactions deadlock.
  ///
  /// @return for each use, in order, whether it is the first; of two equal ones in the list, only
  ///   the first can be
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

  /// Whether one of these uses was consumed before. This locks nothing.
  public boolean isAnyConsumed(Tx tx, List<OneTimeUse> uses) {
    return !uses.isEmpty()
        && store.isAnyConsumed(tx, uses.stream().map(ReplayGuard::digest).toList());
  }

  /// Consumes this use in a separate transaction, batched with concurrent ones. When this returns
  /// the use is on disk.
  ///
  /// @return whether this is its first use
  /// @throws dev.signet.base.refusals.Refused `ServiceUnavailable` when the database does not
  ///   respond in time
  public boolean consume(OneTimeUse use) {
    return batch.submit(use).await();
  }

  /// Deletes uses that would be refused for their age. A job calls it periodically.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void deleteExpired(Instant now) {
    var than = now.minus(MARGIN);
    while (db.inTransaction(tx -> store.deleteOlder(tx, than, DELETE_BATCH)) == DELETE_BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }

  /// A hash, because the id may be any text, and may be sensitive to its creator. Half of SHA-256
  /// is sufficient: an attacker who finds two ids with the same digest only harms their own
  /// requests.
  private static String digest(OneTimeUse use) {
    var sha256 = Sha256.digest();
    sha256.update(use.namespace().getBytes(UTF_8));
    sha256.update((byte) 0);
    var hash = sha256.digest(use.id().getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
  }
}
