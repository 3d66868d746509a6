package dev.signet.identity.apikeys;

import java.util.Optional;

/// The stored hashes of an API key and its rotation secret.
///
/// @param rotationSecret empty where the agent does not rotate its key itself
record ApiKeyHashes(String apiKey, Optional<String> rotationSecret) {
  @Override
  public String toString() {
    return "Hashes[***]";
  }
}
