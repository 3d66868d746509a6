package dev.signet.base.refusals;

import dev.signet.base.oauth.OAuthError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every error that a client can be told, with its HTTP status and its code. All other errors are
/// bugs.
public sealed interface Refusal {

  /// The HTTP status, in every format.
  default int status() {
    return switch (this) {
      case OAuth(var error, _) -> error.status();
      case OAuthWithReason(var error, _, _, _) -> error.status();
      case DpopNonceRequired(var status, _) -> status;
      case Malformed _, Invalid _, InvalidJwk _, InvalidWithCode _ -> 400;
      case Unauthenticated _, PossessionNotProven _, InvalidProof _ -> 401;
      case InsufficientScope _, NotAllowed _, ForbiddenWithCode _, ReauthenticationRequired _ ->
          403;
      case QuotaExceeded quota -> quota.window().isPresent() ? 429 : 403;
      case NotFound _, NoSuchPath _ -> 404;
      case MethodNotAllowed _ -> 405;
      case RequestTimeout _ -> 408;
      case Conflict _, TemporaryConflict _ -> 409;
      case Gone _ -> 410;
      case ContentTooLarge _ -> 413;
      case UriTooLong _ -> 414;
      case UnsupportedMediaType _ -> 415;
      case Unprocessable _, IdempotencyKeyReused _ -> 422;
      case TooManyRequests _ -> 429;
      case HeadersTooLarge _ -> 431;
      case ServiceUnavailable _ -> 503;
    };
  }

  /// The stable code: `error` and the end of `type` in a problem document.
  default String code() {
    return switch (this) {
      case OAuth(var error, _) -> error.wire();
      case OAuthWithReason(var error, _, _, _) -> error.wire();
      case Malformed _, Invalid _ -> OAuthError.INVALID_REQUEST.wire();
      case InvalidJwk _ -> "invalid_jwk";
      case InvalidWithCode(var code, _, _) -> code;
      case Unprocessable(var code, _, _) -> code;
      case Unauthenticated _, InvalidProof _ -> "unauthorized";
      case PossessionNotProven(var error, _) ->
          error == OAuthError.INVALID_TOKEN ? "unauthorized" : error.wire();
      case DpopNonceRequired _ -> OAuthError.USE_DPOP_NONCE.wire();
      case InsufficientScope _ -> OAuthError.INSUFFICIENT_SCOPE.wire();
      case NotAllowed _ -> "forbidden";
      case ForbiddenWithCode(var code, _) -> code;
      case QuotaExceeded _ -> "quota_exceeded";
      case ReauthenticationRequired _ -> "not_fresh";
      case NotFound _, NoSuchPath _ -> "not_found";
      case MethodNotAllowed _ -> "method_not_allowed";
      case RequestTimeout _ -> "request_timeout";
      case Conflict(var code, _) -> code;
      case TemporaryConflict(var code, _, _) -> code;
      case Gone(var code, _, _) -> code;
      case ContentTooLarge _ -> "payload_too_large";
      case UriTooLong _ -> "uri_too_long";
      case UnsupportedMediaType _ -> "unsupported_media_type";
      case IdempotencyKeyReused _ -> "idempotency_key_reused";
      case TooManyRequests _ -> "too_many_requests";
      case HeadersTooLarge _ -> "request_header_fields_too_large";
      case ServiceUnavailable _ -> "unavailable";
    };
  }

  /// The `error` of an OAuth endpoint. It differs from [#code()] where OAuth has a code for the
  /// case: a client of the protocol knows only those.
  default String oauthCode() {
    return switch (this) {
      case InvalidJwk _,
          InvalidWithCode _,
          RequestTimeout _,
          ContentTooLarge _,
          UriTooLong _,
          UnsupportedMediaType _,
          HeadersTooLarge _ ->
          OAuthError.INVALID_REQUEST.wire();
      case Unauthenticated _, InvalidProof _ -> OAuthError.INVALID_TOKEN.wire();
      case PossessionNotProven(var error, _) -> error.wire();
      case NotAllowed _ -> "access_denied";
      case TooManyRequests _ -> OAuthError.SLOW_DOWN.wire();
      case ServiceUnavailable _ -> OAuthError.TEMPORARILY_UNAVAILABLE.wire();
      case QuotaExceeded quota when quota.isOverInAMinute() -> OAuthError.SLOW_DOWN.wire();
      case OAuth _,
          OAuthWithReason _,
          Malformed _,
          Invalid _,
          DpopNonceRequired _,
          InsufficientScope _,
          ForbiddenWithCode _,
          QuotaExceeded _,
          ReauthenticationRequired _,
          NotFound _,
          NoSuchPath _,
          MethodNotAllowed _,
          Conflict _,
          TemporaryConflict _,
          Gone _,
          Unprocessable _,
          IdempotencyKeyReused _ ->
          code();
    };
  }

  /// One invalid field, and why, in words for the caller.
  record FieldError(String field, String message) {}

  /// An error of an OAuth endpoint, with the protocol's code.
  record OAuth(OAuthError error, String description) implements Refusal {}

