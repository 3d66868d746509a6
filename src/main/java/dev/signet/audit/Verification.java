package dev.signet.audit;

import dev.signet.audit.Checkpoint.Head;
import dev.signet.db.Db;
import dev.signet.secrets.OwnSignature;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One check of the whole trail, from every chain's beginning. It reads batch by batch and holds no
/// transaction open, while events are written and pruned: what is written after it came to a chain
/// is not looked at, and where something is gone it asks the anchor again before it says so.
final class Verification {

  /// What was found.
  ///
  /// @param from when the first event happened that was checked; null when there was none
  /// @param faults the first of them
  record Report(
      boolean valid,
      long events,
      long chains,
      long checkpoints,
      long anchors,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Faults.Fault> faults) {}

  private static final int BATCH = 1_000;

  private final Db db;
  private final ChainStore store;
  private final OwnSignature key;
  private final long lastSeenCheckpoint;
  private final List<Head> remembered;

  private final Faults faults = new Faults();
  private final Map<String, Long> lasts = new HashMap<>();
  private long events;
  private long anchors;
  private @Nullable Instant from;
  private @Nullable Instant to;

  /// @param lastSeenCheckpoint the last checkpoint that this node knows to have been taken
  /// @param remembered what this node knows to have been written, checkpoint or not
  Verification(
      Db db, ChainStore store, OwnSignature key, long lastSeenCheckpoint, List<Head> remembered) {
    this.db = db;
    this.store = store;
    this.key = key;
    this.lastSeenCheckpoint = lastSeenCheckpoint;
    this.remembered = remembered;
  }

  Report run() {
    // What these sign for was there before, so it will be found below unless it was pruned.
    var lastCheckpoint = db.read(store::lastCheckpoint);
    checkAnchors();
    var found = db.read(handle -> store.nextHead(handle, ""));
    while (found.isPresent()) {
      var head = found.get();
      checkChain(head);
      found = db.read(handle -> store.nextHead(handle, head.chainId()));
    }
    var signed = new SignedHeads(db, store, key, faults, lasts);
    var checkpoints = signed.check(lastCheckpoint, lastSeenCheckpoint);
    signed.check(remembered);
    return new Report(
        faults.isEmpty(), events, lasts.size(), checkpoints, anchors, from, to, faults.first());
  }

  private void checkAnchors() {
    var after = "";
    List<Anchor> batch;
    do {
      var start = after;
      batch = db.read(handle -> store.anchors(handle, start, BATCH));
      for (var anchor : batch) {
        anchors++;
        after = anchor.chainId();
        if (!anchor.isWhole(key)) {
          faults.add(anchor.chainId(), anchor.seq(), "the anchor is not what was signed");
        }
      }
    } while (batch.size() == BATCH);
  }

  private void checkChain(Head head) {
    var chainId = head.chainId();
    var at = start(chainId);
    List<Link> batch;
    do {
      var seq = at.seq();
      batch = db.read(handle -> store.links(handle, chainId, seq, head.seq(), BATCH));
      for (var link : batch) {
        at = follow(at, link);
      }
    } while (batch.size() == BATCH);
    lasts.put(chainId, at.seq());
  }

  /// What the chain's first link has to follow: nothing, or the anchor. An anchor that is none has
  /// been told of, so then whatever comes first is taken.
  private Place start(String chainId) {
    var anchor = anchor(chainId);
    if (anchor.isEmpty()) {
      return Place.BEGINNING;
    }
    if (anchor.get().isWhole(key)) {
      return Place.at(anchor.get());
    }
    var first = db.read(handle -> store.firstSeq(handle, chainId)).orElse(1);
    return new Place(first - 1, null);
  }

  private Place follow(Place place, Link link) {
    var at = link.seq() > place.seq() + 1 ? prunedTo(place, link) : place;
    if (link.seq() <= at.seq()) {
      return at;
    }
    events++;
    note(link.entry().timestamp());
    var whole = link.isWhole();
    var wrong = whole ? misplaced(at, link) : Optional.of("the event is not what was written");
    wrong.ifPresent(what -> faults.add(link.chainId(), link.seq(), link.entry().eventId(), what));
    return new Place(link.seq(), whole ? link.hash() : null);
  }

  /// Where the chain goes on now, if its links up to here were pruned since it was asked before.
  private Place prunedTo(Place place, Link link) {
    return anchor(link.chainId())
        .filter(anchor -> anchor.isWhole(key) && anchor.seq() > place.seq())
        .map(Place::at)
        .orElse(place);
  }

  private static Optional<String> misplaced(Place at, Link link) {
    if (link.seq() > at.seq() + 1) {
      return Optional.of(
          at.seq() == 0
              ? "the chain's beginning is gone, and no anchor says that it was pruned"
              : "events before this one are gone, from number " + (at.seq() + 1));
    }
    return at.isFollowedBy(link.prevHash())
        ? Optional.empty()
        : Optional.of("the event does not follow the one before it");
  }

  private void note(Instant happened) {
    if (from == null || happened.isBefore(from)) {
      from = happened;
    }
    if (to == null || happened.isAfter(to)) {
      to = happened;
    }
  }

  private Optional<Anchor> anchor(String chainId) {
    return db.read(handle -> store.anchor(handle, chainId));
  }
}
