package dev.signet.console.parts;

import dev.signet.base.refusals.Refusal;
import java.time.Duration;
import java.util.Optional;

/// What went wrong, for people.
///
/// @param retryAfter after which trying again is right
public record ErrorMessage(int status, String title, String text, Optional<Duration> retryAfter) {
  static final ErrorMessage INTERNAL_ERROR =
      of(500, "Something went wrong here", "It is written down in the server's log.");

  private static ErrorMessage of(int status, String title, String text) {
    return new ErrorMessage(status, title, text, Optional.empty());
  }

  public static ErrorMessage of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth(var error, var text) -> of(error.status(), "Refused", text);
      case Refusal.Malformed(var text) -> of(400, "This cannot be read", text);
      case Refusal.Invalid(var faults) ->
          of(
              422,
              "Some of this is not acceptable",
              String.join(
                  ". ",
                  faults.stream()
                      .map(fault -> "“" + fault.field() + "” " + fault.message())
                      .toList()));
      case Refusal.InvalidJwk(var text) -> of(422, "The key is not acceptable", text);
      case Refusal.Unauthenticated _ ->
          of(401, "Nobody is signed in", "What you showed is not known, or no longer good.");
      case Refusal.PossessionNotProven(_, var text) ->
          of(401, "The token's key is not proved", text);
      case Refusal.DpopNonceRequired _ -> of(401, "The proof needs a nonce", "Make it again.");
      case Refusal.InsufficientScope(var scope) ->
          of(
              403,
              "You may not do this",
              "It needs the scope " + scope + ", which you do not have.");
      case Refusal.NotAllowed(var text) -> of(403, "You may not do this", text);
      case Refusal.ForbiddenWithCode(_, var text) -> of(403, "You may not do this", text);
      case Refusal.ReauthenticationRequired() ->
          of(403, "Confirm that it is you", "This cannot be undone, so prove again who you are.");
      case Refusal.InvalidProof(var text) -> of(401, "This proves nothing", text);
      case Refusal.NotFound(var what) ->
          of(404, "There is no such " + what, "Look at the address, or search for it.");
      case Refusal.NoSuchPath() -> of(404, "There is nothing here", "The address may be mistyped.");
      case Refusal.MethodNotAllowed _ ->
          of(405, "This is no page", "Something is sent to this address by a form.");
      case Refusal.TemporaryConflict(_, var text, _) -> of(409, "That is not possible now", text);
      case Refusal.Conflict(_, var text) -> of(409, "That is not possible now", text);
      case Refusal.IdempotencyKeyReused() ->
          of(
              422,
              "This form was sent before, with something else in it",
              "Open the form again to send another.");
      case Refusal.ContentTooLarge(var text) -> of(413, "This is too much", text);
      case Refusal.RequestTimeout() ->
          of(408, "The page was not asked for in time", "Load it again.");
      case Refusal.UriTooLong() ->
          of(414, "The address is too long", "Open the page from the menu.");
      case Refusal.HeadersTooLarge(var text) -> of(431, "The browser sent too much", text);
      case Refusal.UnsupportedMediaType(var text) -> of(415, "This cannot be read", text);
      case Refusal.TooManyRequests(var wait, _) ->
          new ErrorMessage(
              429,
              "Too many attempts",
              "Wait for " + TimeFormat.quantity(Math.max(1, wait.toSeconds()), "second") + ".",
              Optional.of(wait));
      case Refusal.ServiceUnavailable(var wait) ->
          new ErrorMessage(
              503,
              "Not available just now",
              "Something that this server stands on does not answer. Try again in a moment.",
              Optional.of(wait));
    };
  }
}
