package dev.signet.base.secrets;

/// There is no usable master key; the message says what is wrong and never shows the key. It ends
/// the start.
public final class BadMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadMasterKey(String message) {
    super(message, null, false, false);
  }
}
