package dev.signet.tokens.signingkeys;

import java.util.Locale;

/// Where a signing key is in its life. All three are in the key set.
public enum SigningKeyState {
  /// Published ahead, so that verifiers have it when it begins to sign.
  NEXT,
  /// Signs.
  CURRENT,
  /// Signs no more; kept until its last token has expired.
  RETIRED;

  /// As the wire and the database spell it.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SigningKeyState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
