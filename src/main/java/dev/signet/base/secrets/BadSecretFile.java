package dev.signet.base.secrets;

/// A file that should hold a secret and cannot be used. The message is for the person who starts
/// the server; it names neither the file nor anything in it.
public final class BadSecretFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSecretFile(String message) {
    super(message);
  }
}
