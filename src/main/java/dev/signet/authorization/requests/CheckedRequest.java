package dev.signet.authorization.requests;

import dev.signet.authorization.apps.App;
import dev.signet.authorization.requests.AuthorizationRequest.RedirectTarget;

/// An authorization request after its check.
public sealed interface CheckedRequest {

  /// It may be asked of a user.
  record WellFormed(AuthorizationRequest request) implements CheckedRequest {}

  /// The client learns of the error by a redirect.
  record Rejected(RedirectTarget target, AuthorizationError error, String description)
      implements CheckedRequest {}

  /// The client describes itself, and this server reads its description only for a signed-in user:
  /// others cannot make it send requests.
  record NeedsUser() implements CheckedRequest {}

  /// The operators have not allowed the app: only they can change that.
  record NotAccepted(App app) implements CheckedRequest {}

  /// The client is not known, or did not register the redirect URI: only the user may learn of the
  /// error ([RFC 9700 §4.11.2](https://www.rfc-editor.org/rfc/rfc9700#section-4.11.2)).
  record Unanswerable(String sentence) implements CheckedRequest {}
}
