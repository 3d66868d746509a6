package dev.signet.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer came: nobody listens, the connection broke, or it took too long. Whether the server did
 * what was asked is not known.
 */
public final class UnreachableException extends SignetException {
  UnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
