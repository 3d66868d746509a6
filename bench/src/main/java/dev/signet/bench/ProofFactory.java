package dev.signet.bench;

import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Creates DPoP proofs (RFC 9449 §4.2) with one key for one endpoint, as an agent would before each
/// request.
final class ProofFactory {
  private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

  /// How far the time of a proof is ahead of the clock: proofs are created before the load begins,
  /// and accepted for a minute either way.
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
