package dev.signet.db;

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

  /// Whether other processes may change the database under us.
  public boolean isShared() {
    return this == POSTGRESQL;
  }
}
