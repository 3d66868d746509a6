package dev.signet.console.parts;

import dev.signet.base.refusals.Refusal;
import java.time.Duration;
import java.util.Optional;

/// An error as users read it.
///
/// @param retryAfter how long to wait before the next attempt
public record ErrorMessage(int status, String title, String text, Optional<Duration> retryAfter) {
  static final ErrorMessage INTERNAL_ERROR =
      of(500, "Something went wrong", "The server's log has the details.");

  private static ErrorMessage of(int status, String title, String text) {
    return new ErrorMessage(status, title, text, Optional.empty());
  }

  public static ErrorMessage of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth(var error, var text) -> of(error.status(), "Refused", text);
      case Refusal.Malformed(var text) -> of(400, "The request cannot be read", text);
      case Refusal.Invalid(var faults) ->
          of(
              422,
              "Some fields are invalid",
              String.join(
                  ". ",
                  faults.stream()
                      .map(fault -> "“" + fault.field() + "” " + fault.message())
                      .toList()));
      case Refusal.InvalidJwk(var text) -> of(422, "Invalid key", text);
      case Refusal.Unauthenticated _ ->
          of(401, "Authentication required", "The credential is unknown or no longer valid.");
      case Refusal.PossessionNotProven(_, var text) ->
          of(401, "Possession of the token's key is not proven", text);
      case Refusal.DpopNonceRequired _ ->
          of(401, "The DPoP proof needs a nonce", "Repeat the request with the nonce.");
      case Refusal.InsufficientScope(var scope) ->
          of(
              403,
              "You may not do this",
              "This needs the scope " + scope + ", which you do not have.");
      case Refusal.NotAllowed(var text) -> of(403, "You may not do this", text);
      case Refusal.ForbiddenWithCode(_, var text) -> of(403, "You may not do this", text);
      case Refusal.ReauthenticationRequired() ->
          of(
              403,
              "Confirm your identity",
              "This cannot be undone, so confirm your identity again.");
      case Refusal.InvalidProof(var text) -> of(401, "Invalid proof", text);
      case Refusal.NotFound(var what) ->
          of(404, "There is no such " + what, "Check the address, or use the search.");
      case Refusal.NoSuchPath() -> of(404, "Page not found", "The address may be mistyped.");
      case Refusal.MethodNotAllowed _ ->
          of(405, "This is not a page", "This address only accepts forms.");
      case Refusal.TemporaryConflict(_, var text, _) ->
          of(409, "Not possible in the current state", text);
      case Refusal.Conflict(_, var text) -> of(409, "Not possible in the current state", text);
      case Refusal.IdempotencyKeyReused() ->
          of(422, "This form was sent before with other values", "Open the form again.");
      case Refusal.ContentTooLarge(var text) -> of(413, "The request is too large", text);
      case Refusal.RequestTimeout() -> of(408, "The request took too long", "Reload the page.");
      case Refusal.UriTooLong() ->
          of(414, "The address is too long", "Open the page from the menu.");
      case Refusal.HeadersTooLarge(var text) -> of(431, "The request headers are too large", text);
      case Refusal.UnsupportedMediaType(var text) -> of(415, "The request cannot be read", text);
      case Refusal.TooManyRequests(var wait, _) ->
          new ErrorMessage(
              429,
              "Too many attempts",
              "Wait for " + TimeFormat.quantity(Math.max(1, wait.toSeconds()), "second") + ".",
              Optional.of(wait));
      case Refusal.ServiceUnavailable(var wait) ->
          new ErrorMessage(
              503,
              "Temporarily unavailable",
              "A service that this server depends on does not respond. Try again in a moment.",
              Optional.of(wait));
    };
  }
}
