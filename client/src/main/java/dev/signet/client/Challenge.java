package dev.signet.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The response to a request without a token that the API accepts. It tells the client where to get
 * one (RFC 9728 §5.1), and which scopes it needs.
 *
 * @param status 401, or 403 if the token is valid but does not allow the call
 * @param headers {@code WWW-Authenticate}, and {@code DPoP-Nonce} if nonces are required
 */
public record Challenge(int status, Map<String, String> headers) {
  private static final String WWW_AUTHENTICATE = "WWW-Authenticate";

  public Challenge {
    headers = Map.copyOf(headers);
  }

  /**
   * The response for a rejected request.
   *
   * @param resource this API
   * @param scopes all that the call needs, also those that the token has: clients ask for just
   *     these
   */
  public static Challenge of(
      TokenRejectedException rejected, ProtectedResource resource, String... scopes) {
    List.of(scopes).forEach(Challenge::requireScope);
    var original = rejected.headers().getOrDefault(WWW_AUTHENTICATE, "Bearer");
    var parameters = new LinkedHashMap<String, String>();
    if (!rejected.error().isEmpty()) {
      parameters.put("error", rejected.error());
      if (original.startsWith("DPoP")) {
        parameters.put("algs", DpopProofVerifier.ALGORITHMS);
      }
    }
    parameters.put("resource_metadata", resource.metadataUrl().toString());
    var needed = scopes.length > 0 ? String.join(" ", scopes) : rejected.scope();
    if (!needed.isEmpty()
        && (rejected.error().equals("insufficient_scope") || rejected.error().isEmpty())) {
      parameters.put("scope", needed);
    }
    var scheme = original.startsWith("DPoP") ? "DPoP" : "Bearer";
    var headers = new LinkedHashMap<>(rejected.headers());
    headers.put(WWW_AUTHENTICATE, scheme + " " + TokenRejectedException.join(parameters));
    return new Challenge(rejected.status(), headers);
  }

  /** A scope is written between quotation marks (RFC 6749 §3.3). */
  static void requireScope(String scope) {
    if (!scope.matches("[!#-\\[\\]-~]+")) {
      throw new IllegalArgumentException("Not a scope: " + scope);
    }
  }
}
