package dev.signet.base.jose;

/// A JWK that is not an accepted public key. The message is one sentence for the sender, and
/// repeats nothing of the key.
public final class BadJwk extends Exception {
  private static final long serialVersionUID = 1L;

  BadJwk(String message) {
    super(message, null, false, false);
  }

  /// The reason.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
