package dev.signet.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Creates DPoP proofs (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449
 * §4.2</a>) with the agent's key, and remembers the nonce that each server requires in them (§8,
 * §9).
 */
final class DpopProofs {
  private static final String NONCE = "DPoP-Nonce";
  private static final Pattern CHALLENGE = Pattern.compile("error\\s*=\\s*\"?use_dpop_nonce\"?");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AgentKey key;
  private final Clock clock;
  private final String header;
  private final Map<Origin, String> nonces = new ConcurrentHashMap<>();

  DpopProofs(AgentKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
    var members = new LinkedHashMap<String, Object>();
    members.put("typ", "dpop+jwt");
    members.put("alg", key.algorithm().wire());
    members.put("jwk", key.requiredMembers());
    this.header = Jws.encodedHeader(members);
  }

  /**
   * A proof for one request.
   *
   * @param token the token of the request, if there is one
   */
  String proof(String method, URI url, @Nullable Secret token) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("jti", randomId());
    claims.put("htm", method);
    claims.put("htu", withoutQuery(url));
    claims.put("iat", clock.instant().getEpochSecond());
    if (token != null) {
      claims.put("ath", Jws.digest(token.reveal()));
    }
    var nonce = nonces.get(Origin.of(url));
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    return Jws.sign(header, claims, key);
  }

  /** 128 random bits. */
  static String randomId() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return Jws.encode(bytes);
  }

  /** Stores the nonce of a response, for the next proof. */
  void rememberNonce(URI url, HttpHeaders headers) {
    headers.firstValue(NONCE).ifPresent(nonce -> nonces.put(Origin.of(url), nonce));
  }

  /** Whether the server asks for the same request again, with the nonce in its response. */
  static boolean asksForNonce(int status, HttpHeaders headers) {
    return (status == 401 || status == 400)
        && headers.firstValue(NONCE).isPresent()
        && headers.allValues("WWW-Authenticate").stream()
            .anyMatch(challenge -> CHALLENGE.matcher(challenge).find());
  }

  /**
   * Whether the token endpoint, which also uses the body, asks for the same request again, with the
   * nonce in its response.
   */
  static boolean asksForNonce(ServerResponse answer) {
    return asksForNonce(answer.status(), answer.headers())
        || (answer.headers().firstValue(NONCE).isPresent()
            && answer.refusal("A proof").error().equals("use_dpop_nonce"));
  }

  private static String withoutQuery(URI url) {
    var path = url.getRawPath();
    return url.getScheme()
        + "://"
        + url.getRawAuthority()
        + (path == null || path.isEmpty() ? "/" : path);
  }
}
