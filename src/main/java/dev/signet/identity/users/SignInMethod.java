package dev.signet.identity.users;

import java.util.Locale;

/// How a user proved their identity.
public enum SignInMethod {
  OPERATOR_KEY,
  SIGN_IN_LINK,
  PASSKEY;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads what [#wire] wrote.
  static SignInMethod parse(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
