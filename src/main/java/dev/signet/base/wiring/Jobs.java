package dev.signet.base.wiring;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's background jobs. A job that fails is logged, and runs again at its next time. One
/// of them may take long (retention): the others run beside it.
public final class Jobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private static final int THREADS = 2;

  /// So that a server that is restarted often runs its jobs too.
  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);

  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().name("signet-jobs-", 1).daemon().factory());

  private final List<Runnable> all = new CopyOnWriteArrayList<>();

  /// Runs a job with this pause after each run; the first time after a minute at the latest.
  public void every(Duration period, String name, Runnable job) {
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
                    .log("job postponed");
              } catch (RuntimeException e) {
                LOG.atError().addKeyValue("job", name).setCause(e).log("job failed");
              }
            },
            Math.min(period.toMillis(), FIRST_DELAY.toMillis()),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Runs each job once, in the order of registration. An exception of a job is thrown.
  public void runAll() {
    all.forEach(Runnable::run);
  }

  /// Waits up to 10 seconds for running jobs, and starts no others.
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
