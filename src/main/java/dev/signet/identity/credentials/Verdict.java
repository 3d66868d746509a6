package dev.signet.identity.credentials;

import java.util.Optional;

/// What came of a client's claim.
sealed interface Verdict {

  /// It is who it says, and may have tokens.
  ///
  /// @param key the API key that did it, if it was one
  record Proved(AuthenticatedClient client, Optional<ClientKeys.Key> key) implements Verdict {}

  record Failed(AuthFailed failure) implements Verdict {}
}
