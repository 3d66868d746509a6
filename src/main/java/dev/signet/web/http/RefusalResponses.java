package dev.signet.web.http;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.FieldError;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The one place where a refusal becomes bytes: in RFC 6749's form at the OAuth endpoints, in RFC
/// 9457's everywhere else.
final class RefusalResponses {
  private static final String KEY_REUSED =
      "This Idempotency-Key came with another path or body before; send a new one";

  private static final String REAUTHENTICATION_REQUIRED =
      "Prove again who you are; this cannot be undone";

  private static final String REQUEST_TIMEOUT = "The request was not sent in time";

  private static final String URI_TOO_LONG = "The path and query are too long";

  private static final String CHALLENGE = "WWW-Authenticate";

  /// How a proof may be signed, as a challenge spells it ([RFC 9449
  /// §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  private static final String ALGS = "algs=\"" + String.join(" ", PeerAlg.wireNames()) + "\"";

  /// Both ways to show a token ([RFC 9449
  /// §7.2](https://www.rfc-editor.org/rfc/rfc9449#section-7.2)).
  private static final String TOKEN_CHALLENGES =
      "Bearer realm=\"signet\", error=\"invalid_token\", DPoP realm=\"signet\", " + ALGS;

  /// For a request that came without a credential: no `error`, as there is none yet ([RFC 6750
  /// §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)).
  private static final String BARE_CHALLENGES =
      "Bearer realm=\"signet\", DPoP realm=\"signet\", " + ALGS;

  private static final String NONCE_SENTENCE =
      "Make the DPoP proof again, with the nonce that DPoP-Nonce gives";

  private RefusalResponses() {}

  static Response of(Refusal refusal, ErrorFormat family, String requestId) {
    return switch (family) {
      case OAUTH -> oauth(refusal);
      case PROBLEM, HTML -> problem(refusal, requestId);
    };
  }

  /// What nobody expected. It says nothing but where to look.
  static Response internalError(ErrorFormat family, String requestId) {
    return switch (family) {
      case OAUTH ->
          oauthBody(500, "server_error", "Something went wrong here; incident " + requestId);
      case PROBLEM, HTML ->
          problem(
              500,
              "internal_error",
              "Something went wrong here",
              "It is logged under this incident's id.",
              requestId,
              List.of());
    };
  }

