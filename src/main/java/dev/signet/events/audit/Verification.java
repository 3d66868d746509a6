package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Checkpoint.Head;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One check of the whole trail, from every chain's beginning. It reads batch by batch and holds no
/// transaction open, while events are written and pruned: what is written after it came to a chain
/// is not looked at, and where something is gone it asks the anchor again before it says so.
final class Verification {

  /// What was found.
  ///
  /// @param unsigned how many events at the ends of chains no signature covers yet
  /// @param from when the first event happened that was checked; null when there was none
  /// @param faults the first of them
  record Report(
      boolean valid,
      long events,
      long chains,
      long checkpoints,
      long anchors,
      long unsigned,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Faults.Fault> faults) {}

  private static final int BATCH = 1_000;

  /// What is known outside the database.
  ///
  /// @param heads links that were written, checkpoint or not
  /// @param checkpoints that were taken
  /// @param own the chain that this node writes; null when it writes none
  record Witness(List<Head> heads, List<Head> checkpoints, @Nullable Chain own) {
    static final Witness NONE = new Witness(List.of(), List.of(), null);

    Witness {
      heads = List.copyOf(heads);
      checkpoints = List.copyOf(checkpoints);
    }
  }

  private final Db db;
  private final ChainStore store;
  private final AuditKeys keys;
  private final Clock clock;
  private final Witness witness;

  private final Faults faults = new Faults();
  private final Map<String, Long> lasts = new HashMap<>();
  private long events;
  private long anchors;
  private long unsigned;
  private @Nullable Instant from;
  private @Nullable Instant to;

