package dev.signet.base.jose;

import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.jspecify.annotations.Nullable;

/// The provider of signatures: AWS-LC, through Amazon Corretto Crypto Provider, where its native
/// library loads, otherwise the JDK. It is passed to each use and not installed globally, so the
/// rest of the process is unaffected.
public final class CryptoProvider {
  private static final String NATIVE =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private final @Nullable Provider chosen;
  private final String description;

  private CryptoProvider(@Nullable Provider chosen, String description) {
    this.chosen = chosen;
    this.description = description;
  }

  /// Starts the slow part of [#load] on another thread; it is done once per process.
  public static void preload() {
    try {
      Class.forName(NATIVE);
    } catch (ClassNotFoundException | LinkageError _) {
      // Reported by [#load].
    }
  }

  /// The fastest provider that works here. Loads a native library, about 0.2 s, so call it once per
  /// process.
  public static CryptoProvider load() {
    try {
      // By name, because the library exists for some platforms only.
      var type = Class.forName(NATIVE);
      var provider = (Provider) type.getField("INSTANCE").get(null);
      type.getMethod("runSelfTests").invoke(provider);
      type.getMethod("assertHealthy").invoke(provider);
      return new CryptoProvider(provider, provider.getInfo());
    } catch (ClassNotFoundException _) {
      return jdk("Amazon Corretto Crypto Provider is not on the class path");
    } catch (InvocationTargetException e) {
      return jdk("Amazon Corretto Crypto Provider does not work here: " + e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      return jdk("Amazon Corretto Crypto Provider cannot be loaded: " + e);
    }
  }

  /// The JDK's provider, regardless of what is available.
  public static CryptoProvider jdk() {
    return jdk("chosen");
  }

  private static CryptoProvider jdk(String why) {
    return new CryptoProvider(null, "JDK " + Runtime.version() + " (" + why + ")");
  }

  /// Whether signatures use native code, which makes 4 to 50 times as many per second as the JDK.
  public boolean isNative() {
    return chosen != null;
  }

  /// The chosen provider, and the reason if it is the JDK's: for the log at startup and for
  /// `doctor`.
  public String description() {
    return description;
  }

  Signature signature(SigningAlg alg) {
    try {
      return chosen == null
          ? Signature.getInstance(alg.signatureName())
          : Signature.getInstance(alg.signatureName(), chosen);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(description + " lacks " + alg, e);
    }
  }

  /// For verifying one signature of another party.
  Signature signature(PeerAlg alg) {
    try {
      var signature =
          chosen == null
              ? Signature.getInstance(alg.signatureName())
              : Signature.getInstance(alg.signatureName(), chosen);
      var parameters = alg.parameters();
      if (parameters != null) {
        signature.setParameter(parameters);
      }
      return signature;
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException(description + " lacks " + alg, e);
    }
  }

  KeyPair generate(SigningAlg alg) {
    try {
      var generator =
          chosen == null
              ? KeyPairGenerator.getInstance(alg.keyName())
              : KeyPairGenerator.getInstance(alg.keyName(), chosen);
      switch (alg) {
        case RS256 -> generator.initialize(2048);
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case EDDSA -> {
          // Fully specified by its name.
        }
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(description + " makes no keys for " + alg, e);
    }
  }

  KeyFactory keyFactory(SigningAlg alg) {
    return keyFactory(alg.keyName());
  }

  /// @param keyName the key's name in the Java security API
  KeyFactory keyFactory(String keyName) {
    try {
      // The native provider reads Ed25519 keys only if a system property says so; its signatures
      // accept the JDK's keys too.
      return chosen == null || chosen.getService("KeyFactory", keyName) == null
          ? KeyFactory.getInstance(keyName)
          : KeyFactory.getInstance(keyName, chosen);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(description + " reads no keys of " + keyName, e);
    }
  }

  @Override
  public String toString() {
    return description;
  }
}
