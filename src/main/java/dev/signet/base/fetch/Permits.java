package dev.signet.base.fetch;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Permits for work that may take long. All together take a limited number of them, and each key a
/// smaller share, so that no key can use up the permits of the others.
public final class Permits {
  /// How many may wait for a permit of a share, for each permit of the share.
  private static final int WAITING_PER_PERMIT = 4;

  /// The number of permits that work with this key may hold.
  public record Share(String key, int max) {}

  /// Permission for one piece of work, until it is closed.
  public final class Permit implements AutoCloseable {
    private final List<Share> shares;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    private Permit(List<Share> shares) {
      this.shares = shares;
    }

    @Override
    public void close() {
      if (isOpen.getAndSet(false)) {
        release(shares);
      }
    }
  }

  private final int total;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, Integer> waiting = new HashMap<>();
  private int inUse;

  public Permits(int total) {
    this.total = total;
  }

  /// A permit that counts towards each of the shares, whose keys differ; empty if there is none in
  /// time, or if too many already wait for one of the shares.
  ///
  /// @param wait for how long to wait; zero not to wait
  public Optional<Permit> tryAcquire(List<Share> shares, Duration wait) {
    lock.lock();
    try {
      return isFree(shares) || waitUntilFree(shares, wait)
          ? Optional.of(take(shares))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// How many are in use.
  int inUse() {
    lock.lock();
    try {
      return inUse;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFree(List<Share> shares) {
    return inUse < total
        && shares.stream().allMatch(share -> held.getOrDefault(share.key(), 0) < share.max());
  }

  private boolean waitUntilFree(List<Share> shares, Duration wait) {
    var isFull =
        shares.stream()
            .anyMatch(
                share -> waiting.getOrDefault(share.key(), 0) >= WAITING_PER_PERMIT * share.max());
    if (isFull) {
      return false;
    }
    shares.forEach(share -> add(waiting, share, 1));
    try {
      var left = wait.toNanos();
      while (!isFree(shares)) {
        if (left <= 0) {
          return false;
        }
        left = released.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      shares.forEach(share -> add(waiting, share, -1));
    }
  }

  private Permit take(List<Share> shares) {
    inUse++;
    shares.forEach(share -> add(held, share, 1));
    return new Permit(shares);
  }

  private void release(List<Share> shares) {
    lock.lock();
    try {
      inUse--;
      shares.forEach(share -> add(held, share, -1));
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void add(Map<String, Integer> counts, Share share, int change) {
    counts.merge(share.key(), change, (before, more) -> before + more == 0 ? null : before + more);
  }
}
