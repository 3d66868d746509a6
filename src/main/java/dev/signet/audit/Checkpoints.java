package dev.signet.audit;

import dev.signet.audit.Checkpoint.Head;
import dev.signet.db.Db;
import dev.signet.refusal.Refused;
import dev.signet.secrets.OwnSignature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Takes checkpoints. Of its own chain a node signs what it remembers, not what the database says
/// by now; of the others, which may have stopped without a last checkpoint, what it finds.
final class Checkpoints {
  private static final int BATCH = 500;
  private static final int TRIES = 20;

  private final Db db;
  private final ChainStore store;
  private final Chain own;
  private final OwnSignature key;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  // How far each chain has been signed for, and the last checkpoint that this node has seen.
  private final Map<String, Long> covered = new HashMap<>();
  private volatile long lastNumber;
  private String lastHash = Link.GENESIS;

  Checkpoints(Db db, ChainStore store, Chain own, OwnSignature key, Clock clock) {
    this.db = db;
    this.store = store;
    this.own = own;
    this.key = key;
    this.clock = clock;
  }

  /// The last checkpoint that this node has seen; 0 before the first.
  long lastNumber() {
    return lastNumber;
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

  /// False when another node took this number first.
  private boolean takeNext() {
    catchUp();
    var grown = grown();
    if (grown.isEmpty()) {
      return true;
    }
    var checkpoint = Checkpoint.after(lastHash, lastNumber + 1, clock.instant(), grown, key);
    var taken = db.inTransaction(tx -> store.addCheckpoint(tx, checkpoint));
    if (taken) {
      learn(checkpoint, grown);
    }
    return taken;
  }

  private void catchUp() {
    List<Checkpoint> news;
    do {
      news = db.read(handle -> store.checkpoints(handle, lastNumber, BATCH));
      for (var checkpoint : news) {
        // One that was made up must not keep us from signing for what it names.
        learn(checkpoint, checkpoint.isWhole(key) ? checkpoint.parsedHeads() : List.of());
      }
    } while (news.size() == BATCH);
  }

  private void learn(Checkpoint checkpoint, List<Head> heads) {
    for (var head : heads) {
      covered.merge(head.chainId(), head.seq(), Math::max);
    }
    lastHash = checkpoint.hash();
    lastNumber = checkpoint.number();
  }

  private List<Head> grown() {
    var grown = new ArrayList<Head>();
    var mine = own.known();
    addIfGrown(grown, mine);
    var found = db.read(handle -> store.nextHead(handle, ""));
    while (found.isPresent()) {
      var head = found.get();
      if (!head.chainId().equals(mine.chainId())) {
        addIfGrown(grown, head);
      }
      found = db.read(handle -> store.nextHead(handle, head.chainId()));
    }
    return grown;
  }

  private void addIfGrown(List<Head> grown, Head head) {
    if (head.seq() > covered.getOrDefault(head.chainId(), 0L)) {
      grown.add(head);
    }
  }
}
