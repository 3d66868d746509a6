import java.security.GeneralSecurityException;
import java.security.Signature;
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

  private final Crypto crypto;

  RawRate(Crypto crypto) {
    this.crypto = crypto;
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
    var signature = crypto.signature(algorithm);
    signature.initSign(crypto.keyPair(algorithm).getPrivate());
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
}
