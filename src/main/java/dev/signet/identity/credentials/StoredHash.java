package dev.signet.identity.credentials;

/// All that is kept of a secret.
record StoredHash(HashKind kind, String value) {
  @Override
  public String toString() {
    return kind + " ***";
  }
}
