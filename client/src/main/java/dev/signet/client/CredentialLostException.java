package dev.signet.client;

/**
 * The credential in the store is no longer valid, and its successor was never received. An operator
 * has to give the agent a new credential; the message says how.
 */
public final class CredentialLostException extends SignetException {
  CredentialLostException(String message) {
    super(message, null);
  }
}
