package dev.signet.identity.credentials;

import java.util.Optional;

/// What came of a client's claim.
sealed interface AuthenticationResult {

  /// It is who it says, and may have tokens.
  ///
  /// @param key the API key that did it, if it was one
  record Authenticated(AuthenticatedClient client, Optional<ClientSecretSource.FoundSecret> key)
      implements AuthenticationResult {}

  record Failed(ClientAuthenticationFailure failure) implements AuthenticationResult {}
}
