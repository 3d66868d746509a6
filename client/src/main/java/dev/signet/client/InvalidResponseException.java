package dev.signet.client;

/** The server said yes in words that make no sense, or granted something less safe than asked. */
public final class InvalidResponseException extends SignetException {
  InvalidResponseException(String message) {
    super(message, null);
  }
}
