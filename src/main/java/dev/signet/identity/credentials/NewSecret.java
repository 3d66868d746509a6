package dev.signet.identity.credentials;

import dev.signet.base.secrets.Secret;

/// A new secret, hashed and ready to be stored.
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

  /// The hash by which it is found when it is presented without a client id. If this is not the
  /// stored hash, it has to be stored in addition.
  StoredHash keyedHash() {
    return keyedHash;
  }
}
