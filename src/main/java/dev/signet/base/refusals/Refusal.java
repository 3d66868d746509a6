package dev.signet.base.refusals;

import dev.signet.base.oauth.OAuthError;
import java.time.Duration;
import java.util.List;

/// Every error that a client can be told. All other errors are bugs.
public sealed interface Refusal {

  /// One invalid field, and why, in words for the caller.
  record FieldError(String field, String message) {}

  /// An error of an OAuth endpoint, with the protocol's code.
  record OAuth(OAuthError error, String description) implements Refusal {}

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
  record ServiceUnavailable(Duration delay) implements Refusal {}
}
