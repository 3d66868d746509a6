package dev.signet.base.jose;

import dev.signet.base.refusals.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Signs on platform threads of its own, first come first served, while the caller's virtual thread
/// waits. A virtual thread that computes is not interrupted for others: were the requests to sign
/// themselves, few would hold the processors and the rest wait behind them.
public final class SigningPool implements AutoCloseable {
  /// Is told of every signature; called on the signing thread, so it must be quick.
  @FunctionalInterface
  public interface Observer {
    Observer NONE = (_, _, _) -> {};

    void onSignature(SigningAlg alg, long waitedNanos, long workedNanos);
  }

  private final ThreadPoolExecutor threads;
  private final ThreadLocal<Signer> signer;
  private final Observer observer;

  /// @param threads as many as there are cores
  /// @param waiting how many may wait; so many times the time of a signature is the longest wait
  public SigningPool(CryptoProvider provider, int threads, int waiting, Observer observer) {
    this.observer = observer;
    // Of the pool's few threads only.
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

  /// The compact JWS of these bytes.
  ///
  /// @param type the header's `typ`; few different ones, as each is kept encoded
  /// @throws Refused `ServiceUnavailable` when too many wait
  public String sign(SigningKey key, String type, byte[] payload) {
    return signAsync(key, type, payload).join();
  }

  /// Begins to sign and does not wait, for a caller that has something else to wait for meanwhile.
  ///
  /// @throws Refused `ServiceUnavailable` when too many wait
  public CompletableFuture<String> signAsync(SigningKey key, String type, byte[] payload) {
    var job = new Job(key, type, payload);
    try {
      threads.execute(job);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("too many wait for a signature");
    }
    return job;
  }

  /// How many wait now.
  public int waiting() {
    return threads.getQueue().size();
  }

  /// Finishes what was begun and takes nothing more.
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
