package dev.signet.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request has no token that this API accepts. Respond with {@link #status} and {@link #headers};
 * the message is for the log, and contains nothing of the token.
 */
public final class TokenRejectedException extends RuntimeException {
  private final int status;
  private final String error;
  private final String scope;
  private final transient Map<String, String> headers;

  private TokenRejectedException(
      String message, int status, String error, String scope, Map<String, String> headers) {
    // This exception is expected, so it needs no stack trace.
    super(message, null, false, false);
    this.status = status;
    this.error = error;
    this.scope = scope;
    this.headers = Map.copyOf(headers);
  }

  /** The request has no token: the challenge has no error code (RFC 6750 §3.1). */
  static TokenRejectedException missingToken(String algorithms) {
    return new TokenRejectedException(
        "no token",
        401,
        "",
        "",
        Map.of("WWW-Authenticate", "Bearer, DPoP algs=\"" + algorithms + "\""));
  }

  static TokenRejectedException of(
      int status, String error, String why, boolean asDpop, Map<String, String> parameters) {
    var all = new LinkedHashMap<String, String>();
    all.put("error", error);
    all.putAll(parameters);
    return new TokenRejectedException(
        why,
        status,
        error,
        parameters.getOrDefault("scope", ""),
        Map.of("WWW-Authenticate", (asDpop ? "DPoP " : "Bearer ") + join(all)));
  }

  /** Parameters of a challenge. */
  static String join(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=\"" + parameter.getValue() + "\"")
        .collect(Collectors.joining(", "));
  }

  /** The token is valid, but lacks a scope; the challenge names all that the call needs. */
  static TokenRejectedException insufficientScope(
      List<String> needed, String missing, boolean asDpop) {
    return of(
        403,
        "insufficient_scope",
        "the token lacks the scope " + missing,
        asDpop,
        Map.of("scope", String.join(" ", needed)));
  }

  /** The token is invalid, whatever the request. */
  static TokenRejectedException invalidToken(String why, boolean asDpop) {
    return of(
        401,
        "invalid_token",
        "the token is " + why,
        asDpop,
        asDpop ? Map.of("algs", DpopProofVerifier.ALGORITHMS) : Map.of());
  }

  /** The token is valid, but its agent acts for another one. */
  static TokenRejectedException delegatedToken(boolean asDpop) {
    return of(403, "delegated_token", "the token is delegated", asDpop, Map.of());
  }

  /** The token is valid, but its agent acts for itself. */
  static TokenRejectedException actorRequired(boolean asDpop) {
    return of(403, "actor_required", "the token is not delegated", asDpop, Map.of());
  }

  TokenRejectedException withNonce(String nonce) {
    var more = new LinkedHashMap<>(headers);
    more.put("DPoP-Nonce", nonce);
    return new TokenRejectedException(String.valueOf(getMessage()), status, error, scope, more);
  }

  /** 401, or 403 if the token is valid but does not allow the call. */
  public int status() {
    return status;
  }

  /**
   * {@code invalid_token}, {@code insufficient_scope}, {@code delegated_token}, {@code
   * actor_required}, {@code invalid_dpop_proof} or {@code use_dpop_nonce}; empty if the request had
   * no token.
   */
  public String error() {
    return error;
  }

  /** The scopes that the call needs, separated by spaces; empty unless the token lacks one. */
  String scope() {
    return scope;
  }

  /**
   * The headers for the response: {@code WWW-Authenticate}, and {@code DPoP-Nonce} if nonces are
   * required.
   */
  public Map<String, String> headers() {
    return headers;
  }
}
