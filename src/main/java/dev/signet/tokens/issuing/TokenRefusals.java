package dev.signet.tokens.issuing;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class TokenRefusals {
  private TokenRefusals() {}

  /// The one sentence for every refresh token that is not accepted; `detail` names the case.
  public static Refused invalidRefreshToken(String detail) {
    return Refused.oauth(
        OAuthError.INVALID_GRANT, "The refresh token is invalid, expired or revoked", detail);
  }

  /// The agent has changed again after each check of the request.
  public static Refused agentChangesTooFast() {
    return Refused.unavailable("the agent changes too fast");
  }

  static Refused issuedToAnotherClient() {
    return Refused.oauth(OAuthError.INVALID_GRANT, "The token was issued to another client");
  }

  static Refused tokenMissing() {
    return Refused.missingParameter("token");
  }

  static Refused noTestToken(TestTokens.Obstacle obstacle) {
    return Refused.conflict("no_test_token", obstacle.sentence());
  }

  static Refused testTokenOnlyReads() {
    return Refused.notAllowed(
        "This is a test token: it can read what the agent may read, and change nothing");
  }

  static Refused issuanceNotRecorded() {
    return Refused.unauthenticated("signed by this server's key, but its issuance is not recorded");
  }

  /// An agent that acts for another one must not change what belongs to either.
  static Refused delegatedToken() {
    return Refused.forbiddenWithCode(
        "delegated_token",
        "This token was exchanged: it is for resources, and not for this server's own API");
  }

  /// The one sentence for every authorization code that is not accepted; `detail` names the case.
  public static Refused invalidCode(String detail) {
    return Refused.oauth(
        OAuthError.INVALID_GRANT,
        "The authorization code is invalid, expired or used, or for another client or redirect_uri",
        detail);
  }

  static Refused noUnboundToken() {
    return Refused.unauthenticated("not an active access token for this server, or a bound one");
  }

  /// A token under the DPoP scheme that is not valid, or not bound to the key of the proof;
  /// `detail` names the case.
  static Refused notBound(String detail) {
    return new Refused(
        new Refusal.PossessionNotProven(
            OAuthError.INVALID_TOKEN,
            "The access token is not valid, or not bound to the key of the DPoP proof"),
        detail);
  }
}
