package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Checkpoint.ChainEnd;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Creates checkpoints. For its own chain a node signs what it remembers, not what the database
/// contains. For another node's chain it signs only after that node has not done so for a while,
/// only if the chain has a signed opening, and only for events that can have happened before that
/// node stopped.
final class Checkpoints {

  /// After this long without a signature of its node, a chain's node is assumed to have stopped. A
  /// node that writes signs every minute.
  static final Duration SILENCE_BEFORE_TAKEOVER = Duration.ofMinutes(10);

  private static final int BATCH = 500;
  private static final int TRIES = 20;

  private final Db db;
  private final ChainStore store;
  private final HashChain own;
  private final Supplier<AuditKeys> keys;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  // The last signed end of each chain, and the last checkpoint that this node has seen.
  private final Map<String, SignedChainEnd> signed = new HashMap<>();
  private final Map<String, ChainHead> toSign = new HashMap<>();
  private final Map<String, Optional<ChainOpening>> openings = new HashMap<>();
  private volatile ChainHead last = new ChainHead(Checkpoint.CHAIN, 0, ChainLink.GENESIS);

  Checkpoints(Db db, ChainStore store, HashChain own, Supplier<AuditKeys> keys, Clock clock) {
    this.db = db;
    this.store = store;
    this.own = own;
    this.keys = keys;
    this.clock = clock;
  }

  /// The last checkpoint that this node has seen; its number is 0 before the first.
  ChainHead last() {
    return last;
  }

  /// Forgets what was read from a database that has lost its latest writes, so that it is read
  /// again.
  void forget() {
    lock.lock();
    try {
      signed.clear();
      toSign.clear();
      openings.clear();
      last = new ChainHead(Checkpoint.CHAIN, 0, ChainLink.GENESIS);
    } finally {
      lock.unlock();
    }
  }

  /// Signs for all chains that have grown, if any has.
  void take() {
    lock.lock();
    try {
      for (var attempt = 1; !takeNext(); attempt++) {
        if (attempt == TRIES) {
          throw Refused.unavailable("other nodes took every checkpoint first");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Signs, with the next checkpoint, for the chain of a run that did not end it: for the events
  /// known outside the database, and for later ones that can have happened before the run ended.
  ///
  /// @param known the last link known outside the database
  /// @param knownAt when it was recorded there
  /// @return how many events follow it; empty when the chain has been ended already, or was not
  ///   begun by this server
  Optional<Long> recover(ChainHead known, Instant knownAt) {
    lock.lock();
    try {
      catchUp();
      var at = lastSigned(known.chainId());
      if (at.isEmpty() || at.get().end() != ChainEnd.OPEN) {
        return Optional.empty();
      }
      var from =
          at.get().seq() > known.seq()
              ? at.get()
              : new SignedChainEnd(
                  known.seq(), known.hash(), later(knownAt, at.get().at()), ChainEnd.OPEN);
      var found = lastConsistentHead(known.chainId(), from).with(ChainEnd.CLOSED);
      toSign.put(known.chainId(), found);
      return Optional.of(found.seq() - from.seq());
    } finally {
      lock.unlock();
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// False when another node took this number first.
  private boolean takeNext() {
    catchUp();
    var ended = own.endedChains();
    var grown = grownChains(ended);
    if (grown.isEmpty()) {
      return true;
    }
    var checkpoint =
        Checkpoint.after(last.hash(), last.seq() + 1, clock.instant(), grown, keys.get());
    var taken = db.inTransaction(tx -> store.addCheckpoint(tx, checkpoint));
    if (taken) {
      learn(checkpoint, grown);
      own.markSigned(ended);
      grown.forEach(head -> toSign.remove(head.chainId()));
    }
    return taken;
  }

  private void catchUp() {
    List<Checkpoint> news;
    do {
      news = db.read(handle -> store.checkpoints(handle, last.seq(), BATCH));
      for (var checkpoint : news) {
        // A forged checkpoint must not keep us from signing for the chains that it names.
        learn(
            checkpoint,
            checkpoint.isSignatureValid(keys.get()) ? checkpoint.parsedHeads() : List.of());
      }
    } while (news.size() == BATCH);
  }

  private void learn(Checkpoint checkpoint, List<ChainHead> heads) {
    for (var head : heads) {
      signed.put(head.chainId(), SignedChainEnd.of(head, checkpoint.takenAt()));
    }
    last = new ChainHead(Checkpoint.CHAIN, checkpoint.number(), checkpoint.hash());
  }

  private List<ChainHead> grownChains(List<ChainHead> ended) {
    var grown = new ArrayList<>(ended);
    var ours = new HashSet<String>();
    ended.forEach(head -> ours.add(head.chainId()));
    var mine = own.lastCommitted();
    if (ours.add(mine.chainId()) && hasGrown(mine)) {
      grown.add(mine);
    }
    toSign.values().stream().filter(head -> ours.add(head.chainId())).forEach(grown::add);
    var found = db.read(handle -> store.nextHead(handle, ""));
    while (found.isPresent()) {
      var chainId = found.get().chainId();
      if (!ours.contains(chainId)) {
        silentChainHead(chainId).ifPresent(grown::add);
      }
      found = db.read(handle -> store.nextHead(handle, chainId));
    }
    return grown;
  }

  /// Another node may have signed for our chain while nothing happened here: then this node signs
  /// again as soon as there is a new event.
  private boolean hasGrown(ChainHead mine) {
    var at = signed.get(mine.chainId());
    return mine.seq() > (at == null ? 0 : at.seq());
  }

  /// The end of a chain whose node has not signed for a while.
  private Optional<ChainHead> silentChainHead(String chainId) {
    return lastSigned(chainId)
        .filter(at -> at.end() == ChainEnd.OPEN)
        .filter(at -> at.at().plus(SILENCE_BEFORE_TAKEOVER).isBefore(clock.instant()))
        .map(at -> lastConsistentHead(chainId, at));
  }

  /// The last signed end of a chain. Empty for a chain without an opening, which is not ours.
  private Optional<SignedChainEnd> lastSigned(String chainId) {
    // An opening is written with its chain's first event, so this result does not change.
    return openings
        .computeIfAbsent(chainId, this::opening)
        .map(opening ->
            opening.isAdoption()
                ? SignedChainEnd.of(opening)
                : Objects.requireNonNullElseGet(
                    signed.get(chainId), () -> SignedChainEnd.of(opening)));
  }

  private Optional<ChainOpening> opening(String chainId) {
    return db.read(handle -> store.opening(handle, chainId))
        .filter(opening -> opening.isSignatureValid(keys.get()));
  }

  /// The last of the links that follow the signed end of a chain, are consistent, and can have
  /// happened before its node would have signed again.
  private ChainHead lastConsistentHead(String chainId, SignedChainEnd from) {
    var at = new ChainHead(chainId, from.seq(), from.hash(), ChainEnd.FOUND);
    List<ChainLink> batch;
    do {
      var seq = at.seq();
      batch = db.read(handle -> store.links(handle, chainId, seq, Long.MAX_VALUE, BATCH));
      for (var link : batch) {
        if (link.seq() != at.seq() + 1
            || !link.prevHash().equals(at.hash())
            || !link.isHashValid()
            || link.entry().timestamp().isAfter(from.until())) {
          return at;
        }
        at = new ChainHead(chainId, link.seq(), link.hash(), ChainEnd.FOUND);
      }
    } while (batch.size() == BATCH);
    return at;
  }
}
