package dev.signet.base.jose;

/// A JWS that is not accepted. The message is one sentence for the sender, and repeats nothing of
/// the JWS.
public final class BadJws extends Exception {
  private static final long serialVersionUID = 1L;

  BadJws(String message) {
    super(message, null, false, false);
  }

  /// The reason.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
