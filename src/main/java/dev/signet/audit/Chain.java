package dev.signet.audit;

import dev.signet.audit.Checkpoint.Head;
import dev.signet.db.Tx;
import dev.signet.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The chain that this run of this node writes. A transaction takes its place in it last, when it
/// holds all its other locks, and keeps the chain until it has ended: so links follow each other in
/// the order they are committed, and no transaction that waits for the chain holds up one that has
/// it for any lock of the database.
final class Chain {
  private static final long PATIENCE_SECONDS = 5;

  private final String id;
  private final AuditStore store;
  private final ChainStore chains;
  private final ReentrantLock lock = new ReentrantLock();

  // Null when it is not known what was committed last; then the database is asked.
  private @Nullable Head head;

  private volatile Head known;

  Chain(String id, AuditStore store, ChainStore chains) {
    this.id = id;
    this.store = store;
    this.chains = chains;
    this.known = new Head(id, 0, Link.GENESIS);
    this.head = known;
  }

  /// The last link that this node knows to be committed; its `seq` is 0 before the first.
  Head known() {
    return known;
  }

  /// Adds an entry when the transaction is about to be committed.
  void append(Tx tx, Entry entry) {
    tx.closing(this, Pending.class, () -> new Pending(tx)).entries.add(entry);
  }

  private final class Pending implements Tx.Closing {
    private final Tx tx;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Head reached;

    Pending(Tx tx) {
      this.tx = tx;
    }

    @Override
    public void beforeCommit() {
      take();
      var at = head == null ? committed() : head;
      // Until this transaction has been committed nobody knows where the chain ends.
      head = null;
      var links = new ArrayList<Link>(entries.size());
      for (var entry : entries) {
        var link = Link.after(at.hash(), id, at.seq() + 1, entry);
        at = new Head(id, link.seq(), link.hash());
        links.add(link);
      }
      store.append(tx, links);
      reached = at;
    }

    private void take() {
      try {
        if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw Refused.unavailable("waited too long for the audit chain");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw Refused.unavailable("interrupted while waiting for the audit chain");
      }
    }

    private Head committed() {
      var handle = tx.handle();
      return chains
          .head(handle, id)
          .or(() ->
              chains.anchor(handle, id).map(pruned -> new Head(id, pruned.seq(), pruned.hash())))
          .orElse(new Head(id, 0, Link.GENESIS));
    }

    @Override
    public Optional<Predicate<Handle>> trace() {
      var last = reached;
      if (last == null) {
        return Optional.empty();
      }
      return Optional.of(handle ->
          last.hash().equals(chains.hashes(handle, id, List.of(last.seq())).get(last.seq())));
    }

    @Override
    public void ended(boolean committed) {
      if (lock.isHeldByCurrentThread()) {
        if (committed && reached != null) {
          head = reached;
          known = reached;
        }
        lock.unlock();
      }
    }
  }
}