  /// As [OAuth], with a stable `reason` for programs, where the protocol has one code for many
  /// cases.
  ///
  /// @param members further members of the response
  record OAuthWithReason(
      OAuthError error, String description, String reason, Map<String, String> members)
      implements Refusal {
    public OAuthWithReason {
      members = Map.copyOf(members);
    }
  }

  /// The request cannot be parsed: malformed JSON, a missing body.
  record Malformed(String detail) implements Refusal {}

  /// Some fields are invalid; all errors are reported together.
  record Invalid(List<FieldError> errors) implements Refusal {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /// The value is not a public key that can be used here, and why.
  record InvalidJwk(String detail) implements Refusal {}

  /// A value is invalid in a way that has its own code.
  ///
  /// @param members further members of the problem document
  record InvalidWithCode(String code, String detail, Map<String, String> members)
      implements Refusal {
    public InvalidWithCode {
      members = Map.copyOf(members);
    }
  }

  /// The values are valid, but not for what the request refers to; `code` is stable.
  ///
  /// @param members further members of the problem document
  record Unprocessable(String code, String detail, Map<String, String> members) implements Refusal {
    public Unprocessable {
      members = Map.copyOf(members);
    }
  }

  /// The caller is not authenticated, or its credential is no longer valid.
  ///
  /// @param credentialPresented whether the request had a credential: without one, there is no
  ///   error to report ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1))
  record Unauthenticated(boolean credentialPresented) implements Refusal {}

  /// A token that is bound to a key came without a valid proof of possession of that key ([RFC 9449
  /// §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  ///
  /// @param error `INVALID_DPOP_PROOF`, or `INVALID_TOKEN`
  record PossessionNotProven(OAuthError error, String description) implements Refusal {}

  /// The DPoP proof must contain this nonce.
  ///
  /// @param status 400 for a token request ([RFC 9449
  ///   §8](https://www.rfc-editor.org/rfc/rfc9449#section-8)), 401 at a resource
  ///   ([§9](https://www.rfc-editor.org/rfc/rfc9449#section-9))
  record DpopNonceRequired(int status, String nonce) implements Refusal {}

  /// The caller is authenticated but lacks `scope`.
  record InsufficientScope(String scope) implements Refusal {}

  /// The caller is authenticated but not allowed, whatever its scopes.
  record NotAllowed(String detail) implements Refusal {}

  /// The caller is not allowed, for a reason that has its own code.
  record ForbiddenWithCode(String code, String detail) implements Refusal {}

  /// A limit of an organization is used up.
  ///
  /// @param quota the limit, as the wire spells it
  /// @param used how much of it is used
  /// @param tier the organization's tier; empty for a limit of all organizations together
  /// @param organization empty as well
  /// @param remedy what would help, in words for the caller
  /// @param window when the limit is reset; empty if waiting does not help
  record QuotaExceeded(
      String quota,
      long limit,
      long used,
      Optional<String> tier,
      Optional<String> organization,
      String remedy,
      Optional<RateLimitWindow> window)
      implements Refusal {

    /// Whether the limit is reset within a minute, so that a client only needs to slow down.
    boolean isOverInAMinute() {
      return window
          .filter(until -> until.length().compareTo(Duration.ofMinutes(1)) <= 0)
          .isPresent();
    }
  }

  /// A credential or proof is not valid; `detail` says what it should have been.
  record InvalidProof(String detail) implements Refusal {}

  /// The user has to reauthenticate, because the action cannot be undone.
  record ReauthenticationRequired() implements Refusal {}

  /// The resource does not exist, or the caller may not see it: the two are indistinguishable.
  record NotFound(String resource) implements Refusal {}

  record NoSuchPath() implements Refusal {}

  record MethodNotAllowed(List<String> allowed) implements Refusal {
    public MethodNotAllowed {
      allowed = List.copyOf(allowed);
    }
  }

  /// Conflict with the current state; `code` is stable, the detail says which state.
  record Conflict(String code, String detail) implements Refusal {}

  /// As [Conflict], but temporary: after `delay` the same call can succeed.
  record TemporaryConflict(String code, String detail, Duration delay) implements Refusal {}

  /// What the caller refers to has existed and was deleted; `code` is stable.
  ///
  /// @param members further members of the problem document
  record Gone(String code, String detail, Map<String, String> members) implements Refusal {
    public Gone {
      members = Map.copyOf(members);
    }
  }

  /// The `Idempotency-Key` was used with another request.
  record IdempotencyKeyReused() implements Refusal {}

  record ContentTooLarge(String detail) implements Refusal {}

  /// The request was not sent within the time limit.
  record RequestTimeout() implements Refusal {}

  /// The request's target, path and query together, is longer than the limit.
  record UriTooLong() implements Refusal {}

  /// The request has more or longer headers than the limit.
  record HeadersTooLarge(String detail) implements Refusal {}

  record UnsupportedMediaType(String detail) implements Refusal {}

  /// Over a limit; after `delay` the next call can succeed.
  ///
  /// @param detail the limit, in words for the caller
  record TooManyRequests(Duration delay, String detail) implements Refusal {}

  /// A dependency does not respond now; the caller should retry after `delay`.
  ///
  /// @param detail in words for the caller
  record ServiceUnavailable(Duration delay, String detail) implements Refusal {}
}
