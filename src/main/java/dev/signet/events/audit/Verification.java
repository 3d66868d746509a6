package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Checkpoint.ChainHead;
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

/// One verification of the whole audit log, from the beginning of every chain. It reads batch by
/// batch and holds no transaction open, while events are written and pruned: events written after
/// it came to a chain are not included, and if something is missing it checks the anchor again
/// before it reports that.
final class Verification {

  /// The result.
  ///
  /// @param unsigned the number of events at the ends of chains that are not covered by a signature
  ///   yet
  /// @param from the time of the first event that was verified; null when there was none
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
      List<VerificationFaults.ChainFault> faults) {}

  private static final int BATCH = 1_000;

  /// Evidence from outside the database.
  ///
  /// @param heads links that were written, checkpoint or not
  /// @param checkpoints that were created
  /// @param own the chain that this node writes; null when it writes none
  record ExternalEvidence(
      List<ChainHead> heads, List<ChainHead> checkpoints, @Nullable HashChain own) {
    static final ExternalEvidence NONE = new ExternalEvidence(List.of(), List.of(), null);

    ExternalEvidence {
      heads = List.copyOf(heads);
      checkpoints = List.copyOf(checkpoints);
    }
  }

  private final Db db;
  private final ChainStore store;
  private final AuditKeys keys;
  private final Clock clock;
  private final ExternalEvidence evidence;

  private final VerificationFaults faults = new VerificationFaults();
  private final Map<String, Long> lastSeqs = new HashMap<>();
  private long events;
  private long anchors;
  private long unsigned;
  private @Nullable Instant from;
  private @Nullable Instant to;

  Verification(Db db, ChainStore store, AuditKeys keys, Clock clock, ExternalEvidence witness) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.evidence = witness;
  }

  Report run() {
    // What these sign for existed before, so it will be found below unless it was pruned.
    var lastCheckpoint = db.read(store::lastCheckpoint);
    checkAnchors();
    var found = nextHead("");
    while (found.isPresent()) {
      var head = found.get();
      checkChain(head);
      found = nextHead(head.chainId());
    }
    var signed = new CheckpointVerification(db, store, keys, faults, lastSeqs);
    var checkpoints = signed.check(lastCheckpoint, evidence.checkpoints());
    signed.check(evidence.heads());
    evidence.heads().stream()
        .filter(head -> head.chainId().equals(HeadFile.KEYS))
        .forEach(key -> faults.add(HeadFile.KEYS, 0, "the audit key " + key.hash() + " is gone"));
    var openings = checkOpenings(signed);
    if (evidence.own() != null) {
      evidence
          .own()
          .endedChains()
          .forEach(
              head -> signed.ends().put(head.chainId(), SignedChainEnd.of(head, clock.instant())));
    }
    lastSeqs.forEach((chainId, last) -> checkEnd(chainId, last, openings, signed.ends()));
    return new Report(
        faults.isEmpty(),
        events,
        lastSeqs.size(),
        checkpoints,
        anchors,
        unsigned,
        from,
        to,
        faults.first());
  }

  /// The chains that this server has begun or adopted. All others are reported.
  private Map<String, ChainOpening> checkOpenings(CheckpointVerification signed) {
    var openings = new HashMap<String, ChainOpening>();
    var adopted = new ArrayList<ChainHead>();
    var after = "";
    List<ChainOpening> batch;
    do {
      var start = after;
      batch = db.read(handle -> store.openings(handle, start, BATCH));
      for (var opening : batch) {
        after = opening.chainId();
        if (opening.isSignatureValid(keys)) {
          openings.put(after, opening);
          if (opening.isAdoption()) {
            adopted.add(new ChainHead(after, opening.seq(), opening.hash()));
          }
          checkOpening(opening);
        }
      }
    } while (batch.size() == BATCH);
    signed.check(adopted);
    lastSeqs.keySet().stream()
        .filter(chainId -> !openings.containsKey(chainId))
        .forEach(chainId ->
            faults.add(
                chainId, 1, "the chain has no signed opening: this server did not write it"));
    return openings;
  }

  /// An opening was written with its chain's first event.
  private void checkOpening(ChainOpening opening) {
    var chainId = opening.chainId();
    if (!lastSeqs.containsKey(chainId)
        && !faults.hasFaultIn(chainId)
        && anchor(chainId).isEmpty()
        && db.read(handle -> store.head(handle, chainId)).isEmpty()) {
      faults.add(chainId, Math.max(1, opening.seq()), "the whole chain is gone");
    }
  }

  /// Checks the events after the last link of a chain that was signed for.
  private void checkEnd(
      String chainId,
      long last,
      Map<String, ChainOpening> openings,
      Map<String, SignedChainEnd> ends) {
    var opening = openings.get(chainId);
    if (opening == null || faults.hasFaultIn(chainId)) {
      return;
    }
    var end = endOf(opening, ends);
    unsigned += Math.max(0, last - end.seq());
    var own = evidence.own();
    var wrong =
        own != null && own.lastCommitted().chainId().equals(chainId)
            ? db.read(own::firstForeign).map(OptionalLong::of).orElseGet(OptionalLong::empty)
            : behind(chainId, last, end);
    wrong.ifPresent(seq ->
        faults.add(
            chainId, seq, "events were added after the end of the chain, from number " + seq));
  }

  private SignedChainEnd endOf(ChainOpening opening, Map<String, SignedChainEnd> ends) {
    var end =
        opening.isAdoption()
            ? SignedChainEnd.of(opening)
            : Objects.requireNonNullElseGet(
                ends.get(opening.chainId()), () -> SignedChainEnd.of(opening));
    return anchor(opening.chainId())
        .filter(anchor -> anchor.seq() > end.seq() && anchor.isSignatureValid(keys))
        .map(anchor ->
            new SignedChainEnd(
                anchor.seq(), anchor.hash(), anchor.prunedAt(), Checkpoint.ChainEnd.FOUND))
        .orElse(end);
  }

  private OptionalLong behind(String chainId, long last, SignedChainEnd end) {
    if (last <= end.seq()) {
      return OptionalLong.empty();
    }
    var since = end.since(clock.instant());
    return db.read(
        handle -> store.firstBetween(handle, chainId, end.seq(), last, end.until(), since));
  }

  private Optional<ChainHead> nextHead(String afterChain) {
    var found = db.readIfUndamaged(handle -> store.nextHead(handle, afterChain));
    if (found.isEmpty()) {
      faults.add(afterChain, 0, "the chains after this one cannot be read");
    }
    return found.flatMap(head -> head);
  }

  private void checkAnchors() {
    var after = "";
    List<PruningAnchor> batch;
    do {
      var start = after;
      var read = db.readIfUndamaged(handle -> store.anchors(handle, start, BATCH));
      if (read.isEmpty()) {
        faults.add(start, 0, "the anchors after this chain's cannot be read");
      }
      batch = read.orElse(List.of());
      for (var anchor : batch) {
        anchors++;
        after = anchor.chainId();
        if (!anchor.isSignatureValid(keys)) {
          faults.add(anchor.chainId(), anchor.seq(), "the anchor is not what was signed");
        }
      }
    } while (batch.size() == BATCH);
  }

  private void checkChain(ChainHead head) {
    var chainId = head.chainId();
    var at = start(chainId);
    var limit = BATCH;
    var more = true;
    while (more) {
      var seq = at.seq();
      var size = limit;
      var batch = db.readIfUndamaged(handle -> store.links(handle, chainId, seq, head.seq(), size));
      if (batch.isPresent()) {
        for (var link : batch.get()) {
          at = follow(at, link);
        }
        more = batch.get().size() == limit;
        limit = BATCH;
      } else if (limit > 1) {
        // A smaller batch, to come as close as possible to what cannot be read.
        limit = limit / 4 + 1 < limit ? limit / 4 + 1 : 1;
      } else {
        at = skipUnreadable(head, seq + 1);
        more = at.seq() < head.seq();
      }
    }
    lastSeqs.put(chainId, at.seq());
  }

  /// The database is damaged at this link. The verification continues after it.
  private Cursor skipUnreadable(ChainHead head, long seq) {
    faults.add(head.chainId(), seq, "the event cannot be read: the database is damaged");
    return new Cursor(seq, null);
  }

  /// The position before the chain's first link: the genesis, or the anchor. An invalid anchor has
  /// been reported, so then any first link is accepted.
  private Cursor start(String chainId) {
    var anchor = anchor(chainId);
    if (anchor.isEmpty()) {
      return Cursor.BEGINNING;
    }
    if (anchor.get().isSignatureValid(keys)) {
      return Cursor.at(anchor.get());
    }
    var first =
        db.readIfUndamaged(handle -> store.firstSeq(handle, chainId))
            .orElse(OptionalLong.empty())
            .orElse(1);
    return new Cursor(first - 1, null);
  }

  private Cursor follow(Cursor place, ChainLink link) {
    var at = link.seq() > place.seq() + 1 ? prunedTo(place, link) : place;
    if (link.seq() <= at.seq()) {
      return at;
    }
    events++;
    noteTime(link.entry().timestamp());
    var whole = link.isHashValid();
    var wrong = whole ? positionFault(at, link) : Optional.of("the event is not what was written");
    wrong.ifPresent(what -> faults.add(link.chainId(), link.seq(), link.entry().eventId(), what));
    return new Cursor(link.seq(), whole ? link.hash() : null);
  }

  /// The position where the chain continues, if its links up to here were pruned since the last
  /// check.
  private Cursor prunedTo(Cursor place, ChainLink link) {
    return anchor(link.chainId())
        .filter(anchor -> anchor.isSignatureValid(keys) && anchor.seq() > place.seq())
        .map(Cursor::at)
        .orElse(place);
  }

  private static Optional<String> positionFault(Cursor at, ChainLink link) {
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

  private void noteTime(Instant happened) {
    if (from == null || happened.isBefore(from)) {
      from = happened;
    }
    if (to == null || happened.isAfter(to)) {
      to = happened;
    }
  }

  private Optional<PruningAnchor> anchor(String chainId) {
    return db.readIfUndamaged(handle -> store.anchor(handle, chainId)).flatMap(anchor -> anchor);
  }
}
