package dev.signet.identity.credentials;

import java.util.Locale;

/// How a client secret is hashed for storage.
public enum HashKind {
  /// HMAC under a key that is not in the database: right for the random secrets that we make.
  KEYED,
  /// For those who must have it, and for hashes brought in from elsewhere.
  BCRYPT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static HashKind ofColumn(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
