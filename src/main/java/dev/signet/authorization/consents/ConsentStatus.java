package dev.signet.authorization.consents;

import java.util.Locale;

/// Whether a client may get tokens by a consent.
public enum ConsentStatus {
  ACTIVE,
  /// Ended; the user may allow the client again.
  ENDED,
  /// Ended by an operator; the user cannot allow the client again until it is unblocked.
  BLOCKED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ConsentStatus of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
