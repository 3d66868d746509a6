package dev.signet.base.jose;

import dev.signet.base.refusals.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Signs on its own platform threads in order of arrival, while the caller's virtual thread waits.
/// A computing virtual thread is not preempted: if requests signed themselves, a few would occupy
/// the processors while all others waited.
public final class SigningPool implements AutoCloseable {
  /// Called after every signature, on the signing thread, so it must be quick.
  @FunctionalInterface
  public interface Observer {
    Observer NONE = (_, _, _) -> {};

    void onSignature(SigningAlg alg, long waitedNanos, long workedNanos);
  }

  private final ThreadPoolExecutor threads;
  private final ThreadLocal<Signer> signer;
  private final Observer observer;

  /// @param threads as many as there are cores
  /// @param waiting how many may wait; the longest wait is this many times the time of a signature
  public SigningPool(CryptoProvider provider, int threads, int waiting, Observer observer) {
    this.observer = observer;
    // Only for the pool's few threads.
    this.signer = ThreadLocal.withInitial(() -> new Signer(provider));
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            Thread.ofPlatform().name("sign-", 1).daemon().factory());
    this.threads.prestartAllCoreThreads();
  }

  /// Creates the compact JWS of these bytes.
  ///
  /// @param type the header's `typ`; use only a few different values, as each is cached in encoded
  ///   form
  /// @throws Refused `ServiceUnavailable` when too many are waiting
  public String sign(SigningKey key, String type, byte[] payload) {
    return signAsync(key, type, payload).join();
  }

  /// Begins to sign without waiting, for a caller that can wait for something else meanwhile.
  ///
  /// @throws Refused `ServiceUnavailable` when too many are waiting
  public CompletableFuture<String> signAsync(SigningKey key, String type, byte[] payload) {
    var job = new Job(key, type, payload);
    try {
      threads.execute(job);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("too many signatures are waiting");
    }
    return job;
  }

  /// The number of waiting signatures.
  public int waiting() {
    return threads.getQueue().size();
  }

  /// Finishes the accepted signatures and accepts no more.
  @Override
  public void close() {
    threads.close();
  }

  private final class Job extends CompletableFuture<String> implements Runnable {
    private final SigningKey key;
    private final String type;
    private final byte[] payload;
    private final long asked = System.nanoTime();

    Job(SigningKey key, String type, byte[] payload) {
      this.key = key;
      this.type = type;
      this.payload = payload;
    }

    @Override
    public void run() {
      var begun = System.nanoTime();
      try {
        complete(signer.get().sign(key, type, payload));
      } catch (RuntimeException | Error e) {
        completeExceptionally(e);
      }
      observer.onSignature(key.alg(), begun - asked, System.nanoTime() - begun);
    }
  }
}
