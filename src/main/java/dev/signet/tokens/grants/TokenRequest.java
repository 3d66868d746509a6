package dev.signet.tokens.grants;

import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.DelegationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A parsed request to the token endpoint.
sealed interface TokenRequest {

  /// Client credentials ([RFC 6749 §4.4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2)).
  ///
  /// @param scopes empty when none were requested, which means all allowed scopes
  record ClientCredentials(Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {}

  /// Token exchange ([RFC 8693 §2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.1)).
  ///
  /// @param scopes empty when none were requested, which means all allowed scopes
  /// @param resources from `resource` and `audience`
  /// @param delegation the delegation to use, if it was named
  /// @param lifetime the longest lifetime of the token, if one was requested
  /// @param requestedActor the agent that the token is to be handed over to, by its client id or id
  record Exchange(
      String subjectToken,
      Optional<String> actorToken,
      Optional<Scopes> scopes,
      List<String> resources,
      Optional<DelegationId> delegation,
      Optional<Duration> lifetime,
      Optional<String> requestedActor)
      implements TokenRequest {
    /// The only type of token that is issued.
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    /// Another name for the same: access tokens of this server are JWTs.
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

    /// Named as in [CIBA
    /// §7.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html):
    /// RFC 8693 has no such parameter.
    static final String REQUESTED_EXPIRY = "requested_expiry";

    @Override
    public String toString() {
      return "Exchange ***";
    }
  }

  /// The redemption of an authorization code ([RFC 6749
  /// §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).
  record CodeRedemption(
      String code,
      Optional<String> redirectUri,
      Optional<String> codeVerifier,
      List<String> resources)
      implements TokenRequest {
    @Override
    public String toString() {
      return "CodeRedemption ***";
    }
  }

  /// Refresh ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
  record Refresh(String refreshToken, Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {
    @Override
    public String toString() {
      return "Refresh ***";
    }
  }
}
