package dev.signet.bench;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How many signatures the cores make when they do nothing else: the upper limit for any server of
/// signed tokens on this machine. Uses the crypto provider of Signet, but none of its code.
final class RawSignatureRate {
  private static final Duration LONG = Duration.ofSeconds(3);

  /// The length of header and claims of the tokens that are measured beside it.
  private static final int TOKEN_BYTES = 560;

  private final BenchCrypto crypto;

  RawSignatureRate(BenchCrypto crypto) {
    this.crypto = crypto;
  }

  /// @param rate signatures per second, with one thread per core
  /// @param cpuMicros processor time of one signature
  record RawMeasurement(double rate, double cpuMicros) {

    /// The measurement that was disturbed less.
    RawMeasurement better(RawMeasurement other) {
      return rate >= other.rate ? this : other;
    }

    /// The share of the cores that it got; the rest went to other processes.
    double shareOfCores() {
      return rate * cpuMicros / 1e6 / Runtime.getRuntime().availableProcessors();
    }
  }

  /// Signatures per second, with one thread per core. Takes four seconds.
  double measure(Algorithm algorithm) {
    return measure(algorithm, LONG).rate();
  }

  /// @param duration of what is counted; it takes a third more
  RawMeasurement measure(Algorithm algorithm, Duration duration) {
    var cores = Runtime.getRuntime().availableProcessors();
    try (var threads = Executors.newFixedThreadPool(cores)) {
      var parts = new ArrayList<Future<RawMeasurement>>();
      for (var core = 0; core < cores; core++) {
        parts.add(threads.submit(() -> ofOneThread(algorithm, duration.toNanos())));
      }
      var rate = 0.0;
      var cpuMicros = 0.0;
      for (var part : parts) {
        rate += part.get().rate();
        cpuMicros += part.get().cpuMicros() / cores;
      }
      return new RawMeasurement(rate, cpuMicros);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private RawMeasurement ofOneThread(Algorithm algorithm, long nanos)
      throws GeneralSecurityException {
    var signature = crypto.signature(algorithm);
    signature.initSign(crypto.keyPair(algorithm).getPrivate());
    var token = new byte[TOKEN_BYTES];
    signFor(nanos / 3, signature, token);
    return signFor(nanos, signature, token);
  }

  private static RawMeasurement signFor(long nanos, Signature signature, byte[] token)
      throws GeneralSecurityException {
    var clock = ManagementFactory.getThreadMXBean();
    var busy = clock.getCurrentThreadCpuTime();
    var started = System.nanoTime();
    var signed = 0;
    while (System.nanoTime() - started < nanos) {
      signature.update(token);
      signature.sign();
      signed++;
    }
    return new RawMeasurement(
        signed * 1e9 / (System.nanoTime() - started),
        (clock.getCurrentThreadCpuTime() - busy) / 1e3 / signed);
  }
}
