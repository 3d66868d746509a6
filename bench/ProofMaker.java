import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Makes DPoP proofs (RFC 9449 §4.2) by one key for one endpoint, as an agent would before each
/// request.
final class ProofMaker {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

  /// So far ahead of the clock is a proof: it is made before the load begins, and taken for a minute
  /// either way.
  private static final int AHEAD_SECONDS = 25;

  private final Crypto crypto;
  private final KeyPair key;
  private final String head;
  private final URI endpoint;

  ProofMaker(Crypto crypto, KeyPair key, URI endpoint) {
    this.crypto = crypto;
    this.key = key;
    this.endpoint = endpoint;
    var members =
        jwk(key).entrySet().stream()
            .map(member -> "\"%s\":\"%s\"".formatted(member.getKey(), member.getValue()))
            .collect(Collectors.joining(","));
    this.head =
        encoded("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{" + members + "}}");
  }

  /// The public half, as a registration takes it.
  static Map<String, Object> jwk(KeyPair key) {
    var point = ((ECPublicKey) key.getPublic()).getW();
    var jwk = new LinkedHashMap<String, Object>();
    jwk.put("kty", "EC");
    jwk.put("crv", "P-256");
    jwk.put("x", coordinate(point.getAffineX()));
    jwk.put("y", coordinate(point.getAffineY()));
    return jwk;
  }

  /// RFC 7518 §6.2.1.2: 32 bytes, leading zeros among them.
  private static String coordinate(BigInteger number) {
    var bytes = new byte[32];
    var signed = number.toByteArray();
    var length = Math.min(signed.length, bytes.length);
    System.arraycopy(signed, signed.length - length, bytes, bytes.length - length, length);
    return BASE64URL.encodeToString(bytes);
  }

  String next() {
    var claims =
        "{\"jti\":\"%d\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d}"
            .formatted(
                NUMBER.incrementAndGet(), endpoint, Instant.now().getEpochSecond() + AHEAD_SECONDS);
    var input = head + "." + encoded(claims);
    try {
      var signature = crypto.signature(Algorithm.ES256);
      signature.initSign(key.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
