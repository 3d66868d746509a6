package dev.signet.audit;

import dev.signet.audit.Checkpoint.Head;
import dev.signet.db.Db;
import dev.signet.secrets.OwnSignature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One check of the whole trail, from every chain's beginning. It reads batch by batch and holds no
/// transaction open, while events are written and pruned: what is written after it came to a chain
/// is not looked at, and where something is gone it asks the anchor again before it says so.
final class Verification {

  /// Something that is not as it was written.
  ///
  /// @param chainId [Checkpoint#CHAIN] where a checkpoint is at fault
  /// @param seq the place in the chain; a checkpoint's number
  record Fault(String chainId, long seq, @Nullable String eventId, String what) {}

  /// What was found.
  ///
  /// @param from when the first event happened that was checked; null when there was none
  /// @param faults the first [#MAX_FAULTS]
  record Report(
      boolean valid,
      long events,
      long chains,
      long checkpoints,
      long anchors,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Fault> faults) {}

  static final int MAX_FAULTS = 20;

  private static final int BATCH = 1_000;

  /// Which part of a chain was there: the links after `before` up to and with `last`.
  private record Span(long before, long last) {}

  /// Where a chain has been followed to.
  ///
  /// @param hash null when it is not known what the next link should follow, as a fault was told
  ///   here
  private record Place(long seq, @Nullable String hash) {}

  private final Db db;
  private final ChainStore store;
  private final OwnSignature key;
  private final long lastSeenCheckpoint;

  private final Map<String, Span> spans = new HashMap<>();
  private final Set<String> faultyChains = new HashSet<>();
  private final Set<String> faultyHeads = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private long events;
  private long checkpoints;
  private long anchors;
  private @Nullable Instant from;
  private @Nullable Instant to;