  Verification(Db db, ChainStore store, AuditKeys keys, Clock clock, Witness witness) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.witness = witness;
  }

  Report run() {
    // What these sign for was there before, so it will be found below unless it was pruned.
    var lastCheckpoint = db.read(store::lastCheckpoint);
    checkAnchors();
    var found = nextHead("");
    while (found.isPresent()) {
      var head = found.get();
      checkChain(head);
      found = nextHead(head.chainId());
    }
    var signed = new SignedHeads(db, store, keys, faults, lasts);
    var checkpoints = signed.check(lastCheckpoint, witness.checkpoints());
    signed.check(witness.heads());
    witness.heads().stream()
        .filter(head -> head.chainId().equals(HeadFile.KEYS))
        .forEach(key -> faults.add(HeadFile.KEYS, 0, "the audit key " + key.hash() + " is gone"));
    var openings = checkOpenings(signed);
    if (witness.own() != null) {
      witness
          .own()
          .ended()
          .forEach(head -> signed.ends().put(head.chainId(), SignedEnd.of(head, clock.instant())));
    }
    lasts.forEach((chainId, last) -> checkEnd(chainId, last, openings, signed.ends()));
    return new Report(
        faults.isEmpty(),
        events,
        lasts.size(),
        checkpoints,
        anchors,
        unsigned,
        from,
        to,
        faults.first());
  }

  /// The chains that this server has begun or adopted. Of the others it is said that they are not.
  private Map<String, Opening> checkOpenings(SignedHeads signed) {
    var openings = new HashMap<String, Opening>();
    var adopted = new ArrayList<Head>();
    var after = "";
    List<Opening> batch;
    do {
      var start = after;
      batch = db.read(handle -> store.openings(handle, start, BATCH));
      for (var opening : batch) {
        after = opening.chainId();
        if (opening.isWhole(keys)) {
          openings.put(after, opening);
          if (opening.isAdoption()) {
            adopted.add(new Head(after, opening.seq(), opening.hash()));
          }
          checkBegun(opening);
        }
      }
    } while (batch.size() == BATCH);
    signed.check(adopted);
    lasts.keySet().stream()
        .filter(chainId -> !openings.containsKey(chainId))
        .forEach(chainId ->
            faults.add(
                chainId, 1, "the chain has no signed opening: this server did not write it"));
    return openings;
  }

  /// An opening was written with its chain's first event.
  private void checkBegun(Opening opening) {
    var chainId = opening.chainId();
    if (!lasts.containsKey(chainId)
        && !faults.areIn(chainId)
        && anchor(chainId).isEmpty()
        && db.read(handle -> store.head(handle, chainId)).isEmpty()) {
      faults.add(chainId, Math.max(1, opening.seq()), "the whole chain is gone");
    }
  }

  /// Looks at what is behind the last link of a chain that was signed for.
  private void checkEnd(
      String chainId, long last, Map<String, Opening> openings, Map<String, SignedEnd> ends) {
    var opening = openings.get(chainId);
    if (opening == null || faults.areIn(chainId)) {
      return;
    }
    var end = endOf(opening, ends);
    unsigned += Math.max(0, last - end.seq());
    var own = witness.own();
    var wrong =
        own != null && own.known().chainId().equals(chainId)
            ? db.read(own::firstForeign).map(OptionalLong::of).orElseGet(OptionalLong::empty)
            : behind(chainId, last, end);
    wrong.ifPresent(seq ->
        faults.add(
            chainId, seq, "events were put behind the end of the chain, from number " + seq));
  }

  private SignedEnd endOf(Opening opening, Map<String, SignedEnd> ends) {
    var end =
        opening.isAdoption()
            ? SignedEnd.of(opening)
            : Objects.requireNonNullElseGet(
                ends.get(opening.chainId()), () -> SignedEnd.of(opening));
    return anchor(opening.chainId())
        .filter(anchor -> anchor.seq() > end.seq() && anchor.isWhole(keys))
        .map(anchor ->
            new SignedEnd(anchor.seq(), anchor.hash(), anchor.prunedAt(), Checkpoint.End.FOUND))
        .orElse(end);
  }

  private OptionalLong behind(String chainId, long last, SignedEnd end) {
    if (last <= end.seq()) {
      return OptionalLong.empty();
    }
    var since = end.since(clock.instant());
    return db.read(
        handle -> store.firstBetween(handle, chainId, end.seq(), last, end.until(), since));
  }

  private Optional<Head> nextHead(String afterChain) {
    var found = db.readIfWhole(handle -> store.nextHead(handle, afterChain));
    if (found.isEmpty()) {
      faults.add(afterChain, 0, "the chains after this one cannot be read");
    }
    return found.flatMap(head -> head);
  }

  private void checkAnchors() {
    var after = "";
    List<Anchor> batch;
    do {
      var start = after;
      var read = db.readIfWhole(handle -> store.anchors(handle, start, BATCH));
      if (read.isEmpty()) {
        faults.add(start, 0, "the anchors after this chain's cannot be read");
      }
      batch = read.orElse(List.of());
      for (var anchor : batch) {
        anchors++;
        after = anchor.chainId();
        if (!anchor.isWhole(keys)) {
          faults.add(anchor.chainId(), anchor.seq(), "the anchor is not what was signed");
        }
      }
    } while (batch.size() == BATCH);
  }

  private void checkChain(Head head) {
    var chainId = head.chainId();
    var at = start(chainId);
    var limit = BATCH;
    var more = true;
    while (more) {
      var seq = at.seq();
      var size = limit;
      var batch = db.readIfWhole(handle -> store.links(handle, chainId, seq, head.seq(), size));
      if (batch.isPresent()) {
        for (var link : batch.get()) {
          at = follow(at, link);
        }
        more = batch.get().size() == limit;
        limit = BATCH;
      } else if (limit > 1) {
        // Fewer, to come as near to what cannot be read as can be.
        limit = limit / 4 + 1 < limit ? limit / 4 + 1 : 1;
      } else {
        at = pastUnreadable(head, seq + 1);
        more = at.seq() < head.seq();
      }
    }
    lasts.put(chainId, at.seq());
  }

  /// The database is damaged where this link is. What comes after it is checked all the same.
  private Place pastUnreadable(Head head, long seq) {
    faults.add(head.chainId(), seq, "the event cannot be read: the database is damaged");
    return new Place(seq, null);
  }

  /// What the chain's first link has to follow: nothing, or the anchor. An anchor that is none has
  /// been told of, so then whatever comes first is taken.
  private Place start(String chainId) {
    var anchor = anchor(chainId);
    if (anchor.isEmpty()) {
      return Place.BEGINNING;
    }
    if (anchor.get().isWhole(keys)) {
      return Place.at(anchor.get());
    }
    var first =
        db.readIfWhole(handle -> store.firstSeq(handle, chainId))
            .orElse(OptionalLong.empty())
            .orElse(1);
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
        .filter(anchor -> anchor.isWhole(keys) && anchor.seq() > place.seq())
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
    return db.readIfWhole(handle -> store.anchor(handle, chainId)).flatMap(anchor -> anchor);
  }
}
