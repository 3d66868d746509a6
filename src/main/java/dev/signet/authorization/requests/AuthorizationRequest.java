package dev.signet.authorization.requests;

import dev.signet.authorization.apps.Recipient;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.RedirectUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A well-formed authorization request of a known client ([RFC 6749
/// §4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1)).
///
/// @param codeChallenge the challenge of PKCE, by `S256`
/// @param scopes the requested ones, known or not, in order
/// @param resource the requested one; empty when it has to be inferred
/// @param dpopKey the key that the code is bound to, if it is ([RFC 9449
///   §10](https://www.rfc-editor.org/rfc/rfc9449#section-10))
public record AuthorizationRequest(
    AuthorizationParameters parameters,
    RequestingClient client,
    RedirectTarget target,
    String codeChallenge,
    List<String> scopes,
    Optional<String> resource,
    Optional<Thumbprint> dpopKey,
    Set<Prompt> prompts) {

  public AuthorizationRequest {
    scopes = List.copyOf(scopes);
    prompts = Set.copyOf(prompts);
  }

  /// What the client wants the user to see ([OpenID Connect Core
  /// §3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
  public enum Prompt {
    /// No page: the answer is an error if one is needed.
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT
  }

  /// Where the answer goes.
  ///
  /// @param registered the registered URI that matches
  /// @param uri as it was requested
  /// @param mayGetErrors whether errors may be sent there before the user has pressed anything:
  ///   otherwise any app could make this server lead users to any site ([RFC 9700
  ///   §4.11.2](https://www.rfc-editor.org/rfc/rfc9700#section-4.11.2))
  public record RedirectTarget(
      RedirectUri registered,
      String uri,
      Optional<String> state,
      Recipient recipient,
      boolean mayGetErrors) {

    /// Whether only the client can receive the answer.
    public boolean isProven() {
      return recipient.isProven();
    }
  }

  public boolean prompts(Prompt prompt) {
    return prompts.contains(prompt);
  }
}
