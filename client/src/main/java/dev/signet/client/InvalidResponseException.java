package dev.signet.client;

/** The server sent an invalid successful response, or one that is less secure than requested. */
public final class InvalidResponseException extends SignetException {
  InvalidResponseException(String message) {
    super(message, null);
  }
}
