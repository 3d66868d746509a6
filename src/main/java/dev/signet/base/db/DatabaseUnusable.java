package dev.signet.base.db;

import org.jspecify.annotations.Nullable;

/// The server cannot start on this database. The message is for whoever starts it.
public final class DatabaseUnusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
