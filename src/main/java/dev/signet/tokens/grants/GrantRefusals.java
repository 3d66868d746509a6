package dev.signet.tokens.grants;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than those of refresh tokens.
final class GrantRefusals {
  private GrantRefusals() {}

  static Refused unknownGrantType() {
    return Refused.oauth(
        OAuthError.UNSUPPORTED_GRANT_TYPE, "This server does not know the grant type");
  }

  static Refused onlyRefreshHere() {
    return Refused.oauth(
        OAuthError.UNSUPPORTED_GRANT_TYPE, "Only grant_type refresh_token is supported here");
  }

  static Refused grantTypeNotAllowed() {
    return Refused.oauth(OAuthError.UNAUTHORIZED_CLIENT, "This client may not use this grant type");
  }

  static Refused malformedScope() {
    return Refused.oauth(
        OAuthError.INVALID_SCOPE,
        "The scope is not a list of at most "
            + Scopes.MAX_COUNT
            + " scopes with single spaces between");
  }

  static Refused noScopeAllowed() {
    return Refused.oauth(
        OAuthError.INVALID_SCOPE, "None of the requested scopes is allowed for this client");
  }

  static Refused scopeNotGranted() {
    return Refused.oauth(
        OAuthError.INVALID_SCOPE,
        "A refresh cannot request more scopes than were originally granted");
  }

  static Refused resourceNotAllowed() {
    return Refused.oauth(
        OAuthError.INVALID_TARGET, "The user allowed another resource than the requested one");
  }

  static Refused resourceNotGranted() {
    return Refused.oauth(
        OAuthError.INVALID_TARGET,
        "A refresh cannot request resources that were not originally granted");
  }
}
