package dev.signet.identity.credentials;

import java.util.Locale;

/// How a client secret is hashed for storage.
public enum HashKind {
  /// HMAC with a key that is not in the database: suitable for the random secrets that this server
  /// generates.
  KEYED,
  /// For servers that are required to use bcrypt, and for imported hashes.
  BCRYPT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static HashKind ofColumn(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
