package dev.signet.agents;

import dev.signet.fetch.DocumentUrl;
import java.util.Optional;

/// What an agent may say of the keys that its signatures are checked with.
final class KeySets {
  private KeySets() {}

  /// What is wrong with the address of a key set; empty for one that may be fetched from. Whether
  /// anything is there is seen when it is needed.
  static Optional<String> faultOfUri(String text) {
    return DocumentUrl.parse(text).isPresent()
        ? Optional.empty()
        : Optional.of("must be an https URL with a host, and without user and fragment");
  }
}
