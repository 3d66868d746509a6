package dev.signet.client;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a token is one that the server has signed. What it says is not looked at.
 *
 * <p>The key decides (<a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725
 * §3.1</a>): it is found by its name among the server's own, and a token that names an algorithm
 * which is not the key's, or none, is refused.
 */
final class TokenSignatureVerifier {
  /** What Signet signs tokens with. */
  private static final Set<KeyAlgorithm> ALGORITHMS =
      Set.copyOf(EnumSet.of(KeyAlgorithm.RS256, KeyAlgorithm.ES256, KeyAlgorithm.EDDSA));

  private static final int MAX_CACHED = 10_000;

  /** A token whose signature fits, and the key that it fits. */
  private record VerifiedJwt(String kid, VerificationKey key, Map<String, Object> claims) {}

  private final Jwks keys;
  private final ReentrantLock lock = new ReentrantLock();

  /** Tokens come again and again, and a signature that fitted still does. By their digest. */
  private final Map<String, VerifiedJwt> proven =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, VerifiedJwt> eldest) {
          return size() > MAX_CACHED;
        }
      };

  TokenSignatureVerifier(Jwks keys) {
    this.keys = keys;
  }

  /**
   * What the token says.
   *
   * @param asDpop under which scheme it came
   * @throws TokenRejectedException when the server has not signed it
   * @throws SignetException when the server's keys cannot be had
   */
  Map<String, Object> verifiedClaims(String text, boolean asDpop) {
    var digest = Jws.digest(text);
    var known = cached(digest);
    if (known != null && keys.has(known.kid, known.key)) {
      return known.claims;
    }
    var token =
        Jws.parse(text).orElseThrow(() -> TokenRejectedException.invalidToken("not a JWT", asDpop));
    if (!token.isOfType("at+jwt")) {
      throw TokenRejectedException.invalidToken("not of type at+jwt", asDpop);
    }
    if (token.algorithm().filter(ALGORITHMS::contains).isEmpty()) {
      throw TokenRejectedException.invalidToken("signed by an algorithm that is not taken", asDpop);
    }
    var kid =
        token
            .headerText("kid")
            .orElseThrow(() ->
                TokenRejectedException.invalidToken("signed by a key without a name", asDpop));
    var key =
        keys.find(kid)
            .orElseThrow(
                () -> TokenRejectedException.invalidToken("signed by an unknown key", asDpop));
    if (!key.isSignerOf(token)) {
      throw TokenRejectedException.invalidToken("not signed by its key", asDpop);
    }
    remember(digest, new VerifiedJwt(kid, key, token.claims()));
    return token.claims();
  }

  private @Nullable VerifiedJwt cached(String digest) {
    lock.lock();
    try {
      return proven.get(digest);
    } finally {
      lock.unlock();
    }
  }

  private void remember(String digest, VerifiedJwt token) {
    lock.lock();
    try {
      proven.put(digest, token);
    } finally {
      lock.unlock();
    }
  }
}
