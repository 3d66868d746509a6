package dev.signet.bench;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Creates the assertions of one client for one server (RFC 7523 §3), as it would before each
/// request: `private_key_jwt`, with ES256.
final class AssertionFactory {
  private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());
  private static final String HEAD = BenchJose.encoded("{\"typ\":\"JWT\",\"alg\":\"ES256\"}");

  /// The lifetime of an assertion: they are created before the load begins, and Keycloak accepts
  /// none with a lifetime of more than a minute.
  private static final int SECONDS = 58;

  private final BenchCrypto crypto;
  private final BenchClient client;
  private final String audience;

  AssertionFactory(BenchCrypto crypto, BenchClient client, String audience) {
    this.crypto = crypto;
    this.client = client;
    this.audience = audience;
  }

  String next() {
    var now = Instant.now().getEpochSecond();
    var claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"jti\":\"%d\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                client.id(), client.id(), audience, NUMBER.incrementAndGet(), now, now + SECONDS);
    return BenchJose.signed(crypto, client.key().orElseThrow(), HEAD, claims);
  }
}
