package dev.signet.identity.credentials;

import dev.signet.base.secrets.Secret;

/// A secret just made, hashed and ready to be stored.
public final class NewSecret {
  private final Secret secret;
  private final StoredHash hash;
  private final StoredHash keyedHash;

  NewSecret(Secret secret, StoredHash hash, StoredHash keyed) {
    this.secret = secret;
    this.hash = hash;
    this.keyedHash = keyed;
  }

  Secret secret() {
    return secret;
  }

  StoredHash hash() {
    return hash;
  }

  /// What it is found by when somebody presents it and does not say whose it is. Where this is not
  /// the hash that is stored, it has to be remembered beside it.
  StoredHash keyedHash() {
    return keyedHash;
  }
}
