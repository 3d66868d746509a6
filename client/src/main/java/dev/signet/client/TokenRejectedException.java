package dev.signet.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request shows no token that opens this API. {@link #status} and {@link #headers} are what to
 * answer it with; the message is for the log, and repeats nothing of the token.
 */
public final class TokenRejectedException extends RuntimeException {
  private final int status;
  private final String error;
  private final transient Map<String, String> headers;

  private TokenRejectedException(
      String message, int status, String error, Map<String, String> headers) {
    // It is expected, so nobody looks for the place it came from.
    super(message, null, false, false);
    this.status = status;
    this.error = error;
    this.headers = Map.copyOf(headers);
  }

  /** The request shows nothing: it is told how to (RFC 6750 §3.1), and no code. */
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

  /** The token is not good, whatever the call. */
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

  /** 401, or 403 when the token is good but not for this. */
  public int status() {
    return status;
  }

  /**
   * {@code invalid_token}, {@code insufficient_scope}, {@code invalid_dpop_proof} or {@code
   * use_dpop_nonce}; empty when no token was shown at all.
   */
  public String error() {
    return error;
  }

  /**
   * The headers that the answer needs: {@code WWW-Authenticate}, and {@code DPoP-Nonce} at times.
   */
  public Map<String, String> headers() {
    return headers;
  }
}
