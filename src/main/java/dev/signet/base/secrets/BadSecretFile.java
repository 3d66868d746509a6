package dev.signet.base.secrets;

/// A secret file that cannot be used. The message is for the operator who starts the server; it
/// contains neither the file's name nor its content.
public final class BadSecretFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSecretFile(String message) {
    super(message);
  }
}
