package dev.signet.base.secrets;

/// There is no usable master key; the message says why and never contains the key. The server does
/// not start.
public final class BadMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadMasterKey(String message) {
    super(message, null, false, false);
  }
}
