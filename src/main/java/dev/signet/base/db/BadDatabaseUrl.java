package dev.signet.base.db;

/// A database URL that is not valid. The message names the error, continues "The database …", and
/// does not repeat the URL, which may contain a password.
public final class BadDatabaseUrl extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fault;

  BadDatabaseUrl(String fault) {
    super(fault);
    this.fault = fault;
  }

  /// The message.
  public String fault() {
    return fault;
  }
}
