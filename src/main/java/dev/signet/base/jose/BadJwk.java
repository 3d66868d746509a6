package dev.signet.base.jose;

/// A JWK that is no public key we take. The message is one sentence for whoever sent it, and
/// repeats nothing of it.
public final class BadJwk extends Exception {
  private static final long serialVersionUID = 1L;

  BadJwk(String message) {
    super(message, null, false, false);
  }

  /// What is wrong with it.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
