package dev.signet.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request has no token that this API accepts. Respond with {@link #status} and {@link #headers};
 * the message is for the log, and contains nothing of the token.
 */
public final class TokenRejectedException extends RuntimeException {
  private final int status;
  private final String error;
  private final transient Map<String, String> headers;

  private TokenRejectedException(
      String message, int status, String error, Map<String, String> headers) {
    // This exception is expected, so it needs no stack trace.
    super(message, null, false, false);
    this.status = status;
    this.error = error;
    this.headers = Map.copyOf(headers);
  }

  /** The request has no token: the challenge has no error code (RFC 6750 §3.1). */
  static TokenRejectedException missingToken(String algorithms) {
    return new TokenRejectedException(
        "no token",
        401,
        "",
        Map.of("WWW-Authenticate", "Bearer, DPoP algs=\"" + algorithms + "\""));
  }

  static TokenRejectedException of(
      int status, String error, String why, boolean asDpop, Map<String, String> parameters) {
    var challenge = new StringBuilder(asDpop ? "DPoP" : "Bearer");
    var all = new LinkedHashMap<String, String>();
    all.put("error", error);
    all.putAll(parameters);
    var mark = " ";
    for (var parameter : all.entrySet()) {
      challenge.append(mark).append(parameter.getKey()).append("=\"");
      challenge.append(parameter.getValue()).append('"');
      mark = ", ";
    }
    return new TokenRejectedException(
        why, status, error, Map.of("WWW-Authenticate", challenge.toString()));
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

  TokenRejectedException withNonce(String nonce) {
    var more = new LinkedHashMap<>(headers);
    more.put("DPoP-Nonce", nonce);
    return new TokenRejectedException(String.valueOf(getMessage()), status, error, more);
  }

  /** 401, or 403 if the token is valid but lacks a permission. */
  public int status() {
    return status;
  }

  /**
   * {@code invalid_token}, {@code insufficient_scope}, {@code invalid_dpop_proof} or {@code
   * use_dpop_nonce}; empty if the request had no token.
   */
  public String error() {
    return error;
  }

  /**
   * The headers for the response: {@code WWW-Authenticate}, and {@code DPoP-Nonce} if nonces are
   * required.
   */
  public Map<String, String> headers() {
    return headers;
  }
}
