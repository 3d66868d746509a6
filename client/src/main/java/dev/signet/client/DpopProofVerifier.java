package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that the sender of a request has the key that a token is bound to (<a
 * href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449 §4.3</a>).
 */
final class DpopProofVerifier {
  static final String ALGORITHMS =
      Arrays.stream(KeyAlgorithm.values()).map(KeyAlgorithm::wire).collect(Collectors.joining(" "));

  /** How far the sender's clock may be ahead. */
  private static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(30);

  private static final int MAX_JTI_LENGTH = 256;

  private final Clock clock;
  private final Duration maxAge;
  private final ReplayCache replayCache;
  private final @Nullable Nonces nonces;

  /**
   * @param age the maximum age of a proof
   * @param nonces the nonces that proofs have to contain; null if none are required
   */
  DpopProofVerifier(Clock clock, Duration age, ReplayCache used, @Nullable Nonces nonces) {
    this.clock = clock;
    this.maxAge = age;
    this.replayCache = used;
    this.nonces = nonces;
  }

  /**
   * Returns if the request has exactly one valid proof that was not used before.
   *
   * @param jkt the thumbprint of the key that the proof has to be signed with
   * @throws TokenRejectedException when it does not
   */
  void verify(ReceivedRequest request, Secret token, String jkt) {
    if (request.dpop().size() != 1) {
      throw invalidProof("sent " + request.dpop().size() + " times, not once");
    }
    var proof = Jws.parse(request.dpop().getFirst()).orElseThrow(() -> invalidProof("not a JWS"));
    if (!proof.isOfType("dpop+jwt")) {
      throw invalidProof("not of type dpop+jwt");
    }
    // Checked before the expensive part: a proof by another key is refused whether or not it is
    // valid.
    var key = key(proof).orElseThrow(() -> invalidProof("without a supported key"));
    if (!key.thumbprint().equals(jkt)) {
      throw TokenRejectedException.of(
          401, "invalid_token", "bound to another key", true, Map.of("algs", ALGORITHMS));
    }
    if (!key.isSignerOf(proof)) {
      throw invalidProof("not signed by its key");
    }
    var claims = proof.claims();
    if (!request.method().equals(claims.get("htm"))) {
      throw invalidProof("for another method");
    }
    if (!(claims.get("htu") instanceof String htu)
        || !Optional.of(normalizedUrl(request.url())).equals(normalizedUrl(htu))) {
      throw invalidProof("for another URL");
    }
    if (!(claims.get("ath") instanceof String ath)
        || !MessageDigest.isEqual(
            ath.getBytes(UTF_8), Jws.digest(token.reveal()).getBytes(UTF_8))) {
      throw invalidProof("for another token");
    }
    var now = clock.instant();
    if (!(claims.get("iat") instanceof Number iat)
        || !isWithin(now.minus(maxAge), iat.longValue(), now.plus(MAX_CLOCK_SKEW))) {
      throw invalidProof("too old, or ahead of time");
    }
    if (nonces != null && !(claims.get("nonce") instanceof String nonce && nonces.isValid(nonce))) {
      throw TokenRejectedException.of(
              401,
              "use_dpop_nonce",
              "without a nonce, or with an old one",
              true,
              Map.of("algs", ALGORITHMS))
          .withNonce(nonces.current());
    }
    if (!(claims.get("jti") instanceof String jti)
        || jti.isEmpty()
        || jti.length() > MAX_JTI_LENGTH) {
      throw invalidProof("without a valid jti");
    }
    var forgetAfter = now.plus(maxAge).plus(MAX_CLOCK_SKEW).plusSeconds(1);
    if (!replayCache.isFirstUse(jkt + " " + jti, forgetAfter)) {
      throw invalidProof("used before");
    }
  }

  private static boolean isWithin(Instant from, long seconds, Instant to) {
    return seconds >= from.getEpochSecond() && seconds <= to.getEpochSecond();
  }

  private static Optional<VerificationKey> key(Jws proof) {
    return proof.header().get("jwk") instanceof Map<?, ?> members
        ? VerificationKey.parse(members)
        : Optional.empty();
  }

  private static TokenRejectedException invalidProof(String why) {
    return TokenRejectedException.of(
        401, "invalid_dpop_proof", "the proof is " + why, true, Map.of("algs", ALGORITHMS));
  }

  private static Optional<String> normalizedUrl(String url) {
    try {
      return Optional.of(normalizedUrl(URI.create(url)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The URL without query and fragment, normalized as in RFC 3986 §6.2.2 and §6.2.3. */
  private static String normalizedUrl(URI url) {
    var origin = Origin.of(url);
    var path = url.normalize().getRawPath();
    return origin.scheme()
        + "://"
        + origin.host()
        + ":"
        + origin.port()
        + (path == null || path.isEmpty() ? "/" : decoded(path));
  }

  /** Decodes percent-encodings that are not needed, and writes the others in upper case. */
  private static String decoded(String path) {
    var plain = new StringBuilder(path.length());
    for (var i = 0; i < path.length(); i++) {
      var c = path.charAt(i);
      if (c != '%') {
        plain.append(c);
        continue;
      }
      var code = Integer.parseInt(path, i + 1, i + 3, 16);
      var isUnreserved =
          code < 0x80 && (Character.isLetterOrDigit(code) || "-._~".indexOf(code) >= 0);
      plain.append(isUnreserved ? Character.toString(code) : String.format("%%%02X", code));
      i += 2;
    }
    return plain.toString();
  }
}
