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

/// One transaction under way. It is used by one thread, and not after its end.
public final class Tx {

  /// What is done last inside a transaction, when everything else has its locks.
  public interface CommitHook {
    void beforeCommit();

    /// Called once at the end, whether it was committed or not.
    void afterCompletion(boolean committed);

    /// Whether what this has written is in the database, asked over another connection when the
    /// answer to the commit was lost. Empty when it has written nothing that can be told from what
    /// others write.
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

  /// For what can be read inside a transaction as well as outside of one.
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

  /// Once the transaction has been committed, and before its caller is answered: what memory holds
  /// of the changed rows is put right here.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// As [#afterCommit], and also when it was not committed, or nobody can say whether it was: for
  /// what memory only has to forget.
  public void afterEnd(Runnable action) {
    afterEnd.add(action);
  }

  /// The closing that `owner` put into this transaction, made on first use.
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
