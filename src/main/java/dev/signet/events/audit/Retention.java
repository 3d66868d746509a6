package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Deletes events at the end of their retention period: from the beginning of each chain, so that
/// the rest remains a chain, and with a signed anchor in the same transaction. Only events within a
/// [PrunableRange] are deleted. Several nodes may do it at once.
///
/// An event costs as much to delete as it did to write, so a [BackgroundThrottle] slows deletion
/// down while other work writes.
final class Retention {

  /// What one run deleted.
  record Pruned(long events, int chains) {}

  /// How many events one transaction deletes, so that other writers do not wait long.
  private static final int BATCH = 100;

  /// How many checkpoints one transaction deletes; the signature of each has to be verified.
  private static final int CHECKPOINTS = 20;

  private final Db db;
  private final ChainStore store;
  private final Supplier<AuditKeys> keys;
  private final Clock clock;
  private final BackgroundThrottle throttle;
  private volatile RetentionHold hold = (_, _) -> Long.MAX_VALUE;
  private volatile boolean stopping;

  Retention(
      Db db, ChainStore store, Supplier<AuditKeys> keys, Clock clock, BackgroundThrottle throttle) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.throttle = throttle;
  }

  /// Deletes the events before `cutoff`, except those of unexpired tokens. What is left after
  /// [#stop] is deleted by the next run.
  ///
  /// @param now the time by which to delete, which is not simply the wall clock's
  Pruned prune(Instant cutoff, Instant now) {
    var events = 0L;
    var chains = 0;
    var found = db.read(handle -> store.nextHead(handle, ""));
    while (found.isPresent() && !stopping) {
      var chainId = found.get().chainId();
      var gone = pruneChain(chainId, cutoff, now);
      events += gone;
      chains += gone > 0 ? 1 : 0;
      found = db.read(handle -> store.nextHead(handle, chainId));
    }
    if (!stopping) {
      pruneCheckpoints(cutoff);
    }
    return new Pruned(events, chains);
  }

  /// Sets what keeps events from being deleted.
  void hold(RetentionHold newHold) {
    hold = newHold;
  }

  /// Ends a running deletion early, when the server stops.
  void stop() {
    stopping = true;
  }

  private long pruneChain(String chainId, Instant cutoff, Instant now) {
    var upTo = new PrunableRange(db, store, keys.get(), throttle, hold).upTo(chainId, cutoff, now);
    return upTo.map(last -> pruneChain(last, cutoff)).orElse(0L);
  }

  private long pruneChain(ChainHead upTo, Instant cutoff) {
    var gone = 0L;
    int some;
    do {
      var part = throttle.begin();
      some =
          db.inTransaction(tx -> {
            part.restart();
            return pruneSome(tx, upTo, cutoff);
          });
      gone += some;
      part.pause();
    } while (some == BATCH && !stopping);
    return gone;
  }

  private int pruneSome(Tx tx, ChainHead upTo, Instant cutoff) {
    var chainId = upTo.chainId();
    var at = start(tx, chainId);
    if (at.isEmpty()) {
      return 0;
    }
    var place = at.get();
    var links = store.links(tx.handle(), chainId, place.seq(), upTo.seq(), BATCH);
    for (var link : links) {
      // It was when the range was determined; it must still be.
      if (!place.isFollowedBy(link)) {
        return 0;
      }
      place = Cursor.at(link);
    }
    if (links.isEmpty() || (place.seq() == upTo.seq() && !upTo.hash().equals(place.hash()))) {
      return 0;
    }
    var last = links.getLast();
    store.saveAnchor(
        tx,
        PruningAnchor.of(chainId, last.seq(), last.hash(), cutoff, clock.instant(), keys.get()));
    return store.deleteUpTo(tx, chainId, last.seq());
  }

  /// The beginning of a chain; empty when its anchor is not what was signed.
  private Optional<Cursor> start(Tx tx, String chainId) {
    var anchor = store.anchor(tx.handle(), chainId);
    return anchor.isEmpty()
        ? Optional.of(Cursor.BEGINNING)
        : anchor.filter(found -> found.isSignatureValid(keys.get())).map(Cursor::at);
  }

  /// Deletes old checkpoints whose links have all been deleted; the last one stays, because the
  /// next one follows it.
  private void pruneCheckpoints(Instant cutoff) {
    while (db.inTransaction(tx -> pruneSomeCheckpoints(tx, cutoff))) {
      // One batch per transaction.
    }
  }

  private boolean pruneSomeCheckpoints(Tx tx, Instant cutoff) {
    var at = start(tx, Checkpoint.CHAIN);
    if (at.isEmpty()) {
      return false;
    }
    var place = at.get();
    var next = store.checkpoints(tx.handle(), place.seq(), CHECKPOINTS + 1);
    var old = new ArrayList<Checkpoint>();
    for (var checkpoint : next.subList(0, Math.max(0, next.size() - 1))) {
      if (!checkpoint.takenAt().isBefore(cutoff)
          || checkpoint.number() != place.seq() + 1
          || !place.isFollowedBy(checkpoint.prevHash())
          || !checkpoint.isSignatureValid(keys.get())
          || !arePruned(tx, checkpoint.parsedHeads())) {
        break;
      }
      old.add(checkpoint);
      place = new Cursor(checkpoint.number(), checkpoint.hash());
    }
    if (old.isEmpty()) {
      return false;
    }
    var last = old.getLast();
    store.saveAnchor(
        tx,
        PruningAnchor.of(
            Checkpoint.CHAIN, last.number(), last.hash(), cutoff, clock.instant(), keys.get()));
    store.deleteCheckpointsUpTo(tx, last.number());
    return old.size() == CHECKPOINTS;
  }

  private boolean arePruned(Tx tx, List<ChainHead> heads) {
    return heads.stream()
        .allMatch(head ->
            store
                .anchor(tx.handle(), head.chainId())
                .filter(anchor -> anchor.seq() >= head.seq() && anchor.isSignatureValid(keys.get()))
                .isPresent());
  }
}
