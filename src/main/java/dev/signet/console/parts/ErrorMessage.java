package dev.signet.console.parts;

import dev.signet.base.refusals.RateLimitWindow;
import dev.signet.base.refusals.Refusal;
import dev.signet.web.http.RefusalTitle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An error as users read it.
///
/// @param retryAfter how long to wait before the next attempt
public record ErrorMessage(int status, String title, String text, Optional<Duration> retryAfter) {
  static final ErrorMessage INTERNAL_ERROR =
      new ErrorMessage(
          500, "Internal error", "The server's log has the details.", Optional.empty());

  public static ErrorMessage of(Refusal refusal) {
    return new ErrorMessage(
        status(refusal), RefusalTitle.of(refusal), text(refusal), retryAfter(refusal));
  }

  /// A page that shows a form with invalid values has the status 422, where the API answers 400.
  private static int status(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid _, Refusal.InvalidJwk _, Refusal.InvalidWithCode _ -> 422;
      default -> refusal.status();
    };
  }

  private static String text(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth(_, var text) -> text;
      case Refusal.OAuthWithReason(_, var text, _, _) -> text;
      case Refusal.Malformed(var text) -> text;
      case Refusal.Invalid(var errors) -> text(errors);
      case Refusal.InvalidJwk(var text) -> text;
      case Refusal.InvalidWithCode(_, var text, _) -> text;
      case Refusal.Unprocessable(_, var text, _) -> text;
      case Refusal.Gone(_, var text, _) -> text;
      case Refusal.Unauthenticated _ -> "The credential is unknown or no longer valid.";
      case Refusal.PossessionNotProven(_, var text) -> text;
      case Refusal.DpopNonceRequired _ -> "Repeat the request with the nonce.";
      case Refusal.InsufficientScope(var scope) ->
          "This needs the scope " + scope + ", which you do not have.";
      case Refusal.NotAllowed(var text) -> text;
      case Refusal.ForbiddenWithCode(_, var text) -> text;
      case Refusal.QuotaExceeded quota ->
          "The limit " + quota.quota() + " of " + quota.limit() + " is used up: " + quota.remedy();
      case Refusal.ReauthenticationRequired() ->
          "This cannot be undone, so confirm your identity again.";
      case Refusal.InvalidProof(var text) -> text;
      case Refusal.NotFound(var resource) ->
          "There is no such " + resource + ". Check the address, or use the search.";
      case Refusal.NoSuchPath() -> "The address may be mistyped.";
      case Refusal.MethodNotAllowed _ -> "This address only accepts forms.";
      case Refusal.TemporaryConflict(_, var text, _) -> text;
      case Refusal.Conflict(_, var text) -> text;
      case Refusal.IdempotencyKeyReused() ->
          "This form was sent before with other values. Open the form again.";
      case Refusal.ContentTooLarge(var text) -> text;
      case Refusal.RequestTimeout() -> "The request took too long. Reload the page.";
      case Refusal.UriTooLong() -> "The address is too long. Open the page from the menu.";
      case Refusal.HeadersTooLarge(var text) -> text;
      case Refusal.UnsupportedMediaType(var text) -> text;
      case Refusal.TooManyRequests(var delay, _) ->
          "Wait for " + TimeFormat.quantity(Math.max(1, delay.toSeconds()), "second") + ".";
      case Refusal.ServiceUnavailable _ ->
          "A service that this server depends on does not respond. Try again in a moment.";
    };
  }

  private static String text(List<Refusal.FieldError> errors) {
    return String.join(
        ". ", errors.stream().map(error -> "“" + error.field() + "” " + error.message()).toList());
  }

  private static Optional<Duration> retryAfter(Refusal refusal) {
    return switch (refusal) {
      case Refusal.TooManyRequests(var delay, _) -> Optional.of(delay);
      case Refusal.QuotaExceeded quota -> quota.window().map(RateLimitWindow::untilReset);
      case Refusal.ServiceUnavailable(var delay, _) -> Optional.of(delay);
      default -> Optional.empty();
    };
  }
}