  private static Response oauth(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth(var error, var description) -> oauth(error, description);
      case Refusal.Malformed(var detail) -> oauth(OAuthError.INVALID_REQUEST, detail);
      case Refusal.Invalid(var faults) -> oauth(OAuthError.INVALID_REQUEST, sentence(faults));
      case Refusal.InvalidJwk(var detail) -> oauth(OAuthError.INVALID_REQUEST, detail);
      case Refusal.Unauthenticated(var shown) ->
          oauthBody(
                  OAuthError.INVALID_TOKEN.status(),
                  OAuthError.INVALID_TOKEN.wire(),
                  "The bearer is not known, or no longer good")
              .withHeader(CHALLENGE, shown ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.PossessionNotProven(var error, var description) ->
          oauthBody(401, error.wire(), description)
              .withHeader(CHALLENGE, dpopChallenge(error, description));
      case Refusal.DpopNonceRequired(var status, var nonce) ->
          nonceNeeded(oauthBody(status, OAuthError.USE_DPOP_NONCE.wire(), NONCE_SENTENCE), nonce);
      case Refusal.InsufficientScope(var scope) ->
          oauth(OAuthError.INSUFFICIENT_SCOPE, "This needs the scope " + scope)
              .withHeader(
                  "WWW-Authenticate",
                  "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.NotAllowed(var detail) -> oauthBody(403, "access_denied", detail);
      case Refusal.ForbiddenWithCode(var code, var detail) -> oauthBody(403, code, detail);
      case Refusal.InvalidProof(var detail) -> oauth(OAuthError.INVALID_TOKEN, detail);
      case Refusal.ReauthenticationRequired() ->
          oauthBody(403, "not_fresh", REAUTHENTICATION_REQUIRED);
      case Refusal.NotFound(var what) -> oauthBody(404, "not_found", "No such " + what);
      case Refusal.NoSuchPath() -> oauthBody(404, "not_found", "There is nothing at this path");
      case Refusal.MethodNotAllowed(var allowed) ->
          oauthBody(405, "method_not_allowed", "Use " + String.join(" or ", allowed))
              .withHeader("Allow", String.join(", ", allowed));
      case Refusal.Conflict(var code, var detail) -> oauthBody(409, code, detail);
      case Refusal.TemporaryConflict(var code, var detail, var wait) ->
          oauthBody(409, code, detail).withHeader("Retry-After", seconds(wait));
      case Refusal.IdempotencyKeyReused() -> oauthBody(422, "idempotency_key_reused", KEY_REUSED);
      case Refusal.ContentTooLarge(var detail) -> oauthBody(413, "invalid_request", detail);
      case Refusal.RequestTimeout() -> oauthBody(408, "invalid_request", REQUEST_TIMEOUT);
      case Refusal.UriTooLong() -> oauthBody(414, "invalid_request", URI_TOO_LONG);
      case Refusal.HeadersTooLarge(var detail) -> oauthBody(431, "invalid_request", detail);
      case Refusal.UnsupportedMediaType(var detail) -> oauthBody(415, "invalid_request", detail);
      case Refusal.TooManyRequests(var wait, _) ->
          oauth(OAuthError.SLOW_DOWN, "Too many attempts").withHeader("Retry-After", seconds(wait));
      case Refusal.ServiceUnavailable(var wait) ->
          oauth(OAuthError.TEMPORARILY_UNAVAILABLE, "Not available just now; try again")
              .withHeader("Retry-After", seconds(wait));
    };
  }

  private static Response oauth(OAuthError error, String description) {
    var response = oauthBody(error.status(), error.wire(), description);
    return switch (error) {
      case INVALID_CLIENT -> response.withHeader("WWW-Authenticate", "Basic realm=\"signet\"");
      case INVALID_TOKEN -> response.withHeader(CHALLENGE, TOKEN_CHALLENGES);
      default -> response;
    };
  }

  private static String dpopChallenge(OAuthError error, String description) {
    return "DPoP realm=\"signet\", error=\""
        + error.wire()
        + "\", error_description=\""
        + quotedText(description)
        + "\", "
        + ALGS;
  }

  /// A 401 has one challenge and no other: clients look at the only one. A token request is not
  /// challenged.
  private static Response nonceNeeded(Response response, String nonce) {
    var challenged =
        response.status() == 401
            ? response.withHeader(
                CHALLENGE, dpopChallenge(OAuthError.USE_DPOP_NONCE, NONCE_SENTENCE))
            : response;
    return challenged.withHeader("DPoP-Nonce", nonce);
  }

  private static Response oauthBody(int status, String error, String description) {
    var body = Json.object().put("error", error).put("error_description", quotedText(description));
    return Response.json(status, body).noStore();
  }

  /// RFC 6749 §5.2 keeps `error_description` to `%x20-21 / %x23-5B / %x5D-7E`.
  private static String quotedText(String text) {
    var quotable = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      quotable.append(c < ' ' || c > '~' || c == '"' || c == '\\' ? '\'' : c);
    }
    return quotable.toString();
  }

