package dev.signet.identity.credentials;

import java.util.Optional;

/// The result of checking a client's claim.
sealed interface AuthenticationResult {

  /// The client is authenticated and may get tokens.
  ///
  /// @param key the API key that was used, if any
  record Authenticated(AuthenticatedClient client, Optional<ClientSecretSource.FoundSecret> key)
      implements AuthenticationResult {}

  record Failed(ClientAuthenticationFailure failure) implements AuthenticationResult {}
}
