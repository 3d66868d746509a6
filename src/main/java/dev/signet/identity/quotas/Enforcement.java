package dev.signet.identity.quotas;

import java.util.Locale;

/// What happens at an organization's limits.
public enum Enforcement {
  /// What exceeds a limit is refused.
  HARD,
  /// Nothing is refused; events warn.
  SOFT,
  /// The limits have no effect.
  OFF;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Enforcement parse(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
