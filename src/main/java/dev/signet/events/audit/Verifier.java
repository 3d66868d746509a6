package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.base.refusals.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Verifies the audit log on request, one verification at a time and on a platform thread: it
/// computes much, and virtual threads are not preempted.
final class Verifier {
  private static final Duration TIMEOUT = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Db db;
  private final ChainStore store;
  private final Supplier<AuditKeys> keys;
  private final Clock clock;
  private final Supplier<Verification.ExternalEvidence> evidence;
  private final Semaphore turn = new Semaphore(1);

  /// @param witness what this node knows to have been written
  Verifier(
      Db db,
      ChainStore store,
      Supplier<AuditKeys> keys,
      Clock clock,
      Supplier<Verification.ExternalEvidence> witness) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.evidence = witness;
  }

  /// @throws Refused `TooManyRequests` while another verification is running
  Verification.Report verify() {
    if (!turn.tryAcquire()) {
      throw Refused.tooManyRequests(
          RETRY_AFTER, "another verification of the audit log is running");
    }
    var task =
        new FutureTask<>(() -> {
          try {
            return check();
          } finally {
            turn.release();
          }
        });
    Thread.ofPlatform().name("audit-verify").daemon().start(task);
    try {
      return task.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (TimeoutException _) {
      throw Refused.unavailable("verifying the audit log took too long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while verifying the audit log");
    }
  }

  private Verification.Report check() {
    return new Verification(db, store, keys.get(), clock, evidence.get()).run();
  }
}
