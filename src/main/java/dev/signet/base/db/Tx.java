package dev.signet.base.db;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/// An open transaction. It is used by one thread, and not after its end.
public final class Tx {

  /// Runs last inside a transaction, when everything else has its locks.
  public interface CommitHook {
    void beforeCommit();

    /// Called once at the end of the transaction, whether it was committed or not.
    void afterCompletion(boolean committed);

    /// A check, over another connection, whether the transaction is in the database, for when the
    /// response to its commit was lost. Empty when the transaction wrote nothing that can be told
    /// apart from the writes of others.
    default Optional<Predicate<Handle>> commitCheck() {
      return Optional.empty();
    }
  }

  private final Handle handle;
  private final Map<Object, CommitHook> commitHooks = new HashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> afterEnd = new ArrayList<>();

  Tx(Handle handle) {
    this.handle = handle;
  }

  /// For code that reads inside or outside a transaction.
  public Handle handle() {
    return handle;
  }

  public Query query(String sql) {
    return handle.createQuery(sql);
  }

  public Update update(String sql) {
    return handle.createUpdate(sql);
  }

  public PreparedBatch batch(String sql) {
    return handle.prepareBatch(sql);
  }

  /// Runs after the commit and before the caller gets its response: to update what memory holds of
  /// the changed rows.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// As [#afterCommit], but also when the transaction was not committed or its outcome is unknown:
  /// for removing entries from memory.
  public void afterEnd(Runnable action) {
    afterEnd.add(action);
  }

  /// The hook that `owner` added to this transaction, created on first use.
  public <C extends CommitHook> C commitHook(Object owner, Class<C> type, Supplier<C> make) {
    return type.cast(commitHooks.computeIfAbsent(owner, _ -> make.get()));
  }

  Optional<Predicate<Handle>> commitCheck() {
    return commitHooks.values().stream()
        .flatMap(closing -> closing.commitCheck().stream())
        .findFirst();
  }

  void runBeforeCommit() {
    commitHooks.values().forEach(CommitHook::beforeCommit);
  }

  void complete(boolean committed) {
    commitHooks.values().forEach(closing -> closing.afterCompletion(committed));
    afterEnd.forEach(Runnable::run);
    if (committed) {
      afterCommit.forEach(Runnable::run);
    }
  }
}
