package dev.signet.tokens.grants;

import dev.signet.base.oauth.Scopes;
import java.util.List;
import java.util.Optional;

/// A parsed request to the token endpoint.
sealed interface TokenRequest {

  /// Client credentials ([RFC 6749 §4.4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2)).
  ///
  /// @param scopes empty when none were requested, which means all allowed scopes
  record ClientCredentials(Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {}

  /// Refresh ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
  record Refresh(String refreshToken, Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {
    @Override
    public String toString() {
      return "Refresh ***";
    }
  }
}
