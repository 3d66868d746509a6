package dev.signet.client;

/**
 * The credential in the store is no longer good, and its successor never arrived. Somebody has to
 * give the agent a new one; the message says how.
 */
public final class CredentialLostException extends SignetException {
  CredentialLostException(String message) {
    super(message, null);
  }
}
