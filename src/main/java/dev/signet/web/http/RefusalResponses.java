package dev.signet.web.http;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refusal.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// Turns refusals into responses: in the format of RFC 6749 at the OAuth endpoints, in that of RFC
/// 9457 everywhere else.
final class RefusalResponses {
  /// The tier whose refusals have a code of their own, which clients of other servers know.
  private static final String FREE_TIER = "free";

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
      case OAUTH ->
          oauthBody(500, "server_error", "Internal error; incident " + requestId, Json.object());
      case PROBLEM, HTML ->
          problem(
              500,
              "internal_error",
              "Internal error",
              "The server logged it under this incident id.",
              requestId,
              List.of(),
              Json.object());
    };
  }

  private static Response oauth(Refusal refusal) {
    var description =
        switch (refusal) {
          case Refusal.Unauthenticated _ -> "The bearer token is unknown, expired or revoked";
          case Refusal.TooManyRequests _ -> "Too many attempts";
          case Refusal.ServiceUnavailable _ -> "Temporarily unavailable; try again";
          default -> sentence(refusal);
        };
    var response =
        withHeaders(
            oauthBody(refusal.status(), refusal.oauthCode(), description, oauthMembers(refusal)),
            refusal);
    return switch (refusal) {
      case Refusal.OAuth(var error, _) when error == OAuthError.INVALID_CLIENT ->
          response.withHeader(CHALLENGE, "Basic realm=\"signet\"");
      case Refusal.OAuth(var error, _) when error == OAuthError.INVALID_TOKEN ->
          response.withHeader(CHALLENGE, TOKEN_CHALLENGES);
      case Refusal.InvalidProof _ -> response.withHeader(CHALLENGE, TOKEN_CHALLENGES);
      default -> response;
    };
  }

  private static Response problem(Refusal refusal, String requestId) {
    var response =
        problem(
            refusal.status(),
            refusal.code(),
            RefusalTitle.of(refusal),
            sentence(refusal),
            requestId,
            refusal instanceof Refusal.Invalid(var faults) ? faults : List.of(),
            members(refusal));
    return refusal instanceof Refusal.InvalidProof
        ? response.withHeader(CHALLENGE, "Bearer realm=\"signet\", error=\"invalid_token\"")
        : withHeaders(response, refusal);
  }

  private static ObjectNode members(Refusal refusal) {
    var members = Json.object();
    switch (refusal) {
      case Refusal.InvalidWithCode(_, _, var texts) -> texts.forEach(members::put);
      case Refusal.Unprocessable(_, _, var texts) -> texts.forEach(members::put);
      case Refusal.Gone(_, _, var texts) -> texts.forEach(members::put);
      case Refusal.QuotaExceeded quota -> members.setAll(members(quota));
      default -> {}
    }
    return members;
  }

  private static ObjectNode members(Refusal.QuotaExceeded quota) {
    var members =
        Json.object()
            .put("quota", quota.quota())
            .put("limit", quota.limit())
            .put("used", quota.used())
            .put("tier", quota.tier().orElse(null))
            .put("organizationId", quota.organization().orElse(null))
            .put(
                "resetsAt", quota.window().map(window -> Json.time(window.resetsAt())).orElse(null))
            .put("remedy", quota.remedy())
            .put("retryable", quota.window().isPresent());
    if (quota.tier().filter(FREE_TIER::equals).isPresent()) {
      members.put("code", "FREE_TIER_LIMIT_EXCEEDED");
    }
    return members;
  }

  /// What the caller reads: the `detail` of a problem document, mostly the `error_description` too.
  private static String sentence(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuth(_, var description) -> description;
      case Refusal.OAuthWithReason(_, var description, _, _) -> description;
      case Refusal.Malformed(var detail) -> detail;
      case Refusal.Invalid(var faults) -> sentence(faults);
      case Refusal.InvalidJwk(var detail) -> detail;
      case Refusal.InvalidWithCode(_, var detail, _) -> detail;
      case Refusal.Unprocessable(_, var detail, _) -> detail;
      case Refusal.Unauthenticated _ ->
          "Send a valid operator key or access token as Authorization: Bearer.";
      case Refusal.PossessionNotProven(_, var description) -> description;
      case Refusal.DpopNonceRequired _ -> NONCE_SENTENCE;
      case Refusal.InsufficientScope(var scope) -> "This needs the scope " + scope;
      case Refusal.NotAllowed(var detail) -> detail;
      case Refusal.ForbiddenWithCode(_, var detail) -> detail;
      case Refusal.QuotaExceeded quota ->
          "The limit " + quota.quota() + " of " + quota.limit() + " is used up: " + quota.remedy();
      case Refusal.InvalidProof(var detail) -> detail;
      case Refusal.ReauthenticationRequired() ->
          "Confirm your identity again; this cannot be undone";
      case Refusal.NotFound(var what) -> "No such " + what;
      case Refusal.NoSuchPath() -> "This path does not exist";
      case Refusal.MethodNotAllowed(var allowed) -> "Use " + String.join(" or ", allowed);
      case Refusal.Conflict(_, var detail) -> detail;
      case Refusal.TemporaryConflict(_, var detail, _) -> detail;
      case Refusal.Gone(_, var detail, _) -> detail;
      case Refusal.IdempotencyKeyReused() ->
          "This Idempotency-Key was used with another path or body; send a new one";
      case Refusal.ContentTooLarge(var detail) -> detail;
      case Refusal.RequestTimeout() -> "The request was not sent in time";
      case Refusal.UriTooLong() -> "The path and query are too long";
      case Refusal.HeadersTooLarge(var detail) -> detail;
      case Refusal.UnsupportedMediaType(var detail) -> detail;
      case Refusal.TooManyRequests(_, var detail) -> detail;
      case Refusal.ServiceUnavailable(_, var detail) -> detail;
    };
  }

  /// The headers that a refusal has in both formats.
  private static Response withHeaders(Response response, Refusal refusal) {
    return switch (refusal) {
      case Refusal.Unauthenticated(var credentialPresented) ->
          response.withHeader(CHALLENGE, credentialPresented ? TOKEN_CHALLENGES : BARE_CHALLENGES);
      case Refusal.PossessionNotProven(var error, var description) ->
          response.withHeader(CHALLENGE, dpopChallenge(error, description));
      case Refusal.DpopNonceRequired(_, var nonce) -> withNonce(response, nonce);
      case Refusal.InsufficientScope(var scope) ->
          response.withHeader(
              CHALLENGE,
              "Bearer realm=\"signet\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
      case Refusal.MethodNotAllowed(var allowed) ->
          response.withHeader("Allow", String.join(", ", allowed));
      case Refusal.TemporaryConflict(_, _, var delay) -> withRetryAfter(response, delay);
      case Refusal.TooManyRequests(var delay, _) -> withRetryAfter(response, delay);
      case Refusal.ServiceUnavailable(var delay, _) -> withRetryAfter(response, delay);
      case Refusal.QuotaExceeded quota when quota.window().isPresent() ->
          RateLimitFields.add(
              withRetryAfter(response, quota.window().get().untilReset()),
              List.of(quota.window().get()));
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
  private static Response withNonce(Response response, String nonce) {
    var challenged =
        response.status() == 401
            ? response.withHeader(
                CHALLENGE, dpopChallenge(OAuthError.USE_DPOP_NONCE, NONCE_SENTENCE))
            : response;
    return challenged.withHeader("DPoP-Nonce", nonce);
  }

  /// The members of an OAuth error beside those of [RFC 6749
  /// §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2), in the order of their names.
  private static ObjectNode oauthMembers(Refusal refusal) {
    return switch (refusal) {
      case Refusal.OAuthWithReason(_, _, var reason, var members) -> {
        var all = new TreeMap<>(members);
        all.put("reason", reason);
        var json = Json.object();
        all.forEach(json::put);
        yield json;
      }
      case Refusal.QuotaExceeded quota -> members(quota);
      default -> Json.object();
    };
  }

  private static Response oauthBody(
      int status, String error, String description, ObjectNode members) {
    var body = Json.object().put("error", error).put("error_description", quotedText(description));
    body.setAll(members);
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

  private static Response problem(
      int status,
      String code,
      String title,
      String detail,
      String requestId,
      List<FieldError> faults,
      ObjectNode members) {
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
    body.setAll(members);
    return Response.of(status, "application/problem+json", Json.toCamelCase(body))
        .withHeader("Cache-Control", "no-store");
  }

  private static String sentence(List<FieldError> faults) {
    return String.join(
        "; ", faults.stream().map(fault -> fault.field() + " " + fault.message()).toList());
  }

  private static Response withRetryAfter(Response response, Duration delay) {
    var seconds = Math.max(1, (delay.toMillis() + 999) / 1000);
    return response.withHeader("Retry-After", Long.toString(seconds));
  }
}
