package dev.signet.base.db;

import dev.signet.base.json.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;

/// Locks by name, which a transaction holds until its end: shared with other transactions, or
/// exclusively. They write nothing, and they are fair: a transaction that waits for an exclusive
/// lock is not overtaken by others that share it, which a lock of a row would allow. They are taken
/// before any row is locked, so that two transactions do not wait for each other.
///
/// SQLite has one writer at a time, so there each lock is granted at once.
public final class NamedLocks {
  private final Dialect dialect;

  public NamedLocks(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Waits until no other transaction holds the lock.
  public void lockExclusively(Tx tx, String name) {
    if (dialect.isShared()) {
      lock(tx.query("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name);
    }
  }

  /// Takes the lock if no other transaction holds it now. It never waits.
  ///
  /// @return whether the lock was taken
  public boolean tryLockExclusively(Tx tx, String name) {
    return !dialect.isShared()
        || tx.query("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
            .bind("name", name)
            .mapTo(Boolean.class)
            .one();
  }

  /// Waits until no other transaction holds the lock exclusively, or waits for that.
  public void lockShared(Tx tx, String name) {
    if (dialect.isShared()) {
      lock(tx.query("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"), name);
    }
  }

  private static void lock(Query statement, String name) {
    statement.bind("name", name).mapTo(String.class).one();
  }

  /// Takes those of the locks that can be shared now. It never waits, and is one statement.
  ///
  /// @return the names of the locks that were taken
  public Set<String> tryLockShared(Tx tx, Collection<String> names) {
    if (!dialect.isShared()) {
      return Set.copyOf(names);
    }
    return new HashSet<>(
        tx.query(
                "SELECT value FROM "
                    + dialect.textsOf(":names")
                    + " WHERE pg_try_advisory_xact_lock_shared(hashtextextended(value, 0))")
            .bind("names", Json.toText(names))
            .mapTo(String.class)
            .list());
  }
}
