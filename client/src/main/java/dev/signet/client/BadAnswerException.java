package dev.signet.client;

/** The server said yes in words that make no sense, or granted something less safe than asked. */
public final class BadAnswerException extends SignetException {
  BadAnswerException(String message) {
    super(message, null);
  }
}
