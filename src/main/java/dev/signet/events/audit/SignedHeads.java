package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Checkpoint.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The second half of a [Verification]: that the checkpoints are what was signed, and that the
/// chains, which have been followed, still come as far as was signed for.
final class SignedHeads {
  private static final int BATCH = 1_000;

  private final Db db;
  private final ChainStore store;
  private final AuditKeys keys;
  private final Faults faults;
  private final Map<String, Long> lasts;
  private final Set<String> told = new HashSet<>();
  private final Map<String, SignedEnd> ends = new HashMap<>();
  private long checkpoints;

  /// @param lasts the last link that was found of each chain
  SignedHeads(Db db, ChainStore store, AuditKeys keys, Faults faults, Map<String, Long> lasts) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.faults = faults;
    this.lasts = lasts;
  }

  /// Checks the checkpoints.
  ///
  /// @param last the last that there was before the chains were followed
  /// @param witnessed checkpoints that there have to be
  /// @return how many there were
  long check(long last, List<Head> witnessed) {
    var at = start();
    var cursor = at.seq();
    List<Checkpoint> batch;
    do {
      var number = cursor;
      var read = db.readIfWhole(handle -> store.checkpoints(handle, number, BATCH));
      if (read.isEmpty()) {
        faults.add(Checkpoint.CHAIN, number + 1, "the checkpoints from this one on cannot be read");
      }
      batch = read.orElse(List.of());
      var heads = new ArrayList<Head>();
      for (var checkpoint : batch) {
        cursor = checkpoint.number();
        if (cursor <= last) {
          at = follow(at, checkpoint, heads);
        } else if (checkpoint.isWhole(keys)) {
          learn(checkpoint, checkpoint.parsedHeads());
        }
      }
      check(heads);
    } while (batch.size() == BATCH);
    witnessed.forEach(checkpoint -> checkWitnessed(checkpoint, last));
    return checkpoints;
  }

  /// What was signed last of each chain, once [#check(long, List)] has been through.
  Map<String, SignedEnd> ends() {
    return ends;
  }

  private void learn(Checkpoint checkpoint, List<Head> heads) {
    heads.forEach(head -> ends.put(head.chainId(), SignedEnd.of(head, checkpoint.takenAt())));
  }

  private void checkWitnessed(Head checkpoint, long last) {
    var number = checkpoint.seq();
    var there = db.read(handle -> store.checkpoints(handle, number - 1, 1));
    if (there.isEmpty()) {
      if (!isPruned(checkpoint)) {
        faults.add(Checkpoint.CHAIN, number, "checkpoints are gone, from number " + (last + 1));
      }
    } else if (there.getFirst().number() == number
        && !there.getFirst().hash().equals(checkpoint.hash())) {
      faults.add(Checkpoint.CHAIN, number, "another checkpoint was put in the place of this one");
    }
  }

  private Place start() {
    var anchor = anchor(Checkpoint.CHAIN);
    if (anchor.isEmpty()) {
      return Place.BEGINNING;
    }
    if (anchor.get().isWhole(keys)) {
      return Place.at(anchor.get());
    }
    var first = db.readIfWhole(handle -> store.checkpoints(handle, 0, 1)).orElse(List.of());
    return new Place(first.isEmpty() ? 0 : first.getFirst().number() - 1, null);
  }

  private Place follow(Place place, Checkpoint checkpoint, List<Head> heads) {
    var number = checkpoint.number();
    var at = number > place.seq() + 1 ? prunedTo(place) : place;
    if (number <= at.seq()) {
      return at;
    }
    checkpoints++;
    if (!checkpoint.isWhole(keys)) {
      faults.add(Checkpoint.CHAIN, number, "the checkpoint is not what was signed");
      return new Place(number, null);
    }
    if (number > at.seq() + 1) {
      faults.add(
          Checkpoint.CHAIN,
          number,
          "checkpoints before this one are gone, from number " + (at.seq() + 1));
    } else if (!at.isFollowedBy(checkpoint.prevHash())) {
      faults.add(Checkpoint.CHAIN, number, "the checkpoint does not follow the one before it");
    }
    var parsed = checkpoint.parsedHeads();
    learn(checkpoint, parsed);
    heads.addAll(parsed);
    return new Place(number, checkpoint.hash());
  }

  private Place prunedTo(Place place) {
    return anchor(Checkpoint.CHAIN)
        .filter(anchor -> anchor.isWhole(keys) && anchor.seq() > place.seq())
        .map(Place::at)
        .orElse(place);
  }

  /// Checks that these links are there. They were before the chains were followed, so each has been
  /// come by unless it is gone.
  void check(List<Head> heads) {
    var byChain = new HashMap<String, List<Head>>();
    for (var head : heads) {
      byChain.computeIfAbsent(head.chainId(), _ -> new ArrayList<>()).add(head);
    }
    byChain.forEach(this::check);
  }

  private void check(String chainId, List<Head> heads) {
    var seqs = heads.stream().map(Head::seq).toList();
    // What cannot be read was told of when the chain was followed.
    var hashes = db.readIfWhole(handle -> store.hashes(handle, chainId, seqs)).orElse(Map.of());
    for (var head : heads) {
      var fault = told.contains(chainId) ? null : fault(head, hashes.get(head.seq()));
      if (fault != null) {
        // One fault a chain: what comes after it would say the same.
        told.add(chainId);
        faults.add(chainId, head.seq(), fault);
      }
    }
  }

  private @Nullable String fault(Head head, @Nullable String hash) {
    if (hash != null) {
      return hash.equals(head.hash()) || faults.areIn(head.chainId())
          ? null
          : "the chain was written anew: it is not what was signed for";
    }
    var last = lasts.getOrDefault(head.chainId(), 0L);
    if (head.seq() <= last || isPruned(head)) {
      return null;
    }
    return last == 0
        ? "the whole chain is gone"
        : "the chain's end is gone, from number " + (last + 1);
  }

  private boolean isPruned(Head head) {
    return anchor(head.chainId())
        .filter(anchor -> anchor.seq() >= head.seq() && anchor.isWhole(keys))
        .isPresent();
  }

  private Optional<Anchor> anchor(String chainId) {
    return db.readIfWhole(handle -> store.anchor(handle, chainId)).flatMap(anchor -> anchor);
  }
}
