package dev.signet.base.db;

import org.jdbi.v3.core.Handle;

/// Where the two databases have to differ.
public enum Dialect {
  /// A file of this process alone: one writer at a time, and memory can be trusted.
  SQLITE,
  /// A server that several nodes share: rows are locked, and memory is only a guess.
  POSTGRESQL;

  /// What makes a `SELECT` keep others from changing the row until the transaction ends. SQLite has
  /// one writer, so there it is nothing.
  public String forUpdate() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> " FOR UPDATE";
    };
  }

  /// Begins a transaction that writes. In SQLite it takes the lock for writing first, for which it
  /// waits: a transaction that read before would be refused at once when another process writes.
  /// The driver's own transactions are not used there: its `commit` begins the next one, and fails
  /// when that does.
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

  /// What makes a `SELECT` keep others from changing or deleting the rows until the transaction
  /// ends, and lets others do the same. SQLite has one writer, so there it is nothing.
  public String forShare() {
    return switch (this) {
      case SQLITE -> "";
      case POSTGRESQL -> " FOR SHARE";
    };
  }

  /// A table of one column, `value`: the texts of a JSON array. By this one statement writes as
  /// many rows as there are.
  ///
  /// @param array where the array stands in the statement: a parameter, with its colon
  public String textsOf(String array) {
    return switch (this) {
      case SQLITE -> "json_each(" + array + ")";
      case POSTGRESQL -> "json_array_elements_text(CAST(" + array + " AS json)) AS texts(value)";
    };
  }

  /// A condition: whether a text contains another one, to the letter.
  ///
  /// @param text a column
  /// @param part where what is looked for stands in the statement: a parameter, with its colon
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

  /// Whether other processes may change the database under us.
  public boolean isShared() {
    return this == POSTGRESQL;
  }
}
