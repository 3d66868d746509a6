package dev.signet.bench;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.jspecify.annotations.Nullable;

/// The crypto provider of Signet, but none of Signet's code.
final class BenchCrypto {
  private final @Nullable Provider provider;

  private BenchCrypto(@Nullable Provider provider) {
    this.provider = provider;
  }

  /// Amazon Corretto Crypto Provider where it loads, otherwise the JDK's own.
  static BenchCrypto load() {
    try {
      var type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
      var provider = (Provider) type.getField("INSTANCE").get(null);
      type.getMethod("assertHealthy").invoke(provider);
      return new BenchCrypto(provider);
    } catch (ReflectiveOperationException | LinkageError notHere) {
      return new BenchCrypto(null);
    }
  }

  String name() {
    return provider == null
        ? "the JDK's own crypto"
        : provider.getName() + " " + provider.getVersionStr();
  }

  /// RSA of 2048 bits, or P-256.
  KeyPair keyPair(Algorithm algorithm) {
    var name = algorithm == Algorithm.RS256 ? "RSA" : "EC";
    try {
      var generator =
          provider == null
              ? KeyPairGenerator.getInstance(name)
              : KeyPairGenerator.getInstance(name, provider);
      switch (algorithm) {
        case RS256 -> generator.initialize(2048);
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Signature signature(Algorithm algorithm) {
    var name =
        switch (algorithm) {
          case RS256 -> "SHA256withRSA";
          case ES256 -> "SHA256withECDSAinP1363Format";
        };
    try {
      return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
