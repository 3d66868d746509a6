package dev.signet.identity.credentials;

/// The stored hash of a secret.
record StoredHash(HashKind kind, String value) {
  @Override
  public String toString() {
    return kind + " ***";
  }
}
