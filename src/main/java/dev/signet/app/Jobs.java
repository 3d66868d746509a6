package dev.signet.app;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the server does by itself now and then. A job that fails is told in the log, and tried
/// again at its next time. Two of them may take long (retention, and the reader of scopes): the
/// others go on beside them.
final class Jobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private static final int THREADS = 3;

  /// A server that is restarted often does its jobs all the same.
  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);

  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().name("signet-jobs-", 1).daemon().factory());

  private final List<Runnable> all = new CopyOnWriteArrayList<>();

  void every(Duration period, String name, Runnable job) {
    all.add(job);
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> {
              try {
                job.run();
              } catch (Refused refused) {
                LOG.atWarn()
                    .addKeyValue("job", name)
                    .addKeyValue("detail", refused.detail())
                    .log("job put off");
              } catch (RuntimeException e) {
                LOG.atError().addKeyValue("job", name).setCause(e).log("job failed");
              }
            },
            Math.min(period.toMillis(), FIRST_DELAY.toMillis()),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Runs each job once, in the order in which they were registered. What one throws is thrown.
  void runAll() {
    all.forEach(Runnable::run);
  }

  /// Waits for the jobs under way, and begins no other.
  @Override
  public void close() {
    scheduler.shutdown();
    try {
      scheduler.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
