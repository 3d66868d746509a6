package dev.signet.client;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.EnumMap;
import java.util.Map;

/** A key for each algorithm, made once: RSA keys take their time. */
final class GeneratedKeys {
  private static final Map<KeyAlgorithm, AgentKey> MADE = new EnumMap<>(KeyAlgorithm.class);

  private GeneratedKeys() {}

  static synchronized AgentKey of(KeyAlgorithm algorithm) {
    return MADE.computeIfAbsent(algorithm, GeneratedKeys::make);
  }

  private static AgentKey make(KeyAlgorithm algorithm) {
    try {
      var generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case RS256, PS256 -> "RSA";
                case ES256, ES384 -> "EC";
                case EDDSA -> "Ed25519";
              });
      switch (algorithm) {
        case RS256, PS256 -> generator.initialize(2048);
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case ES384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
        case EDDSA -> {}
      }
      return AgentKey.of(algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
