package dev.signet.authorization.requests;

import java.util.Locale;

/// The error codes of an authorization response ([RFC 6749
/// §4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1), [RFC 8707
/// §2](https://www.rfc-editor.org/rfc/rfc8707#section-2), [OpenID Connect Core
/// §3.1.2.6](https://openid.net/specs/openid-connect-core-1_0.html#AuthError)).
public enum AuthorizationError {
  INVALID_REQUEST,
  UNAUTHORIZED_CLIENT,
  ACCESS_DENIED,
  UNSUPPORTED_RESPONSE_TYPE,
  INVALID_SCOPE,
  INVALID_TARGET,
  LOGIN_REQUIRED,
  CONSENT_REQUIRED,
  INTERACTION_REQUIRED,
  REQUEST_NOT_SUPPORTED,
  REQUEST_URI_NOT_SUPPORTED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
