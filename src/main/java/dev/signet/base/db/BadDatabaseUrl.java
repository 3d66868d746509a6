package dev.signet.base.db;

/// A text that does not say where the data is. The message names what is wrong with it, continues
/// "The database …", and repeats nothing of the text, as a password may be in it.
public final class BadDatabaseUrl extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fault;

  BadDatabaseUrl(String fault) {
    super(fault);
    this.fault = fault;
  }

  /// What the message says.
  public String fault() {
    return fault;
  }
}
