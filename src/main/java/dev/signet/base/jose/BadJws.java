package dev.signet.base.jose;

/// Something that is no JWS we take. The message is one sentence for whoever sent it, and repeats
/// nothing of it.
public final class BadJws extends Exception {
  private static final long serialVersionUID = 1L;

  BadJws(String message) {
    super(message, null, false, false);
  }

  /// What is wrong with it.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
