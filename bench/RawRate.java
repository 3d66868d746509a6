import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How many signatures the cores make when they do nothing else: the most that any server of signed
/// tokens can answer here. Made by the provider that Signet signs with, but with none of its code.
final class RawRate {
  private static final long NANOS = 3_000_000_000L;

  /// As long as the header and claims of the tokens that are measured beside it.
  private static final int TOKEN_BYTES = 560;

  private final Provider provider;

  private RawRate(Provider provider) {
    this.provider = provider;
  }

  /// With Amazon Corretto Crypto Provider where it loads, else with the JDK's own.
  static RawRate load() {
    try {
      var type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
      var provider = (Provider) type.getField("INSTANCE").get(null);
      type.getMethod("assertHealthy").invoke(provider);
      return new RawRate(provider);
    } catch (ReflectiveOperationException | LinkageError notHere) {
      return new RawRate(null);
    }
  }

  String provider() {
    return provider == null
        ? "the JDK's own crypto"
        : provider.getName() + " " + provider.getVersionStr();
  }

  /// Signatures a second, by a thread a core. Takes four seconds.
  double measure(Algorithm algorithm) {
    var cores = Runtime.getRuntime().availableProcessors();
    try (var threads = Executors.newFixedThreadPool(cores)) {
      var rates = new ArrayList<Future<Double>>();
      for (var core = 0; core < cores; core++) {
        rates.add(threads.submit(() -> ofOneThread(algorithm)));
      }
      var sum = 0.0;
      for (var rate : rates) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  private double ofOneThread(Algorithm algorithm) throws GeneralSecurityException {
    var signature = signature(algorithm);
    var token = new byte[TOKEN_BYTES];
    signFor(NANOS / 3, signature, token);
    return signFor(NANOS, signature, token);
  }

  private static double signFor(long nanos, Signature signature, byte[] token)
      throws GeneralSecurityException {
    var started = System.nanoTime();
    var signed = 0;
    while (System.nanoTime() - started < nanos) {
      signature.update(token);
      signature.sign();
      signed++;
    }
    return signed * 1e9 / (System.nanoTime() - started);
  }

  private Signature signature(Algorithm algorithm) throws GeneralSecurityException {
    var rsa = algorithm == Algorithm.RS256;
    var keyName = rsa ? "RSA" : "EC";
    var name = rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
    var generator =
        provider == null
            ? KeyPairGenerator.getInstance(keyName)
            : KeyPairGenerator.getInstance(keyName, provider);
    if (rsa) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    var signature =
        provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
    signature.initSign(generator.generateKeyPair().getPrivate());
    return signature;
  }
}
