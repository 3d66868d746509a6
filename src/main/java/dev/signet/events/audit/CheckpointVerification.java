package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The second half of a [Verification]: whether the checkpoints are as signed, and whether the
/// chains, which have been read, still reach as far as the checkpoints say.
final class CheckpointVerification {
  private static final int BATCH = 1_000;

  private final Db db;
  private final ChainStore store;
  private final AuditKeys keys;
  private final VerificationFaults faults;
  private final Map<String, Long> lastSeqs;
  private final Set<String> reported = new HashSet<>();
  private final Map<String, SignedChainEnd> ends = new HashMap<>();
  private long checkpoints;

  /// @param lasts the last link found of each chain
  CheckpointVerification(
      Db db, ChainStore store, AuditKeys keys, VerificationFaults faults, Map<String, Long> lasts) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.faults = faults;
    this.lastSeqs = lasts;
  }

  /// Verifies the checkpoints.
  ///
  /// @param last the last one that existed before the chains were read
  /// @param witnessed checkpoints that must exist
  /// @return how many there were
  long check(long last, List<ChainHead> witnessed) {
    var at = start();
    var cursor = at.seq();
    List<Checkpoint> batch;
    do {
      var number = cursor;
      var read = db.readIfUndamaged(handle -> store.checkpoints(handle, number, BATCH));
      if (read.isEmpty()) {
        faults.add(Checkpoint.CHAIN, number + 1, "the checkpoints from this one on cannot be read");
      }
      batch = read.orElse(List.of());
      var heads = new ArrayList<ChainHead>();
      for (var checkpoint : batch) {
        cursor = checkpoint.number();
        if (cursor <= last) {
          at = follow(at, checkpoint, heads);
        } else if (checkpoint.isSignatureValid(keys)) {
          learn(checkpoint, checkpoint.parsedHeads());
        }
      }
      check(heads);
    } while (batch.size() == BATCH);
    witnessed.forEach(checkpoint -> checkEvidence(checkpoint, last));
    return checkpoints;
  }

  /// The last signed end of each chain; complete after [#check(long, List)].
  Map<String, SignedChainEnd> ends() {
    return ends;
  }

  private void learn(Checkpoint checkpoint, List<ChainHead> heads) {
    heads.forEach(head -> ends.put(head.chainId(), SignedChainEnd.of(head, checkpoint.takenAt())));
  }

  private void checkEvidence(ChainHead checkpoint, long last) {
    var number = checkpoint.seq();
    var there = db.read(handle -> store.checkpoints(handle, number - 1, 1));
    if (there.isEmpty()) {
      if (!isPruned(checkpoint)) {
        faults.add(Checkpoint.CHAIN, number, "checkpoints are gone, from number " + (last + 1));
      }
    } else if (there.getFirst().number() == number
        && !there.getFirst().hash().equals(checkpoint.hash())) {
      faults.add(Checkpoint.CHAIN, number, "the checkpoint was replaced by another one");
    }
  }

  private Cursor start() {
    var anchor = anchor(Checkpoint.CHAIN);
    if (anchor.isEmpty()) {
      return Cursor.BEGINNING;
    }
    if (anchor.get().isSignatureValid(keys)) {
      return Cursor.at(anchor.get());
    }
    var first = db.readIfUndamaged(handle -> store.checkpoints(handle, 0, 1)).orElse(List.of());
    return new Cursor(first.isEmpty() ? 0 : first.getFirst().number() - 1, null);
  }

  private Cursor follow(Cursor place, Checkpoint checkpoint, List<ChainHead> heads) {
    var number = checkpoint.number();
    var at = number > place.seq() + 1 ? prunedTo(place) : place;
    if (number <= at.seq()) {
      return at;
    }
    checkpoints++;
    if (!checkpoint.isSignatureValid(keys)) {
      faults.add(Checkpoint.CHAIN, number, "the checkpoint is not what was signed");
      return new Cursor(number, null);
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
    return new Cursor(number, checkpoint.hash());
  }

  private Cursor prunedTo(Cursor place) {
    return anchor(Checkpoint.CHAIN)
        .filter(anchor -> anchor.isSignatureValid(keys) && anchor.seq() > place.seq())
        .map(Cursor::at)
        .orElse(place);
  }

  /// Checks that these links exist. They existed before the chains were read, so each was found
  /// then unless it is missing.
  void check(List<ChainHead> heads) {
    var byChain = new HashMap<String, List<ChainHead>>();
    for (var head : heads) {
      byChain.computeIfAbsent(head.chainId(), _ -> new ArrayList<>()).add(head);
    }
    byChain.forEach(this::check);
  }

  private void check(String chainId, List<ChainHead> heads) {
    var seqs = heads.stream().map(ChainHead::seq).toList();
    // Links that cannot be read were reported when the chain was read.
    var hashes = db.readIfUndamaged(handle -> store.hashes(handle, chainId, seqs)).orElse(Map.of());
    for (var head : heads) {
      var fault = reported.contains(chainId) ? null : fault(head, hashes.get(head.seq()));
      if (fault != null) {
        // One fault per chain: the following ones would say the same.
        reported.add(chainId);
        faults.add(chainId, head.seq(), fault);
      }
    }
  }

  private @Nullable String fault(ChainHead head, @Nullable String hash) {
    if (hash != null) {
      return hash.equals(head.hash()) || faults.hasFaultIn(head.chainId())
          ? null
          : "the chain was rewritten: it is not what was signed for";
    }
    var last = lastSeqs.getOrDefault(head.chainId(), 0L);
    if (head.seq() <= last || isPruned(head)) {
      return null;
    }
    return last == 0
        ? "the whole chain is gone"
        : "the chain's end is gone, from number " + (last + 1);
  }

  private boolean isPruned(ChainHead head) {
    return anchor(head.chainId())
        .filter(anchor -> anchor.seq() >= head.seq() && anchor.isSignatureValid(keys))
        .isPresent();
  }

  private Optional<PruningAnchor> anchor(String chainId) {
    return db.readIfUndamaged(handle -> store.anchor(handle, chainId)).flatMap(anchor -> anchor);
  }
}
