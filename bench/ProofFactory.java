import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Makes DPoP proofs (RFC 9449 §4.2) by one key for one endpoint, as an agent would before each
/// request.
final class ProofFactory {
  private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

  /// So far ahead of the clock is a proof: it is made before the load begins, and taken for a
  /// minute either way.
  private static final int AHEAD_SECONDS = 25;

  private final BenchCrypto crypto;
  private final KeyPair key;
  private final String head;
  private final URI endpoint;

  ProofFactory(BenchCrypto crypto, KeyPair key, URI endpoint) {
    this.crypto = crypto;
    this.key = key;
    this.endpoint = endpoint;
    var members =
        BenchJose.publicJwk(key).entrySet().stream()
            .map(member -> "\"%s\":\"%s\"".formatted(member.getKey(), member.getValue()))
            .collect(Collectors.joining(","));
    this.head =
        BenchJose.encoded("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{" + members + "}}");
  }

  String next() {
    var claims =
        "{\"jti\":\"%d\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d}"
            .formatted(
                NUMBER.incrementAndGet(), endpoint, Instant.now().getEpochSecond() + AHEAD_SECONDS);
    return BenchJose.signed(crypto, key, head, claims);
  }
}
