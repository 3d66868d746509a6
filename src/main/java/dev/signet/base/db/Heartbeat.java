package dev.signet.base.db;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tracks how long ago the database committed something for this node. A server that answers
/// queries but commits nothing may have been replaced by another one, where tokens have been
/// revoked since: its answers are not trusted. Every commit counts; after half a second without
/// one, the heartbeat makes one.
final class Heartbeat implements AutoCloseable {

  /// The maximum age of the last commit while the node is ready.
  private static final Duration MAX_AGE = Duration.ofSeconds(3);

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /// Commits something, or shows that a commit would succeed.
  interface HeartbeatProbe {
    /// A problem with the location of the database, whether it commits or not; checked before each
    /// beat. While there is one, nothing is written or read.
    default Optional<String> fault() {
      return Optional.empty();
    }

    /// Runs one beat.
    ///
    /// @param mustWrite whether a commit has failed since the last beat that wrote, so that only
    ///   another write shows that the database is writable again
    /// @throws RuntimeException when the beat failed
    void run(boolean mustWrite);
  }

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("db-heartbeat").daemon().factory());

  // By [System#nanoTime].
  private volatile long committedAt = System.nanoTime();
  private volatile boolean unwritable;
  private volatile boolean lost;
  private volatile boolean running;

  // The state that was logged last; used by the timer's thread only.
  private boolean loggedReady = true;

  /// Starts beating. A heartbeat that is not started counts as current forever.
  ///
  /// @param usable runs twice a second while the database commits
  void start(HeartbeatProbe beat, Runnable usable) {
    committedAt = System.nanoTime();
    running = true;
    var _ =
        timer.scheduleWithFixedDelay(
            () -> probeOnce(beat, usable), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Records a committed transaction.
  ///
  /// @param sentAt when its commit was sent, by [System#nanoTime]
  void recordCommit(long sentAt) {
    committedAt = sentAt;
  }

  /// Records that a transaction failed because the database cannot be written.
  void recordWriteFailure() {
    unwritable = true;
  }

  /// Whether the database has committed something within the last 3 s, and no write has failed
  /// since.
  boolean isCurrent() {
    return !running || (!unwritable && !lost && age() < MAX_AGE.toNanos());
  }

  /// Whether the database was moved or replaced: whatever is committed is lost.
  boolean isLost() {
    return lost;
  }

  /// As [#isCurrent], but failed writes do not count: with a full disk, reads are still correct.
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
      }
      usable.run();
    } catch (RuntimeException e) {
      LOG.atDebug().addKeyValue("reason", Db.rootMessage(e)).log("heartbeat failed");
    } finally {
      logReadiness();
    }
  }

  private boolean isGone(HeartbeatProbe beat) {
    var fault = beat.fault();
    if (fault.isPresent() && !lost) {
      LOG.atError().addKeyValue("reason", fault.get()).log("database lost: no requests are served");
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
      // A running beat uses what is closed next.
      var _ = timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
