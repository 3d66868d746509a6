package dev.signet.client;

import org.jspecify.annotations.Nullable;

/**
 * There was no response: the server is not listening, the connection broke, or the response took
 * too long. The server may have executed the request.
 */
public final class UnreachableException extends SignetException {
  UnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
