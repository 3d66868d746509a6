package dev.signet.base.db;

import org.jdbi.v3.core.Handle;

/// The differences between the two databases.
public enum Dialect {
  /// A file of this process alone: one writer at a time, and caches are authoritative.
  SQLITE,
  /// A server that several nodes share: rows are locked, and caches may be stale.
  POSTGRESQL;

  /// Makes a `SELECT` lock its rows against changes until the transaction ends. Empty for SQLite,
  /// which has one writer.
  public String forUpdate() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> " FOR UPDATE";
    };
  }

  /// Begins a transaction that writes. On SQLite it first takes the write lock, and waits for it: a
  /// transaction that had read before would fail at once when another process writes. The driver's
  /// own transactions are not used there: its `commit` begins the next one, and fails if that
  /// fails.
  void begin(Handle handle) {
    switch (this) {
      case SQLITE -> handle.execute("BEGIN IMMEDIATE");
      case POSTGRESQL -> handle.begin();
    }
  }

  void commit(Handle handle) {
    switch (this) {
      case SQLITE -> handle.execute("COMMIT");
      case POSTGRESQL -> handle.commit();
    }
  }

  void rollback(Handle handle) {
    switch (this) {
      case SQLITE -> handle.execute("ROLLBACK");
      case POSTGRESQL -> handle.rollback();
    }
  }

  /// Makes a `SELECT` lock its rows against changes and deletion until the transaction ends, while
  /// other transactions may do the same. Empty for SQLite, which has one writer.
  public String forShare() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> " FOR SHARE";
    };
  }

  /// A table with one column, `value`: the texts of a JSON array. With it one statement writes any
  /// number of rows.
  ///
  /// @param array the array in the statement: a parameter, with its colon
  public String textsOf(String array) {
    return switch (this) {
      case SQLITE -> "json_each(" + array + ")";
      case POSTGRESQL -> "json_array_elements_text(CAST(" + array + " AS json)) AS texts(value)";
    };
  }

  /// A condition: whether a text contains another one exactly.
  ///
  /// @param text a column
  /// @param part the text to look for in the statement: a parameter, with its colon
  public String contains(String text, String part) {
    return switch (this) {
      case SQLITE -> "instr(" + text + ", " + part + ") > 0";
      case POSTGRESQL -> "strpos(" + text + ", " + part + ") > 0";
    };
  }

  /// The folder of the migrations that only this database has.
  String ownMigrations() {
    return switch (this) {
      case SQLITE -> "db/sqlite";
      case POSTGRESQL -> "db/postgresql";
    };
  }

  /// Whether other processes may change the database concurrently.
  public boolean isShared() {
    return this == POSTGRESQL;
  }
}
