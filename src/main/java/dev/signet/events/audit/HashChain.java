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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The chain that this run of this node writes. A transaction takes its position in it last, when
/// it holds all its other locks, and holds the chain until it has ended: so links are in the order
/// of commits, and a transaction that waits for the chain never holds a lock of the database that
/// the holder of the chain needs.
///
/// The node remembers the end of its chain. When the database contradicts it, the node begins
/// another chain, and the former one ends where this node left it.
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

  // Null when the last commit is unknown; then the database is queried.
  private @Nullable ChainHead head;

  // The end of the chain after the last transaction, while its outcome is unknown.
  private @Nullable ChainHead attempted;

  private final List<Runnable> commitListeners = new CopyOnWriteArrayList<>();
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

  /// Adds what runs after each commit of links: it must be quick, and must not throw.
  void onCommit(Runnable listener) {
    commitListeners.add(listener);
  }

  /// Appends an entry when the transaction is about to be committed.
  void append(Tx tx, AuditEntry entry) {
    tx.commitHook(this, PendingLinks.class, () -> new PendingLinks(tx)).entries.add(entry);
  }

  /// Appends an entry to another chain, after this node's last events were lost: its chain ends
  /// where the database ends it.
  void appendAfterLoss(Tx tx, AuditEntry entry) {
    append(tx, entry);
    tx.commitHook(this, PendingLinks.class, () -> new PendingLinks(tx)).isAfterLoss = true;
  }

  /// Checks a database server that has replaced another one for lost events at the end of this
  /// run's chain.
  ///
  /// @return where the chain ends there; empty when it ends where this node left it, or was changed
  ///   otherwise
  Optional<ChainHead> lostSince(Handle handle, ChainHead at) {
    var found = committedHead(handle, at.chainId());
    return found.seq() < at.seq() ? Optional.of(found) : Optional.empty();
  }

  /// Chains of this run that have ended, and are to be signed for as ended.
  List<ChainHead> endedChains() {
    return List.copyOf(endedChains);
  }

  /// Removes chains that have been signed for.
  void markSigned(List<ChainHead> heads) {
    endedChains.removeAll(heads);
  }

  /// Contradictions between the database and what this node wrote, since the last call.
  List<ChainMismatch> takeMismatches() {
    var taken = new ArrayList<ChainMismatch>();
    for (var next = mismatches.poll(); next != null; next = mismatches.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /// Ends the chain, when the server stops. Later entries are refused.
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

  /// The position of the first link in the database after those that this node wrote.
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
      // Until this transaction has been committed the end of the chain is unknown.
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

    /// The end of the chain after a transaction with an unknown outcome: either the end before it,
    /// or the end after it.
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
        if (committed) {
          commitListeners.forEach(Runnable::run);
        }
      }
    }
  }
}
