package dev.signet.base.jose;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// One key an algorithm, for all tests of this room: to make them takes longer than most tests do.
final class TestKeys {
  static final CryptoProvider PROVIDER = CryptoProvider.load();

  private static final Map<SigningAlg, SigningKey> KEYS = new EnumMap<>(SigningAlg.class);

  static {
    for (var alg : SigningAlg.values()) {
      KEYS.put(alg, SigningKey.generate(PROVIDER, alg));
    }
  }

  private TestKeys() {}

  static SigningKey of(SigningAlg alg) {
    return Objects.requireNonNull(KEYS.get(alg));
  }
}
