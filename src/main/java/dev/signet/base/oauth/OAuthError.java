package dev.signet.base.oauth;

import java.util.Locale;

/// The error codes of the OAuth endpoints; the wire form is the name in lower case.
public enum OAuthError {
  INVALID_REQUEST(400),
  INVALID_CLIENT(401),
  INVALID_GRANT(400),
  UNAUTHORIZED_CLIENT(400),
  UNSUPPORTED_GRANT_TYPE(400),
  INVALID_SCOPE(400),
  /// RFC 8707 §2: the resource is missing, unknown or malformed.
  INVALID_TARGET(400),
  /// RFC 6750 §3.1: the bearer token is not (or no longer) valid.
  INVALID_TOKEN(401),
  /// RFC 6750 §3.1: the bearer token lacks a scope for the call.
  INSUFFICIENT_SCOPE(403),
  /// RFC 7591 §3.2.2: none of the redirect URIs of a registration is usable.
  INVALID_REDIRECT_URI(400),
  /// RFC 7591 §3.2.2: a registration cannot be accepted for another reason.
  INVALID_CLIENT_METADATA(400),
  /// RFC 9449 §5 and §7.1: the DPoP proof is missing, or not valid for this request. The status is
  /// 401 when it comes with a token.
  INVALID_DPOP_PROOF(400),
  /// RFC 9449 §8: the proof must contain the nonce of the response. At a resource the status is 401
  /// (§9).
  USE_DPOP_NONCE(400),
  /// Over the limit of failed attempts or of calls.
  SLOW_DOWN(429),
  /// RFC 6749 §4.1.2.1 defines the code: the server is temporarily unable to respond.
  TEMPORARILY_UNAVAILABLE(503);

  private final int status;

  OAuthError(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
