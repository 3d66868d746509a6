package dev.signet.identity.users;

import java.util.Locale;

/// How a user signed in.
public enum SignInMethod {
  OPERATOR_KEY,
  SIGN_IN_LINK,
  PASSKEY;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