  private static Response problem(Refusal refusal, String requestId) {
    return switch (refusal) {
      case Refusal.OAuth(var error, var description) ->
          simpleProblem(error.status(), error.wire(), "Refused", description, requestId);
      case Refusal.Malformed(var detail) ->
          simpleProblem(400, "invalid_request", "The request cannot be read", detail, requestId);
      case Refusal.Invalid(var faults) ->
          problem(
              400,
              "invalid_request",
              "Some fields are not acceptable",
              sentence(faults),
              requestId,
              faults);
      case Refusal.InvalidJwk(var detail) ->
          simpleProblem(400, "invalid_jwk", "The key is not acceptable", detail, requestId);
      case Refusal.Unauthenticated(var shown) ->
          simpleProblem(
                  401,
                  "unauthorized",
                  "Nobody known is calling",
                  "Send a valid operator key or access token as Authorization: Bearer.",
                  requestId)
              .withHeader(CHALLENGE, shown ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.PossessionNotProven(var error, var description) ->
          simpleProblem(
                  401,
                  error == OAuthError.INVALID_TOKEN ? "unauthorized" : error.wire(),
                  "The token's key is not proved",
                  description,
                  requestId)
              .withHeader(CHALLENGE, dpopChallenge(error, description));
      case Refusal.DpopNonceRequired(var status, var nonce) ->
          nonceNeeded(
              simpleProblem(
                  status,
                  OAuthError.USE_DPOP_NONCE.wire(),
                  "The DPoP proof needs a nonce",
                  NONCE_SENTENCE,
                  requestId),
              nonce);
      case Refusal.InsufficientScope(var scope) ->
          simpleProblem(
                  403,
                  "insufficient_scope",
                  "The caller may not do this",
                  "This needs the scope " + scope,
                  requestId)
              .withHeader(
                  "WWW-Authenticate",
                  "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.NotAllowed(var detail) ->
          simpleProblem(403, "forbidden", "The caller may not do this", detail, requestId);
      case Refusal.ForbiddenWithCode(var code, var detail) ->
          simpleProblem(403, code, "The caller may not do this", detail, requestId);
      case Refusal.InvalidProof(var detail) ->
          simpleProblem(401, "unauthorized", "Nobody known is calling", detail, requestId)
              .withHeader("WWW-Authenticate", "Bearer realm=\"signet\", error=\"invalid_token\"");
      case Refusal.ReauthenticationRequired() ->
          simpleProblem(
              403, "not_fresh", "The caller may not do this", REAUTHENTICATION_REQUIRED, requestId);
      case Refusal.NotFound(var what) ->
          simpleProblem(404, "not_found", "Not found", "No such " + what, requestId);
      case Refusal.NoSuchPath() ->
          simpleProblem(404, "not_found", "Not found", "There is nothing at this path", requestId);
      case Refusal.MethodNotAllowed(var allowed) ->
          simpleProblem(
                  405,
                  "method_not_allowed",
                  "Wrong method",
                  "Use " + String.join(" or ", allowed),
                  requestId)
              .withHeader("Allow", String.join(", ", allowed));
      case Refusal.Conflict(var code, var detail) ->
          simpleProblem(409, code, "The state of the thing is in the way", detail, requestId);
      case Refusal.TemporaryConflict(var code, var detail, var wait) ->
          simpleProblem(409, code, "Conflict with the current state", detail, requestId)
              .withHeader("Retry-After", seconds(wait));
      case Refusal.IdempotencyKeyReused() ->
          simpleProblem(
              422,
              "idempotency_key_reused",
              "The Idempotency-Key stands for another request",
              KEY_REUSED,
              requestId);
      case Refusal.ContentTooLarge(var detail) ->
          simpleProblem(413, "payload_too_large", "Too large", detail, requestId);
      case Refusal.RequestTimeout() ->
          simpleProblem(408, "request_timeout", "Request timeout", REQUEST_TIMEOUT, requestId);
      case Refusal.UriTooLong() ->
          simpleProblem(414, "uri_too_long", "URI too long", URI_TOO_LONG, requestId);
      case Refusal.HeadersTooLarge(var detail) ->
          simpleProblem(
              431, "request_header_fields_too_large", "Headers too large", detail, requestId);
      case Refusal.UnsupportedMediaType(var detail) ->
          simpleProblem(415, "unsupported_media_type", "Wrong content type", detail, requestId);
      case Refusal.TooManyRequests(var wait, var detail) ->
          simpleProblem(429, "too_many_requests", "Too many requests", detail, requestId)
              .withHeader("Retry-After", seconds(wait));
      case Refusal.ServiceUnavailable(var wait) ->
          simpleProblem(503, "unavailable", "Not available just now", "Try again", requestId)
              .withHeader("Retry-After", seconds(wait));
    };
  }

  private static Response simpleProblem(
      int status, String code, String title, String detail, String requestId) {
    return problem(status, code, title, detail, requestId, List.of());
  }

  private static Response problem(
      int status,
      String code,
      String title,
      String detail,
      String requestId,
      List<FieldError> faults) {
    ObjectNode body =
        Json.object()
            .put("type", "urn:signet:error:" + code)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("instance", requestId)
            .put("error", code);
    if (!faults.isEmpty()) {
      var errors = body.putArray("errors");
      faults.forEach(
          fault -> errors.addObject().put("field", fault.field()).put("message", fault.message()));
    }
    return Response.of(status, "application/problem+json", Json.toCamelCase(body))
        .withHeader("Cache-Control", "no-store");
  }

  private static String sentence(List<FieldError> faults) {
    return String.join(
        "; ", faults.stream().map(fault -> fault.field() + " " + fault.message()).toList());
  }

  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
  }
}
