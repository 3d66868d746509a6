package dev.signet.base.refusals;

import dev.signet.base.oauth.OAuthError;
import java.time.Duration;
import java.util.List;

/// Every no a client can be told. What is not here is a bug.
public sealed interface Refusal {

  /// One field that is not acceptable, and why, in words for whoever sent it.
  record FieldError(String field, String message) {}

  /// An OAuth endpoint's no, in the protocol's own words.
  record OAuth(OAuthError error, String description) implements Refusal {}

  /// The request as a whole cannot be read: malformed JSON, a missing body.
  record Malformed(String detail) implements Refusal {}

  /// Some fields are invalid; all faults are told together.
  record Invalid(List<FieldError> errors) implements Refusal {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /// What was sent is no public key that can be used here, and why.
  record InvalidJwk(String detail) implements Refusal {}

  /// The caller is not known, or its credential is no longer good.
  ///
  /// @param credentialPresented whether a credential came with the request at all: without one
  ///   there is no error to tell of ([RFC 6750
  ///   §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1))
  record Unauthenticated(boolean credentialPresented) implements Refusal {}

  /// A token that is bound to a key came without what proves that its bearer holds the key ([RFC
  /// 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  ///
  /// @param error `INVALID_DPOP_PROOF`, or `INVALID_TOKEN`
  record PossessionNotProven(OAuthError error, String description) implements Refusal {}

  /// The proof has to carry this nonce.
  ///
  /// @param status 400 for a token request ([RFC 9449
  ///   §8](https://www.rfc-editor.org/rfc/rfc9449#section-8)), 401 at a resource
  ///   ([§9](https://www.rfc-editor.org/rfc/rfc9449#section-9))
  record DpopNonceRequired(int status, String nonce) implements Refusal {}

  /// The caller is known and may not; `scope` is what would be needed.
  record InsufficientScope(String scope) implements Refusal {}

  /// The caller is known and may not, whatever its scopes.
  record NotAllowed(String detail) implements Refusal {}

  /// The caller may not, for a reason that has a code of its own.
  record ForbiddenWithCode(String code, String detail) implements Refusal {}

  /// What was shown to prove something proves nothing; `detail` says what it should have been.
  record InvalidProof(String detail) implements Refusal {}

  /// Who is signed in has to prove again who he is: this cannot be undone.
  record ReauthenticationRequired() implements Refusal {}

  /// Not there, or not the caller's to see: the two read alike.
  record NotFound(String resource) implements Refusal {}

  record NoSuchPath() implements Refusal {}

  record MethodNotAllowed(List<String> allowed) implements Refusal {
    public MethodNotAllowed {
      allowed = List.copyOf(allowed);
    }
  }

  /// Conflict with the current state; `code` is stable, the detail says which state.
  record Conflict(String code, String detail) implements Refusal {}

  /// As [Conflict], but only for now: after `delay` the same call can pass.
  record TemporaryConflict(String code, String detail, Duration delay) implements Refusal {}

  /// The `Idempotency-Key` came before with another request.
  record IdempotencyKeyReused() implements Refusal {}

  record ContentTooLarge(String detail) implements Refusal {}

  /// The request was not sent within the time that a request may take.
  record RequestTimeout() implements Refusal {}

  /// The request's target, path and query together, is longer than this server reads.
  record UriTooLong() implements Refusal {}

  /// The request has more headers, or longer ones, than this server reads.
  record HeadersTooLarge(String detail) implements Refusal {}

  record UnsupportedMediaType(String detail) implements Refusal {}

  /// Over a budget; `delay` is how long until the next call can pass.
  ///
  /// @param detail which budget it was, in words for the caller
  record TooManyRequests(Duration delay, String detail) implements Refusal {}

  /// Something we stand on does not answer now; trying again after `delay` is right.
  record ServiceUnavailable(Duration delay) implements Refusal {}
}
