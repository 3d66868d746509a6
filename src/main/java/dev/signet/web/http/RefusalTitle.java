package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;

/// The title of a refusal, in problem documents and on the console's pages.
public final class RefusalTitle {
  private RefusalTitle() {}

  public static String of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth _, Refusal.OAuthWithReason _ -> "Refused";
      case Refusal.Malformed _ -> "Malformed request";
      case Refusal.Invalid _ -> "Some fields are invalid";
      case Refusal.InvalidJwk _ -> "Invalid key";
      case Refusal.InvalidWithCode _, Refusal.Unprocessable _ -> "Invalid value";
      case Refusal.Gone _ -> "No longer available";
      case Refusal.Unauthenticated _, Refusal.InvalidProof _ -> "Authentication required";
      case Refusal.PossessionNotProven _ -> "DPoP proof missing or invalid";
      case Refusal.DpopNonceRequired _ -> "DPoP nonce required";
      case Refusal.InsufficientScope _,
          Refusal.NotAllowed _,
          Refusal.ForbiddenWithCode _,
          Refusal.ReauthenticationRequired _ ->
          "Access denied";
      case Refusal.QuotaExceeded _ -> "Limit reached";
      case Refusal.NotFound _, Refusal.NoSuchPath _ -> "Not found";
      case Refusal.MethodNotAllowed _ -> "Method not allowed";
      case Refusal.Conflict _, Refusal.TemporaryConflict _ -> "Conflict with the current state";
      case Refusal.IdempotencyKeyReused _ -> "Idempotency-Key already used for another request";
      case Refusal.ContentTooLarge _ -> "Content too large";
      case Refusal.RequestTimeout _ -> "Request timeout";
      case Refusal.UriTooLong _ -> "URI too long";
      case Refusal.HeadersTooLarge _ -> "Headers too large";
      case Refusal.UnsupportedMediaType _ -> "Unsupported media type";
      case Refusal.TooManyRequests _ -> "Too many requests";
      case Refusal.ServiceUnavailable _ -> "Temporarily unavailable";
    };
  }
}
