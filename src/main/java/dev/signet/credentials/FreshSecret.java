package dev.signet.credentials;

import dev.signet.secrets.Secret;

/// A secret just made, hashed and ready to be stored.
public final class FreshSecret {
  private final Secret secret;
  private final StoredHash hash;

  FreshSecret(Secret secret, StoredHash hash) {
    this.secret = secret;
    this.hash = hash;
  }

  Secret secret() {
    return secret;
  }

  StoredHash hash() {
    return hash;
  }
}
