package dev.signet.web.http;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.Fault;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The one place where a refusal becomes bytes: in RFC 6749's form at the OAuth endpoints, in RFC
/// 9457's everywhere else.
final class Refusals {
  private static final String KEY_REUSED =
      "This Idempotency-Key came with another path or body before; send a new one";

  private static final String NOT_FRESH = "Prove again who you are; this cannot be undone";

  private static final String TOO_SLOW = "The request was not sent in time";

  private static final String TARGET_TOO_LONG = "The path and query are too long";

  private static final String CHALLENGE = "WWW-Authenticate";

  /// How a proof may be signed, as a challenge spells it ([RFC 9449
  /// §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  private static final String ALGS = "algs=\"" + String.join(" ", PeerAlg.wires()) + "\"";

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

  private Refusals() {}

  static Response of(Refusal refusal, Family family, String requestId) {
    return switch (family) {
      case OAUTH -> oauth(refusal);
      case OURS, PAGES -> problem(refusal, requestId);
    };
  }

  /// What nobody expected. It says nothing but where to look.
  static Response bug(Family family, String requestId) {
    return switch (family) {
      case OAUTH ->
          oauthBody(500, "server_error", "Something went wrong here; incident " + requestId);
      case OURS, PAGES ->
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
              .with(CHALLENGE, shown ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.NotProved(var error, var description) ->
          oauthBody(401, error.wire(), description)
              .with(CHALLENGE, dpopChallenge(error, description));
      case Refusal.NonceNeeded(var status, var nonce) ->
          nonceNeeded(oauthBody(status, OAuthError.USE_DPOP_NONCE.wire(), NONCE_SENTENCE), nonce);
      case Refusal.Forbidden(var scope) ->
          oauth(OAuthError.INSUFFICIENT_SCOPE, "This needs the scope " + scope)
              .with(
                  "WWW-Authenticate",
                  "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.NotAllowed(var detail) -> oauthBody(403, "access_denied", detail);
      case Refusal.Denied(var code, var detail) -> oauthBody(403, code, detail);
      case Refusal.Unproved(var detail) -> oauth(OAuthError.INVALID_TOKEN, detail);
      case Refusal.NotFresh() -> oauthBody(403, "not_fresh", NOT_FRESH);
      case Refusal.Unknown(var what) -> oauthBody(404, "not_found", "No such " + what);
      case Refusal.NoSuchPath() -> oauthBody(404, "not_found", "There is nothing at this path");
      case Refusal.WrongMethod(var allowed) ->
          oauthBody(405, "method_not_allowed", "Use " + String.join(" or ", allowed))
              .with("Allow", String.join(", ", allowed));
      case Refusal.Conflict(var code, var detail) -> oauthBody(409, code, detail);
      case Refusal.ConflictForNow(var code, var detail, var wait) ->
          oauthBody(409, code, detail).with("Retry-After", seconds(wait));
      case Refusal.IdempotencyKeyReused() -> oauthBody(422, "idempotency_key_reused", KEY_REUSED);
      case Refusal.TooLarge(var detail) -> oauthBody(413, "invalid_request", detail);
      case Refusal.TooSlow() -> oauthBody(408, "invalid_request", TOO_SLOW);
      case Refusal.TargetTooLong() -> oauthBody(414, "invalid_request", TARGET_TOO_LONG);
      case Refusal.HeadersTooLarge(var detail) -> oauthBody(431, "invalid_request", detail);
      case Refusal.WrongContentType(var detail) -> oauthBody(415, "invalid_request", detail);
      case Refusal.TooMany(var wait, _) ->
          oauth(OAuthError.SLOW_DOWN, "Too many attempts").with("Retry-After", seconds(wait));
      case Refusal.Unavailable(var wait) ->
          oauth(OAuthError.TEMPORARILY_UNAVAILABLE, "Not available just now; try again")
              .with("Retry-After", seconds(wait));
    };
  }

  private static Response oauth(OAuthError error, String description) {
    var response = oauthBody(error.status(), error.wire(), description);
    return switch (error) {
      case INVALID_CLIENT -> response.with("WWW-Authenticate", "Basic realm=\"signet\"");
      case INVALID_TOKEN -> response.with(CHALLENGE, TOKEN_CHALLENGES);
      default -> response;
    };
  }

  private static String dpopChallenge(OAuthError error, String description) {
    return "DPoP realm=\"signet\", error=\""
        + error.wire()
        + "\", error_description=\""
        + quotable(description)
        + "\", "
        + ALGS;
  }

  /// A 401 has one challenge and no other: clients look at the only one. A token request is not
  /// challenged.
  private static Response nonceNeeded(Response response, String nonce) {
    var challenged =
        response.status() == 401
            ? response.with(CHALLENGE, dpopChallenge(OAuthError.USE_DPOP_NONCE, NONCE_SENTENCE))
            : response;
    return challenged.with("DPoP-Nonce", nonce);
  }

  private static Response oauthBody(int status, String error, String description) {
    var body = Json.object().put("error", error).put("error_description", quotable(description));
    return Response.json(status, body).noStore();
  }

  /// RFC 6749 §5.2 keeps `error_description` to `%x20-21 / %x23-5B / %x5D-7E`.
  private static String quotable(String text) {
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
          plain(error.status(), error.wire(), "Refused", description, requestId);
      case Refusal.Malformed(var detail) ->
          plain(400, "invalid_request", "The request cannot be read", detail, requestId);
      case Refusal.Invalid(var faults) ->
          problem(
              400,
              "invalid_request",
              "Some fields are not acceptable",
              sentence(faults),
              requestId,
              faults);
      case Refusal.InvalidJwk(var detail) ->
          plain(400, "invalid_jwk", "The key is not acceptable", detail, requestId);
      case Refusal.Unauthenticated(var shown) ->
          plain(
                  401,
                  "unauthorized",
                  "Nobody known is calling",
                  "Send a valid operator key or access token as Authorization: Bearer.",
                  requestId)
              .with(CHALLENGE, shown ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.NotProved(var error, var description) ->
          plain(
                  401,
                  error == OAuthError.INVALID_TOKEN ? "unauthorized" : error.wire(),
                  "The token's key is not proved",
                  description,
                  requestId)
              .with(CHALLENGE, dpopChallenge(error, description));
      case Refusal.NonceNeeded(var status, var nonce) ->
          nonceNeeded(
              plain(
                  status,
                  OAuthError.USE_DPOP_NONCE.wire(),
                  "The DPoP proof needs a nonce",
                  NONCE_SENTENCE,
                  requestId),
              nonce);
      case Refusal.Forbidden(var scope) ->
          plain(
                  403,
                  "insufficient_scope",
                  "The caller may not do this",
                  "This needs the scope " + scope,
                  requestId)
              .with(
                  "WWW-Authenticate",
                  "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.NotAllowed(var detail) ->
          plain(403, "forbidden", "The caller may not do this", detail, requestId);
      case Refusal.Denied(var code, var detail) ->
          plain(403, code, "The caller may not do this", detail, requestId);
      case Refusal.Unproved(var detail) ->
          plain(401, "unauthorized", "Nobody known is calling", detail, requestId)
              .with("WWW-Authenticate", "Bearer realm=\"signet\", error=\"invalid_token\"");
      case Refusal.NotFresh() ->
          plain(403, "not_fresh", "The caller may not do this", NOT_FRESH, requestId);
      case Refusal.Unknown(var what) ->
          plain(404, "not_found", "Not found", "No such " + what, requestId);
      case Refusal.NoSuchPath() ->
          plain(404, "not_found", "Not found", "There is nothing at this path", requestId);
      case Refusal.WrongMethod(var allowed) ->
          plain(
                  405,
                  "method_not_allowed",
                  "Wrong method",
                  "Use " + String.join(" or ", allowed),
                  requestId)
              .with("Allow", String.join(", ", allowed));
      case Refusal.Conflict(var code, var detail) ->
          plain(409, code, "The state of the thing is in the way", detail, requestId);
      case Refusal.ConflictForNow(var code, var detail, var wait) ->
          plain(409, code, "Conflict with the current state", detail, requestId)
              .with("Retry-After", seconds(wait));
      case Refusal.IdempotencyKeyReused() ->
          plain(
              422,
              "idempotency_key_reused",
              "The Idempotency-Key stands for another request",
              KEY_REUSED,
              requestId);
      case Refusal.TooLarge(var detail) ->
          plain(413, "payload_too_large", "Too large", detail, requestId);
      case Refusal.TooSlow() ->
          plain(408, "request_timeout", "Request timeout", TOO_SLOW, requestId);
      case Refusal.TargetTooLong() ->
          plain(414, "uri_too_long", "URI too long", TARGET_TOO_LONG, requestId);
      case Refusal.HeadersTooLarge(var detail) ->
          plain(431, "request_header_fields_too_large", "Headers too large", detail, requestId);
      case Refusal.WrongContentType(var detail) ->
          plain(415, "unsupported_media_type", "Wrong content type", detail, requestId);
      case Refusal.TooMany(var wait, var detail) ->
          plain(429, "too_many_requests", "Too many requests", detail, requestId)
              .with("Retry-After", seconds(wait));
      case Refusal.Unavailable(var wait) ->
          plain(503, "unavailable", "Not available just now", "Try again", requestId)
              .with("Retry-After", seconds(wait));
    };
  }

  private static Response plain(
      int status, String code, String title, String detail, String requestId) {
    return problem(status, code, title, detail, requestId, List.of());
  }

  private static Response problem(
      int status, String code, String title, String detail, String requestId, List<Fault> faults) {
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
    return Response.of(status, "application/problem+json", Json.camel(body))
        .with("Cache-Control", "no-store");
  }

  private static String sentence(List<Fault> faults) {
    return String.join(
        "; ", faults.stream().map(fault -> fault.field() + " " + fault.message()).toList());
  }

  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
  }
}
