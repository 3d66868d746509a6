package dev.signet.events.audit;

import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Checkpoint.ChainEnd;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The chain that this run of this node writes. A transaction takes its place in it last, when it
/// holds all its other locks, and keeps the chain until it has ended: so links follow each other in
/// the order they are committed, and no transaction that waits for the chain holds up one that has
/// it for any lock of the database.
///
/// The node remembers where its chain ends. When the database says something else, it does not
/// follow: it begins another chain, and the former one ends where this node left it.
final class HashChain {
  private static final long PATIENCE_SECONDS = 5;

  private final Ids ids;
  private final Clock clock;
  private final Supplier<AuditKeys> keys;
  private final AuditStore store;
  private final ChainStore chains;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<ChainHead> endedChains = new ConcurrentLinkedQueue<>();
  private final Queue<ChainMismatch> mismatches = new ConcurrentLinkedQueue<>();

  // Null when it is not known what was committed last; then the database is asked.
  private @Nullable ChainHead head;

  // Where the last transaction would have brought the chain, while its outcome is not known.
  private @Nullable ChainHead attempted;

  private volatile ChainHead lastCommitted;
  private boolean closed;

  HashChain(Ids ids, Clock clock, Supplier<AuditKeys> keys, AuditStore store, ChainStore chains) {
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.store = store;
    this.chains = chains;
    this.lastCommitted = new ChainHead(ids.next(), 0, ChainLink.GENESIS);
    this.head = lastCommitted;
  }

  /// The last link that this node knows to be committed; its `seq` is 0 before the first.
  ChainHead lastCommitted() {
    return lastCommitted;
  }

  /// Adds an entry when the transaction is about to be committed.
  void append(Tx tx, AuditEntry entry) {
    tx.commitHook(this, PendingLinks.class, () -> new PendingLinks(tx)).entries.add(entry);
  }

  /// Adds an entry to another chain: this node's last events are gone from the database, and its
  /// chain ends where the database has it end.
  void appendAfterLoss(Tx tx, AuditEntry entry) {
    append(tx, entry);
    tx.commitHook(this, PendingLinks.class, () -> new PendingLinks(tx)).isAfterLoss = true;
  }

  /// What is gone from a database that another server has given us: the events of this run's chain
  /// after the last one that is there.
  ///
  /// @return where the chain ends there; empty when it ends where this node left it, or has been
  ///   changed otherwise
  Optional<ChainHead> lostSince(Handle handle, ChainHead at) {
    var found = committedHead(handle, at.chainId());
    return found.seq() < at.seq() ? Optional.of(found) : Optional.empty();
  }

  /// Chains of this run that have ended, and are to be signed for as that.
  List<ChainHead> endedChains() {
    return List.copyOf(endedChains);
  }

  /// These have been signed for.
  void markSigned(List<ChainHead> heads) {
    endedChains.removeAll(heads);
  }

  /// What was found in the database instead of what this node wrote, since it was last asked.
  List<ChainMismatch> takeMismatches() {
    var taken = new ArrayList<ChainMismatch>();
    for (var next = mismatches.poll(); next != null; next = mismatches.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /// Ends the chain: the server stops. What would be appended later is refused.
  void close() {
    lock.lock();
    try {
      if (!closed && lastCommitted.seq() > 0) {
        endedChains.add(lastCommitted.with(ChainEnd.CLOSED));
      }
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /// The place of the first link that the database has behind what this node wrote.
  Optional<Long> firstForeign(Handle handle) {
    acquire();
    try {
      var at = lastCommitted;
      var uncertain = attempted;
      return chains
          .head(handle, at.chainId())
          .filter(found -> found.seq() > at.seq())
          .filter(found -> uncertain == null || !isSamePosition(found, uncertain))
          .map(_ -> at.seq() + 1);
    } finally {
      lock.unlock();
    }
  }

  private void acquire() {
    try {
      if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Refused.unavailable("waited too long for the audit chain");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while waiting for the audit chain");
    }
  }

  private ChainHead committedHead(Handle handle, String chainId) {
    return chains
        .head(handle, chainId)
        .or(() ->
            chains
                .anchor(handle, chainId)
                .map(pruned -> new ChainHead(chainId, pruned.seq(), pruned.hash())))
        .orElse(new ChainHead(chainId, 0, ChainLink.GENESIS));
  }

  private static boolean isSamePosition(ChainHead found, ChainHead expected) {
    return found.seq() == expected.seq() && found.hash().equals(expected.hash());
  }

  private final class PendingLinks implements Tx.CommitHook {
    private final Tx tx;
    private final List<AuditEntry> entries = new ArrayList<>();
    private @Nullable ChainHead reached;
    private boolean isAfterLoss;

    PendingLinks(Tx tx) {
      this.tx = tx;
    }

    @Override
    public void beforeCommit() {
      acquire();
      if (closed) {
        throw Refused.unavailable("the server is stopping");
      }
      var at = isAfterLoss ? newHeadAfterLoss() : head == null ? recoveredHead() : head;
      // Until this transaction has been committed it is not known where the chain ends.
      head = null;
      if (at.seq() == 0) {
        chains.addOpening(tx, ChainOpening.of(at.chainId(), clock.instant(), keys.get()));
      }
      var links = new ArrayList<ChainLink>(entries.size());
      for (var entry : entries) {
        var link = ChainLink.after(at.hash(), at.chainId(), at.seq() + 1, entry);
        at = new ChainHead(at.chainId(), link.seq(), link.hash());
        links.add(link);
      }
      attempted = at;
      store.append(tx, links);
      reached = at;
    }

    private ChainHead newHeadAfterLoss() {
      var found = committedHead(tx.handle(), lastCommitted.chainId());
      if (found.seq() > 0) {
        endedChains.add(found.with(ChainEnd.CLOSED));
      }
      attempted = null;
      lastCommitted = new ChainHead(ids.next(), 0, ChainLink.GENESIS);
      return lastCommitted;
    }

    /// Where the chain ends, after a transaction whose outcome is not known: either where it ended
    /// before it, or where it would have brought it.
    private ChainHead recoveredHead() {
      var handle = tx.handle();
      var at = lastCommitted;
      var found = committedHead(handle, at.chainId());
      var uncertain = attempted;
      if (isSamePosition(found, at) || (uncertain != null && isSamePosition(found, uncertain))) {
        lastCommitted = found;
        return found;
      }
      var last = uncertain != null && isCommitted(handle, uncertain) ? uncertain : at;
      mismatches.add(
          new ChainMismatch(
              at.chainId(), last.seq(), "the database does not end the chain where this node did"));
      if (last.seq() > 0) {
        endedChains.add(last.with(ChainEnd.CLOSED));
      }
      attempted = null;
      lastCommitted = new ChainHead(ids.next(), 0, ChainLink.GENESIS);
      return lastCommitted;
    }

    private boolean isCommitted(Handle handle, ChainHead uncertain) {
      var hashes = chains.hashes(handle, uncertain.chainId(), List.of(uncertain.seq()));
      return uncertain.hash().equals(hashes.get(uncertain.seq()));
    }

    @Override
    public Optional<Predicate<Handle>> commitCheck() {
      var last = reached;
      if (last == null) {
        return Optional.empty();
      }
      return Optional.of(handle ->
          last.hash()
              .equals(chains.hashes(handle, last.chainId(), List.of(last.seq())).get(last.seq())));
    }

    @Override
    public void afterCompletion(boolean committed) {
      if (lock.isHeldByCurrentThread()) {
        if (committed && reached != null) {
          head = reached;
          lastCommitted = reached;
          attempted = null;
        }
        lock.unlock();
      }
    }
  }
}
