package dev.signet.base.db;

import org.jspecify.annotations.Nullable;

/// The server cannot start with this database. The message is for the operator who starts it.
public final class DatabaseUnusable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
