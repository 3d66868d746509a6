package dev.signet.tokens.signingkeys;

import java.util.Locale;

/// The state of a signing key. Keys of all three states are in the key set.
public enum SigningKeyState {
  /// Published ahead, so that verifiers have it when it begins to sign.
  NEXT,
  /// Signs.
  CURRENT,
  /// No longer signs; kept until its last token has expired.
  RETIRED;

  /// The spelling on the wire and in the database.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SigningKeyState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
