package dev.signet.identity.apikeys;

import java.util.Optional;

/// What is stored of a pair.
///
/// @param rotation empty where the agent does not rotate its key itself
record Hashes(String key, Optional<String> rotation) {
  @Override
  public String toString() {
    return "Hashes[***]";
  }
}
