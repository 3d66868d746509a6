package dev.signet.events.followers;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that runs a follower: at most one turn per interval on this run's chain, and a look
/// at the other chains about every second. A turn that fails is logged and repeated later; the
/// position stays.
final class FollowerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

  private static final long LOOK_MILLIS = 1_000;

  /// How much the pause between two looks varies, so that nodes do not look at the same time.
  private static final double JITTER = 0.3;

  private static final Duration MAX_FAILURE_PAUSE = Duration.ofSeconds(5);

  private final Follower follower;
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean stopping;

  /// How many turns on this run's chain have failed in a row. Failures with other chains do not
  /// slow it down.
  private int failures;

  FollowerThread(Follower follower) {
    this.follower = follower;
    this.thread =
        Thread.ofPlatform()
            .name("signet-follower-" + follower.plan().name())
            .daemon()
            .unstarted(this::run);
  }

  Follower follower() {
    return follower;
  }

  void start() {
    thread.start();
  }

  /// Called after each commit of events: costs a read of memory unless the thread is idle.
  void wake() {
    if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    var nextLook = System.nanoTime();
    while (!stopping) {
      failures = attempt(follower::readOwn) ? 0 : failures + 1;
      if (System.nanoTime() - nextLook >= 0) {
        attempt(follower::readOthers);
        nextLook = System.nanoTime() + lookPause();
      }
      pause(nextLook);
    }
  }

  private boolean attempt(Runnable turn) {
    try {
      turn.run();
      return true;
    } catch (Refused refused) {
      LOG.atWarn()
          .addKeyValue("follower", follower.plan().name())
          .addKeyValue("detail", refused.detail())
          .log("turn of a follower postponed");
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("follower", follower.plan().name())
          .setCause(e)
          .log("turn of a follower failed");
    }
    return false;
  }

  private static long lookPause() {
    var factor = 1 - JITTER + ThreadLocalRandom.current().nextDouble(2 * JITTER);
    return TimeUnit.MILLISECONDS.toNanos((long) (LOOK_MILLIS * factor));
  }

  /// Waits for the interval, and then for an event of this run or the next look.
  private void pause(long nextLook) {
    var from = System.nanoTime();
    var shortest = failures == 0 ? follower.plan().interval().toNanos() : failurePause();
    waitUntil(from + shortest);
    while (!stopping && System.nanoTime() - nextLook < 0) {
      // Set first: a commit from here on either is seen below or ends the wait.
      idle = true;
      if (follower.hasUnread()) {
        break;
      }
      LockSupport.parkNanos(nextLook - System.nanoTime());
    }
    idle = false;
  }

  private long failurePause() {
    return Math.min(
        MAX_FAILURE_PAUSE.toNanos(), TimeUnit.SECONDS.toNanos(1L << Math.min(failures - 1, 6)));
  }

  private void waitUntil(long time) {
    for (var left = time - System.nanoTime();
        left > 0 && !stopping;
        left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    stopping = true;
    follower.stop();
    LockSupport.unpark(thread);
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    attempt(follower::storeProgress);
  }
}
