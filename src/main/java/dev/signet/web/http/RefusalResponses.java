package dev.signet.web.http;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.FieldError;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Turns refusals into responses: in the format of RFC 6749 at the OAuth endpoints, in that of RFC
/// 9457 everywhere else.
final class RefusalResponses {
  private static final String KEY_REUSED =
      "This Idempotency-Key was used with another path or body; send a new one";

  private static final String REAUTHENTICATION_REQUIRED =
      "Confirm your identity again; this cannot be undone";

  private static final String REQUEST_TIMEOUT = "The request was not sent in time";

  private static final String URI_TOO_LONG = "The path and query are too long";

  private static final String CHALLENGE = "WWW-Authenticate";

  /// The signature algorithms for DPoP proofs, as a challenge lists them ([RFC 9449
  /// §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  private static final String ALGS = "algs=\"" + String.join(" ", PeerAlg.wireNames()) + "\"";

  /// Both schemes for presenting a token ([RFC 9449
  /// §7.2](https://www.rfc-editor.org/rfc/rfc9449#section-7.2)).
  private static final String TOKEN_CHALLENGES =
      "Bearer realm=\"signet\", error=\"invalid_token\", DPoP realm=\"signet\", " + ALGS;

  /// For a request without a credential: no `error` ([RFC 6750
  /// §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)).
  private static final String BARE_CHALLENGES =
      "Bearer realm=\"signet\", DPoP realm=\"signet\", " + ALGS;

  private static final String NONCE_SENTENCE =
      "Create a new DPoP proof with the nonce in the DPoP-Nonce header";

  private RefusalResponses() {}

  static Response of(Refusal refusal, ErrorFormat family, String requestId) {
    return switch (family) {
      case OAUTH -> oauth(refusal);
      case PROBLEM, HTML -> problem(refusal, requestId);
    };
  }

  /// The response to an unexpected error. It reveals nothing but the incident id.
  static Response internalError(ErrorFormat family, String requestId) {
    return switch (family) {
      case OAUTH -> oauthBody(500, "server_error", "Internal error; incident " + requestId);
      case PROBLEM, HTML ->
          problem(
              500,
              "internal_error",
              "Internal error",
              "The server logged it under this incident id.",
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
                  "The bearer token is unknown, expired or revoked")
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
      case Refusal.NoSuchPath() -> oauthBody(404, "not_found", "This path does not exist");
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
          oauth(OAuthError.TEMPORARILY_UNAVAILABLE, "Temporarily unavailable; try again")
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

  /// A 401 has exactly one challenge, because clients look at one only. A token request is not
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

  /// RFC 6749 §5.2 limits `error_description` to `%x20-21 / %x23-5B / %x5D-7E`.
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
          simpleProblem(400, "invalid_request", "Malformed request", detail, requestId);
      case Refusal.Invalid(var faults) ->
          problem(
              400,
              "invalid_request",
              "Some fields are invalid",
              sentence(faults),
              requestId,
              faults);
      case Refusal.InvalidJwk(var detail) ->
          simpleProblem(400, "invalid_jwk", "Invalid key", detail, requestId);
      case Refusal.Unauthenticated(var shown) ->
          simpleProblem(
                  401,
                  "unauthorized",
                  "Authentication required",
                  "Send a valid operator key or access token as Authorization: Bearer.",
                  requestId)
              .withHeader(CHALLENGE, shown ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.PossessionNotProven(var error, var description) ->
          simpleProblem(
                  401,
                  error == OAuthError.INVALID_TOKEN ? "unauthorized" : error.wire(),
                  "DPoP proof missing or invalid",
                  description,
                  requestId)
              .withHeader(CHALLENGE, dpopChallenge(error, description));
      case Refusal.DpopNonceRequired(var status, var nonce) ->
          nonceNeeded(
              simpleProblem(
                  status,
                  OAuthError.USE_DPOP_NONCE.wire(),
                  "DPoP nonce required",
                  NONCE_SENTENCE,
                  requestId),
              nonce);
      case Refusal.InsufficientScope(var scope) ->
          simpleProblem(
                  403,
                  "insufficient_scope",
                  "Access denied",
                  "This needs the scope " + scope,
                  requestId)
              .withHeader(
                  "WWW-Authenticate",
                  "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.NotAllowed(var detail) ->
          simpleProblem(403, "forbidden", "Access denied", detail, requestId);
      case Refusal.ForbiddenWithCode(var code, var detail) ->
          simpleProblem(403, code, "Access denied", detail, requestId);
      case Refusal.InvalidProof(var detail) ->
          simpleProblem(401, "unauthorized", "Authentication required", detail, requestId)
              .withHeader("WWW-Authenticate", "Bearer realm=\"signet\", error=\"invalid_token\"");
      case Refusal.ReauthenticationRequired() ->
          simpleProblem(403, "not_fresh", "Access denied", REAUTHENTICATION_REQUIRED, requestId);
      case Refusal.NotFound(var what) ->
          simpleProblem(404, "not_found", "Not found", "No such " + what, requestId);
      case Refusal.NoSuchPath() ->
          simpleProblem(404, "not_found", "Not found", "This path does not exist", requestId);
      case Refusal.MethodNotAllowed(var allowed) ->
          simpleProblem(
                  405,
                  "method_not_allowed",
                  "Method not allowed",
                  "Use " + String.join(" or ", allowed),
                  requestId)
              .withHeader("Allow", String.join(", ", allowed));
      case Refusal.Conflict(var code, var detail) ->
          simpleProblem(409, code, "Conflict with the current state", detail, requestId);
      case Refusal.TemporaryConflict(var code, var detail, var wait) ->
          simpleProblem(409, code, "Conflict with the current state", detail, requestId)
              .withHeader("Retry-After", seconds(wait));
      case Refusal.IdempotencyKeyReused() ->
          simpleProblem(
              422,
              "idempotency_key_reused",
              "Idempotency-Key already used for another request",
              KEY_REUSED,
              requestId);
      case Refusal.ContentTooLarge(var detail) ->
          simpleProblem(413, "payload_too_large", "Content too large", detail, requestId);
      case Refusal.RequestTimeout() ->
          simpleProblem(408, "request_timeout", "Request timeout", REQUEST_TIMEOUT, requestId);
      case Refusal.UriTooLong() ->
          simpleProblem(414, "uri_too_long", "URI too long", URI_TOO_LONG, requestId);
      case Refusal.HeadersTooLarge(var detail) ->
          simpleProblem(
              431, "request_header_fields_too_large", "Headers too large", detail, requestId);
      case Refusal.UnsupportedMediaType(var detail) ->
          simpleProblem(415, "unsupported_media_type", "Unsupported media type", detail, requestId);
      case Refusal.TooManyRequests(var wait, var detail) ->
          simpleProblem(429, "too_many_requests", "Too many requests", detail, requestId)
              .withHeader("Retry-After", seconds(wait));
      case Refusal.ServiceUnavailable(var wait) ->
          simpleProblem(503, "unavailable", "Temporarily unavailable", "Try again", requestId)
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
