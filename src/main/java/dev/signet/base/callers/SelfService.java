package dev.signet.base.callers;

import java.util.Locale;

/// What an agent may do to itself with its access token or API key.
public enum SelfService {
  /// Reading and changing: rotating its secret, deactivating itself.
  FULL,
  /// Reading only.
  READ,
  /// Nothing.
  OFF;

  /// As the wire and the database spell it.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean allows(boolean reading) {
    return switch (this) {
      case FULL -> true;
      case READ -> reading;
      case OFF -> false;
    };
  }
}
