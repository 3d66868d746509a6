package dev.signet.authorization.apps;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refused;
import java.time.Duration;

/// The refusals of this room.
final class AppRefusals {
  private AppRefusals() {}

  static Refused noRedirectUri() {
    return Refused.oauth(
        OAuthError.INVALID_REDIRECT_URI,
        "redirect_uris needs a usable one: https, http on 127.0.0.1, [::1] or localhost, or a"
            + " private scheme such as com.example.app:/callback");
  }

  static Refused noGrantType() {
    return Refused.oauth(
        OAuthError.INVALID_CLIENT_METADATA, "grant_types must have authorization_code");
  }

  static Refused mayNotSign() {
    return Refused.oauth(
        OAuthError.INVALID_CLIENT_METADATA,
        "token_endpoint_auth_method cannot be private_key_jwt: clients that register themselves are"
            + " public");
  }

  static Refused tooLong() {
    return Refused.oauth(
        OAuthError.INVALID_CLIENT_METADATA, "client_name and redirect_uris are too long together");
  }

  static Refused tooManyRegistrations(Duration wait) {
    return Refused.tooManyRequests(wait, "registrations of apps");
  }

  static Refused unreadable() {
    return Refused.unavailable("the document of the app cannot be read");
  }

  static Refused notApproved() {
    return Refused.notFound("approved app");
  }
}