  /// @param lastSeenCheckpoint the last checkpoint that this node knows to have been taken
  Verification(Db db, ChainStore store, OwnSignature key, long lastSeenCheckpoint) {
    this.db = db;
    this.store = store;
    this.key = key;
    this.lastSeenCheckpoint = lastSeenCheckpoint;
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
    checkCheckpoints(lastCheckpoint);
    return new Report(
        faults.isEmpty(),
        events,
        spans.size(),
        checkpoints,
        anchors,
        from,
        to,
        List.copyOf(faults));
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
          fault(anchor.chainId(), anchor.seq(), null, "the anchor is not what was signed");
        }
      }
    } while (batch.size() == BATCH);
  }

  private void checkChain(Head head) {
    var chainId = head.chainId();
    var start = start(chainId);
    var at = start;
    List<Link> batch;
    do {
      var seq = at.seq();
      batch = db.read(handle -> store.links(handle, chainId, seq, head.seq(), BATCH));
      for (var link : batch) {
        at = follow(at, link);
      }
    } while (batch.size() == BATCH);
    spans.put(chainId, new Span(start.seq(), at.seq()));
  }

  /// What the chain's first link has to follow: nothing, or the anchor. An anchor that is none has
  /// been told of, so then whatever comes first is taken.
  private Place start(String chainId) {
    var anchor = anchor(chainId);
    if (anchor.isEmpty()) {
      return new Place(0, Link.GENESIS);
    }
    if (anchor.get().isWhole(key)) {
      return new Place(anchor.get().seq(), anchor.get().hash());
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
    wrong.ifPresent(what -> fault(link.chainId(), link.seq(), link.entry().eventId(), what));
    return new Place(link.seq(), whole ? link.hash() : null);
  }

  /// Where the chain goes on now, if its links up to here were pruned since it was asked before.
  private Place prunedTo(Place place, Link link) {
    return anchor(link.chainId())
        .filter(anchor -> anchor.isWhole(key) && anchor.seq() > place.seq())
        .map(anchor -> new Place(anchor.seq(), anchor.hash()))
        .orElse(place);
  }

  private static Optional<String> misplaced(Place at, Link link) {
    if (link.seq() > at.seq() + 1) {
      return Optional.of(
          at.seq() == 0
              ? "the chain's beginning is gone, and no anchor says that it was pruned"
              : "events before this one are gone, from number " + (at.seq() + 1));
    }
    return at.hash() == null || at.hash().equals(link.prevHash())
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

  private void checkCheckpoints(long last) {
    var at = startOfCheckpoints();
    List<Checkpoint> batch;
    do {
      var number = at.seq();
      batch = db.read(handle -> store.checkpoints(handle, number, BATCH));
      var heads = new ArrayList<Head>();
      for (var checkpoint : batch) {
        if (checkpoint.number() <= last) {
          at = follow(at, checkpoint, heads);
        }
      }
      checkHeads(heads);
    } while (batch.size() == BATCH && at.seq() < last);
    if (last < lastSeenCheckpoint) {
      fault(
          Checkpoint.CHAIN,
          lastSeenCheckpoint,
          null,
          "checkpoints are gone, from number " + (last + 1));
    }
  }

  private Place startOfCheckpoints() {
    var anchor = anchor(Checkpoint.CHAIN);
    if (anchor.isEmpty()) {
      return new Place(0, Link.GENESIS);
    }
    if (anchor.get().isWhole(key)) {
      return new Place(anchor.get().seq(), anchor.get().hash());
    }
    var first = db.read(handle -> store.checkpoints(handle, 0, 1));
    return new Place(first.isEmpty() ? 0 : first.getFirst().number() - 1, null);
  }

  private Place follow(Place place, Checkpoint checkpoint, List<Head> heads) {
    var number = checkpoint.number();
    var at = place;
    if (number > place.seq() + 1) {
      at =
          anchor(Checkpoint.CHAIN)
              .filter(anchor -> anchor.isWhole(key) && anchor.seq() > place.seq())
              .map(anchor -> new Place(anchor.seq(), anchor.hash()))
              .orElse(place);
    }
    if (number <= at.seq()) {
      return at;
    }
    checkpoints++;
    if (!checkpoint.isWhole(key)) {
      fault(Checkpoint.CHAIN, number, null, "the checkpoint is not what was signed");
      return new Place(number, null);
    }
    if (number > at.seq() + 1) {
      fault(
          Checkpoint.CHAIN,
          number,
          null,
          "checkpoints before this one are gone, from number " + (at.seq() + 1));
    } else if (at.hash() != null && !at.hash().equals(checkpoint.prevHash())) {
      fault(Checkpoint.CHAIN, number, null, "the checkpoint does not follow the one before it");
    }
    heads.addAll(checkpoint.parsedHeads());
    return new Place(number, checkpoint.hash());
  }

  private void checkHeads(List<Head> heads) {
    var byChain = new HashMap<String, List<Head>>();
    heads.forEach(
        head -> byChain.computeIfAbsent(head.chainId(), _ -> new ArrayList<>()).add(head));
    byChain.forEach(this::checkHeads);
  }

  private void checkHeads(String chainId, List<Head> heads) {
    var span = spans.getOrDefault(chainId, new Span(0, 0));
    var seqs = heads.stream().map(Head::seq).toList();
    var hashes = db.read(handle -> store.hashes(handle, chainId, seqs));
    for (var head : heads) {
      if (!faultyHeads.contains(chainId)) {
        checkHead(head, span, hashes.get(head.seq()));
      }
    }
  }

  private void checkHead(Head head, Span span, @Nullable String hash) {
    if (hash == null) {
      if (head.seq() > span.last() && !isPruned(head)) {
        faultyHeads.add(head.chainId());
        fault(
            head.chainId(),
            head.seq(),
            null,
            span.last() == 0
                ? "the whole chain is gone"
                : "the chain's end is gone, from number " + (span.last() + 1));
      }
    } else if (!hash.equals(head.hash()) && !faultyChains.contains(head.chainId())) {
      faultyHeads.add(head.chainId());
      fault(
          head.chainId(),
          head.seq(),
          null,
          "the chain is not what a checkpoint signed for: it was written anew");
    }
  }

  private boolean isPruned(Head head) {
    return anchor(head.chainId()).filter(anchor -> anchor.seq() >= head.seq()).isPresent();
  }

  private Optional<Anchor> anchor(String chainId) {
    return db.read(handle -> store.anchor(handle, chainId));
  }

  private void fault(String chainId, long seq, @Nullable String eventId, String what) {
    faultyChains.add(chainId);
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Fault(chainId, seq, eventId, what));
    }
  }
}
