package dev.signet.identity.credentials;

import java.util.Optional;

/// The result of checking a client's claim.
sealed interface AuthenticationResult {

  /// The client is authenticated and may get tokens.
  ///
  /// @param key the API key that was used, if any
  record Authenticated(AuthenticatedClient client, Optional<ClientSecretSource.FoundSecret> key)
      implements AuthenticationResult {}

  /// The client's keys could not be fetched now, for reasons that are not the client's: neither a
  /// success nor a failure.
  record Unavailable() implements AuthenticationResult {}

  record Failed(ClientAuthenticationFailure failure) implements AuthenticationResult {}
}
