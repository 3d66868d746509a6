package dev.signet.base.db;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows how long ago the database committed something for this node. A server that answers
/// questions and commits nothing may have been replaced by another one, where tokens have been
/// revoked since: what it says is not believed. Every commit counts; where there was none for half
/// a second, the heartbeat makes one.
final class Heartbeat implements AutoCloseable {

  /// How old the last commit may be while the node is ready.
  private static final Duration MAX_AGE = Duration.ofSeconds(3);

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /// Commits something, or does what shows that a commit would succeed.
  interface HeartbeatProbe {
    /// What is wrong with where the database is, whether it commits or not; it is looked at before
    /// each beat. Nothing is written or read while there is something.
    default Optional<String> fault() {
      return Optional.empty();
    }

    /// Does it once.
    ///
    /// @param mustWrite whether a commit failed since the last beat that wrote, so that only
    ///   another one shows that the database can be written again
    /// @throws RuntimeException when the database did not do it
    void run(boolean mustWrite);
  }

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("db-heartbeat").daemon().factory());

  // Of System#nanoTime.
  private volatile long committedAt = System.nanoTime();
  private volatile boolean unwritable;
  private volatile boolean lost;
  private volatile boolean running;

  // The last that was said in the log; of the timer's thread only.
  private boolean loggedReady = true;

  /// Beats from now on. Without it the database counts as current for ever.
  ///
  /// @param usable what is done when a beat has succeeded
  void start(HeartbeatProbe beat, Runnable usable) {
    committedAt = System.nanoTime();
    running = true;
    var _ =
        timer.scheduleWithFixedDelay(
            () -> probeOnce(beat, usable), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A transaction has been committed.
  ///
  /// @param sentAt when its commit was sent, of [System#nanoTime]
  void recordCommit(long sentAt) {
    committedAt = sentAt;
  }

  /// A transaction failed because the database cannot be written.
  void recordWriteFailure() {
    unwritable = true;
  }

  /// Whether the database has committed something within the last 3 s, and no write has failed
  /// since.
  boolean isCurrent() {
    return !running || (!unwritable && !lost && age() < MAX_AGE.toNanos());
  }

  /// Whether the database is not where it was: what is committed is found by nothing again.
  boolean isLost() {
    return lost;
  }

  /// As [#isCurrent], but for writes: a full disk does not make wrong what is read.
  boolean isReadable() {
    return !running || age() < MAX_AGE.toNanos();
  }

  private long age() {
    return System.nanoTime() - committedAt;
  }

  private void probeOnce(HeartbeatProbe beat, Runnable usable) {
    try {
      lost = isGone(beat);
      if (lost) {
        return;
      }
      if (unwritable || age() > INTERVAL.toNanos()) {
        var started = System.nanoTime();
        beat.run(unwritable);
        unwritable = false;
        committedAt = started;
        usable.run();
      }
    } catch (RuntimeException e) {
      LOG.atDebug().addKeyValue("reason", Db.rootMessage(e)).log("heartbeat failed");
    } finally {
      logReadiness();
    }
  }

  private boolean isGone(HeartbeatProbe beat) {
    var fault = beat.fault();
    if (fault.isPresent() && !lost) {
      LOG.atError().addKeyValue("reason", fault.get()).log("database lost: nothing is served");
    }
    return fault.isPresent();
  }

  private void logReadiness() {
    var ready = isCurrent();
    if (ready != loggedReady) {
      loggedReady = ready;
      if (ready) {
        LOG.atInfo().log("database usable again");
      } else {
        LOG.atError().log("database not usable: this node is not ready");
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      // A beat under way uses what is closed next.
      var _ = timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
