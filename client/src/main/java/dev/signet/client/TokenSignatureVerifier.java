package dev.signet.client;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signature of a token. The claims are not checked.
 *
 * <p>The key determines the algorithm (<a
 * href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725 §3.1</a>): it is looked up by
 * its id among the server's keys, and a token with another algorithm than the key's is refused.
 */
final class TokenSignatureVerifier {
  /** The algorithms of Signet's tokens. */
  private static final Set<KeyAlgorithm> ALGORITHMS =
      Set.copyOf(EnumSet.of(KeyAlgorithm.RS256, KeyAlgorithm.ES256, KeyAlgorithm.EDDSA));

  private static final int MAX_CACHED = 10_000;

  /** A verified token and its key. */
  private record VerifiedJwt(String kid, VerificationKey key, Map<String, Object> claims) {}

  private final Jwks keys;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Verified tokens by their digest: tokens are sent repeatedly, and a valid signature stays valid.
   */
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
   * The claims of a token with a valid signature.
   *
   * @param asDpop whether it was sent with the DPoP scheme
   * @throws TokenRejectedException when it is not signed by the server
   * @throws SignetException when the server's keys cannot be fetched
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
      throw TokenRejectedException.invalidToken("signed with an unsupported algorithm", asDpop);
    }
    var kid =
        token
            .headerText("kid")
            .orElseThrow(() -> TokenRejectedException.invalidToken("without a kid", asDpop));
    var key =
        keys.find(kid)
            .orElseThrow(
                () -> TokenRejectedException.invalidToken("signed with an unknown key", asDpop));
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
