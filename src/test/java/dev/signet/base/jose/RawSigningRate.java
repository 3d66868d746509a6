package dev.signet.base.jose;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// How many signatures per second this machine makes when it does nothing else, to compare the
/// server's rates with. Each thread signs the same bytes with one `Signature` repeatedly.
public final class RawSigningRate {
  /// About what a token's header and claims come to.
  private static final int INPUT = 600;

  private RawSigningRate() {}

  /// Signatures a second over all threads; as much time again is spent warming up.
  public static double perSecond(
      CryptoProvider provider, SigningAlg alg, int threads, Duration time) {
    return rate(
        threads,
        time,
        () -> {
          var signature = provider.signature(alg);
          signature.initSign(SigningKey.generate(provider, alg).privateHalf());
          var input = new byte[INPUT];
          return () -> {
            signature.update(input);
            return signature.sign();
          };
        });
  }

  /// Whole tokens a second, each made by a signer of the thread's own.
  static double tokens(CryptoProvider provider, SigningAlg alg, int threads, Duration time) {
    return rate(
        threads,
        time,
        () -> {
          var signer = new Signer(provider);
          var key = SigningKey.generate(provider, alg);
          var payload = claims();
          return () -> signer.sign(key, "at+jwt", payload);
        });
  }

  /// Whole tokens per second by 32 virtual threads that use one pool.
  static double pooled(CryptoProvider provider, SigningAlg alg, int threads, Duration time) {
    try (var pool = new SigningPool(provider, threads, 1000, SigningPool.Observer.NONE)) {
      var key = SigningKey.generate(provider, alg);
      var payload = claims();
      return rate(32, time, () -> () -> pool.sign(key, "at+jwt", payload));
    }
  }

  /// Signatures checked a second, each as the verifier does it: from a new `Signature`.
  static double checks(CryptoProvider provider, SigningAlg alg, int threads, Duration time) {
    return rate(
        threads,
        time,
        () -> {
          var key = SigningKey.generate(provider, alg);
          var token = new Signer(provider).sign(key, "at+jwt", claims());
          var verifier =
              new TokenSignatureVerifier(
                  provider, _ -> Optional.of(key.publicHalf()), Set.of("at+jwt"), 0);
          return () -> verifier.verify(token);
        });
  }

  /// Signatures known to the verifier from before, a second.
  static double remembered(CryptoProvider provider, SigningAlg alg, int threads, Duration time) {
    return rate(
        threads,
        time,
        () -> {
          var key = SigningKey.generate(provider, alg);
          var token = new Signer(provider).sign(key, "at+jwt", claims());
          var verifier =
              new TokenSignatureVerifier(
                  provider, _ -> Optional.of(key.publicHalf()), Set.of("at+jwt"), 1_000_000);
          return () -> verifier.verify(token);
        });
  }

  private static byte[] claims() {
    return new JsonObjectWriter()
        .text("iss", "https://signet.example.com")
        .text("sub", "019a9c1e-7a1b-7c3d-8e4f-5a6b7c8d9e0f")
        .text("client_id", "019a9c1e-7a1b-7c3d-8e4f-5a6b7c8d9e0f")
        .text("agent_id", "019a9c1e-7a1b-7c3d-8e4f-5a6b7c8d9e0f")
        .text("aud", "https://signet.example.com")
        .text("scope", "mail:read mail:send calendar:read")
        .text("jti", "019a9c1e-7a1b-7c3d-8e4f-5a6b7c8d9e10")
        .number("iat", 1_795_000_000)
        .number("exp", 1_795_003_600)
        .text("organization_id", "019a9c1e-7a1b-7c3d-8e4f-5a6b7c8d9e11")
        .toBytes();
  }

  private static double rate(int threads, Duration time, Callable<Callable<?>> works) {
    try (var executor =
        threads > Runtime.getRuntime().availableProcessors()
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newFixedThreadPool(threads)) {
      var rate = 0.0;
      var running =
          IntStream.range(0, threads)
              .<Future<Double>>mapToObj(_ ->
                  executor.submit(() -> {
                    var work = works.call();
                    run(work, time);
                    return run(work, time);
                  }))
              .toList();
      for (var one : running) {
        rate += one.get();
      }
      return rate;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double run(Callable<?> work, Duration time) throws Exception {
    var start = System.nanoTime();
    var end = start + time.toNanos();
    var done = 0;
    while (System.nanoTime() < end) {
      work.call();
      done++;
    }
    return done * 1e9 / (System.nanoTime() - start);
  }

  public static void main(String[] args) {
    var threads = 2;
    var time = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 3);
    System.out.printf(
        Locale.ROOT,
        "%-40s %12s %12s %12s %12s %12s%n",
        "a second, " + threads + " threads",
        "signatures",
        "tokens",
        "by the pool",
        "checks",
        "remembered");
    for (var provider : new CryptoProvider[] {CryptoProvider.load(), CryptoProvider.jdk()}) {
      for (var alg : SigningAlg.values()) {
        System.out.printf(
            Locale.ROOT,
            "%-40.40s %12.0f %12.0f %12.0f %12.0f %12.0f%n",
            alg.wire() + " " + provider.description(),
            perSecond(provider, alg, threads, time),
            tokens(provider, alg, threads, time),
            pooled(provider, alg, threads, time),
            checks(provider, alg, threads, time),
            remembered(provider, alg, threads, time));
      }
    }
  }
}
