package dev.signet.audit;

import dev.signet.audit.ChainStore.Old;
import dev.signet.audit.Checkpoint.Head;
import dev.signet.db.Db;
import dev.signet.db.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Deletes what is older than it is to be kept: from the beginning of each chain, so that the rest
/// still is one, and with a signed anchor in the same transaction. Several nodes may do it at once.
///
/// An event costs as much to delete as it did to write, so deleting [Rests] while others write.
final class Retention {

  /// What one run deleted.
  record Pruned(long events, int chains) {}

  /// How much one transaction deletes: nobody waits for the writer for long.
  private static final int BATCH = 100;

  private final Db db;
  private final ChainStore store;
  private final Supplier<AuditKeys> keys;
  private final Clock clock;
  private final Rests rests;
  private volatile boolean ending;

  Retention(Db db, ChainStore store, Supplier<AuditKeys> keys, Clock clock, Rests rests) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.rests = rests;
  }

  /// Deletes the events before `cutoff`, but none of a token that lives. What is left when it is
  /// told to [#end] goes the next time.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  Pruned prune(Instant cutoff, Instant now) {
    var events = 0L;
    var chains = 0;
    var found = db.read(handle -> store.nextHead(handle, ""));
    while (found.isPresent() && !ending) {
      var chainId = found.get().chainId();
      var gone = pruneChain(chainId, cutoff, now);
      events += gone;
      chains += gone > 0 ? 1 : 0;
      found = db.read(handle -> store.nextHead(handle, chainId));
    }
    if (!ending) {
      pruneCheckpoints(cutoff);
    }
    return new Pruned(events, chains);
  }

  /// Makes whoever prunes come to an end: the server stops.
  void end() {
    ending = true;
  }

  private long pruneChain(String chainId, Instant cutoff, Instant now) {
    var gone = 0L;
    int some;
    do {
      var part = rests.part();
      some =
          db.inTransaction(tx -> {
            part.beginsNow();
            return pruneSome(tx, chainId, cutoff, now);
          });
      gone += some;
      part.done();
    } while (some == BATCH && !ending);
    return gone;
  }

  private int pruneSome(Tx tx, String chainId, Instant cutoff, Instant now) {
    var old =
        store.oldest(tx, chainId, BATCH).stream()
            .takeWhile(link -> link.occurredAt().isBefore(cutoff))
            .takeWhile(link -> !link.neededUntil().isAfter(now))
            .toList();
    if (old.isEmpty()) {
      return 0;
    }
    Old last = old.getLast();
    store.saveAnchor(
        tx, Anchor.of(chainId, last.seq(), last.hash(), cutoff, clock.instant(), keys.get()));
    return store.deleteUpTo(tx, chainId, last.seq());
  }

  /// Of the checkpoints those go that are old and whose links all have gone; the last one stays, as
  /// the next one follows it.
  private void pruneCheckpoints(Instant cutoff) {
    while (db.inTransaction(tx -> pruneSomeCheckpoints(tx, cutoff))) {
      // One batch a transaction.
    }
  }

  private boolean pruneSomeCheckpoints(Tx tx, Instant cutoff) {
    var next = store.checkpoints(tx.handle(), 0, BATCH + 1);
    var old =
        next.subList(0, Math.max(0, next.size() - 1)).stream()
            .takeWhile(checkpoint -> checkpoint.takenAt().isBefore(cutoff))
            .takeWhile(checkpoint -> areGone(tx, checkpoint.parsedHeads()))
            .toList();
    if (old.isEmpty()) {
      return false;
    }
    var last = old.getLast();
    store.saveAnchor(
        tx,
        Anchor.of(
            Checkpoint.CHAIN, last.number(), last.hash(), cutoff, clock.instant(), keys.get()));
    store.deleteCheckpointsUpTo(tx, last.number());
    return old.size() == BATCH;
  }

  private boolean areGone(Tx tx, List<Head> heads) {
    return heads.stream()
        .allMatch(head ->
            store
                .anchor(tx.handle(), head.chainId())
                .filter(anchor -> anchor.seq() >= head.seq())
                .isPresent());
  }
}
